// Texts that are no decent Dockerfile: each gets the right diagnostic or none, every request about it is answered, and the server lives on.
import { afterEach, expect, test } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import { startedInProcess, type TestClient } from '../support/lspHarness.ts';

let client: TestClient;
afterEach(() => client.dispose());

const uri = 'file:///Dockerfile';
const textDocument = { uri };

async function answerEverything(text: string): Promise<void> {
  const last = text.split('\n').length - 1;
  for (const line of [0, Math.floor(last / 2), last]) {
    const position = { line, character: 5 };
    await client.request('textDocument/hover', { textDocument, position });
    await client.request('textDocument/completion', { textDocument, position });
    await client.request('textDocument/codeAction', { textDocument, range: { start: position, end: position }, context: { diagnostics: [] } });
  }
  for (const method of ['documentSymbol', 'foldingRange', 'semanticTokens/full']) await client.request(`textDocument/${method}`, { textDocument });
  await client.request('drydock/stages', { textDocument });
}

/** Opens the text, asks everything, types into it, and gives back the diagnostics of the text as it was. */
async function live(text: string): Promise<Diagnostic[]> {
  client = await startedInProcess();
  await client.open(uri, text);
  const found = await client.diagnostics(uri);
  await answerEverything(text);
  await client.change(uri, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: 'R' });
  await client.pull(uri);
  expect(await client.lives()).toBe(true);
  expect(client.log).toEqual([]);
  return found;
}

const codesOf = (found: readonly Diagnostic[]): unknown[] => [...new Set(found.map(({ code }) => code))];

test('an empty document', async () => {
  expect((await live('')).length).toBeLessThanOrEqual(1);
});

test('only comments and blank lines', async () => {
  expect((await live('# a\n\n# b\n')).length).toBeLessThanOrEqual(1);
});

test('a line of 70,000 characters', async () => {
  const found = await live(`FROM scratch\nRUN echo ${'x'.repeat(70_000)}\n`);
  expect(found.every(({ range }) => range.end.character <= 70_100)).toBe(true);
});

test('a line of 70,000 characters full of variables', async () => {
  await live(`FROM scratch\nRUN echo ${'${a:-$b} '.repeat(8_000)}\n`);
});

test('one RUN of 5,000 continued lines', async () => {
  expect(codesOf(await live(`FROM scratch\nRUN set -e${' \\\n  && echo a'.repeat(5_000)}\n`))).toEqual([]);
});

test('bytes that are no text', async () => {
  const bytes = Buffer.from(Array.from({ length: 4_000 }, (_, i) => (i * 7919) % 256));
  const found = await live(bytes.toString('utf8'));
  expect(found.some(({ severity }) => severity === 1)).toBe(true);
});

test('lone surrogates and replacement characters', async () => {
  await live('FROM scratch\nRUN echo \ud800 \udc00 \ufffd\nLABEL a="\ud83d"\n');
});

test('a byte order mark before the first instruction', async () => {
  expect(codesOf(await live('\ufeffFROM scratch\nCOPY a b\n'))).toEqual([]);
});

test('50,000 lines', async () => {
  const found = await live(`FROM alpine\n${'RUN echo a\n'.repeat(49_998)}RUNN b\n`);
  expect(found.filter(({ code }) => code === 'UnknownInstruction').map(({ range }) => range.start.line)).toEqual([49_999]);
});

test('a heredoc that is never closed', async () => {
  const found = await live(`FROM scratch\nRUN <<EOF\n${'echo a\n'.repeat(2_000)}`);
  expect(found.some(({ severity }) => severity === 1)).toBe(true);
});
