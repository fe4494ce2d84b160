/**
 * The Dockerfile of an image whose history is shown: which it is, and where the entries come from. Owns: remembering what the person said, and the way from an
 * entry to its line. Must not align anything itself.
 */
import { pathToFileURL } from 'node:url';
import type { HistoryQuestion, Deps } from '../deps.ts';
import { certain, shortLinesText } from '../../model/histories/labels.ts';
import type { DockerfileLines, OpenHistory } from '../../model/histories/historyList.ts';
import { baseEntries, type EntryNode, type HistoryNode } from '../../model/histories/nodes.ts';
import { guarded } from '../imageChoice.ts';
import { baseOf } from './base.ts';

interface Known {
  /** The file's URI as text. */
  readonly file: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/** The lines by the Dockerfile that a build or the person is remembered to have named; undefined when there is none. Rejects as the server does. */
export async function linesOfKnown(deps: Deps, shown: OpenHistory): Promise<DockerfileLines | undefined> {
  const known = knownDockerfile(deps, shown);
  return known && linesIn(deps, shown, known);
}

function knownDockerfile(deps: Deps, shown: OpenHistory): Known | undefined {
  const said = deps.memory.get(memoryKey(shown));
  if (said) return { file: said };
  const ids = [shown.history.about?.imageId ?? '', shown.source.kind === 'engine' ? shown.source.id : ''].filter(Boolean);
  const built = ids.map((id) => deps.results.dockerfileOf(id)).find(Boolean);
  return built && { ...built, file: pathToFileURL(built.file).toString() };
}

/** An image that is built again under the same name comes from the same Dockerfile. */
function memoryKey({ source }: OpenHistory): string {
  return `history.dockerfile.${source.kind === 'archive' ? source.path : source.name}`;
}

async function linesIn(deps: Deps, shown: OpenHistory, { file, target, buildArgs }: Known): Promise<DockerfileLines> {
  const ref = deps.history.fileOf(file);
  const entries = await deps.dockerfiles.historyLines(ref, { entries: shown.history.rows.map(({ createdBy, isEmpty }) => ({ createdBy, emptyLayer: isEmpty })), ...questionOf(shown, { target, buildArgs }) });
  return { file, label: deps.dockerfiles.label(ref), target, buildArgs, entries };
}

export function questionOf(shown: OpenHistory, { target, buildArgs }: { target?: string | undefined; buildArgs?: Readonly<Record<string, string>> | undefined }): Omit<HistoryQuestion, 'entries'> {
  const platform = shown.history.about?.platform;
  return { ...(target === undefined ? {} : { target }), ...(buildArgs ? { buildArgs } : {}), ...(platform ? { platform } : {}) };
}

/** The known Dockerfile with lines that are true now; asks for it when none is known, and always with `anew`. Undefined when dismissed. */
export async function dockerfileOf(deps: Deps, shown: OpenHistory, anew = false): Promise<DockerfileLines | undefined> {
  const known = anew ? undefined : knownDockerfile(deps, shown);
  const chosen = known ?? await ask(deps, shown);
  if (!chosen) return undefined;
  const dockerfile = await linesIn(deps, shown, chosen);
  const { histories } = deps.history;
  histories.update(shown.key, { dockerfile });
  // FROM names the base better than a comparison of layers does.
  if (!known) void baseOf(deps, { ...shown, dockerfile }).then((base) => { if (base) histories.update(shown.key, { base }); }, () => undefined);
  return dockerfile;
}

async function ask(deps: Deps, shown: OpenHistory): Promise<Known | undefined> {
  const active = deps.dockerfiles.active();
  const all = await deps.dockerfiles.all();
  const files = active ? [active, ...all.filter((file) => file.toString() !== active.toString())] : all;
  if (files.length === 0) {
    await deps.prompts.inform('There is no Dockerfile in this workspace to go to.');
    return undefined;
  }
  const choices = files.map((value) => ({ label: deps.dockerfiles.label(value), description: value === active ? 'in the editor' : '', value }));
  const file = await deps.prompts.pick('Dockerfile of the Image', `Which Dockerfile was ${shown.source.name} built from?`, choices);
  if (!file) return undefined;
  await deps.memory.set(memoryKey(shown), file.toString());
  return { file: file.toString() };
}

const another = 'Choose Another Dockerfile…';

/** What a click on an entry does. */
export async function goToHistoryLine(deps: Deps, node?: HistoryNode): Promise<void> {
  const entry = entryOf(node ?? deps.history.selected());
  if (!entry) {
    await deps.prompts.inform('Select a step in the view Image History first.');
    return;
  }
  const { row, open } = entry;
  if (row.index < baseEntries(open)) {
    await deps.prompts.inform('This step is the base image\'s: no line of the Dockerfile made it.');
    return;
  }
  await guarded(deps, '', async () => {
    for (let anew = false; ; anew = true) {
      const dockerfile = await dockerfileOf(deps, open, anew);
      if (!dockerfile) return;
      const found = dockerfile.entries[row.index];
      if (found?.lines?.[0]) {
        await deps.history.goTo(deps.history.fileOf(dockerfile.file), found.lines[0]);
        if (found.confidence < certain) await deps.prompts.inform(`This step likely comes from ${shortLinesText(found.lines[0], 1)} of ${dockerfile.label}. The Dockerfile has changed since the image was built, or it is another one.`);
        return;
      }
      const answer = await deps.prompts.inform(`No line of ${dockerfile.label} made this step. It is the base image's, or the Dockerfile has changed since.`, another);
      if (answer !== another) return;
    }
  });
}

export async function chooseHistoryDockerfile(deps: Deps): Promise<void> {
  const { current } = deps.history.histories;
  if (!current) {
    await deps.prompts.inform('No image history is shown.');
    return;
  }
  await guarded(deps, '', async () => { await dockerfileOf(deps, current, true); });
}

/** The entry that a node stands for or belongs to. */
export function entryOf(node: HistoryNode | undefined): EntryNode | undefined {
  return node?.kind === 'detail' ? entryOf(node.parent) : node?.kind === 'entry' ? node : undefined;
}
