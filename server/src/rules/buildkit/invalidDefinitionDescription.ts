/** A comment above an ARG or a named FROM that does not start with its name. */
import { Phase, Step } from '../phase.ts';
import { buildkitUrl, defineRule, type FileRule } from '../rule.ts';
import { suggestion } from '../support/edits.ts';
import { commentsAbove } from '../suppression.ts';

interface Comment {
  readonly segmentIndex: number;
  readonly name: string;
}

export const invalidDefinitionDescription: FileRule = defineRule({
  code: 'InvalidDefinitionDescription',
  family: 'buildkit',
  summary: 'Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`',
  url: buildkitUrl('InvalidDefinitionDescription'),
  severity: 'warning',
  status: { experimental: '0.1.0' },
  fixable: 'suggestion',
  scope: 'file',
  phase: Phase.instructions,
  summaryOf: ({ name, args }) => (name === 'ARG' || name === 'FROM' ? args.text : ''),
  dependsOn: 'comments',
  check({ tree, report }) {
    for (const [ordinal, { node }] of tree.instructions.entries()) {
      if (node.name !== 'ARG' && node.name !== 'FROM') continue;
      const stageName = node.words.length === 3 ? [node.words[2]!.text.toLowerCase()] : [];
      const names = node.name === 'ARG' ? node.pairs.map(({ key }) => key.text) : stageName;
      const comment = names.length === 0 ? undefined : commentsAbove(tree, tree.segmentIndexOf(ordinal)).at(-1);
      if (!comment || names.includes(comment.text.split(' ', 1)[0]!)) continue;
      const shown = names.length > 1 ? '<arg_key>' : names[0]!;
      report(ordinal, node.range, `Comment for ${node.name} should follow the format: \`# ${shown} <description>\``, {
        step: Step.last, data: { segmentIndex: comment.segmentIndex, name: names[0]! } satisfies Comment,
      });
    }
  },
  fixes({ tree, finding }) {
    const { segmentIndex, name } = finding.data as Comment;
    const segment = tree.segments[segmentIndex];
    if (segment?.kind !== 'comment') return [];
    // BuildKit reads no name in a comment that is indented or has several signs.
    const lead = /^\s*#+[ \t]*/.exec(segment.text)![0];
    const start = tree.startOf(segmentIndex);
    return [suggestion(`Start the comment with ${name}`, [{ range: { start, end: start + lead.length }, newText: `# ${name} ` }])];
  },
});
