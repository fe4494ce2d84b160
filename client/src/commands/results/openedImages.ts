/**
 * Hidden bytes for the results of builds. Owns: asking an image for them when somebody opens its layers. Must not open images itself.
 */
import type { ImageContents } from '../../model/imageContents.ts';
import type { Images, Results } from '../deps.ts';

/** Hidden files that are asked for; where there are more, the least of them are left out of the sums. */
const mostFiles = 50_000;

/** The same images; those that a remembered build made tell the results what they hide when they are opened. */
export function withResults(images: Images, results: Pick<Results, 'dockerfileOf' | 'layersRead'>): Images {
  return {
    ...images,
    async open(source, report, signal) {
      const opened = await images.open(source, report, signal);
      for (const contents of opened.images) {
        const ids = [contents.id, ...(source.kind === 'engine' ? [source.id] : [])];
        const id = ids.find((each) => each !== '' && results.dockerfileOf(each));
        // A view that closes the image in between takes nothing away but these sums.
        if (id !== undefined) void tell(id, contents, results).catch(() => undefined);
      }
      return opened;
    },
  };
}

async function tell(id: string, contents: ImageContents, results: Pick<Results, 'layersRead'>): Promise<void> {
  await results.layersRead(id, (await contents.hidden(mostFiles)).items);
}
