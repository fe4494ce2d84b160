// Requests that make no sense, and requests that come at a bad time: each gets an answer, and the server lives on.
import { afterEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import { startedInProcess, type TestClient } from '../support/lspHarness.ts';

let client: TestClient;
afterEach(() => client.dispose());

const uri = 'file:///Dockerfile';
const textDocument = { uri };
const text = 'FROM scratch AS a\nRUN echo $PATH\nCOPY --from=a /x /y\n';

const positioned = ['textDocument/hover', 'textDocument/completion'];
const aboutDocument = [
  'textDocument/diagnostic', 'textDocument/documentSymbol', 'textDocument/foldingRange', 'textDocument/selectionRange', 'textDocument/semanticTokens/full', 'drydock/stages',
];

describe('a document that is not open', () => {
  test.each([...positioned, ...aboutDocument])('%s gets an empty answer', async (method) => {
    client = await startedInProcess();
    const answer = await client.request(method, { textDocument, position: { line: 0, character: 0 } });
    expect([null, { kind: 'full', items: [] }, { stages: [], argsWithDefaults: [] }]).toContainEqual(answer);
  });

  test('a change and a close of it are ignored', async () => {
    client = await startedInProcess();
    await client.change(uri, 2, { text: 'FORM x' });
    await client.close(uri);
    expect(await client.diagnostics(uri)).toEqual([]);
    expect(await client.lives()).toBe(true);
  });
});

describe('positions outside the document', () => {
  const places = [{ line: 99, character: 0 }, { line: 1, character: 9999 }, { line: -1, character: -1 }, { line: 2 ** 31, character: 2 ** 31 }];
  test.each(positioned.flatMap((method) => places.map((position) => [method, position] as const)))('%s at %o', async (method, position) => {
    client = await startedInProcess();
    await client.open(uri, text);
    await client.request(method, { textDocument, position });
    expect(await client.lives()).toBe(true);
  });

  test('in an edit are taken to the nearest place', async () => {
    client = await startedInProcess();
    await client.open(uri, 'FROM scratch\nXX a\n');
    await client.change(uri, 2, { range: { start: { line: 50, character: 3 }, end: { line: 60, character: 0 } }, text: 'YY b\n' });
    await client.change(uri, 3, { range: { start: { line: 1, character: 2 }, end: { line: 1, character: 999 } }, text: '' });
    // An edit that ends before it starts is taken as the text between the two.
    await client.change(uri, 4, { range: { start: { line: 1, character: 2 }, end: { line: 1, character: 1 } }, text: 'Z' });
    expect((await client.diagnostics(uri)).map(({ range }) => range.start.line)).toEqual(expect.arrayContaining([1, 2]));
    expect(await client.lives()).toBe(true);
  });
});

describe('parameters that are none', () => {
  test.each([
    ['textDocument/hover', {}],
    ['textDocument/hover', { textDocument }],
    ['textDocument/hover', { textDocument, position: { line: 'a' } }],
    ['textDocument/completion', { textDocument: {}, position: { line: 0, character: 0 } }],
    ['textDocument/codeAction', { textDocument, context: { diagnostics: [] } }],
    ['textDocument/semanticTokens/range', { textDocument }],
    ['drydock/instructionAtLine', { textDocument }],
  ])('%s with %o is refused', async (method, params) => {
    client = await startedInProcess();
    await client.open(uri, text);
    await expect(client.request(method, params)).rejects.toMatchObject({ code: -32602 });
    expect(await client.lives()).toBe(true);
  });

  test('notifications that make no sense are survived', async () => {
    client = await startedInProcess();
    await client.open(uri, text);
    await client.notify('textDocument/didChange', { textDocument: { uri }, contentChanges: [{ text: 'x' }] });
    await client.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: {}, text: 'x' }] });
    await client.notify('textDocument/didOpen', {});
    await client.notify('textDocument/noSuchThing', {});
    expect(await client.lives()).toBe(true);
  });

  test('a method that does not exist is refused', async () => {
    client = await startedInProcess();
    await expect(client.request('textDocument/noSuchThing', { textDocument })).rejects.toMatchObject({ code: -32601 });
  });
});

describe('cancellation', () => {
  test('a request that is cancelled before its turn is answered with RequestCancelled', async () => {
    client = await startedInProcess();
    await client.open(uri, text);
    const source = new CancellationTokenSource();
    const answer = client.request('textDocument/documentSymbol', { textDocument }, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
    expect(await client.lives()).toBe(true);
  });

  test('a request that is cancelled while it waits for settings is answered at once when they come', async () => {
    client = await startedInProcess();
    let give: (settings: unknown) => void = () => undefined;
    client.settings = new Promise((resolve) => { give = resolve; });
    await client.open(uri, text);
    const source = new CancellationTokenSource();
    const answer = client.request('textDocument/diagnostic', { textDocument }, source.token);
    await client.request('textDocument/documentSymbol', { textDocument });
    source.cancel();
    give({});
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });
});
