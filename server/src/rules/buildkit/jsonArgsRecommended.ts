/** CMD or ENTRYPOINT as a command line for the shell, where no SHELL says that this is meant. */
import { buildkitUrl, defineRule, type StageRule } from '../rule.ts';
import { DispatchStep } from '../phase.ts';
import { replaceIn, safeFix, suggestion } from '../support/edits.ts';
import { hasKnownShell } from '../support/knownBases.ts';
import { plainJson, wrappedJson } from '../support/jsonForm.ts';

export const jsonArgsRecommended: StageRule = defineRule({
  code: 'JSONArgsRecommended',
  family: 'buildkit',
  summary: 'JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals',
  url: buildkitUrl('JSONArgsRecommended'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'stage',
  on: ['CMD', 'ENTRYPOINT'],
  check({ node, semantics, stage, step, report }) {
    if (node.form === 'json' || !stage || (semantics.shellBefore(stage, step)?.length ?? 0) > 0) return;
    const range = node.form === 'none' ? node.keyword.range : node.args.range;
    report(range, `JSON arguments recommended for ${node.keyword.text} to prevent unintended behavior related to OS signals`, { step: DispatchStep.values, assumed: !hasKnownShell(stage, semantics) });
  },
  fixes(context) {
    const { args, form } = context.segment!.node;
    // A command over several lines keeps its comments: only one that stands on one line is rewritten.
    const written = context.segment!.text.slice(args.range.start, args.range.end);
    if (form === 'none' || written !== args.text) return [];
    const json = plainJson(args.text);
    if (json !== undefined) return [safeFix(`Change to ${json}`, [replaceIn(context, args.range, json)])];
    return [suggestion('Run the same shell in JSON form', [replaceIn(context, args.range, wrappedJson(args.text))])];
  },
});
