/**
 * Which images a command is about. Owns: reading what menus, other extensions and the palette hand over. Must not act on any image.
 */
import type { ImageSummary } from '../../../../server/src/engine/contract.ts';
import { formatAge, formatSize } from '../../model/format.ts';
import { namesOf, type ListRow } from '../../model/imageList.ts';
import { shortId } from '../../model/imageReference.ts';
import type { Choice } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { pickOfEngine } from '../waysOn.ts';

export interface ImageTarget {
  /** What to give the engine: the name when it has one, otherwise the id. */
  readonly reference: string;
  /** '' when it has none, or none is known. */
  readonly name: string;
  /** '' when only the name is known. */
  readonly id: string;
  /** What to call it. */
  readonly shown: string;
}

/** What to ask when the command comes from the palette. */
export interface TargetQuestion {
  readonly title: string;
  readonly placeholder: string;
}

/**
 * The images meant by a command's arguments: the clicked item, then all that are selected. Asks when there is none; undefined when that is dismissed.
 * The same image under two names is two targets.
 */
export async function imageTargets(deps: Deps, args: readonly unknown[], question: TargetQuestion): Promise<readonly ImageTarget[] | undefined> {
  const [clicked, selected] = args;
  // The selection counts only when the click was on part of it, which is what VS Code hands over.
  const given = Array.isArray(selected) && selected.length > 0 ? selected as unknown[] : [clicked];
  const targets = new Map(given.flatMap(targetsOf).map((target) => [target.reference, target]));
  if (targets.size > 0) return await mayUseEngine(deps) ? [...targets.values()] : undefined;
  const target = await askForImage(deps, question);
  return target && [target];
}

/** The same for commands that take one. */
export async function imageTarget(deps: Deps, args: readonly unknown[], question: TargetQuestion): Promise<ImageTarget | undefined> {
  return (await imageTargets(deps, args.slice(0, 1), question))?.[0];
}

/** Of rows of our view, of a node of Container Tools, of a name. Anything else is none. */
export function targetsOf(argument: unknown): ImageTarget[] {
  // What begins like an option is no name, and programs would take it for one.
  if (typeof argument === 'string' && /^[^-]/.test(argument)) return [targetFrom(argument, '')];
  if (typeof argument !== 'object' || argument === null) return [];
  if ('row' in argument) return rowTargets(argument.row as ListRow);
  const source = 'source' in argument ? argument.source as { kind?: unknown; id?: unknown; name?: unknown } | undefined : undefined;
  if (source?.kind === 'engine' && typeof source.id === 'string') return [targetFrom(typeof source.name === 'string' ? source.name : '', source.id)];
  const fullTag = 'fullTag' in argument && typeof argument.fullTag === 'string' ? argument.fullTag : '';
  const imageId = 'imageId' in argument && typeof argument.imageId === 'string' ? argument.imageId : '';
  // Container Tools calls an image without a name "<none>".
  const name = /<none>|^-/.test(fullTag) ? '' : fullTag;
  return name || imageId ? [targetFrom(name, imageId)] : [];
}

function rowTargets(row: ListRow): ImageTarget[] {
  return row.kind === 'group' ? row.rows.flatMap(rowTargets) : [targetFrom(row.name, row.image.id)];
}

function targetFrom(name: string, id: string): ImageTarget {
  const isId = /^sha256:[0-9a-f]{64}$/.test(name);
  const shownName = isId ? '' : name;
  return { reference: shownName || id || name, name: shownName, id: id || (isId ? name : ''), shown: shownName || shortId(id || name) };
}

async function askForImage(deps: Deps, { title, placeholder }: TargetQuestion): Promise<ImageTarget | undefined> {
  if (!await mayUseEngine(deps)) return undefined;
  return pickOfEngine<ImageTarget>(deps, {
    title, placeholder, what: 'images', failed: 'No images from an engine',
    load: async (signal) => (await deps.engines.use(signal, (engine) => engine.listImages({ signal }))).flatMap(choicesOf),
  });
}

function choicesOf(image: ImageSummary): Choice<ImageTarget>[] {
  const description = [formatSize(image.size), formatAge(image.created, Date.now())].filter(Boolean).join(', ');
  const names = namesOf(image);
  return (names.length > 0 ? names : ['']).map((name) => {
    const value = targetFrom(name, image.id);
    return { label: `$(package) ${value.shown}`, description, value };
  });
}
