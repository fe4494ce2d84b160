import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/base/textEdit.ts';
import { mergeRunActions } from '../../../server/src/features/codeAction/refactor/mergeRun.ts';
import { readFixture, snapshotOf } from '../../support/fixture.ts';

/** The text after the action whose title is given, or its reason when it is disabled. */
function merge(marked: string, title: string): string {
  const { text, range } = readFixture(marked);
  const actions = mergeRunActions(snapshotOf(text), range);
  const action = actions.find((candidate) => candidate.title === title);
  if (!action) throw new Error(`no action '${title}' among ${JSON.stringify(actions.map((candidate) => candidate.title))}`);
  return action.disabled === undefined ? applyEdits(text, action.edits) : `disabled: ${action.disabled}`;
}

const next = 'Merge with the next RUN';
const chain = `${next} (&& chain)`;
const heredoc = `${next} (RUN <<EOF)`;

function titles(marked: string): string[] {
  const { text, range } = readFixture(marked);
  return mergeRunActions(snapshotOf(text), range).map((action) => action.title + (action.disabled === undefined ? '' : ` — ${action.disabled}`));
}

describe('what is offered', () => {
  it.each([
    ['with a RUN below', 'FROM a\nRUN $0a\nRUN b\n', [chain, heredoc]],
    ['with a RUN above', 'FROM a\nRUN a\n\n# c\nRUN b$0\n', ['Merge with the previous RUN (&& chain)', 'Merge with the previous RUN (RUN <<EOF)']],
    ['in the middle', 'FROM a\nRUN a\nR$0UN b\nRUN c\nENV x=1\nRUN d\n', [
      chain, heredoc, 'Merge with the previous RUN (&& chain)', 'Merge with the previous RUN (RUN <<EOF)',
      'Merge all 3 RUN instructions here (&& chain)', 'Merge all 3 RUN instructions here (RUN <<EOF)',
    ]],
    ['for a selection', 'FROM a\nRUN $0a\nRUN b\nRUN $0c\n', ['Merge these 3 RUN instructions (&& chain)', 'Merge these 3 RUN instructions (RUN <<EOF)']],
    ['for whole selected lines', 'FROM a\n$0RUN a\nRUN b\n$0RUN c\n', ['Merge these 2 RUN instructions (&& chain)', 'Merge these 2 RUN instructions (RUN <<EOF)']],
    ['for a RUN alone', 'FROM a\nRUN $0a\nENV x=1\n', []],
    ['elsewhere', 'FR$0OM a\nRUN a\nRUN b\n', []],
    ['between instructions', 'FROM a\nRUN a\n$0\nRUN b\n', []],
    ['in an empty document', '$0', []],
    ['in another stage', 'FROM a\nRUN a$0\nFROM b\nRUN b\n', [`${next} — FROM on line 3 stands between them`]],
    ['across WORKDIR', 'FROM a\nRUN a$0\nWORKDIR /x\nRUN b\n', [`${next} — WORKDIR on line 3 stands between them`]],
    ['across ONBUILD', 'FROM a\nRUN a$0\nONBUILD RUN x\nRUN b\n', [`${next} — ONBUILD on line 3 stands between them`]],
    ['for a selection across ARG', 'FROM a\n$0RUN a\nARG x\nRUN b$0\n', ['Merge these 3 RUN instructions — ARG on line 3 stands between them']],
  ])('%s', (_, marked, expected) => expect(titles(marked)).toEqual(expected));
});

