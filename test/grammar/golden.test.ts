/** Every token of some real Dockerfiles. `npx vitest run test/grammar -u` writes the goldens anew; read the difference before committing it. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeTokenizer, standInShell, type GrammarToken } from './tokenize.ts';

const folder = path.join(import.meta.dirname, 'fixtures');
const fixtures = fs.readdirSync(folder).filter((name) => name.endsWith('.dockerfile'));

test.each(fixtures)('%s', async (name) => {
  const lines = fs.readFileSync(path.join(folder, name), 'utf8').split('\n');
  const tokens = (await makeTokenizer(standInShell)).tokenize(lines.join('\n'));
  const golden = lines.flatMap((line, index) => [`>${line}`, ...tokens[index]!.map(row)]).join('\n');
  await expect(`${golden}\n`).toMatchFileSnapshot(path.join(folder, `${name}.scopes`));
});

function row(token: GrammarToken): string {
  return `  ${JSON.stringify(token.text)} ${token.scopes.map((scope) => scope.replace(/\.dockerfile$/, '')).join(' ')}`.trimEnd();
}
