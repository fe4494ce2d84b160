// The conversation's beginning and end, and what the server says it can do.
import { afterEach, describe, expect, test } from 'vitest';
import { inProcess, startedInProcess, type TestClient } from '../support/lspHarness.ts';

let client: TestClient;
afterEach(() => client.dispose());

const aboutDockerfile = { textDocument: { uri: 'file:///Dockerfile' }, position: { line: 0, character: 0 } };

test('initialize names the server and offers incremental sync in UTF-16', async () => {
  client = inProcess();
  const { serverInfo, capabilities } = await client.initialize();
  expect(serverInfo).toEqual({ name: 'Drydock', version: '0.1.0' });
  expect(capabilities.textDocumentSync).toEqual({ openClose: true, change: 2 });
  expect(capabilities.positionEncoding).toBe('utf-16');
});

test.each([
  'completionProvider', 'hoverProvider', 'codeActionProvider', 'documentSymbolProvider', 'foldingRangeProvider', 'selectionRangeProvider', 'semanticTokensProvider', 'diagnosticProvider',
] as const)('%s is offered', async (provider) => {
  client = inProcess();
  expect((await client.initialize()).capabilities[provider]).toBeTruthy();
});

test('a request before initialize is refused, and initialize still works', async () => {
  client = inProcess();
  await expect(client.request('textDocument/hover', aboutDockerfile)).rejects.toMatchObject({ code: -32002 });
  await client.initialize();
  expect(await client.lives()).toBe(true);
});

test('a request after shutdown is refused', async () => {
  client = await startedInProcess();
  await client.request('shutdown', null);
  await expect(client.request('textDocument/hover', aboutDockerfile)).rejects.toMatchObject({ code: -32600 });
});

describe('settings', () => {
  const uri = 'file:///Dockerfile';
  const text = 'FROM alpine AS Build\n';
  const off = { severity: { StageNameCasing: 'off' } };
  const codes = async (): Promise<unknown[]> => (await client.diagnostics(uri)).map(({ code }) => code);

  test('are asked for once per document', async () => {
    client = await startedInProcess();
    await client.open(uri, text);
    await client.pull(uri);
    await client.pull(uri);
    expect(client.settingsAsked).toBe(1);
    expect(await codes()).toContain('StageNameCasing');
  });

  test('are asked for again when they change, and the client is told to pull', async () => {
    client = await startedInProcess();
    await client.open(uri, text);
    await client.pull(uri);
    client.settings = off;
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await codes()).not.toContain('StageNameCasing');
    expect(client.refreshes).toBe(1);
    expect(client.settingsAsked).toBe(2);
  });

  test('a client that fails to give them gets the defaults', async () => {
    client = await startedInProcess();
    client.settings = () => { throw new Error('no'); };
    await client.open(uri, text);
    expect(await codes()).toContain('StageNameCasing');
  });

  test('come from initializationOptions when the client cannot be asked', async () => {
    client = await startedInProcess({ textDocument: { diagnostic: {} } }, { initializationOptions: { drydock: off } });
    await client.open(uri, text);
    expect(await codes()).not.toContain('StageNameCasing');
  });

  test('come with didChangeConfiguration when the client cannot be asked', async () => {
    client = await startedInProcess({ textDocument: { diagnostic: {} } });
    await client.open(uri, text);
    expect(await codes()).toContain('StageNameCasing');
    await client.notify('workspace/didChangeConfiguration', { settings: { drydock: off } });
    expect(await codes()).not.toContain('StageNameCasing');
  });

  test('that make no sense are as if they were not there', async () => {
    client = await startedInProcess();
    client.settings = { preset: 7, severity: { StageNameCasing: 'loud', FromAsCasing: null } };
    await client.open(uri, text);
    expect(await codes()).toContain('StageNameCasing');
  });
});
