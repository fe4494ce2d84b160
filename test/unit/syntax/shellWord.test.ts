import { describe, expect, test } from 'vitest';
import { processError, processWord, scanExpansions, type Expansion } from '../../../server/src/syntax/shellWord.ts';

const values: Readonly<Record<string, string>> = { A: 'abc', EMPTY: '', P: '/usr/local/bin', S: 'x y' };
const environment = { get: (name: string): string | undefined => values[name] };

describe('expansion', () => {
  test.each<[string, string]>([
    ['plain', 'plain'], ['$A', 'abc'], ['${A}x', 'abcx'], ['$Ax', ''], ['$A.x', 'abc.x'], ["'$A'", '$A'], ['"$A"', 'abc'], ['\\$A', '$A'], ['"\\$A \\x"', '$A \\x'],
    ['${B:-d}', 'd'], ['${EMPTY:-d}', 'd'], ['${EMPTY-d}', ''], ['${B-d}', 'd'], ['${A:+w}', 'w'], ['${EMPTY:+w}', ''], ['${EMPTY+w}', 'w'], ['${B+w}', ''],
    ['${B:-${A}}', 'abc'], ['${B:-a b}', 'a b'], ['${B:-"a}b"}', 'a}b'], ['${A:?no}', 'abc'], ['${A?}', 'abc'],
    ['${P#*/}', 'usr/local/bin'], ['${P##*/}', 'bin'], ['${P%/*}', '/usr/local'], ['${P%%/*}', ''], ['${A#?}', 'bc'], ['${A%c}', 'ab'], ['${A#\\*}', 'abc'],
    ['${P/\\//_}', '_usr/local/bin'], ['${P//\\//_}', '_usr_local_bin'], ['${A/b/}', 'ac'], ['${A/[b]/x}', 'abc'],
    ['$1', ''], ['$@', ''], ['$$', ''], ['$', '$'], ['a$ b', 'a$ b'], ['$é', ''], ['a\\', 'a'],
  ])('%s gives %s', (raw, expected) => {
    const { result, error } = processWord(raw, '\\', environment);
    expect(error).toBeUndefined();
    expect(result).toBe(expected);
  });

  test.each<[string, string]>([
    ['/${FOO', 'unsupported modifier (\ufffd) in substitution'], ['/${}', 'syntax error: bad substitution'], ['/${{A}}', 'syntax error: bad substitution'], ['/${:x}', 'syntax error: bad substitution'],
    ['/${A:=x}', 'unsupported modifier (:=) in substitution'], ['/${A=x}', 'unsupported modifier (=) in substitution'], ['/${A^}', 'unsupported modifier (^) in substitution'],
    ['/${A:#x}', 'unsupported modifier (:#) in substitution'], ['/${A:1:2}', 'unsupported modifier (:1) in substitution'], ['/${A/a}', "syntax error: missing '/' in ${}"],
    ['/${A/a/b', "syntax error: missing '}'"], ["/'abc", 'unexpected end of statement while looking for matching single-quote'], ['/"abc', 'unexpected end of statement while looking for matching double-quote'],
    ['/${A:-x', "syntax error: missing '}'"], ['/${.}', 'unsupported modifier (.) in substitution'], ['/${#A}', 'unsupported modifier (A) in substitution'], ['/${A@Q}', 'unsupported modifier (@) in substitution'],
    ['/${A#\\x}', "invalid pattern (\\x) in substitution: invalid escape '\\x'"], ['/${B?need bar}', 'B: need bar'], ['/${EMPTY:?}', 'EMPTY: is not allowed to be empty'], ['/${B:?}', 'B: is not allowed to be unset'],
  ])('%s is refused', (raw, message) => expect(processWord(raw, '\\', environment).error).toBe(message));

  test('names are sorted into found and not found, through nested words too', () => {
    const { matched, unmatched } = processWord('$A ${X:-$Y} "$A" \'$Z\'', '\\', environment);
    expect([...matched]).toEqual(['A']);
    expect([...unmatched]).toEqual(['Y', 'X']);
  });

  test('words split after expansion, outside quotes', () => {
    expect(processWord('a $S "b c" d\\ e', '\\', environment).words).toEqual(['a', 'x', 'y', 'b c', 'd e']);
  });

  test('the backtick escapes when it is the escape character', () => {
    expect(processWord('C:\\x`$A', '`', environment).result).toBe('C:\\x$A');
  });

  test('raw quotes and escapes are kept on request, and unset variables as they are written', () => {
    const options = { rawQuotes: true, rawEscapes: true, skipUnsetEnv: true };
    expect(processWord('a "b c" \'d\' e\\ f ${X:-1} $Y', '\\', undefined, options).words).toEqual(['a', '"b c"', "'d'", 'e\\ f', '${X:-1}', '$Y']);
    expect(processWord('"a\\"b"', '\\', undefined, options).result).toBe('"a\\"b"');
  });

  test("the message quotes the word as Go's %q does", () => {
    expect(processError('"\u0001é\n', 'x')).toBe('failed to process "\\"\\x01é\\n": x');
  });
});

describe('deep nesting', () => {
  const nested = (depth: number): string => '${x:-'.repeat(depth) + 'y' + '}'.repeat(depth);

  test('is read as far as anyone goes', () => {
    expect(processWord(nested(150), '\\').result).toBe('y');
  });

  test('is an error beyond that, and never the end of the stack', () => {
    expect(processWord(nested(20_000), '\\').error).toBe('expansions are nested too deeply');
    expect(processWord('"${x:-'.repeat(20_000), '\\').error).toBeDefined();
    expect(scanExpansions('${x:-'.repeat(20_000), '\\').length).toBeGreaterThan(1);
  });
});

describe('scanning', () => {
  const show = (raw: string, list: readonly Expansion[]): unknown[] => list.map((e) => [e.name, e.operator, raw.slice(e.range.start, e.range.end), e.wordRange && raw.slice(e.wordRange.start, e.wordRange.end), ...show(raw, e.nested)]);

  test.each<[string, unknown[]]>([
    ['$A/${B}', [['A', '', '$A', undefined], ['B', '', '${B}', undefined]]],
    ['${A:-x${B}y}', [['A', ':-', '${A:-x${B}y}', 'x${B}y', ['B', '', '${B}', undefined]]]],
    ['${A##*/}', [['A', '##', '${A##*/}', '#*/']]],
    ["'$A' \"$B\" \\$C", [['B', '', '$B', undefined]]],
    ['${A^^} $B', [['A', '', '${A^', undefined], ['B', '', '$B', undefined]]],
  ])('%s', (raw, expected) => expect(show(raw, scanExpansions(raw, '\\'))).toEqual(expected));
});
