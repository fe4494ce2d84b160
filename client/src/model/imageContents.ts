/**
 * What the views ask of an opened image. Owns: the interface and the plain data that cross the border to the worker thread. Must not read anything itself.
 * Paths are relative to the image's root, without a leading slash. Layers are numbered from 0, bottom first.
 */
import type { HistoryModel } from './history.ts';
import type { FileNode, LayerNode } from './layerTree.ts';

/** What a layer shows: what it changes; all files that are there once it is applied; what it stores that the finished image does not reach. */
export type LayerMode = 'changes' | 'after' | 'hidden';

export interface FolderQuery {
  readonly layer: number;
  readonly mode: LayerMode;
  /** `ContentsFile.id` of a folder of the same layer and mode; undefined for the root. */
  readonly folder: number | undefined;
  readonly order: 'name' | 'size';
  /** How many children to skip. */
  readonly from: number;
  /** Only what has this text in its path, case ignored, or what it fits as a glob; with the folders on the way. '' for all. */
  readonly filter: string;
}

export interface ContentsLayer extends LayerNode {
  /** Bytes of the layer as it lies in the archive, packed or not. */
  readonly storedBytes: number;
  readonly compression: 'none' | 'gzip' | 'zstd' | 'unknown';
}

export interface ContentsFile extends FileNode {
  /** Names the folder in a query of the same layer and mode. */
  readonly id: number;
  /** True for what is marked as modified and has the same content: permissions, owner, time or extended attributes are other ones. */
  readonly isAttributesOnly: boolean;
  /** The layer that put the entry there; undefined for what has none, or is gone. */
  readonly owner: number | undefined;
  /** Where hidden bytes are shown: the layer that deleted or replaced them. */
  readonly hiddenBy: number | undefined;
}

export interface FolderPage {
  /** By name with folders first; by size the largest first, whatever it is. */
  readonly nodes: readonly ContentsFile[];
  /** How many more there are after these. */
  readonly left: number;
}

/** Bytes of one layer's files that no path of the finished image reaches, and the layer that hid them. */
export interface HiddenFile {
  readonly path: string;
  readonly bytes: number;
  /** The layer that stores them. */
  readonly owner: number;
  /** The layer that deleted or replaced them. */
  readonly cause: number;
}

/** All bytes that one layer stores and another hides. */
export interface HiddenSum {
  readonly owner: number;
  readonly cause: number;
  readonly bytes: number;
}

export interface SizedFile {
  readonly path: string;
  readonly bytes: number;
  readonly layer: number;
}

/** Files of the finished image with the same content. */
export interface DuplicateFiles {
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly layer: number }[];
}

export interface FoundPath {
  readonly path: string;
  /** The layer that last touched it. */
  readonly layer: number;
  readonly bytes: number;
  readonly isFolder: boolean;
  /** False for what the finished image does not have any more. */
  readonly isVisible: boolean;
}

/** One layer's deed to a path. */
export interface PathChange {
  readonly layer: number;
  readonly mark: NonNullable<FileNode['mark']>;
  readonly bytes: number;
}

export interface FileStat {
  readonly kind: FileNode['kind'];
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Where a link points; a hard link gives its file's first name, with a slash before it. */
  readonly linkTarget: string | undefined;
  /** The layer that holds the content. */
  readonly layer: number;
}

/** A path that differs between two images. */
export interface ImageDifference {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'content' | 'attributes';
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface Limited<T> {
  readonly items: readonly T[];
  /** How many there are in all. */
  readonly total: number;
}

/**
 * One image whose layers have been read. Every method rejects with an error whose message can be shown, and with an AbortError after a cancel.
 * `where`: a layer means the file system after that layer, 'final' that of the finished image.
 */
export interface ImageContents {
  /** Names the image in `dockerlayer:` addresses for as long as the window is open. */
  readonly key: string;
  /** Digest of the image's config, "sha256:…"; '' when it cannot be told. */
  readonly id: string;
  /** Its first tag, '' when it has none. */
  readonly name: string;
  /** "linux/arm64/v8"; undefined when the image does not say. */
  readonly platform: string | undefined;
  /** The base image that annotations or labels name. */
  readonly base: { readonly name: string; readonly digest: string | undefined } | undefined;
  readonly history: HistoryModel;
  /** Bottom first. */
  readonly layers: readonly ContentsLayer[];
  readonly totalBytes: number;
  readonly visibleBytes: number;
  readonly wastedBytes: number;
  /** What `wastedBytes` is made of, the greatest first. */
  readonly waste: readonly HiddenSum[];
  readonly finalFiles: number;
  folder(query: FolderQuery): Promise<FolderPage>;
  /** Paths with `text` in them, case ignored, or that a glob with * or ? fits; best first. */
  find(text: string, limit: number, signal?: AbortSignal): Promise<Limited<FoundPath>>;
  /** Oldest first. */
  touching(path: string): Promise<readonly PathChange[]>;
  /** The greatest first; of one owner and one cause only, when they are given. */
  hidden(limit: number, of?: { readonly owner: number; readonly cause: number }): Promise<Limited<HiddenFile>>;
  largest(limit: number): Promise<Limited<SizedFile>>;
  /** Files of 4 KiB and more, those that waste most first. Reads contents where they can be had, to be sure. */
  duplicates(limit: number, signal?: AbortSignal): Promise<Limited<DuplicateFiles>>;
  /** Links in folders followed, and with `followsLinks` a link at the path too. Never leaves the image. */
  stat(where: number | 'final', path: string, followsLinks: boolean): Promise<FileStat | undefined>;
  /** Links followed. Undefined when there is no such folder. */
  list(where: number | 'final', folder: string): Promise<readonly { readonly name: string; readonly kind: FileNode['kind'] }[] | undefined>;
  /** Links followed. Of any size: the caller asks before. Undefined when there is no such file; rejects when its content cannot be had any more. */
  read(where: number | 'final', path: string, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** What `other`, opened by the same `Images`, has otherwise; by path. Times do not count. */
  compare(other: ImageContents, limit: number, signal?: AbortSignal): Promise<Limited<ImageDifference>>;
  /** Frees what is kept of the image; it cannot be asked any more. */
  dispose(): void;
}

export interface OpenedImages {
  readonly images: readonly ImageContents[];
  /** A sentence when not everything could be read. */
  readonly problem: string | undefined;
}
