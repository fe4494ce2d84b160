/**
 * An image's Dockerfile as it has to stand beside the person's own, so that only what really differs shows. Owns: taking over the person's lines where the image
 * agrees with them. Must not align or write instructions: both are given.
 */
import type { HistoryEntryLines, StageStepsInfo } from '../../../../server/src/lsp/protocol.ts';
import type { RebuiltDockerfile } from '../../../../server/src/image/dockerfileOf.ts';
import { certain } from './labels.ts';

export interface ComparableInput {
  /** The person's Dockerfile. */
  readonly dockerfile: string;
  /** Its stages and the lines of their instructions, 0-based. */
  readonly stages: readonly StageStepsInfo[];
  readonly target: string | undefined;
  /** Where each entry of the history comes from, oldest first. */
  readonly entries: readonly HistoryEntryLines[];
  readonly rebuilt: RebuiltDockerfile;
}

/**
 * The person's Dockerfile with the instructions that the image shows: those that differ replaced, those that it lacks left out, those that it has besides put
 * in. Comments, other stages and FROM stand as they are, since no history tells of them. The same text when nothing differs.
 */
export function comparable({ dockerfile, stages, target, entries, rebuilt }: ComparableInput): string {
  const written = (entry: number): string[] => {
    const span = rebuilt.lines[entry];
    return span ? rebuilt.text.split('\n').slice(span[0], span[1] + 1) : [];
  };
  const found = entries.map((entry) => entry.lines?.[0]);
  const firstFound = found.findIndex(Boolean);
  // With nothing in common there is nothing to take over.
  if (firstFound < 0) return rebuilt.text;
  const replaced = new Map<number, { readonly last: number; readonly text: readonly string[] }>();
  const added = new Map<number, string[]>();
  let after = -1;
  for (const [index, range] of found.entries()) {
    if (range) {
      after = range[1];
      if (entries[index]!.confidence < certain) replaced.set(range[0], { last: range[1], text: written(index) });
    } else if (index > firstFound) added.set(after, [...(added.get(after) ?? []), ...written(index)]);
  }
  const claimed = new Set(found.flatMap((range) => (range ? [range[0]] : [])));
  for (const { name, lines: [first, last] } of chain(stages, target).flatMap(({ steps }) => steps.slice(1))) {
    if (name !== 'ONBUILD' && !claimed.has(first)) replaced.set(first, { last, text: [] });
  }
  const lines = dockerfile.split('\n');
  const out: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const other = replaced.get(at);
    if (other) out.push(...other.text);
    else out.push(lines[at]!);
    at = other ? other.last : at;
    out.push(...(added.get(at) ?? []));
  }
  return out.join('\n');
}

/** The target's stage and those that it starts from. */
function chain(stages: readonly StageStepsInfo[], target: string | undefined): StageStepsInfo[] {
  const wanted = target?.toLowerCase();
  const result: StageStepsInfo[] = [];
  let stage = wanted === undefined ? stages.at(-1) : stages.find(({ name, index }) => name?.toLowerCase() === wanted || String(index) === target);
  while (stage && !result.includes(stage)) {
    result.push(stage);
    const { base } = stage;
    stage = base.kind === 'stage' ? stages.find(({ index }) => index === base.index) : undefined;
  }
  return result;
}