const chains: readonly (readonly [name: string, before: string, after: string])[] = [
  ['two lines', 'FROM a\nRUN $0a\nRUN b\n', 'FROM a\nRUN a \\\n    && b\n'],
  ['no line end', 'FROM a\nRUN $0a\nRUN b', 'FROM a\nRUN a \\\n    && b'],
  ['flags', 'FROM a\nRUN --mount=type=cache,target=/c $0a\nRUN   --mount=type=cache,target=/c   b\n', 'FROM a\nRUN --mount=type=cache,target=/c a \\\n    && b\n'],
  ['keyword case and indentation', 'FROM a\n  run $0a\n  run b\n', 'FROM a\n  run a \\\n    && b\n'],
  ['style: operators in front', 'FROM a\nRUN $0a \\\n && b\nRUN c\n', 'FROM a\nRUN a \\\n && b \\\n && c\n'],
  ['style: operators behind', 'FROM a\nRUN $0a && \\\n\tb\nRUN c\n', 'FROM a\nRUN a && \\\n\tb && \\\n\tc\n'],
  ['style of another RUN', 'FROM a\nRUN x && \\\n  y\nENV a=b\nRUN $0a\nRUN c\n', 'FROM a\nRUN x && \\\n  y\nENV a=b\nRUN a && \\\n  c\n'],
  ['comments and blank lines between', 'FROM a\nRUN $0a\n\n# why\n  # and how\nRUN b\n', 'FROM a\nRUN a \\\n    # why\n    # and how\n    && b\n'],
  ['comments inside', 'FROM a\nRUN $0a \\\n  # one\n  && b\nRUN \\\n  # two\n  c \\\n  # three\n  && d\n', 'FROM a\nRUN a \\\n  # one\n  && b \\\n  # two\n  && c \\\n  # three\n  && d\n'],
  ['comments at the end', 'FROM a\nRUN $0a # one\nRUN b # two\n', 'FROM a\n# one\nRUN a \\\n    # two\n    && b\n'],
  ['comments after the last line', 'FROM a\nRUN $0a\nRUN b \\\n# end\n', 'FROM a\nRUN a \\\n    && b\n# end\n'],
  ['CRLF', 'FROM a\r\nRUN $0a\r\n# c\r\nRUN b \\\r\n  c\r\n', 'FROM a\r\nRUN a \\\r\n  # c\r\n  && b \\\r\n  c\r\n'],
  ['backtick escapes', '# escape=`\nFROM a\nRUN $0a C:\\\nRUN b `\n  c\n'.replace(' C:\\', ''), '# escape=`\nFROM a\nRUN a `\n  && b `\n  c\n'],
  ['a semicolon at the end', 'FROM a\nRUN $0a;\nRUN b ;\n', 'FROM a\nRUN a \\\n    && b\n'],
  ['sequences', 'FROM a\nRUN $0a; b\nRUN c; d;\n', 'FROM a\nRUN { a; b; } \\\n    && { c; d; }\n'],
  ['alternatives', 'FROM a\nRUN $0a || true\nRUN b || c\n', 'FROM a\nRUN { a || true; } \\\n    && { b || c; }\n'],
  ['pipelines and negation', 'FROM a\nRUN $0a | b\nRUN ! c\n', 'FROM a\nRUN a | b \\\n    && ! c\n'],
  ['compound commands', 'FROM a\nRUN $0if a; then b; fi\nRUN while c; do d; done\n', 'FROM a\nRUN if a; then b; fi \\\n    && while c; do d; done\n'],
  ['cd', 'FROM a\nRUN $0cd x && a\nRUN cd y && b\n', 'FROM a\nRUN ( cd x && a ) \\\n    && cd y && b\n'],
  ['cd behind command and quotes', 'FROM a\nRUN $0command "cd" x\nRUN b\n', 'FROM a\nRUN ( command "cd" x ) \\\n    && b\n'],
  ['cd in a subshell or substitution', 'FROM a\nRUN $0(cd x; a) && echo $(cd y; pwd)\nRUN b\n', 'FROM a\nRUN (cd x; a) && echo $(cd y; pwd) \\\n    && b\n'],
  ['variables', 'FROM a\nRUN $0x=1; a $x\nRUN b\n', 'FROM a\nRUN ( x=1; a $x ) \\\n    && b\n'],
  ['a variable for one command', 'FROM a\nRUN $0x=1 a\nRUN b\n', 'FROM a\nRUN x=1 a \\\n    && b\n'],
  ['a variable for a special builtin', 'FROM a\nRUN $0x=1 :\nRUN b\n', 'FROM a\nRUN ( x=1 : ) \\\n    && b\n'],
  ['a variable in an expansion', 'FROM a\nRUN $0a ${x:=1}\nRUN b $((y+=1))\n', 'FROM a\nRUN ( a ${x:=1} ) \\\n    && b $((y+=1))\n'],
  ['moving files here', 'FROM a\nWORKDIR /app\nRUN $0mv /tmp/x/* . && mv y /app/ && gpg --dearmor k && nginx -t\nRUN b\n', 'FROM a\nWORKDIR /app\nRUN mv /tmp/x/* . && mv y /app/ && gpg --dearmor k && nginx -t \\\n    && b\n'],
  ['a loop variable', 'FROM a\nRUN $0for f in x y; do a $f; done\nRUN b\n', 'FROM a\nRUN ( for f in x y; do a $f; done ) \\\n    && b\n'],
  ['a function', 'FROM a\nRUN $0f() { a; }; f\nRUN f\n', 'FROM a\nRUN ( f() { a; }; f ) \\\n    && f\n'],
  ['export, umask, trap, ulimit', 'FROM a\n$0RUN export x=1\nRUN umask 077\nRUN trap a EXIT\nRUN ulimit -n 9\nRUN b$0\n', 'FROM a\nRUN ( export x=1 ) \\\n    && ( umask 077 ) \\\n    && ( trap a EXIT ) \\\n    && ( ulimit -n 9 ) \\\n    && b\n'],
  ['exit and exec', 'FROM a\n$0RUN a; exit 0\nRUN exec b\nRUN exec c$0\n', 'FROM a\nRUN ( a; exit 0 ) \\\n    && ( exec b ) \\\n    && exec c\n'],
  ['set -x', 'FROM a\nRUN $0set -x; a\nRUN b\n', 'FROM a\nRUN ( set -x; a ) \\\n    && b\n'],
  ['set -e in a plain list', 'FROM a\nRUN $0set -e && a\nRUN b\n', 'FROM a\nRUN ( set -e && a ) \\\n    && b\n'],
  ['set -e in the last', 'FROM a\nRUN $0a\nRUN set -e; b; c\n', 'FROM a\nRUN a \\\n    && { set -e; b; c; }\n'],
  ['sourced settings', 'FROM a\nRUN $0. /v/activate && a\nRUN b\n', 'FROM a\nRUN ( . /v/activate && a ) \\\n    && b\n'],
  ['a background process in the last', 'FROM a\nRUN $0a\nRUN b & c\n', 'FROM a\nRUN a \\\n    && { b & c; }\n'],
  ['a command that starts with (', 'FROM a\nRUN $0(x=1; a); y=2\nRUN b\n', 'FROM a\nRUN ( (x=1; a); y=2 ) \\\n    && b\n'],
  ['heredocs', 'FROM a\nRUN $0cat <<A > f && b\nx\nA\nRUN c; cat <<-"B"\n\ty\n\tB\n', 'FROM a\nRUN cat <<A > f && b \\\n    && { c; cat <<-"B" ; }\nx\nA\n\ty\n\tB\n'],
  ['a program that is replaced', 'FROM a\nRUN $0pip install -U pip\nRUN pip install x\n', 'FROM a\nRUN ( pip install -U pip ) \\\n    && pip install x\n'],
  ['a program that is installed first', 'FROM a\nRUN $0apt-get install -y curl && curl x\nRUN curl y\n', 'FROM a\nRUN apt-get install -y curl && curl x \\\n    && curl y\n'],
  ['bash', 'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN $0[[ -f x || -f y ]]\nRUN a |& b\n', 'FROM a\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN [[ -f x || -f y ]] \\\n    && a |& b\n'],
  ['[[ in sh', 'FROM a\nRUN $0a\nRUN [[ -f x || -f y ]]\n', 'FROM a\nRUN a \\\n    && { [[ -f x || -f y ]]; }\n'],
  ['multi-byte text', 'FROM a\nRUN $0echo "é😀"\nRUN echo ü\n', 'FROM a\nRUN echo "é😀" \\\n    && echo ü\n'],
];

