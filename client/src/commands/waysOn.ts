/**
 * What a list offers when the engine did not answer. Owns: these choices and what they do. Must not ask the engine.
 */
import type { Choice } from '../ui/ports.ts';
import type { Deps } from './deps.ts';
import { switchEngine } from './engines/switchEngine.ts';
import { remedyOf, sentenceOf } from './failure.ts';

export type WayOn = 'output' | 'switch' | 'settings';

/** In the place of what was not found; `label` says what that is. */
export function waysOn(deps: Deps, error: unknown, label: string): Choice<WayOn>[] {
  deps.output.error(sentenceOf(error));
  return [
    { label: `$(warning) ${label}`, description: error instanceof Error ? error.message : String(error), detail: remedyOf(error), value: 'output' },
    { label: '$(arrow-swap) Switch Engine…', value: 'switch' },
    { label: '$(settings-gear) Say where the engine is…', value: 'settings' },
  ];
}

/** Whether a choice is one of these. */
export function isWayOn(picked: unknown): picked is WayOn {
  return picked === 'output' || picked === 'switch' || picked === 'settings';
}

interface EngineQuestion<T> {
  readonly title: string;
  readonly placeholder: string;
  /** What is looked for, as in "The engine has no images". */
  readonly what: string;
  load(signal: AbortSignal): Promise<readonly Choice<T>[]>;
  /** The first words where the engine did not answer. */
  readonly failed: string;
}

/** Asks for something that the engine has; undefined when dismissed, and where there is nothing to choose. */
export async function pickOfEngine<T extends object>(deps: Deps, { title, placeholder, what, load, failed }: EngineQuestion<T>): Promise<T | undefined> {
  const picked = await deps.prompts.pickLoading<T | WayOn | 'none'>({
    title, placeholder, always: [],
    load: async (signal) => {
      const choices = await load(signal);
      return choices.length === 0 ? [{ label: `$(info) The engine has no ${what}`, value: 'none' }] : choices;
    },
    failed: (error) => waysOn(deps, error, failed),
  });
  if (isWayOn(picked)) await goOn(deps, picked);
  return picked === 'none' || isWayOn(picked) ? undefined : picked;
}

export async function goOn(deps: Deps, way: WayOn): Promise<void> {
  switch (way) {
    case 'output': return deps.output.show();
    case 'switch': return switchEngine(deps);
    case 'settings': return deps.prompts.openSettings('drydock.engine.host');
  }
}
