import { describe, expect, test } from 'vitest';
import { mountKeys, mountOptions, mountTypes } from '../../../../server/src/data/mountOptions.ts';
import { checkCompletion, itemAt, labelsAt } from '../../../support/checkCompletion.ts';

const run = (mount: string): string => `FROM base AS one\nFROM other\nFROM a\nRUN --mount=${mount}`;

describe('keys', () => {
  test.each(mountTypes)('type=%s: exactly those that have an effect', (type) => {
    const expected = mountKeys.filter((key) => key !== 'type' && ['required', 'allowed'].includes(mountOptions[key].uses[type]));
    expect(labelsAt(run(`type=${type},$0`)).map((label) => label.replace('=', '')).sort()).toEqual([...expected].sort());
  });

  test('without a type: the types, and the keys of bind', () => {
    expect(labelsAt(run('$0'))).toEqual([...mountTypes.map((type) => `type=${type}`), 'target=', 'source=', 'from=', 'readonly', 'readwrite']);
  });

  test('not one that is there, in whatever spelling and on whichever side', () => {
    expect(labelsAt(run('type=cache,dst=/x,$0'))).not.toContain('target=');
    expect(labelsAt(run('type=cache,$0,dst=/x,ro'))).not.toEqual(expect.arrayContaining(['target=']));
    expect(labelsAt(run('type=cache,$0,ro'))).not.toContain('readwrite');
    expect(labelsAt(run('type=secret,src=x,$0'))).not.toContain('id=');
  });

  test('the type may stand behind the cursor', () => {
    expect(labelsAt(run('$0,type=tmpfs'))).toContain('size=');
  });

  test('the type is read as BuildKit reads it', () => {
    expect(labelsAt(run('TYPE=Cache,$0'))).toContain('sharing=');
  });

  test('a required key says so, and the newest its frontend', () => {
    expect(itemAt(run('type=cache,$0'), 'target=').detail).toBe('required');
    expect(itemAt(run('type=cache,$0'), 'sharing=').detail).toBe('default shared');
    expect(itemAt(run('type=secret,$0'), 'env=').detail).toBe('Dockerfile 1.10');
  });

  test('what taking one writes', () => {
    checkCompletion(run('type=cache,tar$0'), 'target=', run('type=cache,target=$0'));
    checkCompletion(run('type=cache,tar$0=/x b'), 'target=', run('type=cache,target$0=/x b'));
    checkCompletion(run('$0 b'), 'type=cache', run('type=cache$0 b'));
    checkCompletion(run('type=secret,id=x,req$0 b'), 'required', run('type=secret,id=x,required$0 b'));
  });
});

describe('values', () => {
  test.each([
    ['type=$0', ['bind', 'cache', 'tmpfs', 'secret', 'ssh']],
    ['type=cache,sharing=$0', ['shared', 'private', 'locked']],
    ['type=secret,required=$0', ['true', 'false']],
    ['type=bind,source=$0', []],
    ['type=cache,nothing=$0', []],
  ])('%s', (mount, expected) => {
    expect(labelsAt(run(mount))).toEqual(expected);
  });

  test('from takes the names of earlier stages, no numbers', () => {
    expect(labelsAt(run('type=bind,from=$0'))).toEqual(['one']);
    checkCompletion(run('from=o$0,target=/x b'), 'one', run('from=one$0,target=/x b'));
  });

  test('well-known folders for a cache', () => {
    expect(labelsAt(run('type=cache,target=$0'))).toContain('/root/.npm');
    expect(labelsAt(run('type=bind,target=$0'))).toEqual([]);
  });

  test('a later flag and a later mount have their own options', () => {
    expect(labelsAt(run('type=cache,target=/x --mount=type=ssh,$0'))).not.toContain('sharing=');
  });

  test('a variable of the stage, but not for from', () => {
    expect(labelsAt('FROM a\nARG DIR=/x\nRUN --mount=type=cache,target=$$0')).toContain('DIR');
  });
});
