// What the server fetches besides the text: ignore files, the files of the build context, and the configurations of base images.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver/node';
import type { Host } from '../../server/src/host.ts';
import { fullCapabilities, inProcess, pushCapabilities, type TestClient } from '../support/lspHarness.ts';

const uri = 'file:///work/web/Dockerfile';
const copies = 'FROM alpine\nCOPY error.log *.txt /x/\n';

/** Files by URI; a path that is there but undefined is read forever. */
function memoryHost(files: Map<string, string>): Host & { reads: string[]; listed: string[] } {
  const reads: string[] = [];
  const listed: string[] = [];
  return {
    reads,
    listed,
    readFile: async (file) => { reads.push(file); return files.get(file); },
    readDirectory: async (folder) => {
      listed.push(folder);
      const below = [...files.keys()].filter((file) => file.startsWith(`${folder}/`)).map((file) => file.slice(folder.length + 1));
      return [...new Set(below.map((path) => path.split('/')[0]!))].map((name) => ({ name, isDirectory: below.some((path) => path.startsWith(`${name}/`)) }));
    },
    log: () => undefined,
  };
}

let files: Map<string, string>;
let host: ReturnType<typeof memoryHost>;
let client: TestClient;

beforeEach(() => {
  files = new Map();
  host = memoryHost(files);
  client = inProcess(host);
});

afterEach(() => client.dispose());

const ignored = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.filter(({ code }) => code === 'CopyIgnoredFile').map(({ message }) => /"(.*)"/.exec(String(message))![1]!);

/** Waits until the pulled report has these sources. */
async function expectIgnored(expected: readonly string[], document = uri): Promise<void> {
  await vi.waitFor(async () => expect(ignored(await client.diagnostics(document))).toEqual(expected), { timeout: 3_000, interval: 5 });
}

