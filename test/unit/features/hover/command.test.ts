import { expect, test } from 'vitest';
import { hover } from '../../../../server/src/features/hover.ts';
import { readFixture, snapshotOf } from '../../../support/fixture.ts';
import { checkHover, checkHoverHas } from '../../../support/hover.ts';

const forms = (row = -1, column = -1): string => {
  const rows = [['error', '`cmd`', '`sh -c "cmd"`'], ['`entry`', '`entry cmd`', '`entry sh -c "cmd"`'], ['`sh -c "entry"`', '`sh -c "entry"`, CMD unused', '`sh -c "entry"`, CMD unused']];
  const names = ['no ENTRYPOINT', 'ENTRYPOINT exec form', 'ENTRYPOINT shell form'];
  return [
    '|  | no CMD | CMD exec form | CMD shell form |', '| --- | --- | --- | --- |',
    ...rows.map((cells, at) => `| ${names[at]!} | ${cells.map((text, index) => (at === row && index === column ? `**${text}**` : text)).join(' | ')} |`),
  ].join('\n');
};

/** The hover for CMD and ENTRYPOINT out of its parts. */
function text(stage: string, entrypoint: string, cmd: string, run: string, runWith: string, note: string | undefined, combination: string): string {
  return [
    `**At the end of ${stage}**`,
    `|  | is | from |\n| --- | --- | --- |\n| ENTRYPOINT | ${entrypoint} |\n| CMD | ${cmd} |`,
    `| command | starts |\n| --- | --- |\n| \`docker run IMAGE\` | ${run} |\n| \`docker run IMAGE -i\` | ${runWith} |\n| \`docker run --entrypoint sh IMAGE\` | \`["sh"]\` |`,
    ...(note ? [note] : []),
    combination,
  ].join('\n\n');
}

test('ENTRYPOINT and CMD in exec form', () => {
  const expected = text('stage 0', '`["docker-entrypoint.sh"]` | line 2, exec form', '`["redis-server"]` | line 4, exec form', '`["docker-entrypoint.sh", "redis-server"]`', '`["docker-entrypoint.sh", "-i"]`', undefined, forms(1, 1));
  checkHover('FROM debian\nENTRYPOINT ["docker-entrypoint.sh"]\nEXPOSE 6379\nCM$0D [ "redis-server" ]\n', 'CMD', expected);
  checkHover('FROM debian\nENTRY$0POINT ["docker-entrypoint.sh"]\nEXPOSE 6379\nCMD [ "redis-server" ]\n', 'ENTRYPOINT', expected);
  checkHover('FROM debian\nENTRYPOINT ["docker-entrypoint.sh"]\nEXPOSE 6379\nCMD [ "redis$0-server" ]\n', '[ "redis-server" ]', expected);
});

test('a CMD in shell form before an unknown ENTRYPOINT', () => {
  checkHover('FROM node:22 AS app\nCMD npm$0 start | tee', 'npm start | tee', text(
    'stage `app`', 'not known here | base image `node:22`', '`["/bin/sh", "-c", "npm start \\| tee"]` | line 2, shell form',
    '`["/bin/sh", "-c", "npm start \\| tee"]`, behind the ENTRYPOINT of `node:22` if it has one', '`["-i"]`, behind the ENTRYPOINT of `node:22` if it has one',
    'CMD is in shell form: the stop signal goes to the shell, which need not pass it on.', forms()));
});

test('an ENTRYPOINT drops the CMD of the stage that it starts from', () => {
  checkHover('FROM scratch AS b\nCMD ["x"]\nFROM b\nENTRYPOINT$0 run it', 'ENTRYPOINT', text(
    'stage 1', '`["/bin/sh", "-c", "run it"]` | line 4, shell form', 'none | ', '`["/bin/sh", "-c", "run it"]`', '`["/bin/sh", "-c", "run it", "-i"]`',
    'ENTRYPOINT is in shell form: CMD and arguments only become `$0`, `$1`, … of the shell, so the command does not see them; nor may it see the stop signal.', forms(2, 0)));
});

test('an inherited ENTRYPOINT, and a SHELL', () => {
  checkHover('FROM scratch AS b\nSHELL ["/bin/bash", "-c"]\nENTRYPOINT ["tini", "--"]\nFROM b\nCMD$0 serve', 'CMD', text(
    'stage 1', '`["tini", "--"]` | line 3, stage `b`, exec form', '`["/bin/bash", "-c", "serve"]` | line 5, shell form', '`["tini", "--", "/bin/bash", "-c", "serve"]`', '`["tini", "--", "-i"]`',
    'CMD is in shell form: the program gets `["/bin/bash", "-c"]` and the text as its arguments. Write CMD as a JSON array.', forms(1, 2)));
});

