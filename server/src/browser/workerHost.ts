/**
 * The host port in a web worker. Owns: saying that there are no files to reach; the editor's documents come over the connection.
 */
import type { Host } from '../host.ts';

export function workerHost(log: (message: string) => void): Host {
  return { readFile: async () => undefined, readDirectory: async () => [], log };
}
