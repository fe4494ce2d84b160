/**
 * Show Engine Status. Owns: the questions and the text. Must not find the engine itself.
 */
import type { EngineDetails } from '../../../../server/src/engine/contract.ts';
import type { Endpoint } from '../../../../server/src/engine/endpoint.ts';
import { describeEndpoint } from '../../../../server/src/engine/endpoint.ts';
import { findTools, type Tool } from '../../engine/tools.ts';
import type { Deps } from '../deps.ts';
import { sentenceOf, wasCancelled } from '../failure.ts';
import { originLabel, placeText, productName } from './labels.ts';
import { switchEngine } from './switchEngine.ts';

interface Status {
  readonly details: EngineDetails;
  readonly endpoint: Endpoint;
  readonly tools: readonly Tool[];
}

const showDetails = 'Show Details';
const switchTo = 'Switch Engine…';

/** `tools` looks for the programs; a test gives its own. */
export async function showEngineStatus(deps: Deps, tools: typeof findTools = findTools): Promise<void> {
  if (!deps.isTrusted()) {
    await deps.prompts.warn('Asking for an engine needs a trusted workspace.');
    return;
  }
  let status: Status;
  try {
    status = await deps.progress.run('Looking for a container engine', async (_report, signal) => {
      const [found, programs] = await Promise.all([
        deps.engines.use(signal, async (engine) => ({ details: await engine.details({ signal }), endpoint: engine.endpoint })), tools(signal),
      ]);
      return { ...found, tools: programs };
    });
  } catch (error) {
    return showFailure(deps, error);
  }
  deps.views.setEngine('ready');
  const { details, endpoint } = status;
  const sentence = `${productName(details.kind)} ${details.version} (API ${details.apiVersion}, ${details.os}/${details.arch}) answers at ${describeEndpoint(endpoint)}.`;
  const action = await deps.prompts.inform([sentence, ...missingTools(status)].join(' '), showDetails, switchTo);
  if (action === showDetails) await deps.documents.show('Engine Status.txt', statusText(status));
  if (action === switchTo) await switchEngine(deps);
}

async function showFailure(deps: Deps, error: unknown): Promise<void> {
  if (wasCancelled(error)) return;
  deps.views.setEngine('missing');
  deps.output.error(sentenceOf(error));
  const action = await deps.prompts.fail(sentenceOf(error), switchTo, 'Open Settings', 'Show Output');
  if (action === switchTo) await switchEngine(deps);
  if (action === 'Open Settings') await deps.prompts.openSettings('drydock.engine.host');
  if (action === 'Show Output') deps.output.show();
}

/** What builds with this engine would miss. */
function missingTools({ details, tools }: Status): string[] {
  const has = (name: Tool['name']): boolean => tools.some((tool) => tool.name === name && tool.program !== undefined);
  if (details.kind === 'podman' && has('podman')) return [];
  if (!has('docker') && !has('podman')) return ['Neither the docker nor the podman command is in PATH: images can be looked at, but not built.'];
  if (details.kind === 'docker' && !has('buildx')) return ['The docker command has no buildx: builds use the classic builder.'];
  return [];
}

const stores: Readonly<Record<EngineDetails['store'], string>> = { graphdriver: "Docker's own (unpacked layers)", containerd: 'containerd (packed and unpacked layers)', podman: "Podman's" };

/** One line for each thing, in two columns. */
export function statusText({ details, endpoint, tools }: Status): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Engine', `${productName(details.kind)} ${details.version}${details.isRootless ? ', rootless' : ''}`], ['API', details.apiVersion], ['Platform', `${details.os}/${details.arch}`],
    ['Reached at', placeText(endpoint)], ['Because of', originLabel(endpoint)],
    ['Machine', [details.name, details.operatingSystem].filter(Boolean).join(', ')], ['Image store', `${stores[details.store]}, ${details.storageDriver}`], ['Root directory', details.rootDir],
    ['Images', String(details.images)], ['Containers', String(details.containers)],
    ...tools.map(({ name, program, version }): readonly [string, string] => [`${name} command`, program === undefined ? 'not found' : [version, program].filter(Boolean).join(', ')]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, value]) => `${name.padEnd(width)}${value || 'unknown'}\n`).join('');
}
