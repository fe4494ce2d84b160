/**
 * `drydock layers`. Owns: its options, the JSON that it prints, and the exit code. Must not read archives itself.
 */
import { parseArgs } from 'node:util';
import type { ArchiveImage, ArchiveLayer, ImageArchive } from '../image/archive.ts';
import { emptyLayerIndex } from '../image/layerIndex.ts';
import { analyseLayers } from '../image/layers.ts';
import type { LayerAnalysis, LayerChanges } from '../image/layers.ts';
import type { PathTable } from '../image/pathTable.ts';
import { EngineFailure } from './engineInput.ts';
import { archiveHelp, chosenImages, imageOptions, platformOf, readImages } from './imageInput.ts';
import type { ImageChoice } from './imageInput.ts';
import { layersText, tooMuchHidden } from './layersText.ts';
import { PipeClosed, syncOutput, tell } from './output.ts';
import { exceeds, readWasteLimit } from './sizes.ts';
import type { WasteLimit } from './sizes.ts';
import { problemOf, usageError, WrongUsage } from './usage.ts';

const help = `Usage: drydock layers [options] ARCHIVE|IMAGE

Says what each layer of an image adds, changes and deletes, and which bytes no path of the image reaches any more.

  --format text|json         How it is printed; text is the default
  --max-wasted SIZE|PERCENT  Fail when an image hides more than this, such as 20MB, 1.5GiB, 10% or 0; may be repeated
  --image TAG|INDEX          Only this image of the archive
  --platform OS/ARCH         Only images for this platform

${archiveHelp}
Exit code: 0 fine, 1 more than --max-wasted, or an archive that cannot be read or not wholly, 2 wrong usage, or the engine cannot give
the image.
`;

interface Options {
  readonly path: string;
  readonly format: 'text' | 'json';
  readonly limits: readonly WasteLimit[];
  readonly choice: ImageChoice;
}

interface AnalysedImage {
  readonly image: ArchiveImage;
  readonly analysis: LayerAnalysis;
}

/** Runs the command and resolves to the exit code. `args` is what follows `layers`. */
export async function layersCommand(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options === 'help') {
      process.stdout.write(help);
      return 0;
    }
    const archive = await readImages(options.path, options.choice).catch((error: unknown) => {
      if (error instanceof EngineFailure) return error;
      throw error;
    });
    if (archive instanceof EngineFailure) return engineFailure(archive, options);
    return print(archive, chosenImages(archive, options.choice), options);
  } catch (error) {
    return usageError(problemOf(error), help);
  }
}

function engineFailure({ message, source }: EngineFailure, { format }: Options): number {
  tell(message);
  if (format === 'json') process.stdout.write(`${JSON.stringify({ images: [], error: { class: source, message, badLayers: [] }, warnings: [] })}\n`);
  return 2;
}

/** Throws `WrongUsage`. */
function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { ...imageOptions, 'max-wasted': { type: 'string', multiple: true } } });
  if (values.help) return 'help';
  const { format, image, platform, 'max-wasted': most = [] } = values;
  if (positionals.length !== 1) throw new WrongUsage(positionals.length === 0 ? 'ARCHIVE or IMAGE is missing' : 'only one ARCHIVE or IMAGE at a time');
  if (format !== 'text' && format !== 'json') throw new WrongUsage('--format must be one of text, json');
  return { path: positionals[0]!, format, limits: most.map(wasteLimit), choice: { image, platform } };
}

function wasteLimit(text: string): WasteLimit {
  const limit = readWasteLimit(text);
  if (!limit) throw new WrongUsage(`--max-wasted: ${text} is neither a size such as 20MB nor a share such as 10%`);
  return limit;
}

function print(archive: ImageArchive, images: readonly ArchiveImage[], { format, limits }: Options): number {
  const output = syncOutput(1);
  let fails = archive.error !== undefined;
  const analysed = function* (): Generator<AnalysedImage> {
    for (const image of images) {
      const analysis = analyse(archive.paths, image);
      if (limits.some((limit) => exceeds(limit, analysis.wastedBytes, analysis.totalBodyBytes))) {
        fails = true;
        process.stderr.write(`drydock: ${tooMuchHidden(image, analysis)}\n`);
      }
      yield { image, analysis };
    }
  };
  try {
    (format === 'json' ? printJson : printText)(archive, analysed(), output.write);
    output.flush();
  } catch (error) {
    if (!(error instanceof PipeClosed)) throw error;
  }
  return fails ? 1 : 0;
}

