/** Generated files are those that the tables give: whoever changes a table runs `node scripts/generate.mjs`. */
import { expect, test } from 'vitest';
import { generatedFiles, outOfDate } from '../../scripts/generate.mjs';

test('snippets, grammar, language configuration and settings are up to date', async () => {
  const files = await generatedFiles();
  expect([...files.keys()].sort()).toEqual(['package.json', 'snippets/dockerfile.json', 'syntaxes/dockerfile.tmLanguage.json', 'syntaxes/language-configuration.json']);
  expect(outOfDate(files)).toEqual([]);
});

test('a file that differs is named', async () => {
  const files = await generatedFiles();
  files.set('snippets/dockerfile.json', '{}\n');
  expect(outOfDate(files)).toEqual(['snippets/dockerfile.json']);
});
