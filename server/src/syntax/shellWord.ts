/**
 * BuildKit's shell lexer. Owns: quotes, escapes and variable expansion of words that the builder itself expands, with BuildKit's messages
 * (frontend/dockerfile/shell/lex.go). Must not be used for the text that a real shell reads.
 */
import { goQuote, isSpace } from '../base/goText.ts';
import type { TextRange } from '../base/textRange.ts';
import type { EscapeCharacter } from './nodes.ts';

export interface EnvironmentReader {
  /** Undefined when the name is not set; a set but empty variable gives ''. */
  get(name: string): string | undefined;
}

export interface ShellWordOptions {
  /** Keep the quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Keep the escape characters in the result. */
  readonly rawEscapes?: boolean;
  /** Take quotes as ordinary characters, as in a heredoc body. */
  readonly skipProcessQuotes?: boolean;
  /** Leave the expansion of an unset variable as it is written. */
  readonly skipUnsetEnv?: boolean;
}

export interface ShellWordResult {
  /** The expanded text; '' on an error. */
  readonly result: string;
  /** The expanded text split at white space outside quotes; empty on an error. */
  readonly words: readonly string[];
  /** Where each of `words` comes from in the raw text. */
  readonly wordRanges: readonly TextRange[];
  readonly matched: ReadonlySet<string>;
  readonly unmatched: ReadonlySet<string>;
  /** BuildKit's message, without its `failed to process "…": ` prefix (see `processError`). */
  readonly error?: string;
  /** Where in the raw text the lexer gave up. */
  readonly errorOffset?: number;
  /** All expansions met, in order, nested ones inside their owner. */
  readonly expansions: readonly Expansion[];
}

export type ExpansionOperator = '' | '-' | ':-' | '+' | ':+' | '?' | ':?' | '#' | '##' | '%' | '%%' | '/' | '//';

/** A `$name` or `${name…}`. Offsets are relative to the raw text. */
export interface Expansion {
  /** The variable; a special parameter or number for `$1`, `$@`…; may be empty in `${+x}`. */
  readonly name: string;
  readonly range: TextRange;
  readonly nameRange: TextRange;
  readonly braces: boolean;
  readonly operator: ExpansionOperator;
  /** What follows the operator, up to the closing brace. */
  readonly wordRange?: TextRange;
  readonly nested: readonly Expansion[];
}

const EOF = -1;
/** Deeper expansions are an error. BuildKit reads on, but nobody means it, and the stack of a JavaScript engine is small. */
const deepest = 200;
const emptyEnvironment: EnvironmentReader = { get: () => undefined };
const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

class LexError extends Error {}

function isDigit(code: number): boolean {
  return code < 0x80 ? code >= 48 && code <= 57 : digit.test(String.fromCodePoint(code));
}

function isNameCharacter(code: number): boolean {
  if (code < 0x80) return code === 95 || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  const char = String.fromCodePoint(code);
  return letter.test(char) || digit.test(char);
}

/** Words under construction. The buffer is shared with nested substitutions and cleared by them, as BuildKit's is. */
class Words {
  readonly list: string[] = [];
  readonly ranges: TextRange[] = [];
  #inWord = false;
  #start = 0;
  #end = 0;

  constructor(readonly buffer: { text: string }) {}

  addChar(char: string, code: number, at: number, end: number): void {
    if (!isSpace(code)) this.addRaw(char, at, end);
    else if (this.#inWord && this.buffer.text !== '') {
      this.#flush();
      this.#inWord = false;
    }
  }

