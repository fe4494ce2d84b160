import { describe, expect, it } from 'vitest';
import type { InstructionSegment } from '../../../server/src/syntax/nodes.ts';
import { parseShell, plainText } from '../../../server/src/syntax/shell.ts';
import { shellScripts } from '../../../server/src/syntax/shellScripts.ts';
import type { ShellNode, ShellScript } from '../../../server/src/syntax/shellNodes.ts';
import { walkShell } from '../../../server/src/syntax/shellNodes.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { seededRng } from '../../support/rng.ts';

/** The tree as a short text: commands in brackets, operators between them. */
function dump(node: ShellNode): string {
  switch (node.kind) {
    case 'script': return node.statements.map(dump).join('; ') + (node.errors.length > 0 ? ` !${node.errors.map((error) => error.message).join(',')}` : '');
    case 'statement': return dump(node.command) + (node.background ? ' &' : '');
    case 'andOr': return node.commands.map((command, i) => (i > 0 ? ` ${node.operators[i - 1]} ` : '') + dump(command)).join('');
    case 'pipeline': return (node.negated ? '! ' : '') + (node.timed ? 'time ' : '') + node.commands.map((command, i) => (i > 0 ? ` ${node.operators[i - 1]} ` : '') + dump(command)).join('');
    case 'simple': return `[${[...node.assignments, ...(node.name ? [node.name] : []), ...node.args, ...node.redirections].map(dump).join(' ')}]`;
    case 'compound': return `(${node.type}${node.variable ? ` ${dump(node.variable)}` : ''}${node.words.length > 0 ? ` <${node.words.map(dump).join(' ')}>` : ''}${node.bodies.map((body) => ` ${body.role === 'condition' ? '?' : ''}{${body.statements.map(dump).join('; ')}}`).join('')})${node.redirections.map(dump).join('')}`;
    case 'function': return `fn ${dump(node.name)} ${node.body ? dump(node.body) : ''}`;
    case 'coproc': return `coproc ${node.body ? dump(node.body) : ''}`;
    case 'assignment': return `${node.name}=${node.values.map(dump).join(',')}`;
    case 'word': return node.literal ?? `"${node.parts.map(dump).join('')}"`;
    case 'redirection': return `${node.descriptor ?? ''}${node.operator}${node.heredoc ? `${node.heredoc.delimiter}:${JSON.stringify(node.heredoc.body)}${node.heredoc.parts.map(dump).join('')}` : node.target ? dump(node.target) : ''}`;
    case 'parameter': return `$${node.name}${node.operator ?? ''}${node.operands.map(dump).join('|')}`;
    case 'substitution': return `${node.type === 'command' ? '$' : '<'}(${node.script ? dump(node.script) : ''})`;
    case 'arithmetic': return `$((${node.text}:${node.parts.map(dump).join('')}))`;
    case 'doubleQuoted': case 'pattern': return node.parts.map(dump).join('');
    case 'text': case 'quoted': return '_';
  }
}

function segmentOf(text: string): InstructionSegment {
  return parse(text).instructions[0]!;
}

const trees: readonly (readonly [script: string, tree: string])[] = [
  ['', ''],
  ['a b c', '[a b c]'],
  ['a && b || c; d & e', '[a] && [b] || [c]; [d] &; [e]'],
  ['! a | b |& c', '! [a] | [b] |& [c]'],
  ['time a', 'time [a]'],
  ['A=1 B=$x cmd "q $y" \'s\' >f 2>&1', '[A=1 B="$x" cmd "_$y" s >f 2>&1]'],
  ['x=(a b)', '[x=a,b]'],
  ['export X=1 Y=$(z)', '[export X=1 "$([z])"]'],
  ['if a; then b; elif c; then d; else e; fi >f', '(if ?{[a]} {[b]} ?{[c]} {[d]} {[e]})>f'],
  ['for x in a $b; do c; done', '(for x <a "$b"> {[c]})'],
  ['while a; do b; done; until c; do d; done', '(while ?{[a]} {[b]}); (until ?{[c]} {[d]})'],
  ['case $x in a|b) c;; *) d;; esac', '(case <"$x" a b *> {[c]} {[d]})'],
  ['(a; b) && { c; }', '(subshell {[a]; [b]}) && (group {[c]})'],
  ['f() { a; }; function g { b; }', 'fn f (group {[a]}); fn g (group {[b]})'],
  ['[[ -f a && $b == c ]] && ((i++))', '(test <a "$b" c>) && (arithmetic <i++>)'],
  ['for ((i=0;i<$n;i++)); do a; done', '(arithmeticFor <i=0 "$n" i++> {[a]})'],
  ['echo ${a:-$b} ${#c} $? $((1+$d)) `e; f` <(g)', '[echo "$a:-"$b"" "$c#" "$?" "$((1+$d:$d))" "$([e]; [f])" "<([g])"]'],
  ['echo `echo \\`a \\$b\\``', '[echo "$([echo "$([a "$b"])"])"]'],
  ['cat <<E | x\nhi $a\nE\nls', '[cat <<E:"hi $a\\n"$a] | [x]; [ls]'],
  ["cat <<-'E'\n\thi $a\n\tE\n", '[cat <<-E:"\\thi $a\\n"]'],
  ['a &&', "[a] !expected command after '&&'"],
  ['a; fi', "[a] !unexpected token 'fi'"],
  ['echo "a', '[echo a] !unterminated double quote'],
];

