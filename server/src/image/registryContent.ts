/**
 * The contents of files in a registry's layers. Owns: going by a layer's table to the file's own bytes, and without one reading the layer until the file has
 * come. Must not keep contents; every failure of the registry is a RegistryError.
 */
import type { ArchiveLayer } from './archive.ts';
import { contentTaker, leavingOut } from './content.ts';
import { digestOf } from './digest.ts';
import { unpacked, unpackedBytes } from './layerBytes.ts';
import { Kind } from './layerIndex.ts';
import type { LayerIndex } from './layerIndex.ts';
import type { PathTable } from './pathTable.ts';
import type { RegistryClient } from './registryClient.ts';
import { RegistryError } from './registryErrors.ts';
import { fetchTable, notesTable, type LayerDescriptor } from './registryTable.ts';
import { filesOfToc, type TocFile, type TocPlace } from './registryToc.ts';

interface Table {
  readonly digest: string;
  readonly place: TocPlace;
  readonly files: ReadonlyMap<number, TocFile>;
}

export class RegistryContents {
  readonly #client: (signal: AbortSignal | undefined) => RegistryClient;
  readonly #descriptors: readonly LayerDescriptor[];
  /** Of the layer that was read from last, as one often opens several files of one. */
  #table: Table | undefined;

  constructor(client: (signal: AbortSignal | undefined) => RegistryClient, descriptors: readonly LayerDescriptor[]) {
    this.#client = client;
    this.#descriptors = descriptors;
  }

  /** The bytes of the regular file at `row` of a layer, whose names are in `paths`. Undefined when they are not what the index says. */
  async read(paths: PathTable, layer: ArchiveLayer, row: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    signal?.throwIfAborted();
    const descriptor = this.#descriptors.find(({ digest }) => digest === layer.member);
    if (!descriptor || layer.index.kind[row] !== Kind.file) return undefined;
    const client = this.#client(signal);
    const byTable = await unlessDamaged(this.#byTable(client, descriptor, paths, layer.index, row), signal);
    return byTable ?? unlessDamaged(fromStart(client, descriptor, paths, layer, row), signal);
  }

  async #byTable(client: RegistryClient, descriptor: LayerDescriptor, paths: PathTable, index: LayerIndex, row: number): Promise<Uint8Array | undefined> {
    if (hasPlaces(index) && !notesTable(descriptor)) return undefined;
    const { digest } = descriptor;
    if (this.#table?.digest !== digest) {
      const found = await fetchTable(client, descriptor);
      this.#table = found && { digest, place: found.place, files: filesOfToc(found.json, paths) };
    }
    const file = this.#table?.files.get(index.path[row]!);
    return file && file.size === index.size[row] ? readFile(client, digest, this.#table!.place, file) : undefined;
  }
}

/** Undefined for data that makes no sense: a table that lies, a layer that is damaged. */
async function unlessDamaged(reading: Promise<Uint8Array | undefined>, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
  try {
    return await reading;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof RegistryError) throw error;
    return undefined;
  }
}

/** An index that was made by a table does not know where entries begin. */
function hasPlaces({ start, count }: LayerIndex): boolean {
  return count > 0 && start[count - 1] !== 0;
}

/** Undefined when the bytes are not those that the table promises. */
async function readFile(client: RegistryClient, digest: string, place: TocPlace, file: TocFile): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let left = file.size;
  let taken = 0;
  const take = leavingOut(file.inner, (bytes) => {
    const piece = bytes.slice(0, left);
    left -= piece.length;
    pieces.push(piece);
  });
  // The end of what belongs to the file is not noted everywhere: reading stops when all has come.
  for await (const bytes of unpacked(place.kind === 'estargz' ? 'gzip' : 'zstd', client.blob(digest, file.offset, place.start))) {
    take(bytes);
    taken += bytes.length;
    if (left === 0 || taken >= file.inner + file.size) break;
  }
  const content = Buffer.concat(pieces);
  const isWhole = left === 0 && (file.digest === undefined || file.digest === digestOf(content));
  return isWhole ? content : undefined;
}

/** Downloads the layer until the file has come; of an unpacked one only what belongs to the file. */
async function fromStart(client: RegistryClient, { digest, size }: LayerDescriptor, paths: PathTable, { index, compression }: ArchiveLayer, row: number): Promise<Uint8Array | undefined> {
  const knowsPlace = hasPlaces(index);
  const one = contentTaker(paths, index, row, !knowsPlace);
  const start = knowsPlace ? index.start[row]! : 0;
  const isPlain = compression === 'none';
  const take = leavingOut(isPlain ? 0 : start, (bytes) => one.parser.push(bytes));
  for await (const bytes of isPlain ? client.blob(digest, start, size) : unpackedBytes(client.blob(digest, 0, size))) {
    take(bytes);
    if (one.parser.done) break;
  }
  return one.content();
}
