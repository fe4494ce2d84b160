/**
 * The layers of images that the real engine built, held against what the engine itself says the files are: the export of a container made from the image.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineClient } from '../../server/src/engine/contract.ts';
import { findEngine } from '../../server/src/engine/findEngine.ts';
import { readImageArchive } from '../../server/src/image/archive.ts';
import type { ImageArchive } from '../../server/src/image/archive.ts';
import { readContent } from '../../server/src/image/content.ts';
import { Kind } from '../../server/src/image/layerIndex.ts';
import { analyseImage } from '../../server/src/image/layers.ts';
import { build, docker, exportedFiles, removeBuilt } from '../support/builtImages.ts';
import { hasEngine } from '../support/product.ts';

const name64 = 'n'.repeat(64);

/** Every step does one thing to what the steps before it made. */
const dockerfile = `FROM busybox
COPY tree /tree
RUN head -c 300000 /dev/zero > /big && echo one > /once
RUN rm /big
RUN rm -r /tree/deep
RUN rm -r /tree/again && mkdir /tree/again && echo new > /tree/again/new
RUN echo changed > /once && chmod 600 /tree/a
RUN chown -R 0:0 /tree
RUN mkdir -p "/long/${name64}/${name64}" && echo long > "/long/${name64}/${name64}/${name64} ünï"
RUN echo linked > /l1 && ln /l1 /l2 && ln -s /l1 /l3
RUN rm /l1
COPY tree/a /tree/b
RUN rm -r /tree/file && mkdir /tree/file && echo in > /tree/file/in
`;
const files = { 'tree/a': 'aaaa', 'tree/b': 'bb', 'tree/deep/x/y': 'yyyyy', 'tree/again/old': 'old', 'tree/again/old2': 'old', 'tree/file': 'f' };

/** Paths that the engine puts into every container. */
const enginesOwn = /^(\.dockerenv|dev(\/.*)?|proc|sys|etc\/(hosts|hostname|resolv\.conf|mtab))$/;

