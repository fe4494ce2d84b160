import { describe, expect, test } from 'vitest';
import {
  defaultOptions, engineFilters, filterText, groupDescription, imageFacts, imageRows, namesOf, noFilter, optionsFrom, rowDescription,
  type ImageListOptions, type ListRow,
} from '../../../client/src/model/imageList.ts';
import { fakeContainer, fakeImage } from '../../support/fakeImages.ts';

const options = (rest: Partial<ImageListOptions>): ImageListOptions => ({ ...defaultOptions, ...rest });
const digest = `sha256:${'d'.repeat(64)}`;

/** Each row as a line, those of groups indented. */
function lines(rows: readonly ListRow[]): string[] {
  return rows.flatMap((row) => (row.kind === 'group' ? [`${row.label}/`, ...row.rows.map((one) => `  ${one.label}`)] : [row.label]));
}

const images = [
  fakeImage('a', ['app:1', 'app:2', 'other:1'], { size: 3_000_000, created: 300 }),
  fakeImage('b', ['app:10'], { size: 5_000_000, created: 100 }),
  fakeImage('c', [], { size: 9_000_000, created: 200 }),
  fakeImage('e', [], { isDangling: false }),
  fakeImage('f', [], { isDangling: false, digests: [`registry.example/x@${digest}`] }),
];

describe('rows', () => {
  test('repositories with several names are groups, tags in the order of numbers, images without a name apart', () => {
    expect(lines(imageRows(images, [], options({})))).toEqual([
      'app/', '  1', '  2', '  10', 'other:1', `registry.example/x@${'d'.repeat(12)}`, 'Dangling images/', `  ${'c'.repeat(12)}`,
    ]);
  });
  test('flat, the largest or the newest first', () => {
    expect(lines(imageRows(images, [], options({ grouping: 'none', order: 'size' }))).slice(0, 3)).toEqual(['app:10', 'app:1', 'app:2']);
    expect(lines(imageRows(images, [], options({ grouping: 'none', order: 'age' }))).slice(0, 3)).toEqual(['app:1', 'app:2', 'other:1']);
  });
  test('intermediate images on request, dangling ones hidden on request, and shown when they are asked for', () => {
    expect(lines(imageRows(images, [], options({ showIntermediate: true, showDangling: false }))).slice(-2)).toEqual(['Intermediate images/', `  ${'e'.repeat(12)}`]);
    expect(lines(imageRows([images[2]!], [], options({ showDangling: false, filter: { ...noFilter, danglingOnly: true } })))).toContain('Dangling images/');
  });
  test('a text shows the names it is in, an id all names of that image', () => {
    const found = (text: string): string[] => lines(imageRows(images, [], options({ grouping: 'none', filter: { ...noFilter, text } })));
    expect(found('OTHER')).toEqual(['other:1']);
    expect(found('aaaa')).toEqual(['app:1', 'app:2', 'other:1']);
    expect(found('nothing')).toEqual([]);
  });
  test('an image keeps its row when the engine tells the images in another order', () => {
    expect(lines(imageRows([...images].reverse(), [], options({ order: 'size' })))).toEqual(lines(imageRows(images, [], options({ order: 'size' }))));
  });
});

describe('texts', () => {
  const image = fakeImage('a', ['app:1', 'app:2'], { size: 3_000_000, sharedSize: 2_500_000, uniqueSize: 500_000, created: Date.UTC(2026, 0, 1), platforms: ['linux/amd64'] });
  const [group] = imageRows([image], [fakeContainer('web', 'a', 'running'), fakeContainer('db', 'b')], defaultOptions);
  const row = group?.kind === 'group' ? group.rows[0]! : undefined;
  test('of a row', () => {
    expect(rowDescription(row!, Date.UTC(2026, 0, 15))).toBe('3 MB, 500 kB of its own, 2 weeks ago, used by 1 container');
  });
  test('of a row whose shared size is not known yet', () => {
    expect(rowDescription({ ...row!, image: fakeImage('a', ['app:1']), usedBy: [] }, 0)).toBe('1 MB');
  });
  test('of everything about it: which size it is, what it shares, who uses it', () => {
    const facts = imageFacts(row!, true);
    expect(facts).toContain('app:1');
    expect(facts).toContain('Also app:2');
    expect(facts).toContain('Size 3 MB (unpacked: the files of all layers)');
    expect(facts).toContain('Of that 2.5 MB shared with other images, 500 kB its own');
    expect(facts).toContain('Platform linux/amd64');
    expect(facts).toContain('Container web: Up 3 minutes');
    expect(facts.join()).not.toContain('db');
    expect(imageFacts({ ...row!, image: fakeImage('a', ['app:1']) }, false)).toContain('What it shares with other images is being measured.');
    expect(imageFacts({ ...row!, image: fakeImage('a', ['app:1']) }, true).join()).not.toContain('shares');
  });
  test('of groups: the sum says what it is', () => {
    expect(group?.kind === 'group' && groupDescription(group)).toBe('2 names');
    const dangling = (sized: boolean): string => {
      const [row2] = imageRows([fakeImage('c', []), fakeImage('d', [])].map((one) => (sized ? { ...one, sharedSize: 900_000, uniqueSize: 100_000 } : one)), [], defaultOptions);
      return row2?.kind === 'group' ? groupDescription(row2) : '';
    };
    expect(dangling(false)).toBe('2 images, 2 MB in sum');
    expect(dangling(true)).toBe('2 images, 200 kB of their own');
    const [single] = imageRows([fakeImage('c', [])], [], defaultOptions);
    expect(single?.kind === 'group' && groupDescription(single)).toBe('1 image, 1 MB');
  });
});

describe('filters', () => {
  test('what the engine is asked', () => {
    expect(engineFilters(noFilter)).toBeUndefined();
    expect(engineFilters({ ...noFilter, text: 'x' })).toBeUndefined();
    expect(engineFilters({ text: '', reference: 'app:*', label: 'a=b', before: 'x:1', since: 'y:1', danglingOnly: true }))
      .toEqual({ reference: ['app:*'], label: ['a=b'], before: ['x:1'], since: ['y:1'], dangling: ['true'] });
  });
  test('in words', () => {
    expect(filterText(noFilter)).toBe('');
    expect(filterText({ text: 'web', reference: 'app:*', label: 'a=b', before: 'x:1', since: 'y:1', danglingOnly: true }))
      .toBe('"web", reference app:*, label a=b, older than x:1, newer than y:1, dangling only');
  });
});

test('names: digests count where their repository has no tag', () => {
  expect(namesOf({ tags: ['app:1'], digests: [`app@${digest}`, `registry.example/app@${digest}`] })).toEqual(['app:1', `registry.example/app@${digest}`]);
});

test('what was remembered is taken as far as it is as it should be', () => {
  expect(optionsFrom(undefined)).toEqual(defaultOptions);
  expect(optionsFrom('{')).toEqual(defaultOptions);
  expect(optionsFrom('null')).toEqual(defaultOptions);
  expect(optionsFrom('{"order":"colour","grouping":"none","filter":{"text":1},"showIntermediate":"yes"}')).toEqual({ ...defaultOptions, grouping: 'none' });
  const remembered: ImageListOptions = { grouping: 'none', order: 'age', showDangling: false, showIntermediate: true, filter: { ...noFilter, label: 'x' } };
  expect(optionsFrom(JSON.stringify(remembered))).toEqual(remembered);
});
