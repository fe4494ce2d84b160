// A second client: the server has to serve editors that are not VS Code, over standard input and output, by the same file that people install.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const server = [process.execPath, path.join(root, 'dist/drydock.cjs'), 'lsp', '--stdio'];
const dockerfile = 'FROM alpine:3.19 AS Base\nRUN echo hello\nCMD echo done\n';

let folder: string;
let steps: Map<string, unknown>;

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-neovim-'));
  fs.writeFileSync(path.join(folder, 'Dockerfile'), dockerfile);
  const nvim = spawnSync('nvim', ['--clean', '--headless', '-u', path.join(import.meta.dirname, 'neovim.lua'), 'Dockerfile'],
    { cwd: folder, encoding: 'utf8', timeout: 60_000, env: { ...process.env, HOME: folder, SERVER: JSON.stringify(server) } });
  const lines = nvim.stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as { step: string; value: unknown });
  steps = new Map(lines.map(({ step, value }) => [step, value]));
  if (nvim.status !== 0) throw new Error(`Neovim ended with ${nvim.status}\n${nvim.stdout}\n${nvim.stderr}`);
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

test('diagnostics arrive with BuildKit\'s names and their place', () => {
  expect(steps.get('diagnostics')).toContainEqual(expect.objectContaining({ line: 0, column: 20, code: 'StageNameCasing' }));
});

test('hover answers', () => {
  expect(JSON.stringify(steps.get('hover'))).toMatch(/FROM/);
});

test('completion answers', () => {
  expect(steps.get('completion')).toContainEqual(expect.stringContaining('WORKDIR'));
});

test('a code action is applied by the editor, and its diagnostic goes', () => {
  expect(steps.get('text')).toEqual(['FROM alpine:3.19 AS base', 'RUN echo hello', 'CMD echo done']);
  expect(steps.get('fixed')).toBe(true);
});

test('the server ends when it is asked to', () => {
  expect(steps.get('stopped')).toBe(true);
});
