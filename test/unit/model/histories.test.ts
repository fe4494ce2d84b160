import { describe, expect, test } from 'vitest';
import type { HistoryModel, HistoryRow } from '../../../client/src/model/history.ts';
import { comparable } from '../../../client/src/model/histories/comparable.ts';
import { HistoryList } from '../../../client/src/model/histories/historyList.ts';
import { imageText, layerText, shortLinesText, sizedText } from '../../../client/src/model/histories/labels.ts';
import { childrenOf, rootsOf, type HistoryNode } from '../../../client/src/model/histories/nodes.ts';
import type { HistoryEntryLines, StageStepsInfo } from '../../../server/src/lsp/protocol.ts';

let layer = 0;
function row(index: number, text: string, size?: number, more: Partial<HistoryRow> = {}): HistoryRow {
  const [instruction = '', ...rest] = text.split(' ');
  return {
    index, instruction, text: rest.join(' '), buildArgs: [], createdBy: text, comment: '', size: size ?? 0, created: undefined, tags: [], isEmpty: size === undefined,
    layer: size === undefined ? undefined : layer++, part: undefined, ...more,
  };
}

function model(): HistoryModel {
  layer = 0;
  const rows = [
    row(0, 'ADD rootfs.tar /', 1000), row(1, 'ENV PATH=/bin'), row(2, 'CMD ["sh"]'),
    row(3, 'ARG V=1'), row(4, 'RUN apt-get update    && apt-get install', 20_000, { buildArgs: ['V=1'], created: Date.UTC(2026, 0, 1) }), row(5, 'LABEL a=b'), row(6, 'EXPOSE 80/tcp'), row(7, 'CMD ["top"]'),
  ];
  const about = { imageId: 'sha256:1', platform: 'linux/amd64', platforms: [], sizes: 'unpacked' as const, diffIds: ['sha256:d0', 'sha256:d1'], labels: {}, settings: undefined };
  return { rows, totalSize: 21_000, about };
}

const source = { kind: 'engine', id: 'sha256:1', name: 'app:1' } as const;
const base = { name: 'debian:12', digest: undefined, entries: 3, layers: 1, by: 'layers' as const };

/** The nodes as an indented outline; `open` says which are opened. */
function outline(list: HistoryList, open: (node: HistoryNode) => boolean): string[] {
  const texts: Record<HistoryNode['kind'], (node: never) => string> = {
    image: () => 'image', base: ({ rows }: { rows: HistoryRow[] }) => `base ${rows.length}`, settings: ({ rows }: { rows: HistoryRow[] }) => `settings ${rows.length}`,
    entry: ({ copyText }: { copyText: string }) => copyText, detail: ({ label, description }: { label: string; description: string }) => [label, description].filter(Boolean).join(': '),
  };
  const visit = (node: HistoryNode, depth: number): string[] => [
    `${'  '.repeat(depth)}${texts[node.kind](node as never)}`, ...(open(node) ? childrenOf(node, list.settings, Date.UTC(2026, 0, 8)).flatMap((child) => visit(child, depth + 1)) : []),
  ];
  return rootsOf(list.current).flatMap((node) => visit(node, 0));
}

describe('the tree', () => {
  const groups = (node: HistoryNode): boolean => node.kind !== 'entry';

  test('steps that only set something are folded, the base is apart once it is known', () => {
    const list = new HistoryList();
    const { key } = list.show(source, model());
    expect(outline(list, groups)).toEqual([
      'image', '  ADD rootfs.tar /', '  settings 3', '    ENV PATH=/bin', '    CMD ["sh"]', '    ARG V=1', '  RUN apt-get update    && apt-get install', '  settings 3', '    LABEL a=b', '    EXPOSE 80/tcp', '    CMD ["top"]',
    ]);
    list.update(key, { base });
    expect(outline(list, groups)).toEqual([
      'image', '  base 3', '    ADD rootfs.tar /', '    ENV PATH=/bin', '    CMD ["sh"]', '  ARG V=1', '  RUN apt-get update    && apt-get install', '  settings 3', '    LABEL a=b', '    EXPOSE 80/tcp', '    CMD ["top"]',
    ]);
  });

  test('newest first, and without what adds no files', () => {
    const list = new HistoryList();
    list.update(list.show(source, model()).key, { base });
    list.set({ isNewestFirst: true });
    expect(outline(list, groups)).toEqual([
      'image', '  settings 3', '    CMD ["top"]', '    EXPOSE 80/tcp', '    LABEL a=b', '  RUN apt-get update    && apt-get install', '  ARG V=1', '  base 3', '    CMD ["sh"]', '    ENV PATH=/bin', '    ADD rootfs.tar /',
    ]);
    list.set({ hidesEmpty: true });
    expect(outline(list, groups)).toEqual(['image', '  RUN apt-get update    && apt-get install', '  base 3', '    ADD rootfs.tar /']);
  });

  test('a step opens into its lines and all that is known', () => {
    const list = new HistoryList({ isNewestFirst: false, hidesEmpty: true });
    const { key } = list.show(source, model());
    list.update(key, { dockerfile: { file: 'file:///Dockerfile', label: 'Dockerfile', target: undefined, buildArgs: undefined, entries: model().rows.map((_, at) => (at === 4 ? { lines: [[3, 4]], confidence: 1 } : { lines: null, confidence: 1 })) } });
    expect(outline(list, () => true).slice(5)).toEqual([
      '  RUN apt-get update    && apt-get install', '    RUN apt-get update \\', '       && apt-get install', '    Build argument: V=1', '    Lines 4–5: Dockerfile', '    Makes layer 2: 20 kB of files', '    Digest: sha256:d1',
      '    Made 1 week ago: 2026-01-01 00:00:00 UTC',
    ]);
  });

  test('nodes of one tree have different ids, which stay the same', () => {
    const list = new HistoryList();
    list.show(source, model());
    const ids = (): string[] => {
      const visit = (node: HistoryNode): string[] => [node.id, ...childrenOf(node, list.settings, 0).flatMap(visit)];
      return rootsOf(list.current).flatMap(visit);
    };
    const before = ids();
    expect(new Set(before).size).toBe(before.length);
    list.set({ isNewestFirst: true });
    expect([...ids()].sort()).toEqual([...before].sort());
  });
});

