/** A `RUN --device` that BuildKit cannot read, or that its stable frontend does not have. */
import type { TextRange } from '../../base/textRange.ts';
import { readMountFields } from '../../semantics/mount.ts';
import type { FlagNode, InstructionSegment } from '../../syntax/nodes.ts';
import { DispatchStep, Phase, Step } from '../phase.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { parseBool } from '../support/goNumber.ts';
import { nearest, withSuggestion } from '../support/suggest.ts';

export const invalidDevice: InstructionRule = defineRule({
  code: 'InvalidDevice',
  family: 'validity',
  summary: 'RUN --device takes a device name and required, and only a labs frontend has it',
  url: ownUrl('InvalidDevice'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'instruction',
  on: ['RUN'],
  check({ node, segment, report }) {
    const devices = node.flags.filter(({ name, value }) => name === 'device' && value !== undefined);
    if (devices.length === 0) return;
    let isReadable = true;
    for (const flag of devices) {
      const problem = deviceProblem(flag, segment);
      if (!problem) continue;
      isReadable = false;
      report(problem.range ?? flag.valueRange ?? flag.range, problem.message, { step: Step.device });
    }
    // A labs frontend has devices; BuildKit's stable one, which the preset `buildkit` speaks for, has not.
    if (isReadable) {
      report(devices[0]!.range, 'device feature is only supported in Dockerfile frontend 1.14.0-labs or later', { phase: Phase.dispatch, step: DispatchStep.devices, assumed: true });
    }
  },
});

function deviceProblem(flag: FlagNode, segment: InstructionSegment): { message: string; range?: TextRange } | undefined {
  const { fields, error } = readMountFields(flag, segment.logical, segment.escape);
  if (error !== undefined) return { message: error.replace('csv mounts', 'csv devices') };
  let name = '';
  for (const { text, key, value, range } of fields) {
    if (key === 'required') {
      if (value !== undefined && parseBool(value) === undefined) return { message: `invalid value for required: ${value}`, range };
    } else if (key === 'name' && value !== undefined) {
      if (name !== '') return { message: `device name already set to ${name}`, range };
      name = value;
    } else if (name === '') name = text;
    else if (value === undefined) return { message: `invalid field '${text}' must be a key=value pair`, range };
    else return { message: withSuggestion(`unexpected key '${key}' in '${text}'`, nearest(key, ['name', 'required'])), range };
  }
  return undefined;
}
