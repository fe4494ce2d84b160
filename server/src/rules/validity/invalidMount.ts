/** A `RUN --mount` that BuildKit cannot read, or that lacks what its type needs. */
import { goQuote } from '../../base/goText.ts';
import type { Mount } from '../support/mount.ts';
import { DispatchStep, Phase, Step } from '../phase.ts';
import { defineRule, ownUrl, type ReportOptions, type StageCheck, type StageRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';
import { unexpandedMountProblem } from '../support/mount.ts';
import { joinPaths } from '../support/path.ts';

export const invalidMount: StageRule = defineRule({
  code: 'InvalidMount',
  family: 'validity',
  summary: 'A mount has a known type, keys that the type knows, and values that fit them',
  url: ownUrl('InvalidMount'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['RUN'],
  check(check) {
    const { node, segment, evaluation, report } = check;
    if (node.flags.length === 0) return;
    const flags = node.flags.filter(({ name, value }) => name === 'mount' && value !== undefined);
    const early = flags.map((flag) => unexpandedMountProblem(flag, segment)).filter((problem) => problem !== undefined);
    for (const { message, range } of early) report(range, message, { phase: Phase.instructions, step: Step.mount });
    if (early.length > 0) return;
    const { mounts, problem } = evaluation.mounts;
    if (problem) report(problem.range, problem.message, { step: 2 * evaluation.words.length, assumed: problem.isAssumed, data: problem.suggestion });
    else mounts.forEach((mount, index) => checkCarriedOut(check, mount, index));
  },
  fixes(context) {
    const { data, range } = context.finding;
    return typeof data === 'string' ? [suggestion(`Change to ${data}`, [replaceIn(context, range, data)])] : [];
  },
});

/** What BuildKit finds when it carries out the mount. */
function checkCarriedOut({ report, semantics, ordinal, isTrigger }: StageCheck, mount: Mount, index: number): void {
  // Where it comes from is looked at before where it goes.
  const options: ReportOptions = { step: DispatchStep.mounts + (index + 0.5) / 1000, assumed: mount.isAssumed };
  if (mount.type === 'secret') return;
  if (mount.type === 'ssh') {
    if (mount.source !== '') report(mount.flag.valueRange ?? mount.flag.range, 'ssh does not support source', options);
    return;
  }
  const directory = isTrigger ? { path: '/', known: false } : semantics.workdirAt(ordinal);
  const target = mount.target.startsWith('/') ? mount.target : joinPaths(directory.path, mount.target);
  if (target !== '/') return;
  const isCertain = mount.target.startsWith('/') || directory.known;
  report(mount.targetRange, `invalid mount target ${goQuote('/')}`, { ...options, assumed: mount.isAssumed || !isCertain });
}
