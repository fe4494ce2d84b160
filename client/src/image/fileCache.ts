/**
 * Files kept in a folder up to so many bytes. Owns: writing them whole or not at all, and removing those that were not used for longest. Must not know what is in
 * them. Several windows may use the same folder: each file is complete from the moment that it has its name.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a crash left behind is cleared away after this many milliseconds: nobody writes a file for so long. */
const staleAfter = 6 * 60 * 60 * 1000;
const partial = '.partial';

export class FileCache {
  readonly #folder: string;
  readonly #extension: string;
  readonly #mostBytes: number;

  /** `extension` with its dot. Nothing is made before something is kept. */
  constructor(folder: string, extension: string, mostBytes: number) {
    this.#folder = folder;
    this.#extension = extension;
    this.#mostBytes = mostBytes;
  }

  /** The kept file, which from now on counts as used; undefined when there is none. */
  find(key: string): string | undefined {
    const path = this.#path(key);
    if (!existsSync(path)) return undefined;
    try {
      const now = new Date();
      utimesSync(path, now, now);
    } catch {
      // Its place in the order is not worth an error.
    }
    return path;
  }

  async read(key: string): Promise<Uint8Array | undefined> {
    const path = this.find(key);
    // Another window may remove it meanwhile.
    return path === undefined ? undefined : readFile(path).catch(() => undefined);
  }

  /** Gives nothing back and does not reject when it cannot be kept: a cache may lose things. */
  async write(key: string, bytes: Uint8Array): Promise<void> {
    try {
      const path = this.begin();
      try {
        await writeFile(path, bytes);
        this.finish(path, key);
      } catch (error) {
        this.abandon(path);
        throw error;
      }
    } catch {
      // No room, no permission: then it is read again next time.
    }
  }

  /** A path to write a new file to, followed by `finish` or `abandon`. Throws when the folder cannot be made. */
  begin(): string {
    mkdirSync(this.#folder, { recursive: true });
    return join(this.#folder, `${randomUUID()}${partial}`);
  }

  /** Gives the file its name, and removes what is too much. Returns its path. */
  finish(written: string, key: string): string {
    const path = this.#path(key);
    renameSync(written, path);
    this.#trim(path);
    return path;
  }

  abandon(written: string): void {
    rmSync(written, { force: true });
  }

  remove(key: string): void {
    rmSync(this.#path(key), { force: true });
  }

  #path(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex')}${this.#extension}`);
  }

  #trim(newest: string): void {
    const files = readdirSync(this.#folder).flatMap((name) => {
      const path = join(this.#folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      return found ? [{ path, size: found.size, used: found.mtimeMs, isPartial: name.endsWith(partial), isOurs: name.endsWith(this.#extension) }] : [];
    });
    for (const file of files) if (file.isPartial && file.used < Date.now() - staleAfter) rmSync(file.path, { force: true });
    let left = this.#mostBytes;
    for (const file of files.filter((each) => each.isOurs).sort((a, b) => Number(b.path === newest) - Number(a.path === newest) || b.used - a.used)) {
      left -= file.size;
      if (left < 0) rmSync(file.path, { force: true });
    }
  }
}
