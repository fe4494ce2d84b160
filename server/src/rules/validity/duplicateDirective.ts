/** A parser directive given twice. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { safeFix, suggestion } from '../support/edits.ts';

export const duplicateDirective: FileRule = defineRule({
  code: 'DuplicateDirective',
  family: 'validity',
  summary: 'Each parser directive may stand only once',
  url: ownUrl('DuplicateDirective'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'always',
  scope: 'file',
  phase: Phase.parse,
  dependsOn: 'document',
  summaryOf: () => '',
  check({ tree, reportFile }) {
    for (const [index, directive] of (tree.header?.directives ?? []).entries()) {
      if (directive.error?.startsWith('only one')) reportFile(directive.range, directive.error, { step: index / 1000 });
    }
  },
  fixes({ tree, finding }) {
    const directives = tree.header?.directives ?? [];
    const second = directives.find(({ range }) => range.start === finding.range.start);
    const first = second && directives.find(({ name }) => name === second.name);
    if (!first || !second) return [];
    const line = tree.lines.positionAt(second.range.start).line;
    const range = { start: tree.lines.lineStart(line), end: tree.lines.lineStart(line + 1) };
    const make = first.value === second.value ? safeFix : suggestion;
    return [make(`Remove the second ${second.name} directive`, [{ range, newText: '' }])];
  },
});
