/** Base images that are known: what they set is there for the checks, and what they do not set is not. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import { hover } from '../../../server/src/features/hover.ts';
import type { BaseImage } from '../../../server/src/semantics/baseImage.ts';
import { analyse, type Semantics } from '../../../server/src/semantics/semantics.ts';
import type { Snapshot } from '../../../server/src/semantics/snapshot.ts';
import { makeSnapshot } from '../../../server/src/semantics/snapshotOf.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { readFixture } from '../../support/fixture.ts';

const plain: BaseImage = { env: {}, shell: [], workingDir: '', user: '', onbuild: [] };

function snapshotOn(text: string, image: Partial<BaseImage> | undefined, name = 'img'): Snapshot {
  return makeSnapshot('file:///Dockerfile', 1, parse(text), undefined, image && { baseImages: new Map([[name, { ...plain, ...image }]]) });
}

const semanticsOn = (text: string, image: Partial<BaseImage>): Semantics => snapshotOn(text, image).semantics;

function undefinedIn(text: string, image: Partial<BaseImage> | undefined, preset: 'recommended' | 'buildkit' = 'recommended'): string[] {
  return diagnose(snapshotOn(text, image), { preset, severity: {} }).filter(({ code }) => code === 'UndefinedVar').map(({ message }) => /\$\w+/.exec(message)![0]);
}

interface Recorded {
  readonly text: string;
  readonly env: readonly string[];
  readonly shell: readonly string[];
  readonly warnings: readonly (readonly [rule: string, line: number, message: string])[];
}

test('the checks say what BuildKit said with the same image', () => {
  const recorded = readFileSync(new URL('../../corpus/base-images.jsonl', import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded);
  expect(recorded.length).toBeGreaterThan(100);
  for (const { text, env, shell, warnings } of recorded) {
    const values = Object.fromEntries(env.map((pair) => (pair.includes('=') ? [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] : [pair, ''])));
    const snapshot = snapshotOn(text, { env: values, shell });
    const found = diagnose(snapshot, { preset: 'buildkit', severity: {} }).filter(({ code }) => code === 'UndefinedVar' || code === 'JSONArgsRecommended')
      .map(({ code, message, range }) => [code, snapshot.tree.lines.positionAt(range.start).line + 1, message.replace(/ \(did you mean .*\)/, '')]);
    expect(found.sort(), `${env.join(' ')} ${shell.join(' ')}\n${text}`).toEqual([...warnings].sort());
  }
});

describe('undefined variables', () => {
  const text = 'FROM img\nLABEL a=$SET b=$UNSET\n';

  test('recommended claims only what it knows', () => {
    expect(undefinedIn(text, { env: { SET: '' } })).toEqual(['$UNSET']);
    expect(undefinedIn(text, undefined)).toEqual([]);
    expect(undefinedIn(text, undefined, 'buildkit')).toEqual(['$SET', '$UNSET']);
  });

  test('instructions of the image may set more', () => {
    expect(undefinedIn(text, { env: { SET: '' }, onbuild: ['ARG UNSET=1'] })).toEqual([]);
    expect(undefinedIn(text, { env: { SET: '' }, onbuild: ['RUN true'] })).toEqual(['$UNSET']);
  });

  test('an image whose name depends on the build is another one elsewhere', () => {
    const onArch = 'FROM img-$TARGETARCH\nLABEL a=$UNSET\n';
    expect(diagnose(snapshotOn(onArch, {}, 'img-amd64'), { preset: 'recommended', severity: {} }).map(({ code }) => code)).not.toContain('UndefinedVar');
    expect(undefinedIn('ARG TAG=1\nFROM img$EMPTY\nLABEL a=$UNSET\n', {})).toEqual(['$UNSET']);
  });
});

describe('what is in force', () => {
  const image = { shell: ['/bin/bash', '-c'], workingDir: 'app/', user: 'node', env: { HOME: '/home/node' } };

  test('starts with what the image sets', () => {
    const semantics = semanticsOn('FROM img\nRUN x\nWORKDIR sub\nFROM 0\nSHELL ["sh"]\nWORKDIR $HOME\nRUN x\n', image);
    expect(semantics.shellAt(1)).toEqual(['/bin/bash', '-c']);
    expect(semantics.userAt(1)).toEqual({ kind: 'known', text: 'node' });
    expect(semantics.workdirAt(1)).toEqual({ path: '/app', known: true, belowBase: false });
    expect(semantics.workdirAt(2, true)).toEqual({ path: '/app/sub', known: true, belowBase: false });
  });

  test('goes on through stages', () => {
    const semantics = semanticsOn('FROM img AS a\nWORKDIR sub\nFROM a\nWORKDIR $HOME\nRUN x\n', image);
    expect(semantics.shellAt(4)).toEqual(['/bin/bash', '-c']);
    expect(semantics.workdirAt(4)).toEqual({ path: '/home/node', known: true, belowBase: false });
    expect(semantics.envAt(4).value('HOME')).toEqual({ kind: 'known', text: '/home/node' });
  });

  test('an image without a user is root\u2019s, and a folder of Windows is left alone', () => {
    expect(semanticsOn('FROM img\nRUN x\n', {}).userAt(1)).toEqual({ kind: 'unset' });
    expect(semanticsOn('FROM img\nRUN x\n', { workingDir: 'C:\\app' }).workdirAt(1).known).toBe(false);
  });
});

test('other options mean another analysis, the same ones the same', () => {
  const tree = parse('FROM img\nLABEL a=$SET\n');
  const before = analyse(tree);
  const options = { baseImages: new Map([['img', plain]]) };
  const after = analyse(tree, before, options);
  expect(after).not.toBe(before);
  expect(analyse(tree, after)).toBe(after);
  expect(analyse(tree, after, options)).toBe(after);
});

describe('hover', () => {
  test.each([
    ['FROM img\nLABEL a=$S$0ET\n', 'Set by `img`.'],
    ['FROM img\nLABEL a=$S$0ET\n', '`from the image`'],
    ['FROM img\nR$0UN x\n', 'The shell is that of `img`.'],
    ['FROM img\nR$0UN x\n', '**Runs in `/app` as `node`:** `["/bin/bash", "-c", "x"]`'],
    ['FROM img\nSHELL ["sh"]\nR$0UN x\n', 'The shell is from SHELL in line 2.'],
  ])('%j says %j', (marked, said) => {
    const { text, offset } = readFixture(marked);
    const image = { env: { SET: 'from the image' }, shell: ['/bin/bash', '-c'], workingDir: '/app', user: 'node' };
    expect(hover(snapshotOn(text, image), offset)?.markdown).toContain(said);
  });

  test('a line that sets the variable is said, and not the image', () => {
    const { text, offset } = readFixture('FROM img\nENV SET=1\nLABEL a=$S$0ET\n');
    expect(hover(snapshotOn(text, { env: { SET: '2' } }), offset)?.markdown).not.toContain('Set by');
  });
});
