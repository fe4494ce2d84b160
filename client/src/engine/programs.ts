/**
 * The programs of this machine. Owns: which of them are there. Must not start any.
 */
import { accessSync, constants, statSync } from 'node:fs';
import type { ProgramSurroundings } from './commandLine.ts';

/** `env` is the environment whose PATH counts; that of this process when left out. */
export function thisMachinesPrograms(env: ProgramSurroundings['env'] = process.env): ProgramSurroundings {
  return { platform: process.platform, env, isExecutable };
}

/** A folder may be executed too, in its way. */
function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
