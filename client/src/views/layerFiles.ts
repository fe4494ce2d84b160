/**
 * The read-only file system `dockerlayer:`. Owns: answering VS Code about files of opened images. Must not read images itself: `ImageContents` does.
 */
import { Disposable, EventEmitter, FilePermission, FileSystemError, FileType, Uri, workspace, type FileChangeEvent, type FileStat, type FileSystemProvider } from 'vscode';
import type { ImageContents } from '../model/imageContents.ts';
import { addressPath, layerScheme, parseAddress, type LayerAddress } from '../model/layers/address.ts';
import type { OpenedImage } from '../model/layers/openedImageList.ts';

/** Gives the image of a key; opens it again where that is possible. Rejects with a sentence when it cannot be had. */
export type ImageOfKey = (key: string) => Promise<OpenedImage>;

export function registerLayerFiles(imageOfKey: ImageOfKey): Disposable {
  return workspace.registerFileSystemProvider(layerScheme, new LayerFiles(imageOfKey), { isReadonly: true, isCaseSensitive: true });
}

export function layerUri(address: LayerAddress): Uri {
  return Uri.from({ scheme: layerScheme, path: addressPath(address) });
}

class LayerFiles implements FileSystemProvider {
  readonly #imageOfKey: ImageOfKey;
  // Nothing in an image ever changes.
  readonly onDidChangeFile = new EventEmitter<FileChangeEvent[]>().event;

  constructor(imageOfKey: ImageOfKey) {
    this.#imageOfKey = imageOfKey;
  }

  watch(): Disposable {
    return new Disposable(() => undefined);
  }

  async stat(uri: Uri): Promise<FileStat> {
    const address = addressOf(uri);
    if (address.where === 'none') return { type: FileType.File, ctime: 0, mtime: 0, size: 0, permissions: FilePermission.Readonly };
    const { where, path } = address;
    const contents = await this.#contents(address, uri);
    // What a link leads to counts; one that leads nowhere is itself.
    const stat = await contents.stat(where, path, true) ?? await contents.stat(where, path, false);
    if (!stat) throw FileSystemError.FileNotFound(uri);
    return { type: typeOf(stat.kind), ctime: stat.modified, mtime: stat.modified, size: stat.kind === 'file' ? stat.bytes : 0, permissions: FilePermission.Readonly };
  }

  async readDirectory(uri: Uri): Promise<[string, FileType][]> {
    const address = addressOf(uri);
    if (address.where === 'none') throw FileSystemError.FileNotADirectory(uri);
    const entries = await (await this.#contents(address, uri)).list(address.where, address.path);
    if (!entries) throw FileSystemError.FileNotFound(uri);
    return entries.map(({ name, kind }) => [name, typeOf(kind)]);
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    const address = addressOf(uri);
    if (address.where === 'none') return new Uint8Array();
    const contents = await this.#contents(address, uri);
    const bytes = await contents.read(address.where, address.path, new AbortController().signal).catch((error: unknown) => {
      throw FileSystemError.Unavailable(error instanceof Error ? error.message : String(error));
    });
    if (!bytes) throw FileSystemError.FileNotFound(uri);
    return bytes;
  }

  writeFile(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  createDirectory(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  delete(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  rename(uri: Uri): never {
    throw FileSystemError.NoPermissions(uri);
  }

  async #contents({ key }: LayerAddress, uri: Uri): Promise<ImageContents> {
    try {
      return (await this.#imageOfKey(key)).contents;
    } catch (error) {
      throw FileSystemError.Unavailable(error instanceof Error ? error.message : uri);
    }
  }
}

function addressOf(uri: Uri): LayerAddress {
  const address = parseAddress(uri.path);
  if (!address) throw FileSystemError.FileNotFound(uri);
  return address;
}

function typeOf(kind: 'folder' | 'file' | 'symlink' | 'other'): FileType {
  switch (kind) {
    case 'folder': return FileType.Directory;
    case 'file': return FileType.File;
    case 'symlink': return FileType.SymbolicLink;
    case 'other': return FileType.Unknown;
  }
}