describe('the shell tree', () => {
  it.each(trees)('%j', (script, tree) => expect(dump(parseShell(plainText(script)))).toBe(tree));

  it('lists what is no word', () => {
    const text = 'if a -f; then # why\n b && ! c | d; fi; [[ -f x ]] # end\n(e)\ncat <<E\nx\nE\n';
    const tokens = parseShell(plainText(text)).tokens.map((token) => `${token.kind[0]}${text.slice(token.range.start, token.range.end)}`);
    expect(tokens).toEqual([
      'kif', 'o;', 'kthen', 'c# why', 'o&&', 'k!', 'o|', 'o;', 'kfi', 'o;', 'k[[', 'o-f', 'k]]', 'c# end', 'o(', 'o)', 'tE',
    ]);
  });

  it('maps escaped backticks to the source', () => {
    const text = 'x "`a \\`b\\` \\"c\\" \\$d`"';
    const found: string[] = [];
    walkShell(parseShell(plainText(text)), (node) => {
      if (node.kind === 'simple' || node.kind === 'parameter') found.push(text.slice(node.range.start, node.range.end));
    });
    expect(found).toEqual([text, 'a \\`b\\` \\"c\\" \\$d', 'b', '$d']);
  });
});

const instructions: readonly (readonly [name: string, dockerfile: string, main: string | undefined, bodies?: readonly string[]])[] = [
  ['joins continuations and drops comments', 'RUN a \\\n  # no\n\n  && b\\\nc', '[a] && [bc]'],
  ['joins backtick continuations', '# escape=`\nRUN a `\n  && b c:\\', '[a] && [b c:\\]'],
  ['skips flags', 'RUN --mount=type=cache,target=/x --network=none a', '[a]'],
  ['reads CMD', 'CMD a $b', '[a "$b"]'],
  ['reads HEALTHCHECK', 'HEALTHCHECK --interval=5s CMD a || exit 1', '[a] || [exit 1]'],
  ['reads a trigger', 'ONBUILD RUN a', '[a]'],
  ['has nothing for JSON', 'RUN ["a"]', undefined],
  ['has nothing for an empty RUN', 'RUN', undefined],
  ['has nothing for other instructions', 'ENV a b', undefined],
  ['takes a body as the script', 'RUN <<EOF\na\nb $c\nEOF', '[a]; [b "$c"]'],
  ['strips tabs after <<-', 'RUN <<-EOF\n\ta\n\t\tb\n\tEOF', '[a]; [b]'],
  ['leaves a body with an interpreter', 'RUN <<EOF\n#!/usr/bin/env python\nprint()\nEOF', undefined],
  ['leaves the body of another program', 'RUN python3 <<EOF\nprint()\nEOF', '[python3 <<EOF:"print()\\n"]'],
  ['reads the body of another shell', 'RUN <<EOF bash\na\nEOF', '[bash <<EOF:"a\\n"]', ['[a]']],
];

describe('shell in instructions', () => {
  it.each(instructions.map(([name, ...rest]) => [name, rest] as const))('%s', (_, [dockerfile, main, bodies = []]) => {
    const scripts = shellScripts(segmentOf(dockerfile));
    expect(scripts.main && dump(scripts.main)).toBe(main);
    expect(scripts.bodies.map(dump)).toEqual(bodies);
  });

  it('keeps the scripts of a segment', () => {
    const segment = segmentOf('RUN a');
    expect(shellScripts(segment)).toBe(shellScripts(segment));
  });

  it.each<[string, string[]]>([
    ['RUN aa \\\n  # no\n  && b$x-\\\nc', ['aa', 'b$x-\\\nc', '$x']],
    ['RUN <<-EOF\n\taa "$x"\n\tEOF', ['aa', '"$x"', '$x']],
    ['RUN cat <<A <<B > f && x\n$a\nA\n$b\nB\n', ['cat', '$a', '$b', 'f', 'x']],
  ])('gives ranges of the segment: %j', (dockerfile, expected) => {
    const found: string[] = [];
    const { main } = shellScripts(segmentOf(dockerfile));
    walkShell(main!, (node) => {
      if (node.kind === 'word' || node.kind === 'parameter') found.push(dockerfile.slice(node.range.start, node.range.end));
    });
    expect(found).toEqual(expected);
  });
});

const pieces = [
  'a', ' ', '\n', ';', '&&', '||', '|', '&', '(', ')', '{', '}', '"', "'", '`', '$', '${', '$(', '$((', '))', '\\', '#', '<<E', '<<-E\n', '\nE\n', '<', '>',
  'if', 'then', 'fi', 'for', 'in', 'do', 'done', 'case', 'esac', '[[', ']]', '!', '=', 'x=', '*', '\r\n', '\\\n', 'é😀', '\0', ':-', '/', '[', ']', 'function', '$x', "$'",
];

it('reads anything, with ranges that nest', () => {
  const random = seededRng('shell');
  for (let round = 0; round < 4000; round++) {
    const text = Array.from({ length: 1 + random.int(24) }, () => random.pick(pieces)).join('');
    const check = (script: ShellScript): void => {
      let before = -1;
      for (const token of script.tokens) {
        expect(token.range.start, `${JSON.stringify(text)}`).toBeGreaterThanOrEqual(before);
        expect(token.range.end).toBeGreaterThan(token.range.start);
        before = token.range.end;
      }
    };
    walkShell(parseShell(plainText(text)), (node) => {
      expect(node.range.start >= 0 && node.range.start <= node.range.end && node.range.end <= text.length, `${JSON.stringify(text)} ${node.kind}`).toBe(true);
      if (node.kind === 'script') check(node);
    });
  }
});

it('reads deep nesting', () => {
  for (const open of ['(', '$(', '${a:-', '{ ', 'if a; then ', '"$(', '`', '$((', '[[ ( ']) {
    expect(() => walkShell(parseShell(plainText(open.repeat(3000))), () => {})).not.toThrow();
  }
});
