/**
 * Stacks of random layers over a handful of names, so that everything meets everything, against a plain model: a map of paths that is changed entry by entry.
 */
import { expect, test } from 'vitest';
import { described, fromFile } from '../support/imageArchive.ts';
import { seededRng, type Rng } from '../support/rng.ts';
import { file, folder, hardLink, imageArchive, symlink, tar, type TarItem } from '../support/tarBuilder.ts';

interface Body {
  readonly owner: number;
  readonly text: string;
  readonly mode: number;
}

type Node = { readonly kind: 'folder'; readonly mode: number } | { readonly kind: 'file'; readonly body: Body } | { readonly kind: 'link'; readonly target: string } | { readonly kind: 'lost link'; readonly target: string; readonly mode: number };

interface Entry {
  readonly type: 'file' | 'folder' | 'symlink' | 'hard link' | 'whiteout' | 'opaque';
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

function randomEntry(rng: Rng): Entry {
  const path = (): string => Array.from({ length: 1 + rng.int(3) }, () => rng.pick(['a', 'b', 'c'])).join('/');
  const type = rng.pick(['file', 'file', 'file', 'folder', 'folder', 'symlink', 'hard link', 'whiteout', 'whiteout', 'opaque'] as const);
  const text = type === 'file' ? rng.pick(['x', 'y']).repeat(rng.int(4)) : type === 'hard link' ? path() : rng.pick(['one', 'two']);
  // A hard link has the mode of its body; one to nothing has none that could be compared.
  return { type, path: path(), text, mode: type === 'hard link' ? 0o644 : type === 'folder' ? rng.pick([0o755, 0o755, 0o700]) : rng.pick([0o644, 0o644, 0o600]) };
}

function itemOf({ type, path, text, mode }: Entry): TarItem {
  const slash = path.lastIndexOf('/') + 1;
  switch (type) {
    case 'file':
      return file(path, text, { mode });
    case 'folder':
      return folder(`${path}/`, { mode });
    case 'symlink':
      return symlink(path, text);
    case 'hard link':
      return hardLink(path, text);
    case 'whiteout':
      return file(`${path.slice(0, slash)}.wh.${path.slice(slash)}`);
    case 'opaque':
      return file(`${path}/.wh..wh..opq`);
  }
}

class Model {
  tree = new Map<string, Node>();
  readonly #hidden = new Set<Body>();
  readonly #bodies: Body[] = [];
  readonly waste = new Map<string, number>();
  total = 0;

  layer(at: number, entries: readonly Entry[]): object {
    const before = new Map(this.tree);
    const own = new Set<string>();
    let bodyBytes = 0;
    for (const { type, path } of entries) {
      if (type === 'whiteout') this.#remove(path, true);
      if (type === 'opaque') this.#remove(path, false);
    }
    for (const entry of entries) {
      if (entry.type === 'whiteout' || entry.type === 'opaque') continue;
      const node = this.#node(at, entry);
      if (entry.type === 'file') bodyBytes += entry.text.length;
      const names = entry.path.split('/');
      for (let depth = 1; depth < names.length; depth++) {
        const parent = names.slice(0, depth).join('/');
        if (this.tree.get(parent)?.kind === 'folder') continue;
        this.tree.set(parent, { kind: 'folder', mode: 0o755 });
        own.delete(parent);
      }
      if (node.kind !== 'folder' && this.tree.get(entry.path)?.kind === 'folder') this.#remove(entry.path, true);
      this.tree.set(entry.path, node);
      own.add(entry.path);
    }
    this.total += bodyBytes;
    this.#findHidden(at);
    return { ...this.#marks(before, own), bodyBytes, cumulativeBytes: this.total };
  }

  #node(at: number, { type, text, mode }: Entry): Node {
    if (type === 'folder') return { kind: 'folder', mode };
    if (type === 'symlink') return { kind: 'link', target: text };
    if (type === 'file') {
      const body = { owner: at, text, mode };
      this.#bodies.push(body);
      return { kind: 'file', body };
    }
    const target = this.tree.get(text);
    return target?.kind === 'file' ? target : { kind: 'lost link', target: text, mode };
  }

