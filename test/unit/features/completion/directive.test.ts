import { describe, expect, test } from 'vitest';
import { buildChecks } from '../../../../server/src/data/buildChecks.ts';
import { checkCompletion, itemAt, labelsAt } from '../../../support/checkCompletion.ts';

const whole = ['# syntax=docker/dockerfile:1', '# escape=`', '# check=skip='];

describe('at the top', () => {
  test.each(['#$0', '# $0', '# s$0\nFROM a', '#$0\r\nFROM a', '\uFEFF# $0\nFROM a'])('all of them: %j', (text) => {
    expect(labelsAt(text)).toEqual(whole);
  });

  test('an empty first line takes them and instructions', () => {
    expect(labelsAt('$0\nFROM a')).toEqual(expect.arrayContaining([...whole, 'FROM', 'ARG']));
  });

  test('not one that is there', () => {
    expect(labelsAt('# syntax=docker/dockerfile:1\n# $0')).toEqual(whole.slice(1));
    expect(labelsAt('# syntax=docker/dockerfile:1\n# escape=`\n#$0\nFROM a')).toEqual(whole.slice(2));
    expect(labelsAt('#$0\n# syntax=docker/dockerfile:1\n')).toEqual(whole);
  });

  test.each(['\n# $0', '# note\n# $0', 'FROM a\n# $0', '# note, and $0', '# other=x\n# $0', '# other=$0'])('nothing at %j', (text) => {
    expect(labelsAt(text)).toEqual([]);
  });

  test('what taking one writes', () => {
    checkCompletion('# sy$0\nFROM a', '# syntax=docker/dockerfile:1', '# syntax=docker/dockerfile:1$0\nFROM a');
    checkCompletion('#$0\nFROM a', '# escape=`', '# escape=`$0\nFROM a');
    checkCompletion('$0', '# check=skip=', '# check=skip=$0');
    expect(itemAt('#$0', '# check=skip=').detail).toContain('Dockerfile 1.8');
  });
});

describe('values', () => {
  test('syntax and escape', () => {
    expect(labelsAt('# syntax=$0\nFROM a')).toEqual(['docker/dockerfile:1', 'docker/dockerfile:1-labs', 'docker/dockerfile:1.20', 'docker/dockerfile-upstream:master']);
    checkCompletion('# syntax = docker$0/dockerfile:experimental\nFROM a', 'docker/dockerfile:1', '# syntax = docker/dockerfile:1$0\nFROM a');
    expect(labelsAt('# escape=$0')).toEqual(['`', '\\']);
  });

  test('check: options, each once', () => {
    expect(labelsAt('# check=$0')).toEqual(['skip=', 'error=', 'experimental=']);
    expect(labelsAt('# check=skip=all;$0')).toEqual(['error=', 'experimental=']);
    expect(labelsAt('# check=error=$0')).toEqual(['true', 'false']);
    checkCompletion('# check=sk$0;error=true', 'skip=', '# check=skip=$0;error=true');
  });

  test('check: names of checks, each once', () => {
    expect(labelsAt('# check=skip=$0')).toEqual(['all', ...buildChecks.filter(({ experimental }) => !experimental).map(({ name }) => name)]);
    expect(labelsAt('# check=skip=UndefinedVar,$0')).not.toContain('UndefinedVar');
    expect(labelsAt('# check=skip=$0,UndefinedVar')).not.toContain('UndefinedVar');
    expect(labelsAt('# check=experimental=$0')).toEqual(['all', 'InvalidDefinitionDescription']);
    checkCompletion('# check=skip=Und$0,StageNameCasing;error=true', 'UndefinedVar', '# check=skip=UndefinedVar$0,StageNameCasing;error=true');
  });
});

describe('# check=skip= above an instruction', () => {
  test('only skip, and only checks that heed it', () => {
    expect(labelsAt('FROM a\n# check=$0\nRUN b')).toEqual(['skip=']);
    const names = labelsAt('FROM a\n# check=skip=$0\nRUN b');
    expect(names).toContain('UndefinedVar');
    expect(names).not.toContain('DuplicateStageName');
    expect(itemAt('FROM a\n# check=skip=$0\nRUN b', 'UndefinedVar').detail).toBe('Dockerfile 1.21');
  });
});