describe('ignore files', () => {
  test('the one in the folder of the Dockerfile counts, and the client is asked to pull anew when it comes', async () => {
    files.set('file:///work/web/.dockerignore', '*.log\n');
    files.set('file:///work/.dockerignore', '*\n');
    let go = (): void => undefined;
    const read = host.readFile;
    host.readFile = async (file) => { await new Promise<void>((resolve) => { go = resolve; }); return read(file); };
    await client.initialize();
    await client.open(uri, copies);
    // The first report does not wait for a file.
    expect(ignored(await client.diagnostics(uri))).toEqual([]);
    const refreshed = client.refreshes;
    await vi.waitFor(() => { go(); expect(client.refreshes).toBe(refreshed + 1); });
    await expectIgnored(['error.log']);
  });

  test('the one beside the Dockerfile wins', async () => {
    files.set('file:///work/web/.dockerignore', '*.log\n');
    files.set('file:///work/web/own%20one.Dockerfile.dockerignore', 'error.*\n');
    const own = 'file:///work/web/own%20one.Dockerfile';
    await client.initialize();
    await client.open(own, 'FROM alpine\nCOPY a.log error.log /x/\n');
    await expectIgnored(['error.log'], own);
  });

  test('a change on disk changes the findings, in pushed reports too', async () => {
    files.set('file:///work/web/.dockerignore', 'x\n');
    await client.initialize(pushCapabilities);
    await client.open(uri, copies);
    expect(ignored((await client.publication(uri)).diagnostics)).toEqual([]);
    files.set('file:///work/web/.dockerignore', '*.log\n');
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///work/web/.dockerignore', type: 2 }] });
    await vi.waitFor(() => expect(ignored(client.published.at(-1)!.diagnostics)).toEqual(['error.log']));
    files.delete('file:///work/web/.dockerignore');
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///work/web/.dockerignore', type: 3 }] });
    await vi.waitFor(() => expect(ignored(client.published.at(-1)!.diagnostics)).toEqual([]));
  });

  test('what stands in the editor counts before it is saved, and gets no diagnostics of its own', async () => {
    const ignore = 'file:///work/web/.dockerignore';
    await client.initialize(pushCapabilities);
    await client.open(uri, copies);
    await client.notify('textDocument/didOpen', { textDocument: { uri: ignore, languageId: 'ignore', version: 1, text: 'nothing\n' } });
    await client.change(ignore, 2, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 7 } }, text: '*.log' });
    await vi.waitFor(() => expect(ignored(client.published.findLast((report) => report.uri === uri)!.diagnostics)).toEqual(['error.log']));
    await client.close(ignore);
    await vi.waitFor(() => expect(ignored(client.published.findLast((report) => report.uri === uri)!.diagnostics)).toEqual([]));
    expect(client.published.map((report) => report.uri)).not.toContain(ignore);
  });

  test('asks to be told of ignore files where the client can', async () => {
    const registered: string[] = [];
    client.onRequest('client/registerCapability', ({ registrations }: { registrations: { method: string }[] }) => { registered.push(...registrations.map(({ method }) => method)); return null; });
    const { workspace, textDocument } = fullCapabilities;
    await client.initialize({
      workspace: { ...workspace, didChangeWatchedFiles: { dynamicRegistration: true } }, textDocument: { ...textDocument, synchronization: { dynamicRegistration: true } },
    });
    await vi.waitFor(() => expect(registered).toEqual(expect.arrayContaining(
      ['textDocument/didOpen', 'textDocument/didChange', 'textDocument/didClose', 'workspace/didChangeWatchedFiles'])));
  });

  test.each([
    ['relative to the Dockerfile', '..', 'file:///work/.dockerignore'],
    ['below the workspace folder', '${workspaceFolder}/ctx', 'file:///work/ctx/.dockerignore'],
    ['absolute', '/srv', 'file:///srv/.dockerignore'],
  ])('the setting names the context: %s', async (_, context, file) => {
    files.set('file:///work/web/.dockerignore', '*\n');
    files.set(file, '*.log\n');
    client.settings = { build: { context } };
    await client.initialize(fullCapabilities, { workspaceFolders: [{ uri: 'file:///other', name: 'o' }, { uri: 'file:///work', name: 'w' }] });
    await client.open(uri, copies);
    await expectIgnored(['error.log']);
    client.settings = {};
    await client.notify('workspace/didChangeConfiguration', { settings: {} });
    await expectIgnored(['error.log']);
    await client.change(uri, 2, { text: 'FROM alpine\nCOPY a b /x/\n' });
    await expectIgnored(['a', 'b']);
  });

  test('a client that can is asked for files that are not on the disk', async () => {
    const remote = 'vscode-vfs://github/acme/app/Dockerfile';
    const ignore = 'vscode-vfs://github/acme/app/.dockerignore';
    client.onRequest('drydock/readFile', ({ uri: asked }: { uri: string }) => (asked === ignore ? '*.log\n' : null));
    client.onRequest('drydock/readDirectory', ({ uri: asked }: { uri: string }) => (asked === 'vscode-vfs://github/acme/app' ? [{ name: 'a.log', isDirectory: false }] : []));
    await client.initialize({ ...fullCapabilities, experimental: { drydock: { files: true } } });
    await client.open(remote, 'FROM alpine\nCOPY error.log *.l?g /x/\n');
    await expectIgnored(['error.log', '*.l?g'], remote);
    expect(host.reads).toEqual([]);
  });

  test('one that cannot is not, and the disk is left alone', async () => {
    await client.initialize();
    await client.open('vscode-vfs://github/acme/app/Dockerfile', copies);
    expect(await client.lives()).toBe(true);
    expect(host.reads).toEqual([]);
  });

  test('an untitled document has no context', async () => {
    await client.initialize();
    await client.open('untitled:Dockerfile', copies);
    expect(await client.lives()).toBe(true);
    expect(host.reads).toEqual([]);
  });
});