describe('as an && chain', () => {
  it.each(chains)('%s', (_, before, after) => {
    const title = before.split('$0').length > 2 ? `Merge these ${before.match(/RUN/g)!.length} RUN instructions (&& chain)` : chain;
    expect(merge(before, title)).toBe(after);
  });
});

const heredocs: readonly (readonly [name: string, before: string, after: string])[] = [
  ['two lines', 'FROM a\nRUN $0a\nRUN b\n', 'FROM a\nRUN <<EOF\nset -e\na\nb\nEOF\n'],
  ['flags', 'FROM a\nRUN --network=none $0a\nRUN --network=none b\n', 'FROM a\nRUN --network=none <<EOF\nset -e\na\nb\nEOF\n'],
  ['&& lists become lines', 'FROM a\nRUN $0a && b \\\n  # why\n  && c x \\\n    y\nRUN d\n', 'FROM a\nRUN <<EOF\nset -e\na\nb\n# why\nc x \\\n    y\nd\nEOF\n'],
  ['comments', 'FROM a\nRUN $0a # one\n# two\nRUN b \\\n# three\n', 'FROM a\nRUN <<EOF\nset -e\n# one\na\n# two\nb\nEOF\n# three\n'],
  ['alternatives keep errexit off', 'FROM a\nRUN $0a || b\nRUN a && b || c && d\nRUN e\n', 'FROM a\nRUN <<EOF\nset -e\n( a || b )\na && b || c && d\nEOF\nRUN e\n'],
  ['the last needs no subshell', 'FROM a\nRUN $0! a\nRUN . x && b || \\\n  true\n', 'FROM a\nRUN <<EOF\nset -e\n( ! a )\n. x && b || \\\n  true\nEOF\n'],
  ['negation', 'FROM a\nRUN $0! a\nRUN b\n', 'FROM a\nRUN <<EOF\nset -e\n( ! a )\nb\nEOF\n'],
  ['sequences', 'FROM a\nRUN $0a; b\nRUN if c; then d; fi\n', 'FROM a\nRUN <<EOF\nset -e\n( set +e; a; b )\n( set +e; if c; then d; fi )\nEOF\n'],
  ['set -e of their own', 'FROM a\nRUN $0set -ex; \\\n  a; \\\n  b\nRUN set -eu && c\n', 'FROM a\nRUN <<EOF\nset -e\n(\n  set -ex; \\\n  a; \\\n  b\n)\nset -eu && c\nEOF\n'],
  ['trap', 'FROM a\nRUN $0trap "a; b" EXIT\nRUN c\n', 'FROM a\nRUN <<EOF\nset -e\n( set +e; trap "a; b" EXIT )\nc\nEOF\n'],
  ['substitutions', 'FROM a\nRUN $0a $(b; c)\nRUN a $(b)\n', 'FROM a\nRUN <<EOF\nset -e\n( set +e; a $(b; c) )\na $(b)\nEOF\n'],
  ['options that are read', 'FROM a\nRUN $0a $-\nRUN b\n', 'FROM a\nRUN <<EOF\nset -e\n( set +e; a $- )\nb\nEOF\n'],
  ['sourced settings', 'FROM a\nRUN $0. x\nRUN . x && a\n', 'FROM a\nRUN <<EOF\nset -e\n( set +e; . x )\n. x && a\nEOF\n'],
  ['backtick escapes', '# escape=`\nFROM a\nRUN $0a `\n  b\nRUN c `\n  && d\n', '# escape=`\nFROM a\nRUN <<EOF\nset -e\na \\\n  b\nc\nd\nEOF\n'],
  ['strings over several lines', "FROM a\nRUN $0a 'x \\\n  y' \\\n  z\nRUN b\n", "FROM a\nRUN <<EOF\nset -e\na 'x   y' \\\n  z\nb\nEOF\n"],
  ['blanks behind a backslash', 'FROM a\nRUN $0a \\  \n  b\nRUN c\n', 'FROM a\nRUN <<EOF\nset -e\na \\\n  b\nc\nEOF\n'],
  ['a heredoc of their own', 'FROM a\nRUN $0cat <<EOF > f && b\nx\nEOF\nRUN c\n', 'FROM a\nRUN <<EOT\nset -e\ncat <<EOF > f\nx\nEOF\nb\nc\nEOT\n'],
  ['here-document bodies', 'FROM a\nRUN $0<<EOF\nset -e\na\nb\nEOF\nRUN <<-EOT\n\tc\n\tEOT\n', 'FROM a\nRUN <<EOF\nset -e\n(\nset -e\na\nb\n)\n(\nc\n)\nEOF\n'],
  ['a here-document body at the end', 'FROM a\nRUN $0a\nRUN <<EOF\nset -eu\n# why\nb\nc || d\nEOF\n', 'FROM a\nRUN <<EOF\nset -e\na\nset -eu\n# why\nb\nc || d\nEOF\n'],
  ['words that are taken', 'FROM a\nRUN $0cat <<A\nEOF\nEOT\nEND\nEOS\nA\nRUN b\n', 'FROM a\nRUN <<EOF1\nset -e\ncat <<A\nEOF\nEOT\nEND\nEOS\nA\nb\nEOF1\n'],
  ['a shell with -e', 'FROM a\nSHELL ["/bin/bash", "-ec"]\nRUN $0a; b\nRUN c\n', 'FROM a\nSHELL ["/bin/bash", "-ec"]\nRUN <<EOF\nset -e\n( a; b )\nc\nEOF\n'],
  ['a negated list in a shell with -e', 'FROM a\nSHELL ["/bin/bash", "-ec"]\nRUN $0! (a; b)\nRUN ! a\n', 'FROM a\nSHELL ["/bin/bash", "-ec"]\nRUN <<EOF\nset -e\n( set -e; ! (a; b) )\n! a\nEOF\n'],
  ['arithmetic', 'FROM a\nRUN $0a $((1/x))\nRUN b\n', 'FROM a\nRUN <<EOF\nset -e\n( a $((1/x)) )\nb\nEOF\n'],
];

