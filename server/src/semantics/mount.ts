/**
 * The value of `RUN --mount`. Owns: cutting it into fields as BuildKit's CSV reader does, with the place of each key and value.
 * Must not judge keys and values.
 */
import { utf8Length } from '../base/goText.ts';
import type { TextRange } from '../base/textRange.ts';
import type { LogicalLine } from '../syntax/logicalLine.ts';
import type { EscapeCharacter, FlagNode, InstructionNode } from '../syntax/nodes.ts';

/** Ranges are source offsets relative to the segment. */
export interface MountField {
  /** The whole field, CSV quotes removed. */
  readonly text: string;
  /** Before the `=`, or all of it; lower case, as BuildKit compares keys. */
  readonly key: string;
  /** Undefined without `=`. Raw: variables are not expanded. */
  readonly value: string | undefined;
  readonly range: TextRange;
  readonly keyRange: TextRange;
  readonly valueRange: TextRange | undefined;
  /** The source offset of an offset in `value`. */
  valueToSource(offset: number): number;
}

export interface MountFields {
  /** Empty when there is an error. */
  readonly fields: readonly MountField[];
  /** BuildKit's message. */
  readonly error?: string;
}

interface CsvField {
  readonly text: string;
  /** For each character of `text`, and for its end, where it stands in the value. */
  readonly offsets: readonly number[];
}

/** Go's CSV column: bytes from the start of the value, 1-based. */
function csvError(value: string, at: number, reason: string): string {
  return `parse error on line 1, column ${utf8Length(value.slice(0, at)) + 1}: ${reason}`;
}

const bareQuote = 'bare " in non-quoted-field';
const wrongQuote = 'extraneous or missing " in quoted-field';

function csvFields(input: string): { fields: CsvField[]; error?: string } {
  const value = input.replace(/\r?\n$/, '');
  if (value === '') return { fields: [], error: 'EOF' };
  const fields: CsvField[] = [];
  for (let at = 0; ;) {
    let text = '';
    const offsets: number[] = [];
    if (value[at] !== '"') {
      const comma = value.indexOf(',', at);
      const end = comma < 0 ? value.length : comma;
      text = value.slice(at, end);
      const quote = text.indexOf('"');
      if (quote >= 0) return { fields: [], error: csvError(value, at + quote, bareQuote) };
      for (let i = at; i <= end; i++) offsets.push(i);
      fields.push({ text, offsets });
      if (comma < 0) return { fields };
      at = comma + 1;
      continue;
    }
    let chunk = ++at;
    for (;;) {
      if (at >= value.length) return { fields: [], error: csvError(value, chunk, wrongQuote) };
      if (value[at] !== '"' || value[at + 1] === '"') {
        text += value[at];
        offsets.push(at);
        if (value[at] === '"') chunk = at + 2;
        at += value[at] === '"' ? 2 : 1;
        continue;
      }
      offsets.push(at);
      fields.push({ text, offsets });
      at++;
      break;
    }
    if (at >= value.length) return { fields };
    if (value[at] !== ',') return { fields: [], error: csvError(value, at - 1, wrongQuote) };
    at++;
  }
}

/**
 * For each UTF-16 offset of the flag's value, and its end, the source offset. The flag reader has removed quotes and escapes and turned
 * each byte of a character beyond ASCII into a character of its own; this walks the same way.
 */
function sourceOffsets(flag: FlagNode, line: LogicalLine, escape: EscapeCharacter): readonly number[] {
  const range = flag.valueRange ?? { start: flag.range.end, end: flag.range.end };
  const start = line.toLogical(range.start);
  const raw = line.text.slice(start, line.toLogical(range.end));
  const offsets: number[] = [];
  let end = range.end;
  let quote = '';
  for (let at = 0; at < raw.length;) {
    let char = raw[at]!;
    if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      at++;
      continue;
    }
    if (char === quote) {
      quote = '';
      at++;
      continue;
    }
    const kept = at;
    if (char === escape && at + 1 < raw.length) char = raw[++at]!;
    const code = raw.codePointAt(at)!;
    const width = code > 0xffff ? 2 : 1;
    for (let bytes = utf8Length(raw.slice(at, at + width)); bytes > 0; bytes--) offsets.push(line.toSource(start + kept));
    at += width;
    end = line.toSourceRange({ start: start + kept, end: start + at }).end;
  }
  offsets.push(end);
  return offsets;
}

/** The fields of a `--mount` flag. A flag without value has none. */
export function readMountFields(flag: FlagNode, line: LogicalLine, escape: EscapeCharacter): MountFields {
  if (flag.value === undefined) return { fields: [] };
  const { fields, error } = csvFields(flag.value);
  if (error !== undefined) return { fields: [], error: `failed to parse csv mounts: ${error}` };
  const source = sourceOffsets(flag, line, escape);
  const end = source[source.length - 1]!;
  const at = (offset: number): number => source[offset] ?? end;
  return {
    fields: fields.map(({ text, offsets }) => {
      const equals = text.indexOf('=');
      const keyEnd = equals < 0 ? text.length : equals;
      const place = (offset: number): number => at(offsets[Math.min(offset, text.length)]!);
      const fieldEnd = place(text.length);
      return {
        text,
        key: text.slice(0, keyEnd).toLowerCase(),
        value: equals < 0 ? undefined : text.slice(equals + 1),
        range: { start: place(0), end: fieldEnd },
        keyRange: { start: place(0), end: place(keyEnd) },
        valueRange: equals < 0 ? undefined : { start: place(equals + 1), end: fieldEnd },
        valueToSource: (offset) => place((equals < 0 ? 0 : equals + 1) + offset),
      };
    }),
  };
}

/** The `--mount` flags of a RUN, in order. */
export function mountFlags(node: InstructionNode): readonly FlagNode[] {
  return node.name === 'RUN' ? node.flags.filter((flag) => flag.name === 'mount') : [];
}
