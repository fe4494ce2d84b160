/**
 * Builds by the real engine, started as the extension starts them, and what their output is taken to mean.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BuildProgress } from '../../client/src/engine/buildProgress.ts';
import type { BuildFailure } from '../../client/src/engine/buildProgress.ts';
import { buildCommand, findBuildTool } from '../../client/src/engine/commandLine.ts';
import { docker, removeBuilt } from '../support/builtImages.ts';
import { hasEngine } from '../support/product.ts';

const group = 'progress';

interface Outcome {
  readonly exitCode: number;
  readonly failure: BuildFailure | undefined;
  readonly progress: BuildProgress;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function build(dockerfile: string, options: { builder?: 'classic'; tag?: string; target?: string; buildArgs?: Record<string, string> } = {}): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'drydock build '));
  try {
    const file = join(folder, 'Docker file');
    writeFileSync(file, dockerfile);
    const found = findBuildTool({ platform: process.platform, env: process.env, isExecutable })!;
    const { tag, target, buildArgs } = options;
    const { command, args, cwd, env } = buildCommand({ ...found, builderKind: options.builder ?? 'buildx', file, context: folder, labels: { 'dev.drydock.test': group }, ...(tag ? { tags: [tag] } : {}), ...(target ? { target } : {}), ...(buildArgs ? { buildArgs } : {}) });
    const classic: Record<string, string> = options.builder ? { DOCKER_BUILDKIT: '0' } : {};
    const result = spawnSync(command, args, { cwd, env: { ...process.env, ...env, ...classic }, encoding: 'utf8' });
    const progress = new BuildProgress();
    // BuildKit prints to stderr only; the classic builder its notes there and the build to stdout.
    progress.push(result.stderr + result.stdout);
    return { exitCode: result.status!, failure: progress.end(result.status!), progress };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!hasEngine)('builds', () => {
  const tag = 'drydock-test-progress:1';
  afterAll(() => removeBuilt(group));

  test('that succeed, with a tag, a target and arguments that no shell has touched', () => {
    const value = `a b "c" $HOME 'd' ; echo no`;
    const { exitCode, failure, progress } = build('FROM busybox AS one\nARG VALUE\nRUN printf %s "$VALUE" > /value\nFROM one AS two\nRUN false\n', { tag, target: 'one', buildArgs: { VALUE: value } });
    expect([exitCode, failure]).toEqual([0, undefined]);
    expect(progress.steps.filter((step) => step.position > 0).map((step) => step.state)).not.toContain('running');
    expect(docker(['run', '--rm', '--network', 'none', tag, 'cat', '/value']).toString()).toBe(value);
  });

  test.each<[string, string, Partial<BuildFailure>]>([
    ['a command', `FROM busybox\nENV N=${Date.now()}\nRUN echo said; \\\n  # why\n  exit 9\n`, { lines: { first: 3, last: 5 }, exitCode: 9, log: ['said'] }],
    ['a missing file', 'FROM busybox\n\nCOPY nothing /x\n', { lines: { first: 3, last: 3 }, message: expect.stringContaining('"/nothing": not found') as string }],
    ['a wrong instruction', 'FROM busybox\nRUNN x\n', { lines: { first: 2, last: 2 }, message: expect.stringContaining('unknown instruction: RUNN') as string }],
    ['no such target', 'FROM busybox AS a\n', { message: expect.stringContaining('nowhere') as string }],
  ])('that fail at %s', (name, dockerfile, expected) => {
    const { exitCode, failure } = build(dockerfile, name === 'no such target' ? { target: 'nowhere' } : {});
    expect(exitCode).not.toBe(0);
    expect(failure).toMatchObject(expected);
  });

  test('that fail in the classic builder', () => {
    const { failure } = build(`FROM busybox\nRUN echo said ${Date.now()} && exit 9\n`, { builder: 'classic' });
    expect(failure).toMatchObject({ exitCode: 9, instruction: expect.stringMatching(/^RUN echo said/) as string, log: [expect.stringMatching(/^said/)] });
  });

  test('warnings with their lines', () => {
    const { progress } = build('FROM busybox AS Upper\nCMD echo hi\n');
    expect(progress.warnings.map(({ rule, ranges }) => [rule, ranges[0]!.start.line + 1]).sort()).toEqual([['JSONArgsRecommended', 2], ['StageNameCasing', 1]]);
  });
});
