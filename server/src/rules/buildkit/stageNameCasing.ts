/** A stage name with upper-case letters. BuildKit lower-cases names, so references in any case find the stage. */
import { Step } from '../phase.ts';
import { buildkitUrl, defineRule, type FixContext, type InstructionRule } from '../rule.ts';
import { replaceIn, safeFix } from '../support/edits.ts';

const message = (name: string): string => `Stage name '${name}' should be lowercase`;

export const stageNameCasing: InstructionRule = defineRule({
  code: 'StageNameCasing',
  family: 'buildkit',
  summary: 'Stage names should be lowercase',
  url: buildkitUrl('StageNameCasing'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: ['FROM'],
  check({ node, report }) {
    const name = node.words.length === 3 ? node.words[2] : undefined;
    if (name && name.text !== name.text.toLowerCase()) report(name.range, message(name.text), { step: Step.first });
  },
  fixes(context) {
    // A name that is wrong in other ways has an error of its own.
    if (!/^[a-z][a-z0-9\-_.]*$/i.test(context.segment!.node.words[2]!.text)) return [];
    return [safeFix('Write the stage name in lower case', [rename(context), ...references(context)])];
  },
});

function rename(context: FixContext) {
  const name = context.segment!.node.words[2]!;
  return replaceIn(context, name.range, name.text.toLowerCase());
}

/** References in the same spelling follow, so that the file stays consistent. */
function references({ segment, tree, semantics, ordinal }: FixContext) {
  const name = segment!.node.words[2]!.text;
  const words = [
    ...semantics.references.map((reference) => ({ ordinal: reference.ordinal, word: reference.word })),
    ...semantics.stages.filter((stage) => stage.ordinal > ordinal).map((stage) => ({ ordinal: stage.ordinal, word: stage.baseWord })),
  ];
  return words.flatMap(({ ordinal: at, word }) => {
    if (word?.text !== name) return [];
    const start = tree.startOfInstruction(at);
    // A quoted value keeps its quotes: only the exact spelling is replaced.
    const written = tree.slice(start + word.range.start, start + word.range.end);
    return written === name ? [{ range: { start: start + word.range.start, end: start + word.range.end }, newText: name.toLowerCase() }] : [];
  });
}
