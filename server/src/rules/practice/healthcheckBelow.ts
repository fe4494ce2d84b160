/** HEALTHCHECK with nothing but options, and its CMD as an instruction of its own on the next line. */
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { safeFix, suggestion } from '../support/edits.ts';

/** A command that can only be meant as a check; any other may be the container's own. */
const looksLikeCheck = /\b(?:curl|wget|nc|pg_isready|mysqladmin|redis-cli|ping|healthcheck|health)\b|\|\|\s*exit\b/;

export const healthcheckBelow: FileRule = defineRule({
  code: 'HealthcheckBelow',
  family: 'practice',
  summary: 'The command of HEALTHCHECK belongs to the same instruction',
  url: ownUrl('HealthcheckBelow'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'always',
  explains: ['MissingArgument'],
  scope: 'file',
  summaryOf: (node) => (node.name === 'HEALTHCHECK' || node.name === 'CMD' ? `${node.name} ${node.range.start} ${node.range.end} ${node.healthcheckType ? 'typed' : ''}` : ''),
  check({ tree, report }) {
    for (let ordinal = 0; ordinal + 1 < tree.instructions.length; ordinal++) {
      const { node } = tree.instructions[ordinal]!;
      if (node.name !== 'HEALTHCHECK' || node.healthcheckType || tree.instructions[ordinal + 1]!.node.name !== 'CMD') continue;
      report(ordinal, node.range, `The CMD below is an instruction of its own; to belong to this HEALTHCHECK it has to stand on the same line, or behind a ${tree.escape}`);
    }
  },
  fixes({ tree, ordinal, start, segment }) {
    const below = tree.instructions[ordinal + 1];
    if (!below) return [];
    const end = start + segment!.node.range.end;
    const next = tree.startOfInstruction(ordinal + 1);
    const make = looksLikeCheck.test(below.node.args.text) ? safeFix : suggestion;
    return [make('Join with the CMD below', [
      { range: { start: end, end }, newText: ` ${tree.escape}` }, { range: { start: next, end: next }, newText: '    ' },
    ])];
  },
});
