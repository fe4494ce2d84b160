/** The first WORKDIR of a stage, relative to wherever the base image happens to be. */
import { goQuote } from '../../base/goText.ts';
import { DispatchStep } from '../phase.ts';
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';
import { isAbsolute, isWindowsImage, systemOf } from '../support/windows.ts';

export const workdirRelativePath: StageRule = defineRule({
  code: 'WorkdirRelativePath',
  family: 'buildkit',
  summary: 'Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes',
  url: buildkitUrl('WorkdirRelativePath'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'stage',
  on: ['WORKDIR'],
  check({ evaluation, semantics, stage, step, report }) {
    const [word] = evaluation.words;
    if (!word || word.failure || !stage || semantics.firstWorkdirBefore(stage, step)) return;
    if (isAbsolute(word.text, systemOf(stage, semantics))) return;
    const assumed = word.isAssumed || (isWindowsImage(stage, semantics) && isAbsolute(word.text, 'windows')) || /^[a-zA-Z]:/.test(word.text);
    report(word.range, `Relative workdir ${goQuote(word.text)} can have unexpected results if the base image changes`, { step: DispatchStep.values, assumed });
  },
  fixes(context) {
    const { range } = context.finding;
    const written = context.segment!.text.slice(range.start, range.end);
    if (!/^[\w$.]/.test(written)) return [];
    const edit = written.startsWith('./') ? replaceIn(context, { start: range.start, end: range.start + 2 }, '/') : replaceIn(context, { start: range.start, end: range.start }, '/');
    return [suggestion('Make it absolute', [edit])];
  },
});