  addRaw(text: string, at: number, end: number): void {
    if (!this.#inWord) this.#start = at;
    this.#end = end;
    this.#inWord = true;
    this.buffer.text += text;
  }

  addString(text: string, at: number, end: number): void {
    for (const char of text) this.addChar(char, char.codePointAt(0)!, at, end);
  }

  finish(): void {
    if (this.buffer.text !== '') this.#flush();
    this.#inWord = false;
  }

  #flush(): void {
    this.list.push(this.buffer.text);
    this.ranges.push({ start: this.#start, end: this.#end });
    this.buffer.text = '';
  }
}

interface MutableExpansion {
  name: string;
  range: TextRange;
  nameRange: TextRange;
  braces: boolean;
  operator: ExpansionOperator;
  wordRange?: TextRange;
  nested: Expansion[];
}

class ShellWordLexer {
  position: number;
  readonly matched = new Set<string>();
  readonly unmatched = new Set<string>();
  readonly expansions: Expansion[] = [];
  #sink = this.expansions;
  #rawEscapes: boolean;
  readonly #buffer = { text: '' };
  #depth = 0;

  constructor(
    readonly raw: string,
    readonly escape: number,
    readonly environment: EnvironmentReader,
    readonly options: ShellWordOptions,
    start: number,
  ) {
    // Go's text scanner drops a byte order mark at the start of its text.
    this.position = start === 0 && raw.charCodeAt(0) === 0xfeff ? 1 : start;
    this.#rawEscapes = options.rawEscapes ?? false;
  }

  peek(): number {
    return this.position < this.raw.length ? this.raw.codePointAt(this.position)! : EOF;
  }

  next(): number {
    const code = this.peek();
    if (code !== EOF) this.position += code > 0xffff ? 2 : 1;
    return code;
  }

  /** Reads until `stop` (EOF: the end). */
  processStopOn(stop: number, rawEscapes: boolean): { result: string; words: Words } {
    this.#buffer.text = '';
    const words = new Words(this.#buffer);
    const outer = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    try {
      let result = '';
      for (let code = this.peek(); code !== EOF; code = this.peek()) {
        if (code === stop) {
          this.next();
          words.finish();
          return { result, words };
        }
        result += this.#one(code, words);
      }
      if (stop !== EOF) throw new LexError(`unexpected end of statement while looking for matching ${String.fromCodePoint(stop)}`);
      words.finish();
      return { result, words };
    } finally {
      this.#rawEscapes = outer;
    }
  }

  #one(code: number, words: Words): string {
    const at = this.position;
    const special = this.#special(code);
    if (special !== undefined) {
      if (code === 36) words.addString(special, at, this.position);
      else words.addRaw(special, at, this.position);
      return special;
    }
    this.next();
    if (code !== this.escape) {
      const char = String.fromCodePoint(code);
      words.addChar(char, code, at, this.position);
      return char;
    }
    let kept = '';
    if (this.#rawEscapes) {
      kept = String.fromCodePoint(code);
      words.addRaw(kept, at, this.position);
    }
    const escaped = this.next();
    if (escaped === EOF) return kept;
    const char = String.fromCodePoint(escaped);
    words.addRaw(char, at, this.position);
    return kept + char;
  }

  #special(code: number): string | undefined {
    switch (code) {
      case 36:
        return this.#dollar();
      case 60:
        return this.#possibleHeredoc();
      case 39:
        return this.options.skipProcessQuotes ? undefined : this.#singleQuote();
      case 34:
        return this.options.skipProcessQuotes ? undefined : this.#doubleQuote();
      default:
        return undefined;
    }
  }

  #singleQuote(): string {
    const start = this.position;
    const close = this.raw.indexOf("'", start + 1);
    if (close < 0) {
      this.position = this.raw.length;
      throw new LexError('unexpected end of statement while looking for matching single-quote');
    }
    this.position = close + 1;
    return this.options.rawQuotes ? this.raw.slice(start, close + 1) : this.raw.slice(start + 1, close);
  }

  #doubleQuote(): string {
    const quote = this.options.rawQuotes ? '"' : '';
    this.next();
    let result = quote;
    for (;;) {
      const code = this.peek();
      if (code === EOF) throw new LexError('unexpected end of statement while looking for matching double-quote');
      if (code === 36) {
        result += this.#dollar();
        continue;
      }
      this.next();
      if (code === 34) return result + quote;
      if (code !== this.escape) {
        result += String.fromCodePoint(code);
        continue;
      }
      if (this.#rawEscapes) result += String.fromCodePoint(code);
      const following = this.peek();
      if (following === EOF) continue;
      if (following === 34 || following === 36 || following === this.escape) result += String.fromCodePoint(this.next());
      else result += String.fromCodePoint(code);
    }
  }

