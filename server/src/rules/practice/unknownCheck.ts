/** A name in `# check=skip=` that no check has, or that has no effect where it stands. BuildKit takes any name without a word. */
import { buildChecks } from '../../data/buildChecks.ts';
import { shiftRange, type TextRange } from '../../base/textRange.ts';
import { defineRule, ownUrl, type FileRule } from '../rule.ts';
import { safeFix, suggestion } from '../support/edits.ts';
import { allNearest, nearest } from '../support/suggest.ts';
import { checkCommentAbove, checkDirective, type CheckText } from '../suppression.ts';
import { practiceCodes } from '../support/practiceCodes.ts';

const byName = new Map(buildChecks.map((check) => [check.name, check]));
const names: readonly string[] = [...byName.keys(), ...practiceCodes];
const known = new Set(names);

/** The names in the value, with their places relative to it. */
function namesIn(value: string): { option: string; name: string; range: TextRange }[] {
  const found: { option: string; name: string; range: TextRange }[] = [];
  let at = 0;
  for (const part of value.split(';')) {
    const equals = part.indexOf('=');
    let start = at + equals + 1;
    for (const name of equals < 0 ? [] : part.slice(equals + 1).split(',')) {
      found.push({ option: part.slice(0, equals).trim(), name, range: { start, end: start + name.length } });
      start += name.length + 1;
    }
    at += part.length + 1;
  }
  return found.filter(({ option, name }) => (option === 'skip' || option === 'experimental') && name !== 'all' && name !== '');
}

export const unknownCheck: FileRule = defineRule({
  code: 'UnknownCheck',
  family: 'practice',
  summary: 'The check directive and check comments name checks that exist',
  url: ownUrl('UnknownCheck'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'file',
  summaryOf: () => '',
  dependsOn: 'comments',
  check(check) {
    const { tree } = check;
    const directive = checkDirective(tree);
    if (directive) checkNames(directive, true, (range, message) => check.reportFile(range, message));
    const seen = new Set<number>();
    let hasComments = false;
    for (const [index, segment] of tree.segments.entries()) {
      if (segment.kind === 'comment') hasComments ||= segment.text.includes('check');
      else if (segment.kind === 'instruction' && hasComments) {
        hasComments = false;
        const comment = checkCommentAbove(tree, index);
        if (!comment || seen.has(comment.segmentIndex)) continue;
        seen.add(comment.segmentIndex);
        const start = tree.startOf(comment.segmentIndex);
        // The directive may stand among the comments, below a `#!` line.
        if (directive?.valueRange.start === start + comment.valueRange.start) continue;
        // Relative to the instruction below, so that the finding moves with it.
        const shift = start - tree.startOf(index);
        checkNames(comment, false, (range, message) => check.report(tree.ordinalOf(index), shiftRange(range, shift), message));
      }
    }
  },
  fixes({ finding, tree, start }) {
    const range = shiftRange(finding.range, start);
    const name = tree.slice(range.start, range.end);
    if (known.has(name)) return [];
    const right = names.find((other) => other.toLowerCase() === name.toLowerCase());
    if (right !== undefined) return [safeFix(`Change to ${right}`, [{ range, newText: right }])];
    return allNearest(name, names).names.map((near) => suggestion(`Change to ${near}`, [{ range, newText: near }]));
  },
});

function checkNames(text: CheckText, isDirective: boolean, report: (range: TextRange, message: string) => void): void {
  for (const { option, name, range } of namesIn(text.value)) {
    const place = shiftRange(range, text.valueRange.start);
    if (!known.has(name)) {
      const near = names.find((other) => other.toLowerCase() === name.toLowerCase()) ?? nearest(name, names);
      report(place, `There is no check called ${name}${near === undefined ? '' : `; did you mean ${near}?`}`);
    } else if (!isDirective && option === 'skip' && byName.get(name)?.skippableByComment === false) {
      report(place, `${name} can be skipped only by the directive at the top of the file`);
    }
  }
}
