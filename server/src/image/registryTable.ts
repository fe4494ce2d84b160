/**
 * Fetching a layer's table of contents from a registry. Owns: when it is worth looking for one, and asking for no more than its bytes. Must not make indexes.
 */
import { digestOf } from './digest.ts';
import type { RegistryClient } from './registryClient.ts';
import { chunkedPlaceOf, footerLength, tocPlace, unpackToc, type TocPlace } from './registryToc.ts';

export interface LayerDescriptor {
  readonly digest: string;
  /** Bytes as stored. */
  readonly size: number;
  readonly mediaType: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A smaller layer is read as a whole: asking for parts of it would take longer. */
export const leastForParts = 512 * 1024;

/** Whether the manifest says that the layer has a table. One without a note may still have one. */
export function notesTable({ annotations }: LayerDescriptor): boolean {
  return positionOf(annotations) !== undefined || tableDigest(annotations) !== undefined;
}

/** The table as JSON text, with its place in the stored layer; undefined when there is none that can be believed. */
export async function fetchTable(client: RegistryClient, descriptor: LayerDescriptor): Promise<{ readonly place: TocPlace; readonly json: Buffer } | undefined> {
  const { digest, size, mediaType, annotations } = descriptor;
  const mayHave = notesTable(descriptor) || (size >= leastForParts && /gzip|zstd/.test(mediaType));
  if (!mayHave || size < footerLength) return undefined;
  const position = positionOf(annotations);
  const place = (position === undefined ? undefined : chunkedPlaceOf(position, size)) ?? tocPlace(await part(client, digest, size - footerLength, size), size);
  // A table that is most of the layer was put there by somebody who means no good, or the layer is all names: then its whole is read.
  if (!place || place.end - place.start > size - 1) return undefined;
  const json = await unpackToc(place, await part(client, digest, place.start, place.end));
  const expected = tableDigest(annotations);
  return json && (place.kind !== 'estargz' || expected === undefined || expected === digestOf(json)) ? { place, json } : undefined;
}

function positionOf(annotations: LayerDescriptor['annotations']): string | undefined {
  return annotations['io.github.containers.zstd-chunked.manifest-position'] ?? annotations['io.containers.zstd-chunked.manifest-position'];
}

function tableDigest(annotations: LayerDescriptor['annotations']): string | undefined {
  return annotations['containerd.io/snapshot/stargz/toc.digest'];
}

async function part(client: RegistryClient, digest: string, from: number, to: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of client.blob(digest, from, to)) pieces.push(piece);
  return Buffer.concat(pieces);
}