  #possibleHeredoc(): string {
    const start = this.position;
    this.next();
    if (this.peek() !== 60) return '<';
    this.next();
    while (this.peek() === 32 || this.peek() === 9 || this.peek() === 13) this.next();
    return this.raw.slice(start, this.position);
  }

  #name(): string {
    const start = this.position;
    const first = this.peek();
    if (first === EOF) return '';
    if (isDigit(first)) {
      while (this.peek() !== EOF && isDigit(this.peek())) this.next();
    } else if ('@*#?-$!0'.includes(String.fromCodePoint(first))) {
      this.next();
    } else {
      while (this.peek() !== EOF && isNameCharacter(this.peek())) this.next();
    }
    return this.raw.slice(start, this.position);
  }

  #lookUp(name: string): string | undefined {
    const value = this.environment.get(name);
    (value === undefined ? this.unmatched : this.matched).add(name);
    return value;
  }

  #dollar(): string {
    const start = this.position;
    this.next();
    if (this.peek() !== 123) {
      const nameStart = this.position;
      const name = this.#name();
      if (name === '') return '$';
      this.#record({ name, range: { start, end: this.position }, nameRange: { start: nameStart, end: this.position }, braces: false, operator: '', nested: [] });
      const value = this.#lookUp(name);
      if (value === undefined && this.options.skipUnsetEnv) return `$${name}`;
      return value ?? '';
    }
    this.next();
    const first = this.peek();
    if (first === EOF) throw new LexError("syntax error: missing '}'");
    if (first === 123 || first === 125 || first === 58) throw new LexError('syntax error: bad substitution');
    return this.#braces(start);
  }

  #record(expansion: Expansion): void {
    this.#sink.push(expansion);
  }

  #braces(start: number): string {
    const nameStart = this.position;
    const name = this.#name();
    const nameEnd = this.position;
    const expansion: MutableExpansion = {
      name, range: { start, end: nameEnd }, nameRange: { start: nameStart, end: nameEnd }, braces: true, operator: '', nested: [],
    };
    this.#record(expansion);
    const outer = this.#sink;
    this.#sink = expansion.nested;
    this.#depth++;
    try {
      if (this.#depth > deepest) throw new LexError('expansions are nested too deeply');
      return this.#modifier(expansion);
    } finally {
      this.#sink = outer;
      this.#depth--;
      expansion.range = { start, end: this.position };
    }
  }

  #modifier(expansion: MutableExpansion): string {
    const { name } = expansion;
    let code = this.next();
    let written = code === EOF ? '\ufffd' : String.fromCodePoint(code);
    let nullIsUnset = false;
    if (code === 125) {
      const value = this.#lookUp(name);
      return value === undefined && this.options.skipUnsetEnv ? `\${${name}}` : (value ?? '');
    }
    if (code === 47) return this.#replace(expansion);
    if (code === 58) {
      nullIsUnset = true;
      code = this.next();
      written += code === EOF ? '\ufffd' : String.fromCodePoint(code);
    } else if (!(code === 43 || code === 45 || code === 63 || code === 35 || code === 37)) {
      throw new LexError(`unsupported modifier (${written}) in substitution`);
    }
    const isPattern = code === 35 || code === 37;
    if (nullIsUnset && isPattern) throw new LexError(`unsupported modifier (${written}) in substitution`);
    const word = this.#substitutionWord(125, isPattern, "syntax error: missing '}'", expansion);
    const value = this.#lookUp(name);
    const symbol = code === EOF ? '' : String.fromCodePoint(code);
    const greedy = isPattern && word.startsWith(symbol);
    if (symbol !== '' && '-+?#%'.includes(symbol)) expansion.operator = `${nullIsUnset ? ':' : ''}${symbol}${greedy ? symbol : ''}` as ExpansionOperator;
    if (this.options.skipUnsetEnv && value === undefined) return `\${${name}${written}${word}}`;
    const isSet = value !== undefined && !(nullIsUnset && value === '');
    switch (symbol) {
      case '-':
        return isSet ? value : word;
      case '+':
        return isSet ? word : '';
      case '?':
        if (value === undefined) throw new LexError(`${name}: ${word || 'is not allowed to be unset'}`);
        if (!isSet) throw new LexError(`${name}: ${word || 'is not allowed to be empty'}`);
        return value;
      case '#':
      case '%': {
        const pattern = greedy ? word.slice(1) : word;
        return symbol === '#' ? trimPrefix(pattern, value ?? '', greedy) : trimSuffix(pattern, value ?? '', greedy);
      }
      default:
        throw new LexError(`unsupported modifier (${written}) in substitution`);
    }
  }

  /** The word after an operator. At the end of the text the message is `atEnd` instead of the one about the stop character. */
  #substitutionWord(stop: number, rawEscapes: boolean, atEnd: string, expansion: MutableExpansion): string {
    const start = this.position;
    try {
      const { result } = this.processStopOn(stop, rawEscapes);
      expansion.wordRange = { start: expansion.wordRange?.start ?? start, end: this.position - 1 };
      return result;
    } catch (error) {
      if (error instanceof LexError && this.peek() === EOF) throw new LexError(atEnd);
      throw error;
    }
  }

  #replace(expansion: MutableExpansion): string {
    const { name } = expansion;
    const all = this.peek() === 47;
    if (all) this.next();
    expansion.operator = all ? '//' : '/';
    const pattern = this.#substitutionWord(47, true, "syntax error: missing '/' in ${}", expansion);
    const replacement = this.#substitutionWord(125, true, "syntax error: missing '}'", expansion);
    const value = this.#lookUp(name);
    if (this.options.skipUnsetEnv && value === undefined) return `\${${name}/${pattern}/${replacement}}`;
    const text = value ?? '';
    if (all) return text.replace(compilePattern(pattern, true, false, 'gu'), (match) => expandTemplate(replacement, match));
    return text.replace(compilePattern(pattern, true, false), () => replacement);
  }
}

