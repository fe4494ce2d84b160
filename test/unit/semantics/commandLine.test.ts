import { expect, test } from 'vitest';
import { commandAtEnd, commandOfLine } from '../../../server/src/semantics/commandLine.ts';
import { snapshotOf } from '../../support/fixture.ts';

/** The argv of the last instruction. */
test.each([
  ['FROM a\nRUN a  b', ['/bin/sh', '-c', 'a  b']],
  ['FROM a\nRUN ["a", "$B"]', ['a', '$B']],
  ['FROM a\nRUN', ['/bin/sh', '-c', '']],
  ['FROM a\nSHELL ["/bin/bash", "-c"]\nRUN a', ['/bin/bash', '-c', 'a']],
  ['FROM a AS b\nSHELL ["x"]\nFROM b\nRUN a', ['x', 'a']],
  ['FROM a AS b\nSHELL ["x"]\nFROM c\nRUN a', ['/bin/sh', '-c', 'a']],
  ['FROM a\nRUN a \\\n  # no\n  b', ['/bin/sh', '-c', 'a   b']],
  ['FROM a\nRUN <<EOF\na\nb\nEOF', ['/bin/sh', '-c', 'a\nb\n']],
  ['FROM a\nRUN <<-E\n\ta\n\tE', ['/bin/sh', '-c', 'a\n']],
  ['FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nEOF', ['/dev/pipes/EOF']],
  ['FROM a\nRUN cat <<A <<B\n1\nA\n2\nB', ['/bin/sh', '-c', 'cat <<A <<B\n1\nA\n2\nB']],
  ['FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN dir', ['cmd', '/S', '/C', 'dir']],
  ['FROM a\nHEALTHCHECK --interval=5s CMD curl x', ['/bin/sh', '-c', 'curl x']],
])('%j', (text, argv) => {
  const snapshot = snapshotOf(text);
  expect(commandOfLine(snapshot, snapshot.tree.instructions.length - 1)?.argv).toEqual(argv);
});

/** CMD and ENTRYPOINT at the end of the last stage. */
test.each([
  ['FROM a', 'baseImage', 'baseImage'],
  ['FROM scratch', 'none', 'none'],
  ['FROM a\nCMD b', ['/bin/sh', '-c', 'b'], 'baseImage'],
  ['FROM a\nENTRYPOINT ["e"]', 'none', ['e']],
  ['FROM a\nCMD ["c"]\nENTRYPOINT ["e"]', ['c'], ['e']],
  ['FROM a AS b\nCMD ["c"]\nFROM b\nENTRYPOINT ["e"]', 'none', ['e']],
  ['FROM a AS b\nCMD ["c"]\nENTRYPOINT ["e"]\nFROM b', ['c'], ['e']],
  ['FROM a\nCMD b\nSHELL ["x"]', ['/bin/sh', '-c', 'b'], 'baseImage'],
  ['FROM a AS b\nONBUILD CMD ["t"]\nFROM b\nENTRYPOINT ["e"]', ['t'], ['e']],
])('%j', (text, cmd, entrypoint) => {
  const snapshot = snapshotOf(text);
  const show = (name: 'CMD' | 'ENTRYPOINT'): string | readonly string[] => {
    const command = commandAtEnd(snapshot, snapshot.semantics.target!, name);
    return command.kind === 'line' ? command.argv : command.kind;
  };
  expect([show('CMD'), show('ENTRYPOINT')]).toEqual([cmd, entrypoint]);
});
