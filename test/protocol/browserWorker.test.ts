// The browser bundle, in a context with a worker's globals and nothing of Node's.
import fs from 'node:fs';
import vm from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildBundle, removeBundle } from '../support/bundles.ts';
import { inWorkerContext, roundTrip, type TestClient } from '../support/lspHarness.ts';

let bundle: string;
let client: TestClient | undefined;

beforeAll(async () => {
  bundle = await buildBundle('browserServer.js');
}, 60_000);

afterAll(() => {
  client?.dispose();
  removeBundle(bundle);
});

test('it answers initialize and diagnoses', async () => {
  client = inWorkerContext(bundle);
  await roundTrip(client);
});

test('a byte order mark, for which the parser asks Buffer, is read', async () => {
  client = inWorkerContext(bundle);
  await client.initialize();
  const uri = 'file:///Dockerfile';
  await client.open(uri, '\ufeffFROM scratch\nCOPY a b\n');
  expect(await client.diagnostics(uri)).toEqual([]);
  const hover = await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 1, character: 1 } });
  expect(hover).not.toBeNull();
  await client.request('textDocument/semanticTokens/full', { textDocument: { uri } });
});

test('the context is really without Node', () => {
  const context = vm.createContext({});
  expect(vm.runInContext('[typeof process, typeof Buffer, typeof require, typeof global, typeof setImmediate]', context)).toEqual(Array(5).fill('undefined'));
  expect(fs.readFileSync(bundle, 'utf8')).not.toMatch(/require\(["'](node:|fs|path|os|net|crypto|child_process)/);
});