/** Go expands `$0` and names in the replacement of a regular expression; only the whole match exists here. */
function expandTemplate(template: string, match: string): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (text, name?: string, braced?: string) =>
    text === '$$' ? '$' : (name ?? braced) === '0' ? match : '');
}

/** The regular expression of a `*` `?` pattern. Throws for an escape that is not allowed. */
function compilePattern(pattern: string, greedy: boolean, anchored: boolean, flags = 'u'): RegExp {
  try {
    return new RegExp(patternExpression(pattern, greedy, anchored), flags);
  } catch (error) {
    throw new LexError(`invalid pattern (${pattern}) in substitution: ${(error as Error).message}`);
  }
}

function patternExpression(pattern: string, greedy: boolean, anchored: boolean): string {
  const characters = [...pattern];
  let out = anchored ? '^' : '';
  for (let i = 0; i < characters.length; i++) {
    let char = characters[i]!;
    if (char === '*') {
      out += greedy ? '[^\\n]*' : '[^\\n]*?';
      continue;
    }
    if (char === '?') {
      out += '[^\\n]';
      continue;
    }
    if (char === '\\') {
      const following = characters[i + 1];
      if (following === '}' || following === '/') continue;
      if (following !== '*' && following !== '?' && following !== '\\') throw new LexError(`invalid escape '\\${following ?? '\ufffd'}'`);
      i++;
      char = following;
      out += '\\';
    } else if ('[]{}.+()|^$'.includes(char)) out += '\\';
    out += char;
  }
  return out;
}

function trimPrefix(pattern: string, value: string, greedy: boolean): string {
  const match = compilePattern(pattern, greedy, true).exec(value);
  return match ? value.slice(match[0].length) : value;
}

/** Reverses a pattern and keeps an escape before the character that it escapes. */
function reversePattern(pattern: string): string {
  const characters = [...pattern];
  const out: string[] = [];
  for (let i = 0; i < characters.length; i++) {
    const char = characters[i]!;
    if (char === '\\' && i + 1 < characters.length) out.unshift(char, characters[++i]!);
    else out.unshift(char);
  }
  return out.join('');
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}

function trimSuffix(pattern: string, value: string, greedy: boolean): string {
  return reverse(trimPrefix(reversePattern(pattern), reverse(value), greedy));
}

const noNames: ReadonlySet<string> = new Set();

/**
 * Expands a word as the builder does. `escape` is the escape character in force. Never throws: an error is returned.
 * All offsets are relative to `raw`.
 */
export function processWord(raw: string, escape: EscapeCharacter, environment: EnvironmentReader = emptyEnvironment, options: ShellWordOptions = {}): ShellWordResult {
  // A text without anything special is its own expansion, which is most of them.
  if (isPlain(raw, escape)) return { result: raw, words: [raw], wordRanges: [{ start: 0, end: raw.length }], matched: noNames, unmatched: noNames, expansions: [] };
  const lexer = new ShellWordLexer(raw, escape.charCodeAt(0), environment, options, 0);
  try {
    const { result, words } = lexer.processStopOn(EOF, options.rawEscapes ?? false);
    return { result, words: words.list, wordRanges: words.ranges, matched: lexer.matched, unmatched: lexer.unmatched, expansions: lexer.expansions };
  } catch (error) {
    if (!(error instanceof LexError)) throw error;
    return {
      result: '', words: [], wordRanges: [], matched: lexer.matched, unmatched: lexer.unmatched, expansions: lexer.expansions,
      error: error.message, errorOffset: lexer.position,
    };
  }
}

function isPlain(raw: string, escape: EscapeCharacter): boolean {
  if (raw === '') return false;
  const escapeCode = escape.charCodeAt(0);
  for (let i = 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    if (code === 36 || code === 39 || code === 34 || code === 60 || code === escapeCode || code >= 0x80 || isSpace(code)) return false;
  }
  return true;
}

/** BuildKit's whole message for an error of `processWord`. */
export function processError(raw: string, error: string): string {
  return `failed to process ${goQuote(raw)}: ${error}`;
}

/** All expansions of a word, nested ones inside their owner. After an error the scan goes on behind it, so that the rest is found too. */
export function scanExpansions(raw: string, escape: EscapeCharacter, options: ShellWordOptions = {}): readonly Expansion[] {
  if (!raw.includes('$')) return [];
  const found: Expansion[] = [];
  for (let start = 0; start < raw.length;) {
    const lexer = new ShellWordLexer(raw, escape.charCodeAt(0), emptyEnvironment, { ...options, skipUnsetEnv: true }, start);
    try {
      lexer.processStopOn(EOF, false);
      found.push(...lexer.expansions);
      break;
    } catch (error) {
      if (!(error instanceof LexError)) throw error;
      found.push(...lexer.expansions);
      if (lexer.position <= start) break;
      start = lexer.position;
    }
  }
  return found;
}