/** A damaged layer counts as empty: half of one would give numbers that depend on where it broke. */
function analyse(paths: PathTable, image: ArchiveImage): LayerAnalysis {
  const nothing = emptyLayerIndex(0);
  return analyseLayers(paths, image.layers.map((layer) => ({ index: layer.error === undefined ? layer.index : nothing })));
}

/** Written piece by piece, since the paths of a large image fill many megabytes. */
function printJson(archive: ImageArchive, images: Iterable<AnalysedImage>, write: (text: string) => void): void {
  write('{"images":[');
  let separator = '\n';
  for (const { image, analysis } of images) {
    const { layers, ...sums } = analysis;
    const history = image.config.history.map(({ createdBy, emptyLayer }) => ({ createdBy, emptyLayer }));
    write(`${separator}{"tags":${JSON.stringify(image.tags)},"platform":${JSON.stringify(platformOf(image))},"history":${JSON.stringify(history)},"layers":[`);
    layers.forEach((changes, at) => {
      write(at === 0 ? '\n' : ',\n');
      writeLayer(write, archive.paths, image.layers[at]!, changes);
    });
    write(`],${JSON.stringify(sums).slice(1)}`);
    separator = ',\n';
  }
  write(`],"error":${JSON.stringify(errorObject(archive))},"warnings":${JSON.stringify(archive.warnings)}}\n`);
}

function writeLayer(write: (text: string) => void, paths: PathTable, { diffId, compression, historyIndex }: ArchiveLayer, changes: LayerChanges): void {
  const texts = (ids: readonly number[]): string[] => inOrder(ids.map((id) => paths.path(id)), (text) => text);
  const deleted = changes.deleted.map(({ path, files, bytes }) => ({ path: paths.path(path), files, bytes }));
  write(JSON.stringify({ diffId, compression, historyIndex: historyIndex ?? null }).slice(0, -1));
  writeList(write, 'added', texts(changes.added));
  writeList(write, 'modified', texts(changes.modified));
  writeList(write, 'rewritten', texts(changes.rewritten));
  writeList(write, 'deleted', inOrder(deleted, (item) => item.path));
  const { bodyBytes, cumulativeBytes } = changes;
  write(`,${JSON.stringify({ bodyBytes, cumulativeBytes }).slice(1)}`);
}

function writeList(write: (text: string) => void, name: string, items: readonly unknown[]): void {
  write(`,${JSON.stringify(name)}:[`);
  for (const [at, item] of items.entries()) write(`${at === 0 ? '' : ','}${JSON.stringify(item)}`);
  write(']');
}

/** By code points, as other programs sort; plain comparing goes by UTF-16 units, which is the same but for characters beyond the first 65,536. */
function inOrder<T>(items: T[], textOf: (item: T) => string): T[] {
  const compare = items.some((item) => /[\ud800-\udfff]/.test(textOf(item))) ? (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) : (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return items.sort((a, b) => compare(textOf(a), textOf(b)));
}

function errorObject({ error, images }: ImageArchive): object | null {
  if (!error) return null;
  const bad = images.flatMap((image) => image.layers.flatMap((layer, at) => (layer.error === undefined ? [] : [at])));
  return { class: error.class, message: error.message, badLayers: [...new Set(bad)].sort((a, b) => a - b) };
}

function printText(archive: ImageArchive, images: Iterable<AnalysedImage>, write: (text: string) => void): void {
  for (const { image, analysis } of images) for (const line of layersText(image, analysis, columns())) write(`${line}\n`);
  for (const warning of archive.warnings) tell(warning);
  if (archive.error) tell(archive.error.message);
}

/** As wide as the terminal, within reason; a file or a pipe gets lines that fit most pagers. */
function columns(): number {
  return Math.min(160, Math.max(80, process.stdout.columns ?? 120));
}
