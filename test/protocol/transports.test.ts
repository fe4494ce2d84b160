// The built bundles as processes: over standard input and output, Node's IPC, sockets and pipes, and as `drydock lsp`.
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IPCMessageReader, IPCMessageWriter, SocketMessageReader, SocketMessageWriter } from 'vscode-languageserver/node';
import { buildBundle, removeBundle } from '../support/bundles.ts';
import { roundTrip, spawned, TestClient } from '../support/lspHarness.ts';

let server: string;
let commandLine: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  [server, commandLine] = await Promise.all([buildBundle('server.cjs'), buildBundle('drydock.cjs')]);
}, 60_000);

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  for (const bundle of [server, commandLine]) removeBundle(bundle);
});

async function shutDown(client: TestClient, child: ChildProcess): Promise<unknown> {
  const exit = once(child, 'exit');
  await client.request('shutdown', null);
  await client.notify('exit', null);
  return (await exit)[0];
}

test('standard input and output, until exit', async () => {
  const { client, child } = spawned([server, '--stdio']);
  children.push(child);
  await roundTrip(client);
  expect(await shutDown(client, child)).toBe(0);
  client.dispose();
});

test('drydock lsp --stdio is the same server', async () => {
  const { client, child } = spawned([commandLine, 'lsp', '--stdio']);
  children.push(child);
  await roundTrip(client);
  expect(await shutDown(client, child)).toBe(0);
  client.dispose();
});

test('Node\'s IPC', async () => {
  const child = fork(server, ['--node-ipc'], { silent: true });
  children.push(child);
  const client = new TestClient(new IPCMessageReader(child), new IPCMessageWriter(child), () => child.kill());
  await roundTrip(client);
  expect(await shutDown(client, child)).toBe(0);
  client.dispose();
});

test.each(['socket', 'pipe'] as const)('a %s that the client listens on', async (kind) => {
  const listener = net.createServer();
  const name = path.join(os.tmpdir(), `drydock-test-${process.pid}.sock`);
  listener.listen(kind === 'pipe' ? name : { host: '127.0.0.1', port: 0 });
  await once(listener, 'listening');
  const address = kind === 'pipe' ? name : String((listener.address() as net.AddressInfo).port);
  const connected = once(listener, 'connection') as Promise<[net.Socket]>;
  const child = spawn(process.execPath, [server, `--${kind}=${address}`], { stdio: 'inherit' });
  children.push(child);
  const [socket] = await connected;
  const client = new TestClient(new SocketMessageReader(socket), new SocketMessageWriter(socket), () => socket.destroy());
  await roundTrip(client);
  expect(await shutDown(client, child)).toBe(0);
  client.dispose();
  listener.close();
});

test.each([
  ['standard input ends', () => {
    const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'ignore', 'ignore'] });
    return { child, orphan: () => { child.stdin.end(); } };
  }],
  ['the IPC channel closes', () => {
    const child = fork(server, ['--node-ipc'], { silent: true });
    return { child, orphan: () => { child.disconnect(); } };
  }],
])('the server ends when %s', async (_what, start) => {
  const { child, orphan } = start();
  children.push(child);
  const exit = once(child, 'exit');
  await once(child, 'spawn');
  orphan();
  await exit;
});

test('without a transport it says which there are', async () => {
  const child = spawn(process.execPath, [server], { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => { output += String(chunk); });
  expect((await once(child, 'close'))[0]).toBe(2);
  expect(output).toContain('--stdio');
});