describe('as a heredoc', () => {
  it.each(heredocs)('%s', (_, before, after) => expect(merge(before, heredoc)).toBe(after));
});

const neither: readonly (readonly [name: string, before: string, reason: string])[] = [
  ['exec form', 'FROM a\nRUN $0a\nRUN ["b"]\n', 'RUN on line 3 has the exec form; only the shell form can be merged'],
  ['empty', 'FROM a\nRUN$0\nRUN b\n', 'RUN on line 2 is empty'],
  ['only a comment', 'FROM a\nRUN $0# x\nRUN b\n', 'RUN on line 2 has no command'],
  ['different flags', 'FROM a\nRUN --network=none $0a\nRUN b\n', 'The RUN instructions have different flags'],
  ['a tmpfs', 'FROM a\nRUN --mount=type=tmpfs,target=/t $0a\nRUN --mount=type=tmpfs,target=/t b\n', '--mount=type=tmpfs,target=/t starts afresh for each RUN'],
  ['a writable bind', 'FROM a\nRUN --mount=target=/t,rw $0a\nRUN --mount=target=/t,rw b\n', '--mount=target=/t,rw starts afresh for each RUN'],
  ['an open heredoc', 'FROM a\nRUN $0a\nRUN cat <<X\nb\n', 'RUN on line 3 has an error: unterminated heredoc'],
  ['an interpreter', 'FROM a\nRUN $0a\nRUN <<X\n#!/usr/bin/python\nX\n', 'RUN on line 3 has an interpreter of its own (#!)'],
  ['a syntax error', 'FROM a\nRUN $0a; fi\nRUN b\n', "RUN on line 2 cannot be read as shell: unexpected token 'fi'"],
  ['an open quote', 'FROM a\nRUN $0a "b\nRUN b "\n', 'RUN on line 2 cannot be read as shell: unterminated double quote'],
  ['an error in a substitution', 'FROM a\nRUN $0a $(b; fi)\nRUN b\n', "RUN on line 2 cannot be read as shell: unexpected token 'fi'"],
  ['a backslash at the end', '# escape=`\nFROM a\nRUN $0dir C:\\\nRUN b\n', 'RUN on line 3 ends with a backslash'],
  ['a background process', 'FROM a\nRUN $0a & b\nRUN c\n', 'RUN on line 2 leaves a process in the background (&)'],
  ['a background process deep inside', 'FROM a\nRUN $0a $(b &) \nRUN c\n', 'RUN on line 2 leaves a process in the background (&)'],
  ['a background process in another shell', "FROM a\nRUN $0bash -c 'a & b'\nRUN c\n", 'RUN on line 2 leaves a process in the background (&)'],
  ['a background process in a string', 'FROM a\nRUN $0su -c "a $x &" y\nRUN c\n', 'RUN on line 2 leaves a process in the background (&)'],
  ['gpg with its agent', 'FROM a\nRUN $0gpg --batch --recv-keys x\nRUN c\n', 'RUN on line 2 may leave a process running (gpg)'],
  ['a mount', 'FROM a\nRUN $0mount -t tmpfs x /y\nRUN c\n', 'RUN on line 2 uses mount, whose effect ends with each RUN'],
  ['a process substitution', 'FROM a\nRUN $0a >(b)\nRUN c\n', 'RUN on line 2 leaves a process behind (process substitution)'],
  ['&> in sh', 'FROM a\nRUN $0a &> f\nRUN c\n', 'RUN on line 2 uses &>, which sh may read as a background process'],
  ['a service', 'FROM a\nRUN $0service db start && a\nRUN c\n', 'RUN on line 2 may leave a process running (service)'],
  ['nohup behind sudo', 'FROM a\nRUN $0sudo -u x nohup a\nRUN c\n', 'RUN on line 2 may leave a process running (nohup)'],
  ['a daemon option', 'FROM a\nRUN $0redis-server --daemonize yes\nRUN c\n', 'RUN on line 2 may leave a process running (redis-server)'],
  ['the working directory', 'FROM a\nWORKDIR /app/src\nRUN $0rm -rf /app\nRUN c\n', 'RUN on line 3 removes the working directory, which each RUN gets again'],
  ['the working directory by name', 'FROM a\nWORKDIR /app\nRUN $0cd / && rm -rf app\nRUN c\n', 'RUN on line 3 removes the working directory, which each RUN gets again'],
  ['/bin/sh', 'FROM a\nRUN $0ln -sf bash /bin/sh\nRUN c\n', 'RUN on line 2 replaces the shell that the next RUN starts'],
  ['/dev/shm', 'FROM a\nRUN $0a > /dev/shm/x\nRUN c\n', 'RUN on line 2 uses /dev/shm/x, which each RUN gets anew'],
  ['/etc/hosts', 'FROM a\nRUN $0echo x >> /etc/hosts\nRUN c\n', 'RUN on line 2 uses /etc/hosts, which each RUN gets anew'],
  ['the user', 'FROM a\nUSER app\nRUN $0usermod -aG video app\nRUN c\n', 'RUN on line 3 changes the user app that RUN uses'],
  ['aliases', 'FROM a\nRUN $0a\nRUN alias x=y\n', 'RUN on line 3 uses alias, which works only between separate lines'],
  ['readonly', 'FROM a\nRUN $0readonly x=1\nRUN b\n', 'RUN on line 2 makes a variable readonly'],
  ['line numbers', 'FROM a\nRUN $0a $LINENO\nRUN b\n', 'RUN on line 2 reads $LINENO, which a merge changes'],
  ["$'…' in sh", "FROM a\nRUN $0a $'b\\'c'\nRUN b\n", "RUN on line 2 has an escaped quote in $'…', which only bash reads"],
  ['arithmetic in a body', 'FROM a\nRUN $0<<X\na $((1/x))\nb\nX\nRUN c\n', 'RUN on line 2 has an expansion such as $(( )) over several lines, where bash goes on after an error'],
  ['PowerShell', 'FROM a\nSHELL ["pwsh", "-Command"]\nRUN $0a\nRUN b\n', 'RUN uses the shell pwsh here; only sh and bash scripts can be merged'],
  ['cmd', 'FROM a AS x\nSHELL ["cmd", "/S", "/C"]\nFROM x\nRUN $0a\nRUN b\n', 'RUN uses the shell cmd here; only sh and bash scripts can be merged'],
  ['Windows', 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN $0a\nRUN b\n', 'RUN uses cmd on Windows; only sh and bash scripts can be merged'],
  ['a login shell', 'FROM a\nSHELL ["/bin/bash", "-lc"]\nRUN $0a\nRUN b\n', 'The login or interactive shell here reads its start-up files for each RUN'],
  ['BASH_ENV', 'FROM a\nENV BASH_ENV=/root/.env\nSHELL ["/bin/bash", "-c"]\nRUN $0a\nRUN b\n', 'BASH_ENV is set: bash reads that file anew for each RUN'],
  ['too long', `FROM a\nRUN $0a ${'x'.repeat(60_000)} \\\n ${'y'.repeat(60_000)}\nRUN b ${'z'.repeat(60_000)}\n`, 'The merged script would be longer than a command may be'],
];

describe('disabled', () => {
  it.each(neither)('%s', (_, before, reason) => expect(titles(before)).toEqual([`${next} — ${reason}`]));

  it.each([
    ['set -e before others', 'FROM a\nRUN $0set -e; a; b\nRUN c\n', 'RUN on line 2 relies on set -e, which the shell ignores before &&'],
    ['eval', 'FROM a\nRUN $0eval x\nRUN c\n', 'RUN on line 2 relies on set -e, which the shell ignores before &&'],
    ['a shell with -e', 'FROM a\nSHELL ["/bin/bash", "-euo", "pipefail", "-c"]\nRUN $0a; b\nRUN c\n', 'RUN on line 3 relies on set -e, which the shell ignores before &&'],
    ['a here-document', 'FROM a\nRUN $0<<X\na\nX\nRUN c\n', 'RUN on line 2 is a here-document, which an && chain cannot hold'],
  ])('the && chain: %s', (_, before, reason) => expect(merge(before, chain)).toBe(`disabled: ${reason}`));

  it.each([
    ['CRLF', 'FROM a\r\nRUN $0a\r\nRUN b\r\n', 'The file has CRLF line ends, which the shell would see in a here-document'],
    ['an old syntax', '# syntax=docker/dockerfile:1.3.1\nFROM a\nRUN $0a\nRUN b\n', 'Here-documents need Dockerfile syntax 1.4; this file asks for docker/dockerfile:1.3.1'],
    ['an experimental syntax', '# syntax=docker/dockerfile:1.0-experimental\nFROM a\nRUN $0a\nRUN b\n', 'Here-documents need Dockerfile syntax 1.4; this file asks for docker/dockerfile:1.0-experimental'],
    ['another syntax', '# syntax=x.io/builder\nFROM a\nRUN $0a\nRUN b\n', 'The syntax image x.io/builder may not know here-documents'],
  ])('the heredoc: %s', (_, before, reason) => expect(merge(before, heredoc)).toBe(`disabled: ${reason}`));

  it.each(['docker/dockerfile:1', 'docker/dockerfile', 'docker/dockerfile:1.4', 'docker/dockerfile:1.12.0', 'docker/dockerfile:1.3-labs', 'docker.io/docker/dockerfile-upstream:master', 'docker/dockerfile:1@sha256:00'])(
    'not the heredoc with the syntax %s', (syntax) => expect(merge(`# syntax=${syntax}\nFROM a\nRUN $0a\nRUN b\n`, heredoc)).toContain('RUN <<EOF\nset -e\na\nb\nEOF\n'),
  );
});

it('says nothing of processes in the last RUN', () => {
  expect(titles('FROM a\nRUN $0a\nRUN service x start; b > /dev/shm/y\n')).toEqual([chain, heredoc]);
});

it('is stable: a merged RUN merges on', () => {
  const once = merge('FROM a\nRUN $0a\nRUN b; c\nRUN d\n', chain);
  expect(once).toBe('FROM a\nRUN a \\\n    && { b; c; }\nRUN d\n');
  expect(merge(once.replace('RUN a', 'RUN $0a'), chain)).toBe('FROM a\nRUN a \\\n    && { b; c; } \\\n    && d\n');
});
