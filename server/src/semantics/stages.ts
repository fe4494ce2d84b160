/**
 * Build stages. Owns: names, bases, references between stages and circles of them, as BuildKit resolves them. Must not hold nodes,
 * document offsets or segment indexes: only ordinals and ranges relative to an instruction's segment.
 */
import type { TextRange } from '../base/textRange.ts';
import { processWord } from '../syntax/shellWord.ts';
import type { EscapeCharacter } from '../syntax/nodes.ts';
import { expandWord, type Env } from './environment.ts';
import { parseImageReference, type ImageReference } from './imageReference.ts';
import type { InstructionFacts } from './summary.ts';

/** A word of an instruction: its logical text, and its range relative to the instruction's segment. */
export interface FactWord {
  readonly text: string;
  readonly range: TextRange;
}

export type StageBase =
  | { readonly kind: 'stage'; readonly text: string; readonly stage: Stage }
  | { readonly kind: 'scratch'; readonly text: string }
  | { readonly kind: 'image'; readonly text: string; readonly reference: ImageReference }
  /** The expanded name is no reference; `error` is BuildKit's message without its prefix. */
  | { readonly kind: 'invalid'; readonly text: string; readonly error: string }
  /** Missing or empty, or the expansion failed with `error`. */
  | { readonly kind: 'unknown'; readonly text: string; readonly error: string | undefined };

/** `text` of a base is the name after expansion. */
export interface Stage {
  /** 0-based, as in `COPY --from=0`. */
  readonly index: number;
  /** Lower case, as BuildKit keeps it; undefined without AS. */
  readonly name: string | undefined;
  /** The name as written. */
  readonly nameWord: FactWord | undefined;
  /** The name, or `stage-0` where there is none, as in BuildKit's messages. */
  readonly displayName: string;
  /** The FROM's ordinal. */
  readonly ordinal: number;
  /** One past the ordinal of the stage's last instruction. */
  readonly end: number;
  /** The base as written; undefined when it is missing. */
  readonly baseWord: FactWord | undefined;
  readonly base: StageBase;
  /** False when the base's name depends on the platform or target that is built. */
  readonly baseIsCertain: boolean;
  readonly platform: FactWord | undefined;
}

export type ReferenceTarget =
  | { readonly kind: 'stage'; readonly stage: Stage; readonly position: 'earlier' | 'self' | 'later' }
  /** An image, or a named build context. */
  | { readonly kind: 'image'; readonly text: string }
  /** `--from=7` without such a stage. */
  | { readonly kind: 'invalidIndex'; readonly index: number }
  /** It has a variable, or quotes, which BuildKit refuses. */
  | { readonly kind: 'variable'; readonly text: string };

/** A use of a stage or image other than FROM's: `COPY --from=` or `from=` of a mount. */
export interface StageReference {
  readonly ordinal: number;
  /** The stage that it stands in. */
  readonly stage: Stage;
  readonly via: 'copy' | 'mount';
  readonly word: FactWord;
  readonly target: ReferenceTarget;
}

/** Reads the stages. `globalEnv` expands the words of FROM. */
export function readStages(facts: readonly InstructionFacts[], escape: EscapeCharacter, globalEnv: Env): readonly Stage[] {
  const ordinals: number[] = [];
  for (let ordinal = 0; ordinal < facts.length; ordinal++) if (facts[ordinal]!.from) ordinals.push(ordinal);
  const stages: Stage[] = [];
  const byName = new Map<string, Stage>();
  ordinals.forEach((ordinal, index) => {
    const { words, platform } = facts[ordinal]!.from!;
    const nameWord = words.length >= 3 && words[1]!.text.toLowerCase() === 'as' ? words[2] : undefined;
    const name = nameWord?.text.toLowerCase();
    const baseWord = words[0];
    const stage: Stage = {
      index, name, nameWord, displayName: name ?? `stage-${index}`, ordinal, end: ordinals[index + 1] ?? facts.length,
      baseWord, ...baseOf(baseWord?.text ?? '', escape, globalEnv, byName), platform,
    };
    stages.push(stage);
    // Only now: a stage cannot start from itself (addState). A later stage of the same name takes the name over.
    if (name !== undefined) byName.set(name, stage);
  });
  return stages;
}

function baseOf(raw: string, escape: EscapeCharacter, env: Env, byName: ReadonlyMap<string, Stage>): Pick<Stage, 'base' | 'baseIsCertain'> {
  const { result: text, error, matched, unmatched } = expandWord(raw, escape, env);
  const baseIsCertain = ![...matched, ...unmatched].some((name) => env.value(name).kind === 'unknown');
  if (error !== undefined || text === '') return { base: { kind: 'unknown', text, error }, baseIsCertain };
  // The names are in lower case and the base is taken as it is: `FROM Base` does not find `base` (addState).
  const stage = byName.get(text);
  if (stage) return { base: { kind: 'stage', text, stage }, baseIsCertain };
  if (text === 'scratch') return { base: { kind: 'scratch', text }, baseIsCertain };
  const parsed = parseImageReference(text);
  const base: StageBase = parsed.reference ? { kind: 'image', text, reference: parsed.reference } : { kind: 'invalid', text, error: parsed.error };
  return { base, baseIsCertain };
}

