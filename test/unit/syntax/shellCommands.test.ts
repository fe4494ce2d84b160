import { describe, expect, it } from 'vitest';
import { parseShell, plainText } from '../../../server/src/syntax/shell.ts';
import { effectiveCommand } from '../../../server/src/syntax/shellCommands.ts';
import type { ShellSimpleCommand } from '../../../server/src/syntax/shellNodes.ts';
import { walkShell } from '../../../server/src/syntax/shellNodes.ts';

function first(text: string): ShellSimpleCommand {
  let found: ShellSimpleCommand | undefined;
  walkShell(parseShell(plainText(text)), (node) => {
    if (node.kind === 'simple') found ??= node;
  });
  return found!;
}

describe('the command that runs', () => {
  it.each([
    ['apt-get install x', '', 'apt-get', 'install x'],
    ['sudo apt-get update', 'sudo', 'apt-get', 'update'],
    ['sudo -u me -E -- /usr/bin/npm ci', 'sudo', '/usr/bin/npm', 'ci'],
    ['env -u A B=1 C=$d make -j', 'env', 'make', '-j'],
    ['exec nice -n 5 timeout -s KILL 10 curl x', 'exec nice timeout', 'curl', 'x'],
    ['xargs -n 1 -0 rm -f', 'xargs', 'rm', '-f'],
    ['/usr/bin/time -f %e "cd" x', 'time', 'cd', 'x'],
    ['gosu me ls', 'gosu', 'ls', ''],
    ['command -v git', '', 'command', '-v git'],
    ['exec', '', 'exec', ''],
    ['sudo', '', 'sudo', ''],
    ['$SUDO apt-get update', '', undefined, 'apt-get update'],
    ['X=1', '', undefined, ''],
  ])('%s', (text, wrappers, name, args) => {
    const command = effectiveCommand(first(text));
    expect([command.wrappers.join(' '), command.name, command.args.map((word) => word.text).join(' ')]).toEqual([wrappers, name, args]);
  });

  it.each([
    ["bash -c 'a && b'", 'a && b'],
    ['sudo sh -ec "a; b"', 'a; b'],
    ['bash -c "a $b"', undefined],
    ['bash -c a\\ b', undefined],
    ['bash script.sh', undefined],
    ["python -c 'a'", undefined],
  ])('the script of %s', (text, script) => {
    const command = effectiveCommand(first(text));
    expect(command.script?.text).toBe(script);
    if (command.script) expect(text.slice(command.script.range.start, command.script.range.end)).toBe(script);
  });
});
