// Documents: what the server holds after edits is what the client holds.
import { afterEach, expect, test } from 'vitest';
import type { Diagnostic, DocumentSymbol, Range } from 'vscode-languageserver/node';
import { lineIndexOf } from '../../server/src/base/lineIndex.ts';
import { startedInProcess, type TestClient } from '../support/lspHarness.ts';
import { seededRng } from '../support/rng.ts';

let client: TestClient;
afterEach(() => client.dispose());

const uri = 'file:///project/Dockerfile';
const range = (line: number, start: number, end: number): Range => ({ start: { line, character: start }, end: { line, character: end } });

async function keywords(document = uri): Promise<string[]> {
  const found = await client.diagnostics(document);
  return found.filter(({ code }) => code === 'UnknownInstruction').map(({ message }) => /[A-Z]{2,}/.exec(String(message))?.[0] ?? String(message));
}

test('changes of one message apply one after another', async () => {
  client = await startedInProcess();
  await client.open(uri, 'FROM scratch\nXX a\n');
  await client.change(uri, 2, { range: range(1, 0, 2), text: 'YYYY' }, { range: range(1, 1, 4), text: 'Z' }, { range: range(0, 0, 0), text: '# comment\n' });
  expect(await keywords()).toEqual(['YZ']);
  const [finding] = await client.diagnostics(uri);
  expect(finding?.range.start.line).toBe(2);
});

test('a change without range replaces the text', async () => {
  client = await startedInProcess();
  await client.open(uri, 'FROM scratch\nXX a\n');
  await client.change(uri, 2, { text: 'FROM scratch\nWW a\n' });
  expect(await keywords()).toEqual(['WW']);
});

test('positions count UTF-16 code units', async () => {
  client = await startedInProcess();
  await client.open(uri, 'FROM scratch\n# 😀 x\nXX a\n');
  // Past the emoji, which is two units: replacing from there to the X below.
  await client.change(uri, 2, { range: { start: { line: 1, character: 4 }, end: { line: 2, character: 1 } }, text: '\nV' });
  expect(await keywords()).toEqual(['VX']);
});

test('two documents with the same file name are two documents', async () => {
  client = await startedInProcess();
  const other = 'file:///other/Dockerfile';
  await client.open(uri, 'FROM scratch\nXX a\n');
  await client.open(other, 'FROM scratch\nVV a\n');
  await client.change(uri, 2, { range: range(1, 0, 2), text: 'WW' });
  expect(await keywords()).toEqual(['WW']);
  expect(await keywords(other)).toEqual(['VV']);
});

test.each(['untitled:Untitled-1', 'vscode-vfs://github/a/b/Dockerfile', 'git:/a/Dockerfile?%7B%22ref%22%3A%22HEAD%22%7D'])('%s is a document like any other', async (document) => {
  client = await startedInProcess();
  await client.open(document, 'FROM scratch\nXX a\n');
  expect(await keywords(document)).toEqual(['XX']);
});

test('a document that is opened again is the new one', async () => {
  client = await startedInProcess();
  await client.open(uri, 'FROM scratch\nXX a\n', 7);
  await client.close(uri);
  expect(await client.diagnostics(uri)).toEqual([]);
  await client.open(uri, 'FROM scratch\nVV a\n', 1);
  expect(await keywords()).toEqual(['VV']);
});

test('after many random edits the server holds what the client holds', async () => {
  const rng = seededRng('sync');
  const pieces = ['\n', '\r\n', 'RUN x \\\n', 'XX a\n', 'FROM a AS b\n', 'RUN <<E\nE\n', '# escape=`\n', '😀', ' ', '"', '\r'];
  client = await startedInProcess();
  let text = 'FROM scratch\nRUN a \\\n  b\nYY c\n';
  await client.open(uri, text);
  for (let version = 2; version < 150; version++) {
    const lines = lineIndexOf(text);
    const start = rng.int(text.length + 1);
    const end = Math.min(text.length, start + rng.int(4));
    const insert = rng.pick(pieces);
    const at = { start: lines.positionAt(start), end: lines.positionAt(end) };
    text = text.slice(0, lines.offsetAt(at.start)) + insert + text.slice(Math.max(lines.offsetAt(at.start), lines.offsetAt(at.end)));
    await client.change(uri, version, { range: at, text: insert });
    if (version % 10 === 0) {
      const fresh = `file:///fresh/${version}`;
      await client.open(fresh, text);
      expect(await answers(uri), `seed ${rng.seed}, version ${version}`).toEqual(await answers(fresh));
      await client.close(fresh);
    }
  }
});

async function answers(document: string): Promise<{ diagnostics: Diagnostic[]; symbols: DocumentSymbol[] | null }> {
  return { diagnostics: await client.diagnostics(document), symbols: await client.request('textDocument/documentSymbol', { textDocument: { uri: document } }) };
}
