/**
 * CopyIgnoredFile against the real engine: what its own check says about a build context, and what a build really copies where that check is
 * silent or mistaken.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkFile } from '../../server/src/cli/checkFile.ts';
import { ContextReader } from '../../server/src/cli/contextReader.ts';
import type { Config } from '../../server/src/rules/config.ts';
import { hasEngine } from '../support/product.ts';

interface Context {
  readonly ignore: string;
  readonly files: readonly string[];
  /** The sources of one COPY each. */
  readonly sources: readonly string[];
  /** The name of the ignore file. */
  readonly name?: string;
}

const files = ['a.log', 'b.txt', 'src/a.c', 'src/keep/x.md', 'src/keep/y.txt', 'docs/a.md', 'docs/b.html', 'empty/.x', 'node_modules/m/index.js'];
const contexts: readonly Context[] = [
  { ignore: '*.log\nnode_modules\n', files, sources: ['a.log', 'b.txt', '*.log', 'node_modules', 'node_modules/m/*.js', 'src'] },
  { ignore: '# all but\n*\n!src\n!docs/*.html\n', files, sources: ['b.txt', 'src', 'docs', 'docs/a.md', 'docs/b.html', '*.txt', 's*', 'd*', '.'] },
  { ignore: 'src\n!src/keep/*.md\n', files, sources: ['src', 'src/a.c', 'src/keep', 'src/keep/x.md', 'src/keep/y.txt', 'src/*', 'src/*.c', './src/../src/a.c', '/src/a.c'] },
  { ignore: '**/*.md\n!docs\nempty/\n', files, sources: ['docs/a.md', 'src/keep', 'src/keep/x.md', 'empty', '/empty/.x', 'docs/*.md'] },
  { ignore: '!b.txt\n*.txt\n/docs/[!a].md\na|b*\n', files, sources: ['b.txt', 'docs', 'docs/a.md', 'a.log', 'src'] },
  { ignore: 'b.txt\n', files, sources: ['b.txt', 'a.log'], name: 'Dockerfile.dockerignore' },
];

/** Some engines still take the check for an experiment. */
const switchedOn = '# check=experimental=CopyIgnoredFile\n';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

function write({ ignore, files: names, sources, name }: Context): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-context-'));
  folders.push(folder);
  for (const file of names) {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), '');
  }
  fs.writeFileSync(path.join(folder, '.dockerignore'), name ? 'nothing\n' : ignore);
  if (name) fs.writeFileSync(path.join(folder, name), ignore);
  fs.writeFileSync(path.join(folder, 'Dockerfile'), `${switchedOn}FROM scratch\n${sources.map((source) => `COPY ${source} /x/\n`).join('')}`);
  return folder;
}

/** The lines that have the finding, from 1. */
function ours(folder: string, preset: Config['preset']): number[] {
  const { diagnostics } = checkFile({ path: path.join(folder, 'Dockerfile') }, { preset, severity: {} }, new ContextReader(), ({ error }) => { throw error; });
  return diagnostics.filter(({ code }) => code === 'CopyIgnoredFile').map(({ range }) => range.start.line + 1);
}

function engineSays(folder: string): number[] {
  const { stdout } = spawnSync('docker', ['buildx', 'build', '--call=check,format=json', folder], { encoding: 'utf8' });
  const { warnings } = JSON.parse(stdout) as { warnings?: { ruleName: string; location: { ranges: { start: { line: number } }[] } }[] };
  return (warnings ?? []).filter(({ ruleName }) => ruleName === 'CopyIgnoredFile').map(({ location }) => location.ranges[0]!.start.line).sort((a, b) => a - b);
}

/** Whether a build with the source as its only one fails, or makes nothing. */
function copiesNothing(folder: string, source: string): boolean {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-out-'));
  folders.push(out);
  const built = spawnSync('docker', ['buildx', 'build', '-q', '-f', '-', '--output', `type=local,dest=${out}`, folder], { input: `FROM scratch\nCOPY ${source} /x/\n`, encoding: 'utf8' });
  if (built.status !== 0) return true;
  // A wildcard that finds nothing is no error. A folder may be copied without the files in it, which is something.
  return /[*?[]/.test(source) && execFileSync('find', [out, '-type', 'f'], { encoding: 'utf8' }) === '';
}

describe.skipIf(!hasEngine)('CopyIgnoredFile', () => {
  // The engine of the tests judges in spite of exceptions, which newer frontends no longer do.
  test.each(contexts.filter(({ ignore }) => !/^!/m.test(ignore)).map((context) => [context.ignore, context] as const))('preset buildkit says what the engine says: %j', (_, context) => {
    const folder = write(context);
    expect(ours(folder, 'buildkit')).toEqual(engineSays(folder));
  }, 60_000);

  // The ignore file beside the Dockerfile does not count for one from standard input.
  test.each(contexts.filter(({ name }) => !name).map((context) => [context.ignore, context] as const))('recommended reports what copies nothing: %j', (_, context) => {
    const folder = write(context);
    const nothing = context.sources.flatMap((source, index) => (copiesNothing(folder, source) ? [index + 3] : []));
    expect(ours(folder, 'recommended')).toEqual(nothing);
  }, 180_000);
});
