import { describe, expect, test } from 'vitest';
import { checkCompletion, itemAt, labelsAt } from '../../../support/checkCompletion.ts';

const stages = 'FROM alpine AS One\nFROM debian\nFROM one AS two\n';

describe('FROM', () => {
  test('the stages before it, the nearest first, and scratch', () => {
    expect(labelsAt(`${stages}FROM $0`)).toEqual(['two', 'one', 'scratch', '--platform=']);
    expect(labelsAt(`${stages}FROM --platform=linux/amd64 t$0\nFROM later AS later`)).toEqual(['two', 'one', 'scratch']);
  });

  test('not itself', () => {
    expect(labelsAt('FROM $0 AS me')).toEqual(['scratch', '--platform=']);
  });

  test('AS behind the image, once', () => {
    expect(labelsAt('FROM a $0')).toEqual(['AS']);
    expect(labelsAt('from a $0')).toEqual(['AS']);
    expect(labelsAt('FROM a A$0')).toEqual(['AS']);
    expect(labelsAt('FROM a AS $0')).toEqual([]);
    expect(labelsAt('FROM a $0 AS b')).toEqual([]);
    checkCompletion('FROM a AS b\nFROM c a$0', 'AS', 'FROM a AS b\nFROM c AS $0');
  });

  test('what taking one writes', () => {
    checkCompletion(`${stages}FROM t$0x AS z`, 'two', `${stages}FROM two$0 AS z`);
  });
});

describe('COPY --from', () => {
  test('the stages before its own; a number where there is no name', () => {
    expect(labelsAt(`${stages}COPY --from=$0`)).toEqual(['1', 'one']);
    expect(labelsAt(`${stages}FROM x\nCOPY --from=$0 a b`)).toEqual(['two', '1', 'one']);
    expect(labelsAt('FROM a AS x\nCOPY --from=$0\nFROM b AS y')).toEqual([]);
  });

  test('of two with one name the one that counts', () => {
    expect(labelsAt('FROM a AS x\nFROM b AS X\nFROM c\nCOPY --from=$0')).toEqual(['x']);
    expect(itemAt('FROM a AS x\nFROM b AS X\nFROM c\nCOPY --from=$0', 'x').detail).toBe('stage 1, from b');
  });

  test('what taking one writes', () => {
    checkCompletion(`${stages}COPY --from=o$0ld /a /b`, 'one', `${stages}COPY --from=one$0 /a /b`);
    checkCompletion(`${stages}ONBUILD COPY --from=$0 /a /b`, 'one', `${stages}ONBUILD COPY --from=one$0 /a /b`);
  });

  test('lists many stages in one pass', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `FROM a AS s${index}\n`).join('');
    expect(labelsAt(`${many}FROM a\nCOPY --from=$0`)).toHaveLength(2000);
  });
});
