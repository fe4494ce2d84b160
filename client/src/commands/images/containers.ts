/**
 * Commands on containers, as far as images need them: changes, commit, export, removal of stopped ones. Must not start or stop a container.
 */
import type { ContainerChange, ContainerSummary } from '../../../../server/src/engine/contract.ts';
import { shortId } from '../../model/imageReference.ts';
import type { Choice } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { remedyOf, sentenceOf } from '../failure.ts';
import { fileName, saveStream } from './archives.ts';
import { engineWork } from './engineWork.ts';
import { askForName, mayTake, nameWithTag } from './tag.ts';

interface ContainerTarget {
  readonly id: string;
  readonly shown: string;
  readonly image: string;
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

export async function removeContainer(deps: Deps, argument?: unknown): Promise<void> {
  const container = await containerTarget(deps, argument, 'Remove Stopped Container', ({ state }) => !['running', 'paused', 'restarting'].includes(state));
  if (!container) return;
  const detail = `Deleted for good: the container, with all that it wrote outside of volumes.\nKept: its image ${container.image}, and its volumes.`;
  if (await deps.prompts.confirm(`Remove the container ${container.shown}?`, detail, 'Remove') !== 'Remove') return;
  // Without force the engine refuses when it has been started meanwhile.
  const done = await engineWork(deps, `Removing ${container.shown}`, (engine, _report, signal) => engine.removeContainer(container.id, { signal }));
  deps.imageLists.refresh();
  if (done) await deps.prompts.inform(`Removed the container ${container.shown}.`);
}

/** Of a row of our view, or asked for. */
async function containerTarget(deps: Deps, argument: unknown, title: string, fits: (container: ContainerSummary) => boolean = () => true): Promise<ContainerTarget | undefined> {
  if (typeof argument === 'object' && argument !== null && 'container' in argument) {
    return await mayUseEngine(deps) ? targetOf(argument.container as ContainerSummary) : undefined;
  }
  if (!await mayUseEngine(deps)) return undefined;
  const picked = await deps.prompts.pickLoading<ContainerTarget | 'settings' | 'none'>({
    title, placeholder: 'Which container?', always: [],
    load: async (signal) => {
      const containers = (await deps.engines.use(signal, (engine) => engine.containers({ all: true, signal }))).filter(fits);
      if (containers.length === 0) return [{ label: '$(info) The engine has no such container', value: 'none' }];
      return containers.map((container): Choice<ContainerTarget> => ({ label: `$(server) ${container.name || shortId(container.id)}`, description: `${container.image}, ${container.status || container.state}`, value: targetOf(container) }));
    },
    failed: (error) => {
      deps.output.error(sentenceOf(error));
      return [{ label: '$(warning) No containers from an engine', description: error instanceof Error ? error.message : String(error), detail: remedyOf(error), value: 'settings' }];
    },
  });
  if (picked === 'settings') await deps.prompts.openSettings('drydock.engine.host');
  return picked === 'settings' || picked === 'none' ? undefined : picked;
}

function targetOf({ id, name, image }: ContainerSummary): ContainerTarget {
  return { id, shown: name || shortId(id), image };
}
