/**
 * Commands on containers, as far as images need them: changes, commit, export, removal of stopped ones. Must not start or stop a container.
 */
import type { ContainerChange, ContainerSummary } from '../../../../server/src/engine/contract.ts';
import { formatCount } from '../../model/format.ts';
import { shortId } from '../../model/imageReference.ts';
import type { Choice } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { isOfReaching, sentenceOf, wasCancelled } from '../failure.ts';
import { pickOfEngine } from '../waysOn.ts';
import { fileName, saveStream } from './archives.ts';
import { engineWork } from './engineWork.ts';
import { askForName, mayTake, nameWithTag } from './tag.ts';

interface ContainerTarget {
  readonly id: string;
  readonly shown: string;
  readonly image: string;
  readonly isActive: boolean;
}

export async function showContainerChanges(deps: Deps, argument?: unknown): Promise<void> {
  const container = await containerTarget(deps, argument, 'Show Container Changes');
  const done = container && await engineWork(deps, `Comparing ${container.shown} with its image`, (engine, _report, signal) => engine.containerChanges(container.id, { signal }));
  if (done) await deps.documents.show(`Changes in ${container.shown}.txt`, changesText(container, done.value));
}

/** One line a path, with the kind as a word. */
export function changesText({ shown, image }: Pick<ContainerTarget, 'shown' | 'image'>, changes: readonly ContainerChange[]): string {
  const of = (kind: ContainerChange['kind']): number => changes.filter((change) => change.kind === kind).length;
  const head = changes.length === 0 ? `The container ${shown} changed no file of ${image}.` : `What the container ${shown} changed in ${image}: ${of('added')} added, ${of('modified')} modified, ${of('deleted')} deleted.`;
  return [head, ...(changes.length > 0 ? [''] : []), ...changes.map(({ kind, path }) => `${kind.padEnd(8)}  ${path}`), ''].join('\n');
}

export async function commitContainer(deps: Deps, argument?: unknown): Promise<void> {
  const container = await containerTarget(deps, argument, 'Commit Container');
  if (!container) return;
  const name = await askForName(deps, 'Commit Container', `Name of the image made of ${container.shown} as it is now; a running container is paused meanwhile`, '');
  if (name === undefined || !await mayTake(deps, name, undefined)) return;
  const done = await engineWork(deps, `Committing ${container.shown}`, (engine, _report, signal) => engine.commit(container.id, name, { signal }));
  deps.imageLists.refresh();
  if (done) await deps.prompts.inform(`Made ${nameWithTag(name)} (${shortId(done.value)}) of ${container.shown}. Volumes are not part of it.`);
}

export async function exportContainer(deps: Deps, argument?: unknown): Promise<void> {
  const container = await containerTarget(deps, argument, 'Export Container');
  if (container) await saveStream(deps, 'Export Container', container.shown, fileName(container.shown), (engine, _report, signal) => engine.exportContainer(container.id, { signal }));
}

/** Removes all that are selected. Those that run stay, which is said before. */
export async function removeContainers(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  const containers = await containerTargets(deps, args, 'Remove Stopped Container', 'stopped container');
  if (!containers) return;
  const stopped = containers.filter((container) => !container.isActive);
  const active = containers.filter((container) => container.isActive);
  if (stopped.length === 0) {
    await deps.prompts.warn(`${list(active)} ${active.length === 1 ? 'runs' : 'run'}: only containers that have been stopped are removed.`);
    return;
  }
  if (await deps.prompts.confirm(`Remove ${stopped.length === 1 ? `the container ${list(stopped)}` : formatCount(stopped.length, 'container')}?`, removalText(stopped, active), 'Remove') !== 'Remove') return;
  const done = await engineWork(deps, `Removing ${list(stopped)}`, async (engine, report, signal) => {
    const removed: ContainerTarget[] = [];
    const failures: string[] = [];
    for (const container of stopped) {
      report(container.shown, 100 / stopped.length);
      try {
        // Without force the engine refuses when it has been started meanwhile.
        await engine.removeContainer(container.id, { signal });
        removed.push(container);
      } catch (error) {
        if (wasCancelled(error) || isOfReaching(error)) throw error;
        deps.output.error(sentenceOf(error));
        failures.push(sentenceOf(error));
      }
    }
    return { removed, failures };
  });
  deps.imageLists.refresh();
  if (!done) return;
  const { removed, failures } = done.value;
  const text = removed.length === 0 ? '' : `Removed the container${removed.length === 1 ? '' : 's'} ${list(removed)}.`;
  if (failures.length > 0) await deps.prompts.fail([text, ...failures].filter(Boolean).join(' '));
  else await deps.prompts.inform(text);
}

function removalText(stopped: readonly ContainerTarget[], active: readonly ContainerTarget[]): string {
  const images = [...new Set(stopped.map(({ image }) => image))];
  return [
    stopped.length === 1 ? 'Deleted for good: the container, with all that it wrote outside of volumes.' : `Deleted for good: ${list(stopped)}, with all that they wrote outside of volumes.`,
    stopped.length === 1 ? `Kept: its image ${images.join('')}, and its volumes.` : `Kept: their image${images.length === 1 ? '' : 's'} ${images.join(', ')}, and their volumes.`,
    active.length > 0 ? `Kept because ${active.length === 1 ? 'it runs' : 'they run'}: ${list(active)}.` : '',
  ].filter(Boolean).join('\n');
}

function list(containers: readonly ContainerTarget[]): string {
  return containers.map(({ shown }) => shown).join(', ');
}

/** For commands that take one. */
async function containerTarget(deps: Deps, argument: unknown, title: string): Promise<ContainerTarget | undefined> {
  return (await containerTargets(deps, [argument], title, 'container'))?.[0];
}

/** Of rows of our view, the clicked one and then all that are selected, or asked for. */
async function containerTargets(deps: Deps, args: readonly unknown[], title: string, which: 'container' | 'stopped container'): Promise<readonly ContainerTarget[] | undefined> {
  const [clicked, selected] = args;
  const given = Array.isArray(selected) && selected.length > 0 ? selected as unknown[] : [clicked];
  const targets = new Map(given.flatMap(containersOf).map((container) => [container.id, targetOf(container)]));
  if (!await mayUseEngine(deps)) return undefined;
  if (targets.size > 0) return [...targets.values()];
  const picked = await pickOfEngine<ContainerTarget>(deps, {
    title, placeholder: 'Which container?', what: which, failed: 'No containers from an engine',
    load: async (signal) => {
      const containers = (await deps.engines.use(signal, (engine) => engine.containers({ all: true, signal }))).filter((container) => which === 'container' || !isActive(container));
      return containers.map((container): Choice<ContainerTarget> => {
        const value = targetOf(container);
        return { label: `$(server) ${value.shown}`, description: `${value.image}, ${container.status || container.state}`, value };
      });
    },
  });
  return picked && [picked];
}

/** What a container changed are rows of their own, which don't stand for it among several that are selected. */
function containersOf(argument: unknown): ContainerSummary[] {
  return typeof argument === 'object' && argument !== null && 'container' in argument && !('change' in argument || 'text' in argument) ? [argument.container as ContainerSummary] : [];
}

/** Paused and restarting ones count as running for the engine. */
function isActive({ state }: ContainerSummary): boolean {
  return ['running', 'paused', 'restarting'].includes(state);
}

function targetOf(container: ContainerSummary): ContainerTarget {
  const { id, name, image } = container;
  // A container whose image lost its name has its id there.
  return { id, shown: name || shortId(id), image: /^sha256:[0-9a-f]{64}$/.test(image) ? shortId(image) : image, isActive: isActive(container) };
}