/** Path → what it is, by GNU tar: "d", "f 12", "l target". A hard link counts as a file of its own. */
function listing(tar: Buffer): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-export-'));
  try {
    writeFileSync(join(folder, 'all.tar'), tar);
    execFileSync('mkdir', [join(folder, 'root')]);
    execFileSync('tar', ['-xf', join(folder, 'all.tar'), '-C', join(folder, 'root')], { stdio: 'pipe' });
    const found = execFileSync('find', ['.', '-mindepth', '1', '-printf', '%P\\0%y\\0%s\\0%l\\0'], { cwd: join(folder, 'root'), maxBuffer: 1 << 28 }).toString().split('\0');
    const entries = new Map<string, string>();
    for (let at = 0; at + 3 < found.length; at += 4) {
      const [path = '', type = '', size = '', link = ''] = found.slice(at, at + 4);
      if (!enginesOwn.test(path)) entries.set(path, type === 'f' ? `f ${size}` : type === 'l' ? `l ${link}` : type);
    }
    return entries;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The final tree as the marks of the layers, applied one after another, have it. */
function finalTree(archive: ImageArchive): Map<string, string> {
  const { paths } = archive;
  const image = archive.images[0]!;
  const analysis = analyseImage(paths, image);
  const tree = new Map<string, string>();
  for (const [at, changes] of analysis.layers.entries()) {
    const { index } = image.layers[at]!;
    for (const gone of changes.gone) expect(tree.delete(paths.path(gone.path)), paths.path(gone.path)).toBe(true);
    const rows = new Map<number, number>();
    for (let row = 0; row < index.count; row++) if (index.kind[row]! < Kind.whiteout) rows.set(index.path[row]!, row);
    const describe = (row: number): string => {
      const kind = index.kind[row];
      if (kind === Kind.directory) return 'd';
      if (kind === Kind.symlink) return `l ${paths.name(index.link[row]!)}`;
      if (kind === Kind.hardLink) return describe(rows.get(index.link[row]!)!);
      return `f ${index.size[row]}`;
    };
    for (const path of changes.added) expect(tree.has(paths.path(path)), paths.path(path)).toBe(false);
    for (const path of [...changes.modified, ...changes.rewritten]) expect(tree.has(paths.path(path)), paths.path(path)).toBe(true);
    for (const path of [...changes.added, ...changes.modified, ...changes.rewritten]) tree.set(paths.path(path), describe(rows.get(path)!));
  }
  for (const path of tree.keys()) if (enginesOwn.test(path)) tree.delete(path);
  return tree;
}

describe.skipIf(!hasEngine)('layers', () => {
  let engine: EngineClient;
  beforeAll(async () => {
    engine = await findEngine();
  });
  afterAll(() => {
    engine.dispose();
    removeBuilt('layers');
  });

  test.each(['buildkit', 'classic'] as const)('of an image built by %s', async (builder) => {
    const image = build('layers', dockerfile, files, { builder });
    const archive = await readImageArchive(await engine.saveImage(image));
    expect(archive).toMatchObject({ error: undefined, warnings: [], images: [{}] });
    const built = archive.images[0]!;
    expect(built.layers.map((layer) => layer.diffId)).toEqual((await engine.inspect(image)).diffIds);
    const tree = finalTree(archive);
    expect(Object.fromEntries(tree)).toEqual(Object.fromEntries(listing(exportedFiles(image))));

    const { paths } = archive;
    const analysis = analyseImage(paths, built);
    const texts = (ids: readonly number[]): string[] => ids.map((id) => paths.path(id)).sort();
    /** The layer that the instruction with this text made; a builder may leave out layers that change nothing. */
    const layerOf = (text: string): number => built.layers.findIndex(({ historyIndex }) => built.config.history[historyIndex ?? -1]?.createdBy.includes(text));
    const step = (text: string) => {
      const { added, modified, rewritten, deleted } = analysis.layers[layerOf(text)]!;
      return { added: texts(added), modified: texts(modified), rewritten: texts(rewritten), deleted: deleted.map((item) => [paths.path(item.path), item.files, item.bytes]).sort() };
    };
    const none = { added: [], modified: [], rewritten: [], deleted: [] };
    expect(step('head -c')).toEqual({ ...none, added: ['big', 'once'] });
    expect(step('rm /big')).toEqual({ ...none, deleted: [['big', 1, 300_000]] });
    expect(step('rm -r /tree/deep')).toEqual({ ...none, deleted: [['tree/deep', 1, 5]] });
    expect(step('rm -r /tree/again')).toEqual({ ...none, added: ['tree/again/new'], deleted: [['tree/again/old', 1, 3], ['tree/again/old2', 1, 3]] });
    expect(step('echo changed')).toEqual({ ...none, modified: ['once', 'tree/a'] });
    expect(step('echo linked').added).toEqual(['l1', 'l2', 'l3']);
    expect(step('rm /l1')).toEqual({ ...none, deleted: [['l1', 1, 0]] });
    expect(analysis.layers.filter((layer) => texts(layer.modified).join() === 'tree/b')).toHaveLength(1);
    expect(step('rm -r /tree/file')).toEqual({ ...none, added: ['tree/file/in'], modified: ['tree/file'] });
    expect(analysis.wasteByCause).toContainEqual({ causeLayer: layerOf('rm /big'), ownerLayer: layerOf('head -c'), bytes: 300_000 });
    const visible = [...tree].reduce((sum, [path, what]) => sum + (path === 'l2' || what.startsWith('f ') ? Number(what.slice(2)) || 0 : 0), 0);
    const owned = [...enginesOwnBytes(archive)].reduce((sum, bytes) => sum + bytes, 0);
    expect(analysis.visibleBytes).toBe(visible + owned);
  });

  test('the archive in a file: the same layers, and the content of a file', async () => {
    const image = build('layers', dockerfile, files);
    const folder = mkdtempSync(join(tmpdir(), 'drydock-save-'));
    try {
      const path = join(folder, 'saved.tar');
      docker(['save', '-o', path, image]);
      const archive = await readImageArchive(path);
      const streamed = await readImageArchive(await engine.saveImage(image));
      expect(finalTree(archive)).toEqual(finalTree(streamed));
      const marks = (each: ImageArchive): unknown => analyseImage(each.paths, each.images[0]!).layers.map(({ added, modified, rewritten, gone }) => [added, modified, rewritten, gone].map((list) => list.length));
      expect(marks(archive)).toEqual(marks(streamed));

      const layer = archive.images[0]!.layers.find(({ index }) => index.path.includes(archive.paths.find('tree/again/new')))!;
      const row = layer.index.path.indexOf(archive.paths.find('tree/again/new'));
      expect(Buffer.from((await readContent(archive, layer, row))!).toString()).toBe('new\n');
      const base = archive.images[0]!.layers[0]!;
      const busybox = base.index.path.indexOf(archive.paths.find('bin/busybox'));
      expect(Buffer.from((await readContent(archive, base, busybox))!).equals(docker(['run', '--rm', '--network', 'none', image, 'cat', '/bin/busybox']))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('cancelling while the engine sends leaves nothing open', async () => {
    const control = new AbortController();
    const stream = await engine.saveImage('busybox', { signal: control.signal });
    const reading = readImageArchive(stream, { signal: control.signal, onProgress: () => control.abort() });
    await expect(reading).rejects.toThrow();
    expect(stream.destroyed).toBe(true);
  });
});

/** Sizes of the image's own files at places that a container hides. */
function* enginesOwnBytes(archive: ImageArchive): Generator<number> {
  for (const { index } of archive.images[0]!.layers) {
    for (let row = 0; row < index.count; row++) if (index.kind[row] === Kind.file && enginesOwn.test(archive.paths.path(index.path[row]!))) yield index.size[row]!;
  }
}
