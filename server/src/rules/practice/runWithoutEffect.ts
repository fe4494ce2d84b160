/** A RUN that only changes its own shell, which ends with it: `RUN cd /app`, `RUN export A=b`. */
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { inCaseOf, replaceIn, suggestion } from '../support/edits.ts';

const change = /^cd[ \t]+([^\s;&|<>()$`"'\\*?]+)$/;
const assignment = /^export[ \t]+([A-Za-z_]\w*=[^\s;&|<>()`'\\]*)$/;
const starts = /^(?:cd|export|source|\.|alias|ulimit|umask|unset|set)[ \t]/;
const others = /^(?:(?:export|alias|ulimit|umask|unset|set)(?:[ \t]+[^;&|<>()`\n]*)?|cd[ \t]+[^\s|<>()`]+)$/;
/** Any other script may do work while it is read. */
const settings = /profile|(?:rc|activate|\.env|environment|nvm\.sh|sdkman-init\.sh|enable|setup\.(?:ba)?sh)$/;
const reading = /^(?:source|\.)[ \t]+["']?([^\s;&|<>()"']+)["']?$/;

export const runWithoutEffect: InstructionRule = defineRule({
  code: 'RunWithoutEffect',
  family: 'practice',
  summary: 'Each RUN has a shell of its own, so a changed directory or variable ends with it',
  url: ownUrl('RunWithoutEffect'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  scope: 'instruction',
  on: ['RUN'],
  check({ node, isTrigger, report }) {
    if (isTrigger || node.form !== 'shell' || node.heredocs.length > 0) return;
    const command = node.args.text;
    if (change.test(command)) report(node.args.range, 'The next RUN starts in the old directory again; WORKDIR changes it for good');
    else if (starts.test(command) && command.split(/&&|;/).every((part) => hasNoEffect(part.trim()))) report(node.args.range, 'This ends with the shell of this RUN and has no effect on the next');
  },
  fixes(context) {
    const { keyword, args, flags } = context.segment!.node;
    if (flags.length > 0) return [];
    const range = { start: keyword.range.start, end: args.range.end };
    const directory = change.exec(args.text)?.[1];
    if (directory !== undefined) return [suggestion(`Change to WORKDIR ${directory}`, [replaceIn(context, range, `${inCaseOf(keyword.text, 'WORKDIR')} ${directory}`)])];
    const variable = assignment.exec(args.text)?.[1];
    return variable === undefined ? [] : [suggestion(`Change to ENV ${variable}`, [replaceIn(context, range, `${inCaseOf(keyword.text, 'ENV')} ${variable}`)])];
  },
});

function hasNoEffect(command: string): boolean {
  return others.test(command) || settings.test(reading.exec(command)?.[1] ?? '');
}
