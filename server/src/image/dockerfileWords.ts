/**
 * Values as a Dockerfile writes them. Owns: quoting, so that the builder reads back what was meant, and telling apart what a history runs together.
 * Must not know instructions.
 */

/** The escape character: "\" but for images of Windows. */
export type Escape = '\\' | '`';

/** A word in which the builder replaces variables: of ENV, LABEL, ARG, COPY and their like. */
export function quotedWord(value: string, escape: Escape): string {
  if (value !== '' && !/[\s"'$]|<</.test(value) && !value.includes(escape)) return value;
  return `"${escaped(value, escape)}"`;
}

/** The rest of a line in which the builder replaces variables: of WORKDIR, USER and STOPSIGNAL. Spaces need no quotes there. */
export function quotedLine(value: string, escape: Escape): string {
  return value !== '' && value.trim() === value && !/["'$\n]/.test(value) && !value.includes(escape) ? value : `"${escaped(value, escape)}"`;
}

function escaped(value: string, escape: Escape): string {
  return value.replace(/["$\\`]/g, (char) => (char === '"' || char === '$' || char === escape ? escape + char : char));
}

/** Words in JSON form. Where the builder replaces variables in them (`isExpanded`), they are quoted for that as well. */
export function jsonWords(words: readonly string[], escape?: Escape): string {
  return `[${words.map((word) => JSON.stringify(escape === undefined || !/["'$\\`]/.test(word) ? word : quotedWord(word, escape))).join(', ')}]`;
}

/** A command on one line, broken where the record shows that lines were joined: there continuation lines kept their indentation. */
export function brokenLines(command: string, escape: Escape): string {
  return command.replace(/(?<![ \t]) ([ \t]+)(?=(\S{1,2}))/g, (found, indentation: string, next: string) => {
    // A line that starts with "#" would be a comment; two spaces alone are somebody's habit.
    const isBreak = !next.startsWith('#') && (indentation.length >= 2 || indentation.includes('\t') || next === '&&' || next === '||');
    return isBreak ? ` ${escape}\n${indentation}` : found;
  });
}

/** Final values by name, and the names that a later entry sets again, so that any value may stand here. */
export interface KnownPairs {
  readonly values: ReadonlyMap<string, string>;
  readonly setLater: ReadonlySet<string>;
}

/**
 * Takes "A=1 B=two words" apart; the record has no quotes. With `known`, a word before "=" is a name only if the image has that name, and the split is the one
 * that agrees best with the image's values. Undefined when it does not start with a pair.
 */
export function splitPairs(text: string, known?: KnownPairs): [name: string, value: string][] | undefined {
  const starts = pairStarts(text, known);
  if (starts.length === 0 || starts[0]!.at !== 0) return undefined;
  const best: { worth: number; next: number }[] = [];
  for (let i = starts.length - 1; i >= 0; i--) {
    let chosen = { worth: -Infinity, next: starts.length };
    for (let next = i + 1; next <= Math.min(starts.length, i + mostInOneValue); next++) {
      if (starts[next]?.at === starts[i]!.at) continue;
      const worth = worthOf(valueAt(text, starts, i, next), starts[i]!.name, known) + (best[next]?.worth ?? 0);
      if (worth > chosen.worth) chosen = { worth, next };
    }
    best[i] = chosen;
  }
  const pairs: [string, string][] = [];
  let first = 0;
  for (let i = 1; starts[i]?.at === 0; i++) if (best[i]!.worth > best[first]!.worth) first = i;
  for (let i = first; i < starts.length; i = best[i]!.next) pairs.push([starts[i]!.name, valueAt(text, starts, i, best[i]!.next)]);
  return pairs;
}

interface PairStart {
  readonly at: number;
  readonly name: string;
}

/** More words like "b=c" than this in one value are not looked for. */
const mostInOneValue = 40;

function pairStarts(text: string, known: KnownPairs | undefined): PairStart[] {
  const starts: PairStart[] = [];
  const names = known && [...known.values.keys()].filter((name) => text.includes(`${name}=`));
  for (let at = 0; at !== -1; at = nextWord(text, at)) {
    const found = names?.filter((name) => name !== '' && text.startsWith(`${name}=`, at)) ?? [];
    for (const name of found) starts.push({ at, name });
    const plain = found.length === 0 && (!names || at === 0) ? /^[^\s=]+(?==)/.exec(text.slice(at, at + 500))?.[0] : undefined;
    if (plain !== undefined && (at === 0 || /^[A-Za-z_][\w.-]*$/.test(plain))) starts.push({ at, name: plain });
  }
  return starts;
}

function nextWord(text: string, at: number): number {
  const space = text.indexOf(' ', at);
  return space === -1 ? -1 : space + 1;
}

function valueAt(text: string, starts: readonly PairStart[], start: number, next: number): string {
  const { at, name } = starts[start]!;
  return text.slice(at + name.length + 1, next < starts.length ? starts[next]!.at - 1 : text.length);
}

function worthOf(value: string, name: string, known: KnownPairs | undefined): number {
  // More pairs are likelier than values with "=" in them.
  if (!known || known.setLater.has(name) || !known.values.has(name)) return 0.01;
  return known.values.get(name) === value ? 1 : -10;
}

/** Takes "/a b /c" apart into members of `known`, as many words each as that takes; undefined when it does not work out. */
export function splitKnown(text: string, known: ReadonlySet<string>): string[] | undefined {
  const words = text.split(' ');
  const from = new Array<string[] | undefined>(words.length + 1);
  from[words.length] = [];
  for (let i = words.length - 1; i >= 0; i--) {
    for (let end = i + 1; end <= Math.min(words.length, i + mostInOneValue) && !from[i]; end++) {
      const rest = from[end];
      const part = words.slice(i, end).join(' ');
      if (rest && known.has(part)) from[i] = [part, ...rest];
    }
  }
  return from[0];
}
