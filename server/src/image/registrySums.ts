/**
 * Checksums of large files in unpacked layers of a registry. Owns: fetching those that telling "modified" from "rewritten" takes, each by its range.
 * Must not read anything else.
 */
import { findWanted } from './checksums.ts';
import { LayerIndexer } from './layerReader.ts';
import type { BodySums, ReadLayer } from './layerReader.ts';
import { emptyLayerIndex } from './layerIndex.ts';
import { PathTable } from './pathTable.ts';
import type { RegistryClient } from './registryClient.ts';
import { TarParser } from './tarWalker.ts';

/** Fills in what is wanted; `digests` in the order of `layers`. */
export async function addMissingSums(layers: readonly ReadLayer[], descriptors: readonly { readonly digest: string; readonly size: number }[], client: RegistryClient, pathCount: number, sums: BodySums): Promise<void> {
  const wanted = new Map<string, { layer: ReadLayer; row: number; digest: string; size: number }>();
  findWanted(layers, pathCount, (layer, row) => {
    const { digest, size } = descriptors[layers.indexOf(layer)]!;
    if (layer.compression === 'none' && layer.index.hasCrc[row] === 0) wanted.set(`${digest} ${row}`, { layer, row, digest, size });
  });
  for (const { layer, row, digest, size } of wanted.values()) await addSum(layer, row, digest, size, client, sums);
}

async function addSum({ index }: ReadLayer, row: number, digest: string, size: number, client: RegistryClient, sums: BodySums): Promise<void> {
  const one = new LayerIndexer(new PathTable(), sums);
  const parser: TarParser = new TarParser({
    entry: (entry) => one.entry(entry),
    body: (bytes) => one.body(bytes),
    bodyEnd: () => {
      one.bodyEnd();
      parser.done = true;
    },
  });
  for await (const piece of client.blob(digest, index.start[row]!, size)) {
    parser.push(piece);
    if (parser.done) break;
  }
  const found = one.index.count > 0 ? one.index : emptyLayerIndex(1);
  index.crc[row] = found.crc[0]!;
  index.hasCrc[row] = found.hasCrc[0]!;
}
