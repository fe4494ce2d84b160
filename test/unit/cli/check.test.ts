// `drydock check`: which files it takes, what it prints, and how it ends.
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CheckedFile } from '../../../server/src/cli/checkFile.ts';
import { buildBundle, removeBundle } from '../../support/bundles.ts';

let drydock: string;
let folder: string;
const folders: string[] = [];

beforeAll(async () => {
  drydock = await buildBundle('drydock.cjs');
}, 60_000);

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-check-'));
  folders.push(folder);
});

afterAll(() => {
  removeBundle(drydock);
  for (const made of folders) fs.rmSync(made, { recursive: true, force: true });
});

function write(name: string, content: string | Buffer): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

function run(args: readonly string[], input = ''): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [drydock, ...args], { cwd: folder, encoding: 'utf8', input });
}

/** What `check --format jsonl` prints, parsed. */
function check(...args: string[]): CheckedFile[] {
  const { stdout } = run(['check', '--format', 'jsonl', ...args]);
  return stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line) as CheckedFile);
}

const paths = (checked: readonly CheckedFile[]): string[] => checked.map((file) => file.path);
const codes = (checked: readonly CheckedFile[]): string[][] => checked.map(({ diagnostics }) => diagnostics.map(({ code }) => code));

const clean = 'FROM scratch\nCOPY a b\n';
const broken = 'FROM scratch\nFORM x\n';
const warned = 'FROM alpine AS Build\nCOPY a b\n';

describe('output', () => {
  test('jsonl is one object a line with exactly the documented keys', () => {
    write('Dockerfile', warned);
    expect(check('Dockerfile')).toEqual([{
      path: 'Dockerfile',
      diagnostics: [{
        code: 'StageNameCasing',
        aliases: expect.any(Array),
        severity: 'warning',
        message: "Stage name 'Build' should be lowercase",
        range: { start: { line: 0, character: 15 }, end: { line: 0, character: 20 } },
        instructionRange: { start: { line: 0, character: 0 }, end: { line: 0, character: 20 } },
        fixable: true,
      }],
    }]);
  });

  test('lines are counted by line feeds, characters in UTF-16', () => {
    write('Dockerfile', 'FROM scratch\r\n# a\rb 😀\r\nLABEL a=😀 b\r\nFORM x\r\n');
    const [{ diagnostics } = { diagnostics: [] }] = check('Dockerfile');
    expect(diagnostics.find(({ code }) => code === 'UnknownInstruction')?.range).toEqual({ start: { line: 3, character: 0 }, end: { line: 3, character: 4 } });
  });

  test('json is one array of the same objects', () => {
    write('a/Dockerfile', broken);
    write('b/Dockerfile', clean);
    expect(JSON.parse(run(['check', '--format', 'json', '.']).stdout)).toEqual(check('.'));
    expect(JSON.parse(run(['check', '--format', 'json', '--files-from', '-']).stdout)).toEqual([]);
  });

  test('text has path, line and column from 1, message and code, and no colours in a pipe', () => {
    write('Dockerfile', warned);
    const { stdout } = run(['check', 'Dockerfile']);
    expect(stdout).toBe("Dockerfile:1:16 warning Stage name 'Build' should be lowercase StageNameCasing\n\n1 warning in 1 file\n");
  });

  test('text of nothing found says so', () => {
    write('Dockerfile', clean);
    expect(run(['check', 'Dockerfile']).stdout).toBe('No findings in 1 file\n');
  });

  test('a reader that goes away ends the run quietly', async () => {
    write('Dockerfile', broken.repeat(50));
    const list = path.join(folder, 'list');
    fs.writeFileSync(list, 'Dockerfile\n'.repeat(2_000));
    const child = spawn(process.execPath, [drydock, 'check', '--format', 'jsonl', '--files-from', list], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => { errors += String(chunk); });
    child.stdout.once('data', () => child.stdout.destroy());
    await once(child, 'close');
    expect(errors).toBe('');
  });
});

