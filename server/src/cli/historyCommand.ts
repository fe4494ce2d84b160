/**
 * `drydock history`. Owns: its options, what it prints about each entry, and the exit code. Must not read archives or align anything itself.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { historyLines } from '../features/historyLines.ts';
import type { EntryLines } from '../features/historyLines.ts';
import { parseHistory } from '../image/historyText.ts';
import { namesRegistry } from '../image/registryReference.ts';
import type { BuildOptions } from '../semantics/semantics.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import { makeSnapshot } from '../semantics/snapshotOf.ts';
import { parse } from '../syntax/tree.ts';
import { EngineFailure, historyFromEngine, namesImage } from './engineInput.ts';
import type { EngineHistory } from './engineInput.ts';
import { archiveHelp, chosenImages, imageOptions, readArchive, titleOf } from './imageInput.ts';
import type { ImageChoice } from './imageInput.ts';
import { readFromRegistry } from './registryInput.ts';
import { PipeClosed, syncOutput, tell, withoutControls } from './output.ts';
import { problemOf, usageError, WrongUsage } from './usage.ts';

const help = `Usage: drydock history [options] ARCHIVE|IMAGE

Lists the history of an image, oldest entry first, and with a Dockerfile the lines that each entry came from.

  --dockerfile FILE     The Dockerfile that the image was built from
  --target STAGE        The stage that was built; the last one is the default
  --build-arg NAME=VALUE
                        A build argument that was given; may be repeated. NAME alone takes the value of the environment
  --format text|json    How it is printed; text is the default
  --image TAG|INDEX     This image of the archive; the first one is the default
  --platform OS/ARCH    The image for this platform

${archiveHelp}
Exit code: 0 fine, 1 the archive cannot be read, 2 wrong usage, or the engine cannot give the image.
`;

interface Options {
  readonly path: string;
  readonly format: 'text' | 'json';
  readonly choice: ImageChoice;
  readonly dockerfile: string | undefined;
  readonly build: BuildOptions;
}

/** An entry as it is printed. */
type Entry = { readonly createdBy: string; readonly emptyLayer: boolean } & EntryLines;

/** Runs the command and resolves to the exit code. `args` is what follows `history`. */
export async function historyCommand(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === 'help') {
      process.stdout.write(help);
      return 0;
    }
    const recorded = await recordedHistory(options);
    if (recorded instanceof EngineFailure) return engineFailure(recorded, options);
    print(recorded ? entriesOf(recorded, options) : [], options);
    return recorded ? 0 : 1;
  } catch (error) {
    return usageError(problemOf(error), help);
  }
}

async function recordedHistory(options: Options): Promise<EngineHistory | EngineFailure | undefined> {
  const { path, choice: { platform } } = options;
  const isRegistry = namesRegistry(path);
  if (!isRegistry && !namesImage(path)) return historyOfArchive(options);
  const found = isRegistry ? readFromRegistry(path, platform, false).then(({ images }) => images[0]?.config) : historyFromEngine(path, platform);
  return found.catch((error: unknown) => {
    if (error instanceof EngineFailure) return error;
    throw error;
  });
}

/** Undefined, and the reason on standard error, when the archive has no image that can be read. */
async function historyOfArchive({ path, choice }: Options): Promise<EngineHistory | undefined> {
  const archive = await readArchive(path, false);
  const images = chosenImages(archive, choice);
  const [image] = images;
  if (images.length > 1) process.stderr.write(`drydock: the archive has ${images.length} images that fit; this is ${titleOf(image!)}\n`);
  // What the layers are like does not matter here, so an error counts only when it leaves no image.
  if (!image) tell(archive.error?.message ?? 'The archive has no image.');
  return image?.config;
}

function engineFailure({ message, source }: EngineFailure, { format }: Options): number {
  tell(message);
  if (format === 'json') process.stdout.write(`${JSON.stringify({ entries: [], error: { class: source, message } })}\n`);
  return 2;
}

