import { describe, expect, test } from 'vitest';
import { historyOfArchive, historyOfEngine } from '../../../client/src/model/history.ts';
import type { HistoryModel } from '../../../client/src/model/history.ts';
import { analyseImage } from '../../../server/src/image/layers.ts';
import { fromFile } from '../../support/imageArchive.ts';
import { file, imageArchive, tar } from '../../support/tarBuilder.ts';
import type { ImageSpec } from '../../support/tarBuilder.ts';

const columns = (model: HistoryModel): unknown[] => model.rows.map(({ instruction, text, size, isEmpty, layer, part }) => [instruction, text, size, isEmpty, layer, part]);

async function ofArchive(spec: ImageSpec, baseEntries?: number): Promise<HistoryModel> {
  const archive = await fromFile(imageArchive('podman', spec));
  const image = archive.images[0]!;
  return historyOfArchive(image, analyseImage(archive.paths, image), baseEntries);
}

describe('from an archive', () => {
  const layers = [tar(file('a', '1234')), tar(file('b', '12'))];
  const history = [
    { created_by: '/bin/sh -c #(nop) ADD file:1 in / ', created: '2024-05-01T00:00:00Z' }, { created_by: '/bin/sh -c #(nop)  CMD ["sh"]', empty_layer: true, created: '0001-01-01T00:00:00Z' },
    { created_by: 'RUN |1 V=1 /bin/sh -c make # buildkit', comment: 'buildkit.dockerfile.v0' },
  ];

  test('sizes are those of the layers', async () => {
    const model = await ofArchive({ layers, history, tags: ['app:1'] }, 2);
    expect(columns(model)).toEqual([
      ['ADD', 'file:1 in /', 4, false, 0, 'base'],
      ['CMD', '["sh"]', 0, true, undefined, 'base'],
      ['RUN', 'make', 2, false, 1, 'own'],
    ]);
    expect(model.totalSize).toBe(6);
    expect(model.rows.map(({ created, tags, buildArgs }) => [created, tags, buildArgs])).toEqual([[Date.parse('2024-05-01T00:00:00Z'), [], []], [undefined, [], []], [undefined, ['app:1'], ['V=1']]]);
  });

  test('layers without an entry, entries without a layer', async () => {
    expect(columns(await ofArchive({ layers, history: [{ created_by: 'x' }] }))).toEqual([['', 'x', 4, false, 0, undefined], ['', 'unknown step', 2, false, 1, undefined]]);
    expect(columns(await ofArchive({ layers: layers.slice(0, 1), history: [{ created_by: 'a' }, { created_by: 'b' }] }))).toEqual([['', 'a', 4, false, 0, undefined], ['', 'b', undefined, false, undefined, undefined]]);
  });
});

describe('from an engine', () => {
  const entry = (createdBy: string, size: number) => ({ id: undefined, created: 1, createdBy, comment: '', tags: [], size, sizeKind: 'unpacked' as const });

  test('entries without a size that made a layer', () => {
    const model = historyOfEngine([entry('ADD x / # buildkit', 9), entry('ENV A=1', 0), entry('RUN /bin/sh -c true # buildkit', 0)], 2);
    expect(columns(model)).toEqual([['ADD', 'x /', 9, false, 0, undefined], ['ENV', 'A=1', 0, true, undefined, undefined], ['RUN', 'true', 0, false, 1, undefined]]);
    expect(model.totalSize).toBe(9);
  });

  test('numbers that do not fit', () => {
    expect(columns(historyOfEngine([entry('a', 1), entry('b', 0), entry('c', 2)], 1))).toEqual([['', 'a', 1, false, undefined, undefined], ['', 'b', 0, true, undefined, undefined], ['', 'c', 2, false, undefined, undefined]]);
  });

  test('none', () => expect(historyOfEngine([], 0)).toEqual({ rows: [], totalSize: 0 }));
});

test('a layer that is not unpacked has no size on disk', () => {
  const entry = (createdBy: string, size: number) => ({ id: undefined, created: 0, createdBy, comment: 'buildkit.dockerfile.v0', tags: [], size, sizeKind: 'disk usage' as const });
  expect(historyOfEngine([entry('COPY a /a # buildkit', 0), entry('CMD ["a"]', 0), entry('RUN /bin/sh -c rm /a # buildkit', 8192)], 2).rows.map(({ size }) => size)).toEqual([undefined, 0, 8192]);
});