describe('files', () => {
  test('come in the order in which they are named, also when one cannot be read', () => {
    write('z', broken);
    write('a', clean);
    const checked = check('z', 'missing', 'a');
    expect(paths(checked)).toEqual(['z', 'missing', 'a']);
    expect(codes(checked).slice(1)).toEqual([['UnreadableFile'], []]);
    expect(checked[1]?.diagnostics[0]).toMatchObject({ severity: 'error', message: 'Cannot be checked: there is no such file', fixable: false });
  });

  test('a list gives more of them, from a file or standard input', () => {
    write('a', clean);
    write('b', broken);
    write('list', 'b\r\n\na\n');
    expect(paths(check('a', '--files-from', 'list', 'a'))).toEqual(['a', 'b', 'a', 'a']);
    const { stdout } = run(['check', '--format', 'jsonl', '--files-from', '-'], 'b\nmissing\na\n');
    expect(stdout.trimEnd().split('\n').map((line) => (JSON.parse(line) as CheckedFile).path)).toEqual(['b', 'missing', 'a']);
  });

  test('a folder is searched for Dockerfiles by name', () => {
    for (const name of ['Dockerfile', 'Dockerfile.dev', 'app.dockerfile', 'app.Dockerfile', 'Containerfile', 'sub/Containerfile.test', 'sub/x.containerfile']) write(name, clean);
    for (const name of ['README', 'compose.yaml', 'my-Dockerfile', 'node_modules/x/Dockerfile', '.git/Dockerfile']) write(name, clean);
    expect(paths(check('.'))).toEqual(['Containerfile', 'Dockerfile', 'Dockerfile.dev', 'app.Dockerfile', 'app.dockerfile', 'sub/Containerfile.test', 'sub/x.containerfile']);
  });

  test('a folder called Dockerfile is a folder', () => {
    write('Dockerfile/Dockerfile', broken);
    expect(paths(check('.'))).toEqual([path.join('Dockerfile', 'Dockerfile')]);
    expect(paths(check('Dockerfile'))).toEqual([path.join('Dockerfile', 'Dockerfile')]);
  });

  test('a folder without Dockerfiles is a finding, and so is one in a list', () => {
    fs.mkdirSync(path.join(folder, 'Dockerfile'));
    expect(codes(check('Dockerfile'))).toEqual([['UnreadableFile']]);
    write('list', 'Dockerfile\n');
    expect(check('--files-from', 'list')[0]?.diagnostics[0]?.message).toBe('Cannot be checked: this is a folder');
  });

  test('links to folders are not followed, so a circle ends', () => {
    write('sub/Dockerfile', clean);
    fs.symlinkSync('..', path.join(folder, 'sub/up'));
    fs.symlinkSync('sub', path.join(folder, 'Dockerfile.d'));
    expect(paths(check('.'))).toEqual(['sub/Dockerfile']);
  });
});