/** Throws `WrongUsage`. */
function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...imageOptions, dockerfile: { type: 'string' }, target: { type: 'string' }, 'build-arg': { type: 'string', multiple: true } },
  });
  if (values.help) return 'help';
  const { format, image, platform, dockerfile, target, 'build-arg': buildArgs = [] } = values;
  if (positionals.length !== 1) throw new WrongUsage(positionals.length === 0 ? 'ARCHIVE or IMAGE is missing' : 'only one ARCHIVE or IMAGE at a time');
  if (format !== 'text' && format !== 'json') throw new WrongUsage('--format must be one of text, json');
  if (dockerfile === undefined && (target !== undefined || buildArgs.length > 0)) throw new WrongUsage('--target and --build-arg need a --dockerfile');
  const build = { ...(target === undefined ? {} : { target }), buildArgs: Object.fromEntries(buildArgs.flatMap(buildArgument)) };
  return { path: positionals[0]!, format, choice: { image, platform }, dockerfile, build };
}

/** "NAME=value", or the environment's value for "NAME"; a name that the environment does not have is not given. */
function buildArgument(text: string): [string, string][] {
  const equals = text.indexOf('=');
  if (equals === 0 || text === '') throw new WrongUsage(`--build-arg: ${JSON.stringify(text)} has no name`);
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? process.env[name] : text.slice(equals + 1);
  return value === undefined ? [] : [[name, value]];
}

/** Throws `WrongUsage` when there is no such Dockerfile or stage. */
function entriesOf({ history, platform }: EngineHistory, { dockerfile, build }: Options): Entry[] {
  const createdBy = history.map((entry) => entry.createdBy);
  // Nothing is known of lines without a Dockerfile, so nothing is sure.
  const lines = dockerfile === undefined
    ? history.map((): EntryLines => ({ lines: null, confidence: 0 }))
    : historyLines(snapshotOf(dockerfile, platform.os === '' ? build : { ...build, platform }), parseHistory(createdBy).map((text, at) => ({ ...text, createdBy: createdBy[at]! })));
  return history.map(({ createdBy, emptyLayer }, at) => ({ createdBy, emptyLayer, ...lines[at]! }));
}

function snapshotOf(dockerfile: string, build: BuildOptions): Snapshot {
  let text: string;
  try {
    text = readFileSync(dockerfile, 'utf8');
  } catch (error) {
    throw new WrongUsage(`--dockerfile: ${dockerfile} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, { cause: error });
  }
  const snapshot = makeSnapshot(dockerfile, 0, parse(text), undefined, build);
  if (build.target !== undefined && !snapshot.semantics.target) throw new WrongUsage(`--target: ${dockerfile} has no stage ${build.target}`);
  return snapshot;
}

function print(entries: readonly Entry[], { format, dockerfile }: Options): void {
  const output = syncOutput(1);
  try {
    if (format === 'json') output.write(`${JSON.stringify({ entries })}\n`);
    else for (const entry of entries) output.write(entryLine(entry, dockerfile !== undefined));
    output.flush();
  } catch (error) {
    if (!(error instanceof PipeClosed)) throw error;
  }
  if (format === 'text' && entries.some(({ confidence }) => confidence < 1) && dockerfile !== undefined) {
    process.stderr.write('drydock: Dockerfile and history do not agree throughout; the Dockerfile has probably changed since. "?" marks what is uncertain.\n');
  }
}

/** Confidence below this is marked. */
const certain = 0.9;

function entryLine({ createdBy, lines, confidence }: Entry, withLines: boolean): string {
  const text = withoutControls(createdBy.trimEnd().replaceAll('\n', '\\n'));
  if (!withLines) return `${text}\n`;
  const place = lines?.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ') ?? '-';
  return `${place.padStart(9)}${confidence < certain ? '?' : ' '} ${text}\n`;
}
