import { describe, expect, test } from 'vitest';
import { flagSpec, instructionNames, instructions } from '../../../../server/src/data/instructions.ts';
import { checkCompletion, itemAt, itemsAt, labelsAt } from '../../../support/checkCompletion.ts';

describe('names', () => {
  test.each(instructionNames.filter((name) => instructions[name].flags.length > 0))('%s offers each of its flags', (name) => {
    const text = name === 'FROM' ? '' : 'FROM a\n';
    const expected = instructions[name].flags.map(({ name: flag, value }) => `--${flag}${value.kind === 'boolean' ? '' : '='}`);
    for (const typed of ['-', '--', '--x']) expect(labelsAt(`${text}${name} ${typed}$0`)).toEqual(expected);
    expect(labelsAt(`${text}${name} $0`)).toEqual(expect.arrayContaining(expected));
  });

  test('one that is there already is not offered again, unless it may be repeated', () => {
    expect(labelsAt('FROM a\nCOPY --link --exclude=x --$0 b c')).toEqual(['--from=', '--chown=', '--chmod=', '--parents', '--exclude=']);
    expect(labelsAt('FROM a\nCOPY --$0 --link b c')).not.toContain('--link');
    expect(labelsAt('FROM a\nRUN --mount=type=tmpfs,target=/t --$0')).toContain('--mount=');
  });

  test('also behind a continuation, and in ONBUILD', () => {
    expect(labelsAt('FROM a\nRUN --network=none \\\n  --$0')).toEqual(['--mount=', '--security=', '--device=']);
    expect(labelsAt('# escape=`\nFROM a\nRUN --network=none `\r\n  --$0')).toEqual(['--mount=', '--security=', '--device=']);
    expect(labelsAt('FROM a\nONBUILD COPY --$0')).toContain('--from=');
  });

  test.each(['FROM a\nRUN b --$0', 'FROM a\nCOPY b --$0', 'FROM a\nENV --$0', 'FROM a\nCOPY -- --$0', 'FROM a\nFOO --$0', 'FROM a\nRUN [ -$0'])('none at %j', (text) => {
    expect(labelsAt(text)).toEqual([]);
  });

  test('what taking one writes', () => {
    checkCompletion('FROM a\nCOPY --fr$0', '--from=', 'FROM a\nCOPY --from=$0');
    checkCompletion('FROM a\nCOPY --l$0 b c', '--link', 'FROM a\nCOPY --link$0 b c');
    checkCompletion('FROM a\nCOPY --fo$0rm=b c d', '--from=', 'FROM a\nCOPY --from$0=b c d');
    checkCompletion('FROM a\nRUN --network=none \\\n  --m$0 \\\n  b', '--mount=', 'FROM a\nRUN --network=none \\\n  --mount=$0 \\\n  b');
  });

  test('a value is asked for at once', () => {
    expect(itemAt('FROM a\nCOPY --$0', '--from=').triggerSuggest).toBe(true);
    expect(itemAt('FROM a\nCOPY --$0', '--link').triggerSuggest).toBeUndefined();
  });

  test('the frontend that it needs stands beside it', () => {
    expect(itemAt('FROM a\nCOPY --$0', '--parents').detail).toBe('Dockerfile 1.20 (labs 1.7)');
    expect(itemAt('FROM a\nRUN --$0', '--device=').detail).toBe('labs only (Dockerfile 1.14-labs)');
    expect(itemAt('FROM a\nCOPY --$0', '--from=').detail).toBeUndefined();
    expect(itemAt('FROM a\nHEALTHCHECK --$0', '--start-interval=').detail).toBe('Dockerfile 1.6, Docker Engine 25');
  });
});

describe('values', () => {
  test.each([
    ['FROM a\nRUN --network=$0', ['default', 'none', 'host']],
    ['FROM a\nRUN --security=$0 b', ['sandbox', 'insecure']],
    ['FROM a\nCOPY --link=$0', ['true', 'false']],
    ['FROM a\nADD --keep-git-dir=$0', ['true', 'false']],
    ['FROM a\nHEALTHCHECK --retries=$0', ['3', '1', '5']],
    ['FROM a\nCOPY --nothing=$0', []],
  ])('%j', (text, expected) => {
    expect(labelsAt(text)).toEqual(expected);
  });

  test('platforms, and the variables that hold one', () => {
    expect(labelsAt('FROM --platform=$0').slice(0, 4)).toEqual(['$BUILDPLATFORM', '$TARGETPLATFORM', 'linux/amd64', 'linux/arm64']);
    checkCompletion('FROM --platform=$B$0 a', '$BUILDPLATFORM', 'FROM --platform=$BUILDPLATFORM$0 a');
    checkCompletion('FROM --platform=linux/ar$0m64 a', 'linux/arm/v7', 'FROM --platform=linux/arm/v7$0 a');
    expect(labelsAt('ARG P\nFROM --platform=${$0')).toContain('P');
  });

  test('every value offered for an enumeration is one that BuildKit takes', () => {
    const spec = flagSpec('RUN', 'network')!.value;
    expect(itemsAt('FROM a\nRUN --network=$0').every(({ label }) => spec.kind === 'enum' && spec.values.includes(label))).toBe(true);
  });

  test('variables where the builder replaces them', () => {
    expect(labelsAt('FROM a\nARG WHO=1\nCOPY --chown=$$0 b c')).toContain('WHO');
    expect(labelsAt('FROM a\nARG WHO=1\nCOPY --from=$$0 b c')).not.toContain('WHO');
  });
});
