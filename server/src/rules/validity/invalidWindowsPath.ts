/** A path on another drive than C:, or on a share, in a Windows image. */
import { DispatchStep } from '../phase.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { gitReference, isHttpSource } from '../support/gitReference.ts';
import { drivePathError, systemOf } from '../support/windows.ts';

export const invalidWindowsPath: StageRule = defineRule({
  code: 'InvalidWindowsPath',
  family: 'validity',
  summary: 'In Windows images, paths are on drive C:',
  url: ownUrl('InvalidWindowsPath'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['ADD', 'COPY', 'WORKDIR'],
  check({ node, evaluation, semantics, stage, report }) {
    if (evaluation.hasFailed || systemOf(stage, semantics) !== 'windows') return;
    for (const word of evaluation.words) {
      if (word.role !== 'argument' && word.role !== 'source' && word.role !== 'destination') continue;
      const error = word.role === 'source' && isRemote(word.text) ? undefined : drivePathError(word.text);
      if (error === undefined) continue;
      const prefix = node.name === 'WORKDIR' ? 'normalizing workdir: normalizing working directory: ' : word.role === 'source' ? 'removing drive letter: ' : '';
      report(word.range, `${prefix}removing drive letter: ${error}`, { step: DispatchStep.values + (word.role === 'source' ? 3 : 0), assumed: word.isAssumed });
    }
  },
});

function isRemote(source: string): boolean {
  const git = gitReference(source);
  return (git !== undefined && !git.isPath) || isHttpSource(source);
}
