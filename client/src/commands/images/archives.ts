/**
 * Save Image…, Load Images…, Import Image… and Export Container…. Owns: streaming between files and the engine. A file that was not finished is taken away again.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { formatCount, formatSize } from '../../model/format.ts';
import { shortId } from '../../model/imageReference.ts';
import type { Report } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { baseName } from '../imageChoice.ts';
import { imageNameError } from '../imageName.ts';
import { engineWork, type EngineWork } from './engineWork.ts';
import { mayTake, nameWithTag } from './tag.ts';
import { imageTargets } from './targets.ts';

/** Several go into one archive. */
export async function saveImages(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  const targets = await imageTargets(deps, args, { title: 'Save Image', placeholder: 'Which image is saved as an archive?' });
  if (!targets) return;
  const [target] = targets;
  if (targets.length === 1 && target) {
    await saveStream(deps, 'Save Image', target.shown, fileName(target.shown), (engine, _report, signal) => engine.saveImage(target.reference, { signal }));
    return;
  }
  const shown = targets.length <= 3 ? targets.map((each) => each.shown).join(', ') : formatCount(targets.length, 'image');
  await saveStream(deps, `Save ${formatCount(targets.length, 'Image')} in One Archive`, shown, 'images.tar', (engine, _report, signal) => engine.saveImages(targets.map(({ reference }) => reference), { signal }));
}

/** Asks where to, and writes what `open` gives there. `shown` names it. */
export async function saveStream(deps: Deps, title: string, shown: string, name: string, open: EngineWork<Readable>): Promise<void> {
  if (!await mayUseEngine(deps)) return;
  const file = await deps.prompts.saveFile({ title, label: 'Save', name, extensions: ['tar'], what: 'Archives' });
  if (!file) return;
  const done = await engineWork(deps, `Saving ${shown}`, async (engine, report, signal) => writeWhole(file.fsPath, await open(engine, report, signal), report, signal));
  if (done) await deps.prompts.inform(`Saved ${shown} as ${file.fsPath} (${formatSize(done.value)}).`);
}

/** Writes beside the file and puts it in place at the end, so that an archive cut short never looks like a whole one. Gives the bytes written. */
export async function writeWhole(path: string, from: Readable, report: Report, signal: AbortSignal): Promise<number> {
  // A name of its own, so that no file of the person's is written over.
  const part = `${path}.${randomUUID().slice(0, 8)}.part`;
  try {
    const counter = new Counter(undefined, report);
    await pipeline(from, counter, createWriteStream(part), { signal });
    await rename(part, path);
    return counter.bytes;
  } catch (error) {
    from.destroy();
    await rm(part, { force: true });
    throw failureOf(error, path);
  }
}

export async function loadImages(deps: Deps): Promise<void> {
  if (!await mayUseEngine(deps)) return;
  const file = await deps.prompts.openFile({ title: 'Load Images', label: 'Load', extensions: ['tar', 'gz', 'tgz', 'bz2', 'xz', 'zst'], what: 'Archives of images' });
  if (!file) return;
  const done = await engineWork(deps, `Loading ${baseName(file.fsPath)}`, async (engine, report, signal) =>
    engine.loadImages(await readWhole(file.fsPath, report), { signal }));
  deps.imageLists.refresh();
  if (done) await deps.prompts.inform(done.value.length > 0 ? `Loaded ${done.value.map(shownName).join(', ')}.` : `Loaded ${baseName(file.fsPath)}.`);
}

export async function importImage(deps: Deps): Promise<void> {
  if (!await mayUseEngine(deps)) return;
  const file = await deps.prompts.openFile({ title: 'Import File System', label: 'Import', extensions: ['tar', 'gz', 'tgz', 'bz2', 'xz'], what: 'Archives of a file system' });
  if (!file) return;
  const proposed = baseName(file.fsPath).replace(/\.(?:tar(?:\.\w+)?|tgz)$/i, '').toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+|[._-]+$/g, '');
  const typed = await deps.prompts.input({ title: 'Import File System', prompt: 'Name of the new image; empty for none', value: proposed ? `${proposed}:latest` : '', validate: (name) => imageNameError(name.trim()) });
  if (typed === undefined) return;
  const name = typed.trim();
  if (name !== '' && !await mayTake(deps, name, undefined)) return;
  const done = await engineWork(deps, `Importing ${baseName(file.fsPath)}`, async (engine, report, signal) => engine.importImage(await readWhole(file.fsPath, report), name, { signal }));
  deps.imageLists.refresh();
  if (done) await deps.prompts.inform(`Imported ${baseName(file.fsPath)} as ${name ? nameWithTag(name) : shortId(done.value)}: one layer, and no command to start.`);
}

/** A file as a stream that reports how much of it has been read. Rejects when it can't be read. */
async function readWhole(path: string, report: Report): Promise<Readable> {
  const { size } = await stat(path).catch((error: unknown) => { throw failureOf(error, path); });
  const source = createReadStream(path, { highWaterMark: 1 << 20 });
  const counter = new Counter(size, report);
  source.on('error', (error) => counter.destroy(error));
  // It may break when whoever sends it has let go of it already, and nobody listens any more.
  counter.on('error', () => undefined);
  counter.on('close', () => source.destroy());
  return source.pipe(counter);
}

/** In milliseconds; a report for every block would drown the window. */
const reportInterval = 100;

/** Passes everything on and reports how much it was. */
class Counter extends Transform {
  bytes = 0;
  readonly #total: number | undefined;
  readonly #report: Report;
  #last = 0;
  #percent = 0;

  constructor(total: number | undefined, report: Report) {
    super({ highWaterMark: 1 << 20 });
    this.#total = total;
    this.#report = report;
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: null, chunk: Buffer) => void): void {
    this.bytes += chunk.length;
    if (Date.now() - this.#last >= reportInterval) this.#tell();
    done(null, chunk);
  }

  #tell(): void {
    this.#last = Date.now();
    if (!this.#total) {
      this.#report(formatSize(this.bytes));
      return;
    }
    const percent = Math.min(100, (this.bytes / this.#total) * 100);
    this.#report(`${formatSize(this.bytes)} of ${formatSize(this.#total)}`, percent - this.#percent);
    this.#percent = percent;
  }
}

/** What the file system says, as a sentence. Anything else stays as it is. */
function failureOf(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const withRemedy = (message: string, remedy: string): Error => Object.assign(new Error(message, { cause: error }), { remedy });
  switch (code) {
    case 'ENOSPC': return withRemedy(`There is no space left for ${path}.`, 'Free some, or choose another disk.');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS': return withRemedy(`${path} may not be read or written.`, 'Choose another folder.');
    case 'ENOENT': return withRemedy(`${path} is not there.`, 'It may have been moved meanwhile: choose it anew.');
    default: return error;
  }
}

/** "registry.example/team/app:1.0" → "app_1.0.tar". */
export function fileName(name: string): string {
  const last = name.split('/').pop() ?? name;
  return `${last.replace(/[^\w.-]+/g, '_')}.tar`;
}

function shownName(name: string): string {
  return name.startsWith('sha256:') ? shortId(name) : name;
}
