/** A Windows image in a build for another system. Other platforms of a base image are known to a registry only, and not claimed here. */
import { Phase } from '../phase.ts';
import { defineRule, type FileRule } from '../rule.ts';
import { graphSummary } from '../support/graph.ts';
import { builderPlatform } from '../support/platform.ts';
import { isWindowsImage, systemOf } from '../support/windows.ts';

export const invalidBaseImagePlatform: FileRule = defineRule({
  code: 'InvalidBaseImagePlatform',
  family: 'buildkit',
  summary: 'Base image platform does not match expected target platform',
  url: undefined,
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'never',
  skippableByComment: false,
  scope: 'file',
  phase: Phase.resolve,
  summaryOf: graphSummary,
  check({ semantics, report }) {
    for (const stage of semantics.stages) {
      const { base, baseWord } = stage;
      if (base.kind !== 'image' || !baseWord || !isWindowsImage(stage, semantics) || systemOf(stage, semantics) === 'windows') continue;
      const { architecture } = semantics.options.platform ?? builderPlatform;
      const message = `Base image ${base.text} was pulled with platform "windows/${architecture}", expected "${systemOf(stage, semantics)}/${architecture}" for current build`;
      report(stage.ordinal, baseWord.range, message, { assumed: true, step: -3e9 });
    }
  },
});
