// What the suites with real parts start from: the package that people install, a workspace of their own, and the engine if there is one.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makePackage } from '../../scripts/package.mjs';

export const root = path.resolve(import.meta.dirname, '../..');

/** The path of the packaged extension, made anew when the sources have changed. */
export async function packagedExtension(): Promise<string> {
  return (await makePackage()).vsix;
}

/** A folder with these files, below the temporary folder. The caller removes it. */
export function makeWorkspace(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-files-'));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return folder;
}

/** The text of an example's file. */
export function example(file: string): string {
  return fs.readFileSync(path.join(root, 'examples', file), 'utf8');
}

/** True when the environment names an engine, as `npm test` does after it has started one. */
export const hasEngine = Boolean(process.env['DOCKER_HOST']);

/** Runs the docker command against that engine and returns what it prints. */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}