/** Finds stages by name and number as `COPY --from` and mounts do. */
export class ReferenceResolver {
  readonly #byName = new Map<string, Stage>();
  /** What follows the stages in BuildKit's list: each image that is copied or mounted from gets a number too (toCommand). */
  readonly #images: string[] = [];

  constructor(
    readonly stages: readonly Stage[],
    readonly escape: EscapeCharacter,
  ) {
    for (const stage of stages) if (stage.name !== undefined) this.#byName.set(stage.name, stage);
  }

  named(name: string): Stage | undefined {
    return this.#byName.get(name.toLowerCase());
  }

  /** Counts the mounts without `from`, which stand for `scratch`. */
  addPlainMounts(count: number): void {
    if (count > 0 && !this.#byName.has('scratch')) for (let i = 0; i < count; i++) this.#images.push('scratch');
  }

  resolve(text: string, via: 'copy' | 'mount', from: Stage): ReferenceTarget {
    if (via === 'copy') {
      if (processWord(text, this.escape).result !== text) return { kind: 'variable', text };
      const index = /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
      if (index !== undefined && Number.isSafeInteger(index)) return this.#atIndex(index, from);
    } else if (text.includes('$') && text.indexOf('$') !== text.length - 1) return { kind: 'variable', text };
    const stage = this.named(text);
    if (stage) return { kind: 'stage', stage, position: positionOf(stage, from) };
    this.#images.push(text);
    return { kind: 'image', text };
  }

  #atIndex(index: number, from: Stage): ReferenceTarget {
    const stage = this.stages[index];
    if (stage) return { kind: 'stage', stage, position: positionOf(stage, from) };
    const text = this.#images[index - this.stages.length];
    return text === undefined ? { kind: 'invalidIndex', index } : { kind: 'image', text };
  }
}

function positionOf(stage: Stage, from: Stage): 'earlier' | 'self' | 'later' {
  return stage.index < from.index ? 'earlier' : stage.index === from.index ? 'self' : 'later';
}

/** The references of all stages, in order. */
export function readReferences(stages: readonly Stage[], facts: readonly InstructionFacts[], escape: EscapeCharacter): readonly StageReference[] {
  const resolver = new ReferenceResolver(stages, escape);
  const references: StageReference[] = [];
  for (const stage of stages) {
    for (let ordinal = stage.ordinal + 1; ordinal < stage.end; ordinal++) {
      const { references: used, plainMounts } = facts[ordinal]!;
      for (const { via, word } of used) references.push({ ordinal, stage, via, word, target: resolver.resolve(word.text, via, stage) });
      resolver.addPlainMounts(plainMounts);
    }
  }
  return references;
}

/**
 * The first stage from which a circle of references can be reached, and the references on the way (validateCircularDependency).
 * Bases do not count: a stage cannot start from itself or a later one.
 */
export function findCircle(stages: readonly Stage[], references: readonly StageReference[]): { stage: Stage; references: readonly StageReference[] } | undefined {
  const outgoing = new Map<Stage, StageReference[]>();
  for (const reference of references) {
    if (reference.target.kind !== 'stage') continue;
    const list = outgoing.get(reference.stage);
    if (list) list.push(reference);
    else outgoing.set(reference.stage, [reference]);
  }
  const finished = new Set<Stage>();
  for (const root of stages) {
    const way = circleFrom(root, outgoing, finished);
    if (way) return { stage: root, references: way };
  }
  return undefined;
}

/** Depth first without recursion, so that a long chain of stages cannot exhaust the stack. */
function circleFrom(root: Stage, outgoing: ReadonlyMap<Stage, readonly StageReference[]>, finished: Set<Stage>): StageReference[] | undefined {
  const path: { stage: Stage; next: number }[] = [{ stage: root, next: 0 }];
  const onPath = new Set<Stage>([root]);
  const taken: StageReference[] = [];
  while (path.length > 0) {
    const top = path[path.length - 1]!;
    const reference = finished.has(top.stage) ? undefined : outgoing.get(top.stage)?.[top.next++];
    if (!reference) {
      finished.add(top.stage);
      onPath.delete(top.stage);
      path.pop();
      taken.pop();
      continue;
    }
    const next = (reference.target as { stage: Stage }).stage;
    if (onPath.has(next)) return [...taken, reference];
    if (finished.has(next)) continue;
    taken.push(reference);
    onPath.add(next);
    path.push({ stage: next, next: 0 });
  }
  return undefined;
}

/** The stage and all that its build needs: bases, and what is copied or mounted from. */
export function reachableStages(target: Stage, references: readonly StageReference[]): ReadonlySet<Stage> {
  const needs = new Map<Stage, Stage[]>();
  for (const { stage, target: used } of references) {
    if (used.kind !== 'stage') continue;
    const list = needs.get(stage);
    if (list) list.push(used.stage);
    else needs.set(stage, [used.stage]);
  }
  const reached = new Set<Stage>([target]);
  for (const stage of reached) {
    if (stage.base.kind === 'stage') reached.add(stage.base.stage);
    for (const used of needs.get(stage) ?? []) reached.add(used);
  }
  return reached;
}
