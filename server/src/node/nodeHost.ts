/**
 * The host port on Node. Owns: reading files by URI. Must not write, spawn or use the network.
 */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DirectoryEntry, Host } from '../host.ts';

/** `log` takes a line for the people who debug. */
export function nodeHost(log: (message: string) => void): Host {
  return {
    readFile: (uri) => orUndefined(async () => readFile(fileURLToPath(uri), 'utf8')),
    readDirectory: async (uri) => (await orUndefined(() => entriesOf(fileURLToPath(uri)))) ?? [],
    log,
  };
}

async function entriesOf(folder: string): Promise<DirectoryEntry[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }));
}

/** A URI that is no file's, a missing and an unreadable file are all the same to the callers. */
async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch {
    return undefined;
  }
}
