/**
 * A build from request to result, with a docker command of the test's own that prints what the real one prints.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runBuild } from '../../../client/src/commands/build/runBuild.ts';
import { enginesBySetting } from '../../../client/src/engine/engines.ts';
import { BuildRuns, type BuildRun } from '../../../client/src/model/buildRuns.ts';
import type { FinishedBuild } from '../../../client/src/model/finishedBuild.ts';
import { dockerVersion, startFakeEngine, status, type FakeEngine } from '../../support/fakeEngine.ts';

const failing = `#5 [2/2] RUN echo before   && false
#5 0.1 before
#5 ERROR: process "/bin/sh -c echo before   && false" did not complete successfully: exit code: 1
------
 > [2/2] RUN echo before   && false:
0.1 before
------
Dockerfile:2
--------------------
   1 |     FROM busybox
   2 | >>> RUN echo before \\
   3 | >>>   && false
   4 |     
--------------------
ERROR: failed to solve: process "/bin/sh -c echo before   && false" did not complete successfully: exit code: 1
`;

describe.skipIf(process.platform === 'win32')('a build', () => {
  let folder: string;
  let engine: FakeEngine;
  let written: string;
  let steps: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drydock-build-'));
    mkdirSync(join(folder, 'bin'));
    engine = await startFakeEngine({ '/_ping': status(200, 'OK'), '/version': dockerVersion });
    written = '';
    steps = [];
    vi.stubEnv('PATH', join(folder, 'bin'));
    writeFileSync(join(folder, 'Dockerfile'), 'FROM busybox\nRUN echo before \\\n  && false\n');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await engine.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts a docker command in place that runs this JavaScript; '' for a docker without buildx. */
  const docker = (script: string, buildx = 'v0.29.1'): void => {
    const version = buildx === '' ? `console.error("docker: unknown command: docker buildx"); process.exit(1)` : `console.log('github.com/docker/buildx ${buildx} abc'); process.exit(0)`;
    writeFileSync(join(folder, 'bin/docker'), `#!${process.execPath}\nif (process.argv[2] === 'buildx' && process.argv[3] === 'version') { ${version} }\n${script}\n`);
    chmodSync(join(folder, 'bin/docker'), 0o755);
  };
  const build = async (request = {}, abort = new AbortController(), host = `unix://${engine.path}`): Promise<{ exitCode: number; run: BuildRun; finished: FinishedBuild }> => {
    const runs = new BuildRuns();
    const ends: FinishedBuild[] = [];
    runs.onDidFinish((finished) => ends.push(finished));
    const result = await runBuild({ file: join(folder, 'Dockerfile'), context: folder, tags: [], ...request }, {
      runs, engines: enginesBySetting(() => host), environment: { HIDDEN: 'kept nowhere' }, signal: abort.signal, cancel: () => abort.abort(),
      write: (text) => { written += text; }, report: (step) => { steps.push(step); },
    });
    expect(ends).toHaveLength(1);
    return { ...result, finished: ends[0]! };
  };

  it('passes every part of the request as an argument of its own', async () => {
    docker('console.log(JSON.stringify(process.argv.slice(2)) + process.env.DOCKER_HOST)', 'v0.12.0');
    const { exitCode, run } = await build({ tags: ['app:1'], target: 'test', buildArgs: { A: '$(id); "x"' } });
    expect([exitCode, run.outcome, run.failure]).toEqual([0, 'succeeded', undefined]);
    const [note, echo, output] = written.split('\n');
    expect(note).toMatch(/^buildx v0\.12\.0 tells no times/);
    expect(echo).toContain('docker build --file ');
    expect(output).toContain(JSON.stringify(['build', '--file', join(folder, 'Dockerfile'), '--tag', 'app:1', '--target', 'test', '--build-arg', 'A=$(id); "x"', '--metadata-file']).slice(0, -1));
    expect(output).toContain(`${JSON.stringify(folder)}]unix://${engine.path}`);
  });

  it('gives the lines of a failing step, how it ended, and its output', async () => {
    docker(`process.stderr.write(${JSON.stringify(failing)}); process.exitCode = 1`, 'v0.12.0');
    const { exitCode, run, finished } = await build();
    expect(exitCode).toBe(1);
    expect(run.failure).toMatchObject({ message: 'The command ended with exit code 1.', log: ['before'], lines: { first: 1, last: 2 }, step: { id: '5' } });
    expect(finished).toMatchObject({ outcome: 'failed', imageId: undefined, steps: [{ name: '[2/2] RUN echo before   && false', state: 'failed', lines: { first: 1, last: 2 } }] });
    expect(written).toContain(failing);
  });

  it('reads what buildx tells, writes it as text, and takes what it recorded', async () => {
    const record = { 'buildx.build.ref': 'default/default/x', 'buildx.build.provenance': { buildConfig: { digestMapping: { 'sha256:b': 'step1' } }, metadata: { 'https://mobyproject.org/buildkit@v1#metadata': { source: { locations: { step1: { locations: [{ ranges: [{ start: { line: 2 }, end: { line: 3 } }] }] } } } } } } };
    const lines = [
      { vertexes: [{ digest: 'sha256:b', name: '[2/2] RUN x' }] },
      { vertexes: [{ digest: 'sha256:b', name: '[2/2] RUN x', started: '2026-01-01T00:00:00Z' }] },
      { logs: [{ vertex: 'sha256:b', stream: 1, data: Buffer.from('said\n').toString('base64'), timestamp: '2026-01-01T00:00:00.5Z' }] },
      { vertexes: [{ digest: 'sha256:b', name: '[2/2] RUN x', started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' }] },
    ];
    docker(`process.stderr.write(${JSON.stringify(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))}); require('node:fs').writeFileSync(process.argv[process.argv.indexOf('--metadata-file') + 1], ${JSON.stringify(JSON.stringify(record))})`);
    const { finished, run } = await build();
    expect(finished).toMatchObject({ outcome: 'succeeded', buildRef: 'default/default/x', dockerfile: 'FROM busybox\nRUN echo before \\\n  && false\n' });
    expect(finished.steps).toEqual([{ name: '[2/2] RUN x', digest: 'sha256:b', inputs: [], lines: { first: 1, last: 2 }, state: 'done', started: Date.UTC(2026, 0, 1), completed: Date.UTC(2026, 0, 1) + 1000, error: undefined }]);
    expect(run.steps[0]?.log).toEqual(['said']);
    expect(written.replaceAll(/\u001b\[\d+m/g, '')).toContain('\n#1 [2/2] RUN x\n#1 0.500 said\n#1 DONE 1.0s\n');
  });

  it('builds with plain progress when the option is refused', async () => {
    docker(`if (process.argv.includes('--progress=rawjson')) { console.error('ERROR: invalid progress mode rawjson'); process.exit(1) } process.stderr.write(${JSON.stringify(failing)}); process.exitCode = 1`);
    const { run } = await build();
    expect(run.failure?.lines).toEqual({ first: 1, last: 2 });
  });

  it('finds the line of a builder that names none', async () => {
    docker(`console.log('Step 1/2 : FROM busybox'); console.log('Step 2/2 : RUN echo before   && false'); console.error("The command '/bin/sh -c echo before   && false' returned a non-zero code: 1"); process.exitCode = 1`, '');
    expect((await build()).run.failure?.lines).toEqual({ first: 1, last: 2 });
    expect(written).toContain("Docker's classic builder builds");
    expect(written).toMatch(/\ndocker build .* --force-rm /);
  });

  it('builds with Podman where there is no docker: other options, lines by text, the id by its file', async () => {
    const output = readFileSync(new URL('../../data/buildOutput/podman-run.txt', import.meta.url), 'utf8');
    writeFileSync(join(folder, 'Dockerfile'), 'FROM localhost/busybox AS base\nRUN echo first said\nFROM base\nCOPY a.txt /\nRUN echo before; \\\n  exit 7\n');
    writeFileSync(join(folder, 'bin/podman'), `#!${process.execPath}\nprocess.stdout.write(${JSON.stringify(output)}); process.exitCode = 7\n`);
    chmodSync(join(folder, 'bin/podman'), 0o755);
    const { run, finished } = await build({ tags: ['x:1'], secrets: [{ id: 'a', env: 'A' }], platforms: ['linux/arm64'] });
    expect(written).toMatch(/^Podman builds\./);
    expect(written).toMatch(/\npodman build --file \S+ --tag x:1 --platform linux\/arm64 --secret id=a,env=A --iidfile /);
    expect(run.failure).toMatchObject({ message: 'The command ended with exit code 7.', lines: { first: 4, last: 5 }, log: ['before'] });
    expect(finished.steps.map(({ lines }) => lines?.first)).toEqual([0, 1, 2, 3, 4]);
    await expect(build({ builder: 'b' })).rejects.toMatchObject({ message: "Podman can't do what this build asks for: builder." });
  });

  it('refuses what the builder can not do, in a sentence', async () => {
    docker('', '');
    await expect(build({ secrets: [{ id: 'x', env: 'X' }] })).rejects.toMatchObject({ message: "Docker's classic builder can't do what this build asks for: secrets.", remedy: expect.stringContaining('buildx') });
  });

  it('tells the step at work, and is cancelled without a failure', async () => {
    docker(`console.log('#5 [2/2] RUN sleep 100'); setInterval(() => 0, 1000)`);
    const abort = new AbortController();
    const running = build({}, abort);
    await vi.waitFor(() => expect(steps).toEqual(['2/2 RUN sleep 100']), { timeout: 10_000 });
    abort.abort();
    expect((await running).finished).toMatchObject({ outcome: 'cancelled', steps: [{ state: 'cancelled' }] });
  });

  it('gives what is kept nowhere to the builder’s environment, and writes it nowhere', async () => {
    docker('console.log(process.env.HIDDEN.length)');
    await build({ environmentArgs: ['HIDDEN'] });
    expect(written).toContain('--build-arg HIDDEN ');
    expect(written).toContain('\n12\n');
    expect(written).not.toContain('kept nowhere');
  });

  it('leaves no file behind', async () => {
    docker(`console.log('<' + process.argv[process.argv.indexOf('--metadata-file') + 1] + '>'); require('node:fs').writeFileSync(process.argv[process.argv.indexOf('--metadata-file') + 1], 'sha256:x'); process.exitCode = 1`);
    await build();
    const path = /<(.*)>/.exec(written)![1]!;
    expect([existsSync(path), existsSync(dirname(path))]).toEqual([false, false]);
  });

  it('says which path is wrong', async () => {
    docker('');
    await expect(build({ file: join(folder, 'bin') })).rejects.toThrow('There is no Dockerfile');
    await expect(build({ context: join(folder, 'Dockerfile') })).rejects.toThrow('is no folder');
    await expect(build({ context: join(folder, 'no.tar') })).rejects.toThrow('is not there');
    await expect(build({ secrets: [{ id: 'x', file: join(folder, 'no') }] })).rejects.toThrow('the secret "x" is not there');
  });

  it('says what is missing when there is no docker, and no engine', async () => {
    await expect(build()).rejects.toMatchObject({ message: expect.stringContaining('docker'), remedy: expect.stringContaining('PATH') });
    docker('');
    await expect(build({}, undefined, 'unix:///no/such/socket')).rejects.toMatchObject({ name: 'EngineError' });
  });
});