describe('files of the context', () => {
  test('are listed where wildcards and exceptions need it, and nowhere else', async () => {
    files.set('file:///work/web/.dockerignore', '*.log\ndocs\n!docs/keep\n');
    for (const name of ['a.log', 'src/b.c', 'docs/x']) files.set(`file:///work/web/${name}`, '');
    await client.initialize();
    await client.open(uri, 'FROM alpine\nCOPY *.l?g src docs /x/\n');
    await expectIgnored(['*.l?g', 'docs']);
    expect(new Set(host.listed)).toEqual(new Set(['file:///work/web', 'file:///work/web/docs']));
  });

  test('are looked up for what is typed', async () => {
    files.set('file:///work/web/.dockerignore', '*.log\n');
    files.set('file:///work/web/src/b.log', '');
    await client.initialize();
    await client.open(uri, 'FROM alpine\nCOPY src /x/\n');
    await expectIgnored([]);
    expect(host.listed).toEqual([]);
    files.set('file:///work/web/.dockerignore', 'src/*.log\n');
    await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: 'file:///work/web/.dockerignore', type: 2 }] });
    await client.change(uri, 2, { range: { start: { line: 1, character: 8 }, end: { line: 1, character: 8 } }, text: '/*.log' });
    await expectIgnored(['src/*.log']);
  });
});

describe('base images', () => {
  const withImages = { ...fullCapabilities, experimental: { drydock: { imageConfig: true } } };
  const nothing = { env: {}, shell: [], workingDir: '', user: '', onbuild: [] };
  const text = 'FROM acme/base:1\nCMD node $SCRIPT\nLABEL a=$NODE_VERSION b=$TYPO\n';
  const codes = async (): Promise<string[]> => (await client.diagnostics(uri)).map(({ code, message }) => `${code}${/\$\w+/.exec(String(message))?.[0] ?? ''}`);
  const known = { ...nothing, env: { NODE_VERSION: '22.1.0' }, shell: ['/bin/bash', '-c'] };

  test('what the engine knows is used by checks and hover once it has come, and diagnostics do not wait', async () => {
    const asked: unknown[] = [];
    let answer: (config: unknown) => void = () => undefined;
    client.onRequest('drydock/imageConfig', (params: unknown) => { asked.push(params); return new Promise((resolve) => { answer = resolve; }); });
    await client.initialize(withImages);
    await client.open(uri, text);
    expect(await codes()).toEqual([]);
    await vi.waitFor(() => expect(asked).toEqual([{ image: 'acme/base:1' }]));
    answer(known);
    await vi.waitFor(async () => expect(await codes()).toEqual(['UndefinedVar$TYPO']));
    expect(client.refreshes).toBe(1);
    const hover = await client.request<{ contents: { value: string } }>('textDocument/hover', { textDocument: { uri }, position: { line: 2, character: 12 } });
    expect(hover.contents.value).toContain('Set by `acme/base:1`.');
    const { items } = await client.request<{ items: { label: string; detail?: string }[] }>('textDocument/completion', { textDocument: { uri }, position: { line: 2, character: 9 } });
    expect(items.find(({ label }) => label === 'NODE_VERSION')?.detail).toBe('base image = 22.1.0');
  });

  test('preset buildkit assumes no more than PATH as long as the image is not known', async () => {
    client.settings = { preset: 'buildkit' };
    client.onRequest('drydock/imageConfig', ({ image }: { image: string }) => (image === 'acme/base:1' ? null : known));
    await client.initialize(withImages);
    await client.open(uri, text);
    expect(await codes()).toEqual(['JSONArgsRecommended', 'UndefinedVar$NODE_VERSION', 'UndefinedVar$TYPO']);
    await client.change(uri, 2, { range: { start: { line: 0, character: 15 }, end: { line: 0, character: 16 } }, text: '2' });
    await vi.waitFor(async () => expect(await codes()).toEqual(['UndefinedVar$TYPO']), { timeout: 3_000, interval: 20 });
  });

  test('a client that does not say that it can is not asked', async () => {
    let asked = 0;
    client.onRequest('drydock/imageConfig', () => { asked++; return null; });
    await client.initialize();
    await client.open(uri, text);
    expect(await codes()).toEqual([]);
    expect(await client.lives()).toBe(true);
    expect(asked).toBe(0);
  });

  test('a client that fails knows nothing', async () => {
    client.onRequest('drydock/imageConfig', () => { throw new Error('no'); });
    await client.initialize(withImages);
    await client.open(uri, text);
    expect(await codes()).toEqual([]);
    expect(await client.lives()).toBe(true);
  });
});
