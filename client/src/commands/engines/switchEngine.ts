/**
 * Switch Engine…. Owns: the list of places with who answers at each, and taking the choice over. Must not find places itself: `Engines` does.
 */
import type { Endpoint } from '../../../../server/src/engine/endpoint.ts';
import { choiceOf } from '../../../../server/src/engine/endpoint.ts';
import type { Engines } from '../../engine/engines.ts';
import type { Choice } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { sentenceOf } from '../failure.ts';
import { infoText, originLabel, placeText } from './labels.ts';

/** In milliseconds: whoever does not answer for so long is shown as silent, and can be chosen all the same. */
const probeTimeout = 5_000;

type Picked = Endpoint | 'default' | 'setting';

export async function switchEngine(deps: Deps): Promise<void> {
  if (!deps.isTrusted()) {
    await deps.prompts.warn('Choosing an engine needs a trusted workspace.');
    return;
  }
  const { engines } = deps;
  const candidates = engines.candidates();
  const answers = new Map<Endpoint, string>();
  const choices = (): Choice<Picked>[] => choicesOf(engines, candidates, answers);
  const picked = await deps.prompts.pickUpdating<Picked>({
    title: 'Switch Engine', placeholder: 'Which engine shall this workspace use?', choices: choices(),
    update: async (show, signal) => {
      await Promise.all(candidates.map(async (endpoint) => {
        answers.set(endpoint, await whoAnswers(engines, endpoint, signal));
        show(choices());
      }));
    },
  });
  if (picked === undefined) return;
  if (picked === 'setting') return deps.prompts.openSettings('drydock.engine.host');
  await engines.choose(picked === 'default' ? undefined : picked);
  await greet(deps);
}

function choicesOf(engines: Engines, candidates: readonly Endpoint[], answers: ReadonlyMap<Endpoint, string>): Choice<Picked>[] {
  const { state, choice } = engines;
  const inUse = state.kind === 'ready' ? choiceOf(state.endpoint) : undefined;
  const chosen = (is: boolean): string => (is ? ' (chosen)' : '');
  return [
    {
      label: `Docker's own choice${chosen(choice === undefined)}`, value: 'default',
      detail: 'The setting drydock.engine.host, DOCKER_HOST, the current docker context, then the usual sockets: the first that there is',
    },
    ...candidates.map((endpoint): Choice<Picked> => ({
      label: `${originLabel(endpoint)}${chosen(choice === choiceOf(endpoint))}${inUse === choiceOf(endpoint) ? ' (in use)' : ''}`,
      description: placeText(endpoint), detail: answers.get(endpoint) ?? 'Looking who answers…', value: endpoint,
    })),
    { label: 'Say where another engine is…', value: 'setting', detail: 'Opens the setting drydock.engine.host; docker contexts are made by "docker context create"' },
  ];
}

async function whoAnswers(engines: Engines, endpoint: Endpoint, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.timeout(probeTimeout);
  try {
    return infoText(await engines.probe(endpoint, AbortSignal.any([signal, limit])));
  } catch (error) {
    return limit.aborted ? `Nobody answered within ${probeTimeout / 1000} seconds.` : sentenceOf(error);
  }
}

/** Says whether the chosen engine is there. */
async function greet(deps: Deps): Promise<void> {
  try {
    const signal = AbortSignal.timeout(probeTimeout * 2);
    const info = await deps.engines.use(signal, (engine) => engine.info({ signal }));
    deps.views.setEngine('ready');
    await deps.prompts.inform(`This workspace now uses ${infoText(info)}.`);
  } catch (error) {
    deps.views.setEngine('missing');
    deps.output.error(sentenceOf(error));
    const again = 'Switch Engine…';
    if (await deps.prompts.fail(sentenceOf(error), again) === again) await switchEngine(deps);
  }
}
