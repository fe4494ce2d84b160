/**
 * Opened images in tests of commands. Owns: a `LayersPort` that writes down what it is told, and images of small archives. No VS Code.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentenceOf } from '../../client/src/commands/failure.ts';
import type { LayersPort } from '../../client/src/commands/layers/port.ts';
import { openArchive } from '../../client/src/image/openArchive.ts';
import type { ImageContents } from '../../client/src/model/imageContents.ts';
import { addressPath } from '../../client/src/model/layers/address.ts';
import { LayersExplorer } from '../../client/src/model/layers/explorer.ts';
import type { ExplorerNode } from '../../client/src/model/layers/nodes.ts';
import { OpenedImageList } from '../../client/src/model/layers/openedImageList.ts';
import type { FileRef } from '../../client/src/ui/ports.ts';
import { readImageArchive } from '../../server/src/image/archive.ts';
import { imageArchive, tar, type ImageSpec, type TarItem } from './tarBuilder.ts';

export interface LayersScript {
  /** Typed into a searching picker. */
  readonly search?: string;
  /** The label of the choice taken. */
  readonly pick?: string;
  readonly selected?: ExplorerNode;
  readonly target?: FileRef;
}

/** The nodes' ids stand in the log without the images' keys. */
export function fakeLayers(script: LayersScript, log: string[]): LayersPort {
  const images = new OpenedImageList();
  return {
    images, explorer: new LayersExplorer(images, sentenceOf),
    selected: () => script.selected,
    open: async () => undefined,
    async reveal(node) { log.push(`layers view: ${nodeText(node)}`); },
    async search({ title, find, failed }) {
      const choices = await find(script.search ?? '', new AbortController().signal).catch((error: unknown) => failed(error));
      log.push(`${title}`, ...choices.map(({ label, description = '', detail = '' }) => `found: ${[label, description, detail].join(' | ')}`));
      return choices.find(({ label }) => label === script.pick)?.value;
    },
    async openFile(address) { log.push(`open: ${shortPath(addressPath(address))}`); },
    async openDiff(before, after, title) { log.push(`diff: ${shortPath(addressPath(before))} ${shortPath(addressPath(after))} ${title}`); },
    async askForTarget(_title, name) {
      log.push(`save as: ${name}`);
      return script.target;
    },
    async write(file, bytes) { log.push(`write ${file.fsPath}: ${Buffer.from(bytes).toString('latin1')}`); },
    async showHints(_key, file, hints) { log.push(...hints.map(({ lines, message, related }) => `hint ${file.fsPath}:${lines.first + 1}-${lines.last + 1}: ${message.replace('{line}', String((related?.lines.first ?? 0) + 1))}`)); },
    clearHints(key) { log.push(key === undefined ? 'no hints' : 'no hints of the image'); },
  };
}

/** An image as the view gets it, out of an archive with these layers; each with the text of the instruction that made it. */
export async function imageOf(layers: readonly (readonly [createdBy: string, items: readonly TarItem[]])[], more: Partial<ImageSpec> = {}): Promise<ImageContents> {
  return (await imagesOf(imageArchive('docker', { layers: layers.map(([, items]) => tar(...items)), history: layers.map(([createdBy]) => ({ created_by: createdBy })), ...more })))[0]!;
}

let folder: string | undefined;
let files = 0;

/** From a file, so that contents can be read; it goes when the test's process ends. */
export async function imagesOf(archive: Buffer): Promise<readonly ImageContents[]> {
  if (folder === undefined) {
    const made = folder = mkdtempSync(join(tmpdir(), 'drydock-test-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  }
  const path = join(folder, `image${++files}.tar`);
  writeFileSync(path, archive);
  return openArchive(await readImageArchive(path)).images;
}

export function nodeText(node: ExplorerNode): string {
  switch (node.kind) {
    case 'image': return node.image.label;
    case 'base': return `base ${node.base.name ?? '?'}`;
    case 'layer': return `layer ${node.layer.index + 1}`;
    case 'file': return `layer ${node.file.layer + 1} ${node.file.mark ?? '-'} /${node.file.path}`;
    case 'more': return `${node.left} more`;
    case 'report': return node.report;
    case 'hiddenSum': return `${node.sum.bytes} of ${node.sum.owner + 1} by ${node.sum.cause + 1}`;
    case 'duplicate': return `${node.duplicate.files.length} of ${node.duplicate.bytes}`;
    case 'place': return `${node.bytes} /${node.path} in ${node.layer + 1}`;
    case 'comparison': return `${node.before.label} ↔ ${node.after.label}`;
    case 'differenceGroup': return `${node.of} ${node.differences.length}`;
    case 'difference': return `${node.difference.kind} /${node.difference.path}`;
    case 'text': return `(${node.text})`;
  }
}

function shortPath(path: string): string {
  return path.replace(/^\/[^/]+/, '');
}
