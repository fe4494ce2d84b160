/** HEALTHCHECK with nothing but options, and its CMD as an instruction of its own on the next line. */
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { suggestion } from '../support/edits.ts';

export const healthcheckBelow: FileRule = defineRule({
  code: 'HealthcheckBelow',
  family: 'practice',
  summary: 'The command of HEALTHCHECK belongs to the same instruction',
  url: ownUrl('HealthcheckBelow'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'file',
  summaryOf: (node) => (node.name === 'HEALTHCHECK' || node.name === 'CMD' ? `${node.name} ${node.keyword.range.start} ${node.healthcheckType ? 'typed' : ''}` : ''),
  check({ tree, report }) {
    for (let ordinal = 1; ordinal < tree.instructions.length; ordinal++) {
      const above = tree.instructions[ordinal - 1]!.node;
      const { node } = tree.instructions[ordinal]!;
      if (node.name !== 'CMD' || above.name !== 'HEALTHCHECK' || above.healthcheckType) continue;
      report(ordinal, node.keyword.range, `This CMD is an instruction of its own; for the HEALTHCHECK above it has to stand on the same line, or behind a ${tree.escape}`);
    }
  },
  fixes({ tree, ordinal, start }) {
    const end = tree.startOfInstruction(ordinal - 1) + tree.instructions[ordinal - 1]!.node.range.end;
    return [suggestion('Join with the HEALTHCHECK above', [
      { range: { start: end, end }, newText: ` ${tree.escape}` }, { range: { start, end: start }, newText: '    ' },
    ])];
  },
});
