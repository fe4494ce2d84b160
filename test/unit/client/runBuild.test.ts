/**
 * A build from request to result, with a docker command of the test's own that prints what the real one prints.
 */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runBuild, type BuildResult } from '../../../client/src/commands/build/runBuild.ts';
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

  /** Puts a docker command in place that runs this JavaScript. */
  const docker = (script: string): void => {
    writeFileSync(join(folder, 'bin/docker'), `#!${process.execPath}\n${script}\n`);
    chmodSync(join(folder, 'bin/docker'), 0o755);
  };
  const build = (request = {}, signal = new AbortController().signal, host = `unix://${engine.path}`): Promise<BuildResult> => runBuild(
    { file: join(folder, 'Dockerfile'), context: folder, ...request },
    { host, signal, write: (text) => { written += text; }, report: (step) => { steps.push(step); } },
  );

  it('passes every part of the request as an argument of its own', async () => {
    docker('console.log(JSON.stringify(process.argv.slice(2)) + process.env.DOCKER_HOST)');
    const result = await build({ tag: 'app:1', target: 'test', buildArgs: { A: '$(id); "x"' } });
    expect(result).toEqual({ exitCode: 0, cancelled: false, failure: undefined });
    const [echo, , output] = written.split('\n');
    expect(echo).toContain('docker build --file ');
    expect(output).toBe(JSON.stringify(['build', '--file', join(folder, 'Dockerfile'), '--tag', 'app:1', '--target', 'test', '--build-arg', 'A=$(id); "x"', folder]) + `unix://${engine.path}`);
  });

  it('gives the lines of a failing step, how it ended, and its output', async () => {
    docker(`process.stderr.write(${JSON.stringify(failing)}); process.exitCode = 1`);
    const { exitCode, failure } = await build();
    expect(exitCode).toBe(1);
    expect(failure).toEqual({ message: 'The command ended with exit code 1.', log: ['before'], lines: { first: 1, last: 2 } });
    expect(written).toContain(failing);
  });

  it('finds the line of a builder that names none', async () => {
    docker(`console.log('Step 1/2 : FROM busybox'); console.log('Step 2/2 : RUN echo before   && false'); console.error("The command '/bin/sh -c echo before   && false' returned a non-zero code: 1"); process.exitCode = 1`);
    expect((await build()).failure?.lines).toEqual({ first: 1, last: 1 });
  });

  it('tells the step at work, and is cancelled without a failure', async () => {
    docker(`console.log('#5 [2/2] RUN sleep 100'); setInterval(() => 0, 1000)`);
    const abort = new AbortController();
    const running = build({}, abort.signal);
    await vi.waitFor(() => expect(steps).toEqual(['[2/2] RUN sleep 100']), { timeout: 10_000 });
    abort.abort();
    expect(await running).toMatchObject({ cancelled: true, failure: undefined });
  });

  it('says which of the two paths is wrong', async () => {
    docker('');
    await expect(build({ file: join(folder, 'bin') })).rejects.toThrow('There is no Dockerfile');
    await expect(build({ context: join(folder, 'Dockerfile') })).rejects.toThrow('is no folder');
  });

  it('says what is missing when there is no docker, and no engine', async () => {
    await expect(build()).rejects.toMatchObject({ message: expect.stringContaining('docker'), remedy: expect.stringContaining('PATH') });
    docker('');
    await expect(build({}, undefined, 'unix:///no/such/socket')).rejects.toMatchObject({ name: 'EngineError' });
  });
});
