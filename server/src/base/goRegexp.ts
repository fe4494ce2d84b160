/**
 * Regular expressions as Go reads and runs them. Owns: the part of Go's syntax that patterns of ignore files can become: characters, classes,
 * escapes, anchors, alternatives, groups, `*`, `?` and `{2,3}`. Nothing captures, nothing is lazy. Runs in time linear in the text, as Go's do.
 * Must not know ignore files.
 */

type Test = (code: number) => boolean;
type Assertion = (codes: readonly number[], at: number) => boolean;

type Node =
  | { readonly kind: 'character'; readonly test: Test }
  | { readonly kind: 'assert'; readonly holds: Assertion }
  | { readonly kind: 'sequence'; readonly parts: Node[] }
  | { readonly kind: 'alternatives'; readonly branches: readonly Node[] }
  /** `most` is Infinity where there is no limit. */
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

/** One step of a machine that is in several steps at once. */
type Step =
  | Extract<Node, { kind: 'character' | 'assert' }>
  /** Goes on at all of the places. */
  | { readonly kind: 'split'; readonly to: number[] }
  | { readonly kind: 'match' };

class SyntaxProblem extends Error {}

/** Whether the expression is found in a text, anywhere unless it has anchors; undefined when Go refuses it. */
export function compileRegexp(source: string): ((text: string) => boolean) | undefined {
  const steps: Step[] = [];
  try {
    addSteps(new Parser([...source]).parse(), steps);
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
  steps.push({ kind: 'match' });
  return (text) => run(steps, [...text].map((char) => char.codePointAt(0)!));
}

/** A machine of more steps would take memory without end: counts multiply. */
const mostSteps = 100_000;

function addSteps(node: Node, steps: Step[]): void {
  if (steps.length > mostSteps) throw new SyntaxProblem();
  const split = (...to: number[]): number[] => {
    steps.push({ kind: 'split', to });
    return to;
  };
  switch (node.kind) {
    case 'sequence':
      for (const part of node.parts) addSteps(part, steps);
      return;
    case 'alternatives': {
      const starts = split();
      const ends = node.branches.map((branch) => {
        starts.push(steps.length);
        addSteps(branch, steps);
        return split();
      });
      for (const end of ends) end.push(steps.length);
      return;
    }
    case 'repeat': {
      for (let count = 0; count < node.least; count++) addSteps(node.part, steps);
      const start = steps.length;
      const exits: number[][] = [];
      for (let count = node.least; count < (node.most === Infinity ? node.least + 1 : node.most); count++) {
        exits.push(split(steps.length + 1));
        addSteps(node.part, steps);
      }
      if (node.most === Infinity) split(start);
      for (const exit of exits) exit.push(steps.length);
      return;
    }
    default:
      steps.push(node);
  }
}

function run(steps: readonly Step[], codes: readonly number[]): boolean {
  let current = new Set<number>();
  for (let at = 0; at <= codes.length; at++) {
    // A match may start anywhere.
    if (reach(0, steps, codes, at, current)) return true;
    const next = new Set<number>();
    for (const index of current) {
      const step = steps[index]!;
      if (step.kind === 'character' && at < codes.length && step.test(codes[at]!) && reach(index + 1, steps, codes, at + 1, next)) return true;
    }
    current = next;
  }
  return false;
}

/** Adds the step and those that are reached from it without a character. True when the match is complete. */
function reach(start: number, steps: readonly Step[], codes: readonly number[], at: number, reached: Set<number>): boolean {
  const waiting = [start];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const step = steps[index]!;
    if (step.kind === 'match') return true;
    if (step.kind === 'split') waiting.push(...step.to);
    else if (step.kind === 'assert' && step.holds(codes, at)) waiting.push(index + 1);
  }
  return false;
}

const isWord: Test = (code) => (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x61 && code <= 0x7a);
const atStart: Assertion = (_, at) => at === 0;
const atEnd: Assertion = (codes, at) => at === codes.length;
const atWordBoundary: Assertion = (codes, at) => (at > 0 && isWord(codes[at - 1]!)) !== (at < codes.length && isWord(codes[at]!));

const assertions: Readonly<Record<string, Assertion>> = { A: atStart, z: atEnd, b: atWordBoundary, B: (codes, at) => !atWordBoundary(codes, at) };

