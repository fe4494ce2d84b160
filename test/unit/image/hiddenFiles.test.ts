import { expect, test } from 'vitest';
import { hiddenFiles } from '../../../server/src/image/hiddenFiles.ts';
import { analyseImage } from '../../../server/src/image/layers.ts';
import { fromStream } from '../../support/imageArchive.ts';
import { seededRng } from '../../support/rng.ts';
import { file, folder, hardLink, imageArchive, tar, type TarItem } from '../../support/tarBuilder.ts';

async function hidden(...layers: TarItem[][]): Promise<string[]> {
  const archive = await fromStream(imageArchive('docker', { layers: layers.map((items) => tar(...items)) }), 65_536);
  const image = archive.images[0]!;
  const analysis = analyseImage(archive.paths, image);
  const all = [...hiddenFiles(image.layers, analysis)];
  // The same bytes as the sums say.
  const sums = new Map<string, number>();
  for (const { ownerLayer, causeLayer, bytes } of all) sums.set(`${causeLayer} ${ownerLayer}`, (sums.get(`${causeLayer} ${ownerLayer}`) ?? 0) + bytes);
  expect(Object.fromEntries(sums)).toEqual(Object.fromEntries(analysis.wasteByCause.map((each) => [`${each.causeLayer} ${each.ownerLayer}`, each.bytes])));
  return all.map(({ path, bytes, ownerLayer, causeLayer }) => `${archive.paths.path(path)} ${bytes} of ${ownerLayer} by ${causeLayer}`);
}

test('each file with its owner and the layer that hides it', async () => {
  expect(await hidden(
    [file('a', 'aaaa'), file('d/b', 'bb'), file('kept', 'k'), file('empty'), file('twin', 'tt'), hardLink('d/twin', 'twin')],
    [file('a', 'AAA'), file('.wh.twin')],
    [file('.wh.d'), file('.wh.empty'), file('a', 'x')],
  )).toEqual(['a 4 of 0 by 1', 'd/b 2 of 0 by 2', 'twin 2 of 0 by 2', 'a 3 of 1 by 2']);
});

test('a path that comes twice in its layer, and a link that hides what is below it', async () => {
  expect(await hidden([file('a', '1'), file('a', '22'), file('d/x', '333')], [file('d', '4444')])).toEqual(['a 1 of 0 by 0', 'd/x 3 of 0 by 1']);
});

test('the files are what the sums are made of, whatever the layers do', async () => {
  const rng = seededRng('hidden files');
  const name = (): string => Array.from({ length: 1 + rng.int(3) }, () => rng.pick(['a', 'b', 'c'])).join('/');
  const item = (): TarItem => {
    const path = name();
    if (rng.chance(0.2)) return file(path.replace(/[^/]*$/, rng.chance(0.3) ? '.wh..wh..opq' : '.wh.$&'));
    if (rng.chance(0.2)) return folder(path);
    return rng.chance(0.25) ? hardLink(path, name()) : file(path, 'x'.repeat(rng.int(50)));
  };
  for (let round = 0; round < 150; round++) await hidden(...Array.from({ length: 1 + rng.int(5) }, () => Array.from({ length: rng.int(8) }, item)));
});
