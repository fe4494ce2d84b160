import { expect, test } from 'vitest';
import { plainSnippet } from '../../../server/src/lsp/plainSnippet.ts';

test.each([
  ['FROM ${1:image}', 'FROM image'],
  ['COPY ${1:source} ${2:target}$0', 'COPY source target'],
  ['HEALTHCHECK --interval=${1:30s} CMD ["${2:executable}"]', 'HEALTHCHECK --interval=30s CMD ["executable"]'],
  ['--network=${1|default,none,host|}', '--network=default'],
  ['a ${1:outer ${2:inner} end} b', 'a outer inner end b'],
  ['echo \\$HOME \\} \\\\', 'echo $HOME } \\'],
  ['ENV A={}', 'ENV A={}'],
  ['$1${2}', ''],
  ['', ''],
])('%j is %j', (snippet, plain) => {
  expect(plainSnippet(snippet)).toBe(plain);
});
