// Diagnostics over the wire: pulled with ids, and pushed to clients that do not pull.
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import type { Diagnostic, FullDocumentDiagnosticReport } from 'vscode-languageserver/node';
import { inProcess, pushCapabilities, startedInProcess, type TestClient } from '../support/lspHarness.ts';

let client: TestClient;
afterEach(() => client.dispose());

const uri = 'file:///Dockerfile';
const at = (line: number, character: number): { start: { line: number; character: number }; end: { line: number; character: number } } =>
  ({ start: { line, character }, end: { line, character } });

test('a finding has its code, its page, a severity and a precise range', async () => {
  client = await startedInProcess();
  await client.open(uri, 'FROM alpine AS Build\nRUN a\n');
  const finding = (await client.diagnostics(uri)).find(({ code }) => code === 'StageNameCasing');
  expect(finding).toEqual({
    code: 'StageNameCasing',
    codeDescription: { href: 'https://docs.docker.com/go/dockerfile/rule/stage-name-casing/' },
    message: "Stage name 'Build' should be lowercase",
    range: { start: { line: 0, character: 15 }, end: { line: 0, character: 20 } },
    severity: 2,
    source: 'drydock',
  });
});

test('several errors are reported at once', async () => {
  client = await startedInProcess();
  await client.open(uri, 'FORM alpine\nFROM alpine\nRUNN x\nCOPY --frm=x a b\n');
  const lines = (await client.diagnostics(uri)).filter(({ severity }) => severity === 1).map(({ range }) => range.start.line);
  expect(lines).toEqual(expect.arrayContaining([0, 2, 3]));
});

describe('pull', () => {
  test('a report that says the same is "unchanged", also after an edit that moves nothing', async () => {
    client = await startedInProcess();
    await client.open(uri, 'FROM scratch\nXX a\nRUN echo\n');
    const first = await client.pull(uri) as FullDocumentDiagnosticReport;
    expect(first.kind).toBe('full');
    await client.change(uri, 2, { range: at(2, 8), text: ' hello' });
    expect(await client.pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
  });

  test('a report that differs is full and has another id', async () => {
    client = await startedInProcess();
    await client.open(uri, 'FROM scratch\nXX a\n');
    const first = await client.pull(uri) as FullDocumentDiagnosticReport;
    await client.change(uri, 2, { range: at(0, 0), text: '\n' });
    const second = await client.pull(uri, first.resultId) as FullDocumentDiagnosticReport;
    expect(second.kind).toBe('full');
    expect(second.resultId).not.toBe(first.resultId);
    expect(second.items[0]?.range.start.line).toBe((first.items[0]?.range.start.line ?? 0) + 1);
  });

  test('an id of another document or of before a close is not taken', async () => {
    client = await startedInProcess();
    await client.open(uri, 'FROM scratch\nXX a\n');
    const { resultId } = await client.pull(uri);
    await client.open('file:///b/Dockerfile', 'FROM scratch\nXX a\n');
    expect((await client.pull('file:///b/Dockerfile', resultId)).kind).toBe('full');
    await client.close(uri);
    await client.open(uri, 'FROM scratch\nXX a\n');
    expect((await client.pull(uri, resultId)).kind).toBe('full');
  });

  test('nothing is pushed to a client that pulls', async () => {
    client = await startedInProcess();
    await client.open(uri, 'FROM scratch\nXX a\n');
    await client.pull(uri);
    await client.close(uri);
    await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } });
    expect(client.published).toEqual([]);
  });

  test('a request that the document overtakes is answered with ContentModified', async () => {
    client = await startedInProcess();
    let give: (settings: unknown) => void = () => undefined;
    client.settings = new Promise((resolve) => { give = resolve; });
    await client.open(uri, 'FROM scratch\nXX a\n');
    const overtaken = client.pull(uri);
    await client.change(uri, 2, { range: at(0, 0), text: '\n' });
    // The answer to this request shows that the change has arrived.
    await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } });
    give({});
    await expect(overtaken).rejects.toMatchObject({ code: -32801 });
    expect(await client.diagnostics(uri)).toHaveLength(1);
  });
});

describe('push', () => {
  const codes = (diagnostics: readonly Diagnostic[]): unknown[] => diagnostics.map(({ code }) => code);

  test('opening and changing publish with the version', async () => {
    client = await startedInProcess(pushCapabilities);
    await client.open(uri, 'FROM scratch\nXX a\n');
    expect(codes((await client.publication(uri, 1)).diagnostics)).toEqual(['UnknownInstruction']);
    await client.change(uri, 2, { text: 'FROM scratch\nRUN a\n' });
    expect((await client.publication(uri, 2)).diagnostics).toEqual([]);
  });

  test('a burst of keystrokes is computed a few times, and the last version is published', async () => {
    client = await startedInProcess(pushCapabilities);
    await client.open(uri, 'FROM scratch\nXX\n');
    await client.publication(uri, 1);
    client.published.length = 0;
    const keys = 20;
    for (let i = 0; i < keys; i++) void client.change(uri, i + 2, { range: at(1, 2 + i), text: 'Y' });
    const last = await client.publication(uri, keys + 1);
    expect(last.diagnostics[0]?.message).toContain('Y'.repeat(keys));
    expect(client.published.length).toBeLessThan(keys / 2);
  });

  test('a client that does not read is not written to again and again', async () => {
    const down = new PassThrough();
    client = inProcess(undefined, down);
    await client.initialize(pushCapabilities);
    await client.open(uri, `FROM scratch\n${'XX a\n'.repeat(500)}`);
    await client.publication(uri, 1);
    client.published.length = 0;
    down.pause();
    const changes = 40;
    for (let i = 0; i < changes; i++) {
      await client.change(uri, i + 2, { range: at(1, 2), text: 'Y' });
      // Time for the server to publish each of them.
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    down.resume();
    expect((await client.publication(uri, changes + 1)).diagnostics[0]?.message).toContain('Y'.repeat(changes));
    expect(client.published.length).toBeLessThan(5);
  });

  test('closing takes the diagnostics away', async () => {
    client = await startedInProcess(pushCapabilities);
    await client.open(uri, 'FROM scratch\nXX a\n');
    await client.publication(uri);
    client.published.length = 0;
    await client.close(uri);
    expect((await client.publication(uri)).diagnostics).toEqual([]);
  });

  test('a document that is closed before its turn is not published', async () => {
    client = await startedInProcess(pushCapabilities);
    void client.open(uri, 'FROM scratch\nXX a\n');
    void client.close(uri);
    await client.open('file:///b/Dockerfile', 'FROM scratch\n');
    await client.publication('file:///b/Dockerfile');
    expect(client.published.filter((publication) => publication.uri === uri).flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  });

  test('changed settings publish again', async () => {
    client = await startedInProcess(pushCapabilities);
    await client.open(uri, 'FROM alpine AS Build\nRUN a\n');
    expect(codes((await client.publication(uri)).diagnostics)).toContain('StageNameCasing');
    client.published.length = 0;
    await client.notify('workspace/didChangeConfiguration', { settings: { drydock: { severity: { StageNameCasing: 'off' } } } });
    expect(codes((await client.publication(uri)).diagnostics)).not.toContain('StageNameCasing');
  });
});

test('what was made of an image\'s history is no cause for complaint, but has all the rest', async () => {
  const made = 'drydock-history:/app.dockerfile';
  client = await startedInProcess();
  await client.open(made, 'FROM alpine AS Build\nXX a\n');
  expect(await client.diagnostics(made)).toEqual([]);
  expect(await client.request('textDocument/documentSymbol', { textDocument: { uri: made } })).not.toEqual([]);
});