describe('bad input', () => {
  test('invalid UTF-8 is said, and the rest is checked all the same', () => {
    write('Dockerfile', Buffer.concat([Buffer.from('FROM scratch\n# caf'), Buffer.from([0xe9]), Buffer.from('\nFORM x\n')]));
    const [{ diagnostics } = { diagnostics: [] }] = check('Dockerfile');
    expect(diagnostics.map(({ code }) => code)).toEqual(expect.arrayContaining(['InvalidEncoding', 'UnknownInstruction']));
    expect(diagnostics[0]).toMatchObject({ severity: 'warning', range: { start: { line: 1, character: 5 }, end: { line: 1, character: 6 } } });
  });

  test('a binary file is said to be one', () => {
    write('Dockerfile', Buffer.from(Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 256)));
    expect(codes(check('Dockerfile'))[0]).toContain('BinaryFile');
  });

  test('UTF-16 is said to be UTF-16', () => {
    write('Dockerfile', Buffer.from('\ufeffFROM scratch\n', 'utf16le'));
    expect(check('Dockerfile')[0]?.diagnostics[0]).toMatchObject({ code: 'InvalidEncoding', severity: 'error' });
  });

  test('a byte order mark is kept and disturbs nothing', () => {
    write('Dockerfile', '\ufeffFROM scratch\nCOPY a b\n');
    expect(codes(check('Dockerfile'))).toEqual([[]]);
  });

  test.each([
    ['empty', ''], ['comments', '# a\n# b\n'], ['one long line', `FROM scratch\nRUN ${'x'.repeat(70_000)}\n`],
    ['50,000 lines', `FROM scratch\n${'COPY a b\n'.repeat(50_000)}`], ['no line end', 'FROM scratch'], ['only NUL', '\0\0\0'],
  ])('%s', (_what, content) => {
    write('Dockerfile', content);
    const { status, stderr } = run(['check', '--format', 'jsonl', '--fail-on', 'never', 'Dockerfile']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the exit code', () => {
  test.each([
    [clean, [], 0], [broken, [], 1], [warned, [], 1], [warned, ['--fail-on', 'error'], 0], [warned, ['--fail-on', 'hint'], 1],
    [broken, ['--fail-on', 'error'], 1], [broken, ['--fail-on', 'never'], 0],
  ])('of %j with %j is %i', (content, args, status) => {
    write('Dockerfile', content);
    expect(run(['check', ...args, 'Dockerfile']).status).toBe(status);
  });

  test('of a file that cannot be read is that of an error', () => {
    expect(run(['check', '--fail-on', 'error', 'missing']).status).toBe(1);
  });

  test.each([
    [[]], [['nonsense']], [['check']], [['check', '--format', 'xml', 'x']], [['check', '--preset', 'none', 'x']], [['check', '--fail-on', 'x', 'x']],
    [['check', '--no-such-option', 'x']], [['check', '--files-from', 'missing']], [['lsp']],
  ])('of the wrong call %j is 2', (args) => {
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Usage: drydock');
  });
});

describe('presets', () => {
  test('all finds no less than recommended, buildkit no more than BuildKit has', () => {
    write('Dockerfile', 'FROM alpine AS Build\nRUN cd /x && apt-get install curl\nMAINTAINER me\n');
    const count = (preset: string): number => codes(check('--preset', preset, 'Dockerfile')).flat().length;
    expect(count('all')).toBeGreaterThanOrEqual(count('recommended'));
    expect(count('recommended')).toBeGreaterThanOrEqual(count('buildkit'));
    expect(codes(check('--preset', 'buildkit', 'Dockerfile'))[0]).toEqual(['StageNameCasing', 'MaintainerDeprecated']);
  });
});

test('--version is the package\'s version, --help lists the commands', () => {
  const { version } = JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string };
  expect(run(['--version']).stdout).toBe(`drydock ${version}\n`);
  expect(run(['--help']).stdout).toContain('drydock check');
  expect(run(['check', '--help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('--fail-on') as string });
});

describe('the build context', () => {
  const copies = 'FROM alpine\nCOPY error.log *.txt /x/\n';
  const messages = (...args: string[]): string[][] => check(...args).map(({ diagnostics }) => diagnostics.map(({ message }) => message));
  const excluded = (name: string): string => `Attempting to Copy file "${name}" that is excluded by .dockerignore`;

  test('is the folder of the Dockerfile, and its ignore file counts', () => {
    write('web/Dockerfile', copies);
    write('web/.dockerignore', '*.log\n');
    write('api/Dockerfile', copies);
    write('.dockerignore', '*\n');
    expect(messages('web/Dockerfile', 'api/Dockerfile')).toEqual([[excluded('error.log')], []]);
    expect(run(['check', 'web/Dockerfile']).status).toBe(1);
  });

  test('the ignore file beside the Dockerfile wins, even when it is empty', () => {
    write('Dockerfile', copies);
    write('own.Dockerfile', copies);
    write('none.Dockerfile', copies);
    write('.dockerignore', 'error.log\n');
    write('own.Dockerfile.dockerignore', 'error.*\n*.txt\n');
    write('none.Dockerfile.dockerignore', '');
    write('a.txt', '');
    expect(messages('Dockerfile', 'own.Dockerfile', 'none.Dockerfile')).toEqual([[excluded('error.log')], [excluded('error.log'), excluded('*.txt')], []]);
  });

  test('exceptions and wildcards are looked up among the files', () => {
    write('Dockerfile', 'FROM alpine\nCOPY src /src\nCOPY docs /docs\nCOPY package.json *.md /x/\n');
    write('.dockerignore', '*\n!src/keep\n!docs/*.html\n');
    write('src/keep', '');
    write('docs/a.md', '');
    write('README.md', '');
    write('package.json', '');
    expect(messages('Dockerfile')).toEqual([[excluded('docs'), excluded('package.json'), excluded('*.md')]]);
    expect(messages('--preset', 'buildkit', 'Dockerfile')).toEqual([[]]);
  });

  test('--context names another folder', () => {
    write('docker/Dockerfile', copies);
    write('docker/.dockerignore', 'nothing\n');
    write('.dockerignore', 'error.log\n');
    expect(messages('--context', '.', 'docker/Dockerfile')).toEqual([[excluded('error.log')]]);
    expect(messages('docker/Dockerfile')).toEqual([[]]);
    expect(run(['check', '--context', 'missing', 'docker/Dockerfile'])).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no folder missing') });
  });

  test('an ignore file that BuildKit refuses is an error; a folder of its name is nothing', () => {
    write('a/Dockerfile', clean);
    write('a/.dockerignore', '[\n');
    write('b/Dockerfile', clean);
    write('b/.dockerignore/x', '');
    expect(messages('a/Dockerfile', 'b/Dockerfile')).toEqual([['syntax error in pattern'], []]);
  });

  test('an ignore file is no Dockerfile', () => {
    write('Dockerfile', clean);
    write('Dockerfile.dockerignore', '');
    expect(paths(check('.'))).toEqual(['Dockerfile']);
  });
});