describe('the list', () => {
  test('the last images are kept for switching back, each once', () => {
    const list = new HistoryList();
    for (let at = 0; at < 12; at++) list.show({ ...source, id: `sha256:${at}`, name: `app:${at}` }, model());
    expect(list.all.map((open) => open.source.name)).toEqual(Array.from({ length: 10 }, (_, at) => `app:${11 - at}`));
    list.switchTo(list.all[3]!.key);
    expect(list.current!.source.name).toBe('app:8');
    list.show({ ...source, id: 'sha256:8', name: 'app:8' }, model());
    expect(list.all).toHaveLength(10);
  });
  test('what was found out about an image stays when it is read again, unless it is another one now', () => {
    const list = new HistoryList();
    list.update(list.show(source, model()).key, { base, problem: 'gone' });
    expect(list.show(source, model())).toMatchObject({ base, problem: undefined });
    const other = model();
    expect(list.show(source, { ...other, about: { ...other.about!, imageId: 'sha256:2' } }).base).toBeUndefined();
  });
  test('only what is new is told', () => {
    const list = new HistoryList();
    const { key } = list.show(source, model());
    let told = 0;
    list.onDidChange(() => told++);
    list.update(key, { base });
    list.update(key, { base: { ...base } });
    list.update('gone', { base });
    expect(told).toBe(1);
  });
  test('another platform is another history', () => {
    const list = new HistoryList();
    list.show(source, model());
    list.show(source, model(), 'linux/arm64');
    expect(list.all.map(({ platform }) => platform)).toEqual(['linux/arm64', undefined]);
  });
});

test('sizes say what they count', () => {
  expect((['unpacked', 'disk usage', 'packed', 'packed and unpacked'] as const).map((kind) => sizedText(8192, kind))).toEqual(['8.19 kB of files', '8.19 kB on disk', '8.19 kB packed', '8.19 kB packed and unpacked']);
  expect(layerText(row(0, 'RUN x', 8192), 'disk usage')[1]).toBe('8.19 kB on disk; each layer takes some, even one that only deletes');
  expect(layerText(row(0, 'CMD x'), 'unpacked')[0]).toBe('Adds no files');
  expect(layerText(row(0, 'RUN x', 1, { size: undefined }), 'disk usage')[1]).toMatch(/not unpacked/);
  expect([shortLinesText([3, 3], 1), shortLinesText([3, 5], 0.5)]).toEqual(['line 4', 'lines 4–6?']);
  const list = new HistoryList();
  expect(imageText(list.show(source, model()), list.settings)).toBe('21 kB of files in 2 layers, 8 steps, oldest first');
  expect(imageText(list.current!, { isNewestFirst: true, hidesEmpty: true })).toBe('21 kB of files in 2 layers, 6 of 8 steps hidden, newest first');
});

describe('an image beside a Dockerfile', () => {
  const dockerfile = '# tools\nFROM a AS tools\nRUN tool\nFROM b\n# why\nRUN one \\\n  && two\nENV A=1\nCMD ["x"]\n';
  const step = (name: string, first: number, last = first): StageStepsInfo['steps'][number] => ({ name, lines: [first, last], text: '', key: null });
  const stages: StageStepsInfo[] = [
    { index: 0, name: 'tools', base: { kind: 'image', name: 'a' }, platform: '', isBuilt: true, steps: [step('FROM', 1), step('RUN', 2)] },
    { index: 1, name: null, base: { kind: 'image', name: 'b' }, platform: '', isBuilt: true, steps: [step('FROM', 3), step('RUN', 5, 6), step('ENV', 7), step('CMD', 8)] },
  ];
  const rebuilt = { text: 'FROM b\nRUN one   && two\nENV A=2\nUSER me\nCMD ["y"]\n', lines: [undefined, [1, 1], [2, 2], [3, 3], [4, 4]] as const };
  const at = (lines: [number, number] | null, confidence = 1): HistoryEntryLines => ({ lines: lines && [lines], confidence });
  const compared = (entries: HistoryEntryLines[], target?: string): string => comparable({ dockerfile, stages, target, entries, rebuilt });

  test('is the Dockerfile itself when they agree', () => expect(compared([at(null), at([5, 6]), at([7, 7]), at([8, 8])])).toBe(dockerfile));
  test('has its own text where they differ, what it has besides, and not what it lacks', () => {
    expect(compared([at(null), at([5, 6]), at([7, 7], 0.5), at(null), at([8, 8], 0.6)])).toBe('# tools\nFROM a AS tools\nRUN tool\nFROM b\n# why\nRUN one \\\n  && two\nENV A=2\nUSER me\nCMD ["y"]\n');
    expect(compared([at(null), at([5, 6]), at([8, 8])])).toBe('# tools\nFROM a AS tools\nRUN tool\nFROM b\n# why\nRUN one \\\n  && two\nCMD ["x"]\n');
  });
  test('is whole when they have nothing in common', () => expect(compared([at(null), at(null)])).toBe(rebuilt.text));
  test('of another target only touches that stage', () => expect(compared([at(null), at([2, 2], 0.4)], 'TOOLS')).toContain('FROM a AS tools\nRUN one   && two\nFROM b\n# why\nRUN one'));
});
