/**
 * The host port. Owns: the only way the core reaches the world. Type only; `node/nodeHost.ts` and `browser/workerHost.ts` implement it.
 */
export interface DirectoryEntry {
  readonly name: string;
  readonly isDirectory: boolean;
}

export interface Host {
  /** Undefined when the file is missing or unreadable. */
  readFile(uri: string): Promise<string | undefined>;
  /** Empty when the folder is missing or unreadable. */
  readDirectory(uri: string): Promise<readonly DirectoryEntry[]>;
  log(message: string): void;
}