  #remove(path: string, withSelf: boolean): void {
    for (const each of this.tree.keys()) if ((withSelf && each === path) || each.startsWith(`${path}/`)) this.tree.delete(each);
  }

  #findHidden(at: number): void {
    const alive = new Set([...this.tree.values()].flatMap((node) => (node.kind === 'file' ? [node.body] : [])));
    for (const body of this.#bodies) {
      if (alive.has(body) || this.#hidden.has(body)) continue;
      this.#hidden.add(body);
      const key = `${at} ${body.owner}`;
      if (body.text.length > 0) this.waste.set(key, (this.waste.get(key) ?? 0) + body.text.length);
    }
  }

  #marks(before: ReadonlyMap<string, Node>, own: ReadonlySet<string>): object {
    const marks = { added: [] as string[], modified: [] as string[], rewritten: [] as string[], deleted: new Map<string, number>() };
    for (const path of own) {
      const now = this.tree.get(path);
      const old = before.get(path);
      if (!now) continue;
      if (!old) marks.added.push(path);
      else if (!isSame(old, now)) marks.modified.push(path);
      else if (now.kind !== 'folder') marks.rewritten.push(path);
    }
    const isGone = (path: string): boolean => before.has(path) && !this.tree.has(path);
    for (const path of before.keys()) {
      if (!isGone(path)) continue;
      const names = path.split('/');
      const top = names.map((_, depth) => names.slice(0, depth + 1).join('/')).find(isGone)!;
      marks.deleted.set(top, (marks.deleted.get(top) ?? 0) + (before.get(path)!.kind === 'folder' ? 0 : 1));
    }
    const deleted = [...marks.deleted].map(([path, files]) => ({ path, files })).sort((a, b) => (a.path < b.path ? -1 : 1));
    return { added: marks.added.sort(), modified: marks.modified.sort(), rewritten: marks.rewritten.sort(), deleted };
  }
}

function isSame(a: Node, b: Node): boolean {
  if (a.kind === 'file' && b.kind === 'file') return a.body.text === b.body.text && a.body.mode === b.body.mode;
  return JSON.stringify(a) === JSON.stringify(b);
}

test('layers do to each other what the model says', async () => {
  const rng = seededRng('layers');
  for (let round = 0; round < 200; round++) {
    const layers = Array.from({ length: 1 + rng.int(4) }, () => Array.from({ length: rng.int(8) }, () => randomEntry(rng)));
    const model = new Model();
    const expected = layers.map((entries, at) => model.layer(at, entries));
    const archive = await fromFile(imageArchive('podman', { layers: layers.map((entries) => tar(...entries.map(itemOf))) }));
    const found = described(archive) as { layers: { deleted: { bytes: number }[] }[]; wastedBytes: number };
    const wastedBytes = [...model.waste.values()].reduce((sum, bytes) => sum + bytes, 0);
    const wasteByCause = [...model.waste].map(([key, bytes]) => ({ causeLayer: Number(key.split(' ')[0]), ownerLayer: Number(key.split(' ')[1]), bytes }))
      .sort((a, b) => a.causeLayer - b.causeLayer || a.ownerLayer - b.ownerLayer);
    const finalFiles = [...model.tree.values()].filter((node) => node.kind !== 'folder').length;
    expect(found, JSON.stringify(layers)).toMatchObject({ layers: expected, totalBodyBytes: model.total, visibleBytes: model.total - wastedBytes, wastedBytes, wasteByCause, finalFiles });
    // What was deleted is part of what is hidden; the rest was written over.
    expect(found.layers.flatMap((layer) => layer.deleted).reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(wastedBytes);
  }
}, 60_000);