test('only the last one counts', () => {
  checkHoverHas('FROM a\nCMD$0 ["a"]\nCMD ["b"]\n', 'CMD', '**Without effect:** CMD in line 3 replaces it.', '`["b"]` | line 3, exec form');
});

test('nothing to start', () => checkHoverHas('FROM scratch\nCMD$0 []\n', 'CMD', '| `docker run IMAGE` | nothing: the engine refuses |'));
test('a trigger of the base', () => checkHoverHas('FROM a AS b\nONBUILD CMD ["t"]\nFROM b\nENTRYPOINT$0 ["e"]\n', 'ENTRYPOINT', '| CMD | `["t"]` | line 2 (ONBUILD), exec form |'));
test('before the first FROM there is only the documentation', () => checkHoverHas('CMD$0 x', 'CMD', '**CMD** — '));

test('RUN in shell form', () => {
  checkHover('FROM a\nRU$0N make all', 'RUN', '**Runs:** `["/bin/sh", "-c", "make all"]`\n\nNo SHELL so far, so the default one, unless `a` sets another.');
  checkHover('FROM scratch\nRU$0N make', 'RUN', '**Runs in `/`:** `["/bin/sh", "-c", "make"]`');
  checkHover('FROM a\nUSER app\nWORKDIR /src\nSHELL ["/bin/bash", "-c"]\nRU$0N make', 'RUN', '**Runs in `/src` as `app`:** `["/bin/bash", "-c", "make"]`\n\nThe shell is from SHELL in line 4.');
});

test('RUN in exec form says what it lacks', () => {
  checkHover('FROM a\nRUN ["echo", "$HO$0ME", "&&", "*.x"]', '["echo", "$HOME", "&&", "*.x"]', '**Runs:** `["echo", "$HOME", "&&", "*.x"]`\n\nNo shell takes part: variables are not replaced, operators such as `&&` and `|` are ordinary arguments, patterns such as `*` are not expanded.');
  checkHover('FROM a\nRUN$0 ["make"]', 'RUN', '**Runs:** `["make"]`\n\nNo shell takes part.');
});

test('RUN with a heredoc', () => {
  checkHoverHas('FROM a\nRUN$0 <<EOF\nmake\nEOF', 'RUN', '`["/bin/sh", "-c", "make\\n"]`');
  checkHoverHas('FROM a\nRUN$0 <<EOF\n#!/bin/awk -f\nEOF', 'RUN', '`["/dev/pipes/EOF"]`');
});

test.each([
  ['FROM a\nWORKDIR /x\nWORKDIR y$0', '`/x/y`'],
  ['FROM a AS b\nWORKDIR /x\nFROM b\nWORKDIR ../$0y', '`/y`'],
  ['FROM a\nARG D=d\nWORKDIR /x/$D-$0', '`/x/d-`'],
  ['FROM scratch\nWORKDIR y$0', '`/y`'],
  ['FROM a\nWORKDIR y$0', '`y` below the one of `a`, which is not known here (`/y` when it has none)'],
  ['FROM a\nWORKDIR /x-${LANG}-$0', '`/x--`, as far as can be told'],
])('the directory in force: %j', (marked, directory) => checkHover(marked, marked.replace('$0', '').split('WORKDIR ').at(-1)!, `**Working directory from here on:** ${directory}`));

test('USER, SHELL and HEALTHCHECK', () => {
  checkHover('FROM a\nARG U=app\nUSER $U:x$0', '$U:x', '**User from here on:** `app:x`');
  checkHover('FROM a\nSHELL ["bash$0", "-c"]', '["bash", "-c"]', '**Shell form from here on:** `["bash", "-c", "…"]`');
  checkHover('FROM a\nHEALTHCHECK --interval=5s CMD$0 curl x', 'CMD', '**Checked with** `["/bin/sh", "-c", "curl x"]` every 5s, 30s to answer; unhealthy after 3 failures in a row.');
});

test('long commands are cut', () => {
  const { text, offset } = readFixture(`FROM a\nRUN$0 ${'x'.repeat(70_000)}`);
  const { markdown } = hover(snapshotOf(text), offset)!;
  expect(markdown).toContain(`${'x'.repeat(100)}`);
  expect(markdown.length).toBeLessThan(5000);
});
