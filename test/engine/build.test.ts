/**
 * Builds by the real engine from request to result, as tasks run them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runBuild } from '../../client/src/commands/build/runBuild.ts';
import { EngineAccess } from '../../client/src/engine/engines.ts';
import type { BuildRequest } from '../../client/src/model/buildRequest.ts';
import { labelOfRun, linesOfStep } from '../../client/src/model/buildRows.ts';
import { BuildRuns, type BuildRun } from '../../client/src/model/buildRuns.ts';
import type { FinishedBuild } from '../../client/src/model/finishedBuild.ts';
import { docker, removeBuilt } from '../support/builtImages.ts';
import { hasEngine } from '../support/product.ts';

const tag = 'drydock-test-build:1';
const group = 'build';

interface Done {
  readonly run: BuildRun;
  readonly build: FinishedBuild;
  readonly text: string;
}

describe.skipIf(!hasEngine)('a build', () => {
  let folder: string;
  const engines = new EngineAccess({ setting: () => '' });

  let temporary: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drydock build '));
    temporary = mkdtempSync(join(tmpdir(), 'drydock temporary '));
    // Of this test alone, to see what is left in it.
    vi.stubEnv('TMPDIR', temporary);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const each of [folder, temporary]) rmSync(each, { recursive: true, force: true });
  });
  afterAll(() => {
    engines.dispose();
    removeBuilt(group);
  });

  const build = async (dockerfile: string, request: Partial<BuildRequest> = {}, more: { environment?: Record<string, string>; abort?: AbortController; onRun?: (run: BuildRun) => void } = {}): Promise<Done> => {
    const file = join(folder, 'Dockerfile');
    writeFileSync(file, dockerfile);
    const runs = new BuildRuns();
    let finished: FinishedBuild | undefined;
    let text = '';
    runs.onDidChange((run) => more.onRun?.(run));
    runs.onDidFinish((one) => { finished = one; });
    const abort = more.abort ?? new AbortController();
    const { run } = await runBuild({ file, context: folder, tags: [], labels: { 'dev.drydock.test': group }, ...request }, {
      runs, engines, environment: more.environment ?? {}, signal: abort.signal, cancel: () => abort.abort(), write: (piece) => { text += piece; }, report: () => undefined,
    });
    return { run, build: finished!, text };
  };
  const unique = (): string => `${Date.now()}.${Math.random()}`;

  test('gives the image, each step with its lines and times, and comes from the cache the second time', async () => {
    writeFileSync(join(folder, 'a.txt'), 'a');
    const dockerfile = `FROM busybox AS one\nARG V\nWORKDIR /w\nCOPY a.txt .\nRUN echo ${unique()} \\\n  && echo more\nFROM one\nLABEL x=y\nRUN true\n`;
    const first = await build(dockerfile, { tags: [tag], buildArgs: { V: '1' } });
    expect(first.build).toMatchObject({ outcome: 'succeeded', dockerfile, imageId: docker(['image', 'inspect', '--format', '{{.Id}}', tag]).toString().trim(), buildRef: expect.stringMatching(/^[^/]+\/[^/]+\/\w+$/) });
    const steps = first.build.steps.filter(({ name }) => /^\[\S+ \d\/\d\]/.test(name));
    expect(steps.map(({ name, lines }) => [name.split(' ').slice(0, 3).join(' '), lines?.first, lines?.last])).toEqual([
      ['[one 1/4] FROM', 0, 0], ['[one 2/4] WORKDIR', 2, 2], ['[one 3/4] COPY', 3, 3], ['[one 4/4] RUN', 4, 5], ['[stage-1 1/1] RUN', 8, 8],
    ]);
    for (const { started, completed } of steps) expect(completed! - started!).toBeGreaterThanOrEqual(0);
    expect(first.text).toContain('\n#');
    expect(readdirSync(temporary)).toEqual([]);
    const second = await build(dockerfile, { tags: [tag], buildArgs: { V: '1' } });
    expect(second.build.steps.filter(({ name }) => /^\[\S+ \d\/\d\] (?:RUN|COPY|WORKDIR)/.test(name)).map(({ state }) => state)).toEqual(['cached', 'cached', 'cached', 'cached']);
    expect(labelOfRun(second.run, (path) => path, Date.now()).description).toMatch(/, 4 of 5 steps cached$/);
    expect(second.build.imageId).toBe(first.build.imageId);
  });

  test('that fails names the lines, the exit code and the log', async () => {
    const { run, build: finished, text } = await build(`FROM busybox\nRUN echo ${unique()}\nRUN echo before; \\\n  # why\n  exit 9\n`);
    expect(run.failure).toMatchObject({ message: 'The command ended with exit code 9.', lines: { first: 2, last: 4 }, log: ['before'], step: { state: 'failed', position: 3 } });
    expect(finished).toMatchObject({ outcome: 'failed', imageId: undefined });
    expect(finished.steps.find(({ state }) => state === 'failed')).toMatchObject({ lines: { first: 2, last: 4 }, error: expect.stringContaining('exit code: 9') as string });
    expect(text).toContain('   3 | >>> RUN echo before');
  });

  test.each([
    ['a missing file', 'FROM busybox\n\nCOPY nothing /\n', 2, '"/nothing": not found'], ['a wrong word', 'FROM busybox\nRUNN x\n', 1, 'unknown instruction: RUNN'],
    ['an image that can not be had', 'FROM registry.example/nope:1\n', 0, 'registry.example/nope:1'],
  ])('fails at %s on its line', async (_name, dockerfile, line, message) => {
    const { run } = await build(dockerfile);
    expect(run.failure).toMatchObject({ lines: { first: line, last: line }, message: expect.stringContaining(message) as string });
  });

  test("gives BuildKit's warnings with rule, line and address", async () => {
    const { run } = await build('FROM busybox AS Upper\nCMD echo hi\n');
    expect(run.warnings.map(({ rule, ranges, url }) => [rule, ranges[0]?.start.line, url.replace(/.*\//, '')]).sort()).toEqual([['JSONArgsRecommended', 1, ''], ['StageNameCasing', 0, '']]);
  });

  test('tells while it runs which step runs, and for how long', async () => {
    const seen = new Set<string>();
    await build(`FROM busybox\nRUN echo ${unique()}; sleep 1\n`, {}, { onRun: (run) => { for (const { state, position, log } of run.steps) if (position === 2) seen.add(`${state} ${log.length}`); } });
    expect([...seen].slice(-3)).toEqual(['running 0', 'running 1', 'done 1']);
  });

  test('that is cancelled leaves no process, no file and no step that runs', async () => {
    const abort = new AbortController();
    const mark = `4${Date.now() % 100_000}`;
    const { build: finished } = await build(`FROM busybox\nRUN echo go; sleep ${mark}\n`, { noCache: true }, { abort, onRun: (run) => { if (run.steps.some(({ log }) => log.includes('go'))) abort.abort(); } });
    expect(finished.outcome).toBe('cancelled');
    expect(finished.steps.map(({ state }) => state)).not.toContain('failed');
    expect(finished.steps.find(({ name }) => name.includes(mark))?.state).toBe('cancelled');
    // The engine ends the step's container right after it was told.
    await vi.waitFor(() => expect(commandLines().filter((line) => line.includes(`sleep ${mark}`) || line.includes(folder))).toEqual([]), { timeout: 10_000, interval: 100 });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('keeps secrets out of the log, the history and the command line', async () => {
    const value = `s3cret-${unique()}`;
    const file = join(folder, 'token');
    writeFileSync(file, value);
    const { build: finished, text } = await build(
      'FROM busybox\nARG API_TOKEN\nRUN --mount=type=secret,id=a --mount=type=secret,id=b cmp /run/secrets/a /run/secrets/b && echo same\n',
      { tags: [tag], secrets: [{ id: 'a', file }, { id: 'b', env: 'DRYDOCK_TEST_SECRET' }] }, { environment: { DRYDOCK_TEST_SECRET: value } },
    );
    expect(finished.outcome).toBe('succeeded');
    expect(text).toContain('same');
    const history = docker(['history', '--no-trunc', '--format', '{{json .}}', tag]).toString();
    for (const place of [text, history, JSON.stringify(finished)]) expect(place).not.toContain(value);
  });

  test('takes its context from an archive, from nowhere, and its arguments from the environment', async () => {
    writeFileSync(join(folder, 'Dockerfile'), 'FROM busybox\nCOPY a.txt /\nRUN grep -q packed /a.txt\n');
    writeFileSync(join(folder, 'a.txt'), 'packed');
    execFileSync('tar', ['-C', folder, '-czf', join(folder, 'context.tar.gz'), 'Dockerfile', 'a.txt']);
    writeFileSync(join(folder, 'a.txt'), 'beside');
    const archive = await build(readFileSync(join(folder, 'Dockerfile'), 'utf8'), { context: join(folder, 'context.tar.gz') });
    expect([archive.build.outcome, archive.run.failure]).toEqual(['succeeded', undefined]);
    const none = await build(`FROM busybox\nARG FROM_OUTSIDE\nRUN test "$FROM_OUTSIDE" = 'a "b" c' # ${unique()}\n`, { context: '-', environmentArgs: ['FROM_OUTSIDE'] }, { environment: { FROM_OUTSIDE: 'a "b" c' } });
    expect(none.build.outcome).toBe('succeeded');
  });

  test('takes its context from a git repository, and the Dockerfile from here', async () => {
    const source = join(folder, 'source');
    const git = (...args: string[]): void => void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder, stdio: 'ignore' });
    mkdirSync(source);
    writeFileSync(join(source, 'a.txt'), 'from git');
    git('init', '-q', 'source');
    git('-C', 'source', 'add', '.');
    git('-C', 'source', 'commit', '-qm', 'x');
    git('clone', '-q', '--bare', 'source', 'served.git');
    git('-C', 'served.git', 'update-server-info');
    const server = createServer((request, response) => {
      const path = join(folder, new URL(request.url!, 'http://x').pathname);
      if (existsSync(path) && statSync(path).isFile()) response.end(readFileSync(path));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    try {
      const { port } = server.address() as AddressInfo;
      const { build: finished, run } = await build('FROM busybox\nCOPY a.txt /\nRUN grep -q "from git" /a.txt\n', { context: `http://127.0.0.1:${port}/served.git` });
      expect([finished.outcome, run.failure]).toEqual(['succeeded', undefined]);
      expect(finished.steps.filter(({ name }) => name.startsWith('[')).map(({ lines }) => lines?.first).filter((line) => line !== undefined)).toEqual([0, 1, 2]);
    } finally {
      server.close();
    }
  });

  test('writes files where the output says', async () => {
    const { build: finished } = await build('FROM scratch\nCOPY Dockerfile /copied\n', { output: [`type=local,dest=${join(folder, 'out')}`] });
    expect([finished.outcome, existsSync(join(folder, 'out/copied'))]).toEqual(['succeeded', true]);
  });

  test('two at once are kept apart', async () => {
    const other = mkdtempSync(join(tmpdir(), 'drydock other '));
    try {
      writeFileSync(join(other, 'Containerfile'), `FROM busybox\nRUN echo right ${unique()}; sleep 0.5; false\n`);
      const [left, right] = await Promise.all([build(`FROM busybox\nRUN echo left ${unique()}; sleep 0.5\n`), build(`FROM busybox\nRUN echo left ${unique()}; sleep 0.5\n`, { file: join(other, 'Containerfile'), context: other })]);
      expect([left.build.outcome, right.build.outcome]).toEqual(['succeeded', 'failed']);
      expect([left.text.includes('right'), right.text.includes('left')]).toEqual([false, false]);
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  test("by docker's classic builder finds the failing line by its text", async () => {
    vi.stubEnv('DOCKER_BUILDKIT', '0');
    const mark = unique();
    const { run, text } = await build(`FROM busybox\nENV N=${mark}\nRUN echo said && \\\n  exit 4\n`);
    expect(text).toContain("Docker's classic builder builds");
    expect(run.failure).toMatchObject({ message: 'The command ended with exit code 4.', lines: { first: 2, last: 3 }, log: ['said'] });
    expect(linesOfStep(run, run.steps[1]!)).toEqual({ first: 1, last: 1 });
    const left = docker(['ps', '-aq', '--no-trunc']).toString().split('\n').filter(Boolean);
    expect(left.filter((id) => docker(['inspect', id]).toString().includes(mark))).toEqual([]);
  });

  test('that the builder is not there for says so', async () => {
    const { run } = await build('FROM busybox\n', { builder: 'drydock-no-such-builder' });
    expect(run.failure?.message).toMatch(/^There is no builder "drydock-no-such-builder": docker buildx ls/);
  });

  test('up to a stage by its number is refused where BuildKit builds', async () => {
    const text = 'FROM busybox\nFROM busybox AS last\n';
    await expect(build(text, { target: '0' })).rejects.toMatchObject({ message: 'BuildKit builds up to a stage by its name, and stage 0 has none.' });
    expect((await build(text, { target: 'last' })).run.failure).toBeUndefined();
  });
});

/** The command lines of all processes of this machine. */
function commandLines(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  });
}