const perlClasses: Readonly<Record<string, Test>> = {
  d: (code) => code >= 0x30 && code <= 0x39,
  s: (code) => code === 0x09 || code === 0x0a || code === 0x0c || code === 0x0d || code === 0x20,
  w: isWord,
};

const posixClasses: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/, alpha: /[A-Za-z]/, ascii: /[\0-\x7f]/, blank: /[\t ]/, cntrl: /[\0-\x1f\x7f]/, digit: /[0-9]/, graph: /[!-~]/, lower: /[a-z]/,
  print: /[ -~]/, punct: /[!-/:-@[-`{-~]/, space: /[\t-\r ]/, upper: /[A-Z]/, word: /[0-9A-Za-z_]/, xdigit: /[0-9A-Fa-f]/,
};

/** The general categories that have a name of one letter. */
const categories: Readonly<Record<string, RegExp>> = {
  C: /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u, L: /\p{L}/u, M: /\p{M}/u, N: /\p{N}/u, P: /\p{P}/u, S: /\p{S}/u, Z: /\p{Z}/u,
};

const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

function byRegExp(pattern: RegExp, isNegated = false): Test {
  return (code) => pattern.test(String.fromCodePoint(code)) !== isNegated;
}

/** Go takes no larger count. */
const mostRepeats = 1000;
/** Characters of a count; what is longer is none that anybody writes. */
const longestCount = 24;

class Parser {
  #at = 0;
  /** What the parts read now are added to. */
  #parts: Node[] = [];

  constructor(readonly source: readonly string[]) {}

  parse(): Node {
    const whole = this.#alternatives();
    if (this.#at < this.source.length) throw new SyntaxProblem();
    return whole;
  }

  /** Up to the closing parenthesis or the end. */
  #alternatives(): Node {
    const branches: Node[] = [];
    const around = this.#parts;
    do {
      this.#parts = [];
      this.#branch();
      branches.push({ kind: 'sequence', parts: this.#parts });
    } while (this.source[this.#at++] === '|');
    this.#at--;
    this.#parts = around;
    return branches.length === 1 ? branches[0]! : { kind: 'alternatives', branches };
  }

  #branch(): void {
    let isRepeated = false;
    for (let char = this.source[this.#at]; char !== undefined && char !== '|' && char !== ')'; char = this.source[this.#at]) {
      const times = this.#times(char);
      if (times) {
        const part = this.#parts.pop();
        if (!part || isRepeated) throw new SyntaxProblem();
        this.#parts.push({ kind: 'repeat', part, least: times[0], most: times[1] });
      } else {
        this.#at++;
        this.#single(char);
      }
      isRepeated = times !== undefined;
    }
  }

  /** Reads `*`, `?` or a count; undefined where none stands. A brace that starts no count is a character like others. */
  #times(char: string): readonly [least: number, most: number] | undefined {
    if (char === '*' || char === '?') {
      this.#at++;
      return [0, char === '*' ? Infinity : 1];
    }
    const count = char === '{' ? /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(this.source.slice(this.#at, this.#at + longestCount).join('')) : null;
    if (!count) return undefined;
    this.#at += count[0].length;
    const least = Number(count[1]);
    const most = count[2] === undefined ? least : count[3] === undefined ? Infinity : Number(count[3]);
    if (least > mostRepeats || (most !== Infinity && most > mostRepeats) || least > most) throw new SyntaxProblem();
    return [least, most];
  }

  #single(char: string): void {
    if (char === '(') this.#group();
    else if (char === '^') this.#assert(atStart);
    else if (char === '$') this.#assert(atEnd);
    else if (char === '.') this.#character((code) => code !== 0x0a);
    else if (char === '[') this.#character(this.#class());
    else if (char === '\\') this.#escape();
    else this.#literal(char);
  }

  #group(): void {
    const inner = this.#alternatives();
    if (this.source[this.#at++] !== ')') throw new SyntaxProblem();
    this.#parts.push(inner);
  }

  #assert(holds: Assertion): void {
    this.#parts.push({ kind: 'assert', holds });
  }

  #character(test: Test): void {
    this.#parts.push({ kind: 'character', test });
  }

  #literal(char: string): void {
    const wanted = char.codePointAt(0)!;
    this.#character((code) => code === wanted);
  }

  #escape(): void {
    const next = this.source[this.#at] ?? '';
    if (next === 'Q') {
      this.#quoted();
    } else if (Object.hasOwn(assertions, next)) {
      this.#at++;
      this.#assert(assertions[next]!);
    } else {
      const test = this.#escapedClass();
      if (test) this.#character(test);
      else this.#literal(String.fromCodePoint(this.#escapedCharacter()));
    }
  }

  /** `\Q`: everything up to `\E` or the end is literal. */
  #quoted(): void {
    for (this.#at++; this.#at < this.source.length; this.#at++) {
      if (this.source[this.#at] === '\\' && this.source[this.#at + 1] === 'E') {
        this.#at += 2;
        return;
      }
      this.#literal(this.source[this.#at]!);
    }
  }

  /** Behind a backslash: `d`, `S`, `pL` and their like. */
  #escapedClass(): Test | undefined {
    const letter = this.source[this.#at] ?? '';
    const isNegated = letter === letter.toUpperCase();
    if (letter === 'p' || letter === 'P') {
      const name = (this.source[this.#at + 1] ?? '').toUpperCase();
      this.#at += 2;
      if (!Object.hasOwn(categories, name)) throw new SyntaxProblem();
      return byRegExp(categories[name]!, isNegated);
    }
    const test = Object.hasOwn(perlClasses, letter.toLowerCase()) ? perlClasses[letter.toLowerCase()] : undefined;
    if (!test) return undefined;
    this.#at++;
    return isNegated ? (code) => !test(code) : test;
  }

  /** Behind a backslash: one character. */
  #escapedCharacter(): number {
    const char = this.source[this.#at++];
    if (char === undefined) throw new SyntaxProblem();
    if (Object.hasOwn(controls, char)) return controls[char]!;
    if (char === 'x') return this.#number(/^[0-9A-Fa-f]{2}/, 16);
    if (/[0-7]/.test(char)) {
      this.#at--;
      // A single digit other than 0 would refer back to a group, which Go does not do.
      return this.#number(/^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/, 8);
    }
    if (/[0-9A-Za-z]/.test(char) || char.codePointAt(0)! >= 0x80) throw new SyntaxProblem();
    return char.codePointAt(0)!;
  }

  #number(digits: RegExp, base: number): number {
    const match = digits.exec(this.source.slice(this.#at, this.#at + 3).join(''));
    if (!match) throw new SyntaxProblem();
    this.#at += match[0].length;
    return Number.parseInt(match[0], base);
  }

  /** Behind the opening bracket. */
  #class(): Test {
    const isNegated = this.source[this.#at] === '^';
    if (isNegated) this.#at++;
    const tests: Test[] = [];
    while (this.source[this.#at] !== ']' || tests.length === 0) tests.push(this.#posixClass() ?? this.#classEscape() ?? this.#classRange());
    this.#at++;
    return (code) => tests.some((test) => test(code)) !== isNegated;
  }

  #posixClass(): Test | undefined {
    if (this.source[this.#at] !== '[' || this.source[this.#at + 1] !== ':') return undefined;
    const text = this.source.slice(this.#at + 2).join('');
    const end = text.indexOf(':]');
    if (end < 0) return undefined;
    const isNegated = text.startsWith('^');
    const name = text.slice(isNegated ? 1 : 0, end);
    if (!Object.hasOwn(posixClasses, name)) throw new SyntaxProblem();
    this.#at += end + 4;
    return byRegExp(posixClasses[name]!, isNegated);
  }

  #classEscape(): Test | undefined {
    if (this.source[this.#at] !== '\\') return undefined;
    this.#at++;
    const test = this.#escapedClass();
    if (!test) this.#at--;
    return test;
  }

  #classRange(): Test {
    const low = this.#classCharacter();
    if (this.source[this.#at] !== '-' || this.#at + 1 >= this.source.length || this.source[this.#at + 1] === ']') return (code) => code === low;
    this.#at++;
    const high = this.#classCharacter();
    if (high < low) throw new SyntaxProblem();
    return (code) => low <= code && code <= high;
  }

  #classCharacter(): number {
    const char = this.source[this.#at++];
    if (char === undefined) throw new SyntaxProblem();
    return char === '\\' ? this.#escapedCharacter() : char.codePointAt(0)!;
  }
}
