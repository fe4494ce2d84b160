/**
 * The `check` directive and `check` comments. Owns: reading `skip=…;error=…;experimental=…`, where BuildKit looks for them, and what they switch.
 * Must not know single rules.
 */
import { Kept, type Keeper } from '../base/kept.ts';
import { goQuote, skipSpace, trimSpace } from '../base/goText.ts';
import type { TextRange } from '../base/textRange.ts';
import type { Segment } from '../syntax/nodes.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import { parseBool } from './support/goNumber.ts';

export interface CheckOptions {
  readonly skipAll: boolean;
  readonly skip: readonly string[];
  readonly experimentalAll: boolean;
  readonly experimental: readonly string[];
  /** Findings end the build. */
  readonly error: boolean;
}

export const noOptions: CheckOptions = { skipAll: false, skip: [], experimentalAll: false, experimental: [], error: false };

/** A `check` directive or comment. Offsets are those of the text that it was read from. */
export interface CheckText {
  /** What BuildKit reads: the value up to the first space. */
  readonly value: string;
  readonly valueRange: TextRange;
  readonly options: CheckOptions;
  /** BuildKit's message when it refuses the value; the options are then empty. */
  readonly error: string | undefined;
}

const directivePattern = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/;
const knownDirectives = new Set(['syntax', 'escape', 'check']);

/** Reads a check value such as `skip=A,B;error=true`. */
export function parseCheckOptions(text: string): CheckOptions | string {
  const value = trimSpace(text);
  if (value === '') return noOptions;
  let result = noOptions;
  for (const part of splitAtMost(value, ';', 3)) {
    const equals = part.indexOf('=');
    if (equals < 0) return `invalid check option ${goQuote(part)}`;
    const key = trimSpace(part.slice(0, equals));
    const setting = trimSpace(part.slice(equals + 1));
    switch (key) {
      case 'skip':
        result = setting === 'all' ? { ...result, skipAll: true } : { ...result, skip: setting.split(',').map(trimSpace) };
        break;
      case 'experimental':
        result = setting === 'all' ? { ...result, experimentalAll: true } : { ...result, experimental: setting.split(',').map(trimSpace) };
        break;
      case 'error': {
        const error = parseBool(setting);
        if (error === undefined) return `failed to parse check option ${goQuote(part)}: strconv.ParseBool: parsing ${goQuote(setting)}: invalid syntax`;
        result = { ...result, error };
        break;
      }
      default:
        return `invalid check option ${goQuote(key)}`;
    }
  }
  return result;
}

function splitAtMost(text: string, separator: string, count: number): string[] {
  const parts = text.split(separator);
  return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

/** `text` without its `#`; `offset` is where it starts. Undefined when it is no check directive; `null` when it is another known one. */
function readDirective(text: string, offset: number): CheckText | null | undefined {
  const match = directivePattern.exec(text);
  const name = match?.[1]!.toLowerCase();
  if (!match || !name || !knownDirectives.has(name)) return undefined;
  if (name !== 'check') return null;
  const whole = match[2]!;
  const start = offset + text.lastIndexOf(whole);
  const value = whole.split(' ', 1)[0]!;
  const options = parseCheckOptions(value);
  const isRefused = typeof options === 'string';
  return { value, valueRange: { start, end: start + value.length }, options: isRefused ? noOptions : options, error: isRefused ? options : undefined };
}

const ofTree = new Kept<CheckText | false>();

/** The `check` directive at the top, as the linter reads it: a `#!` line may come first, and directives may not be indented. Document offsets. */
export function checkDirective(tree: SyntaxTree): CheckText | undefined {
  let found = ofTree.get(tree);
  if (found === undefined) {
    found = findDirective(tree) ?? false;
    ofTree.set(tree, found);
  }
  return found || undefined;
}

function findDirective(tree: SyntaxTree): CheckText | undefined {
  const seen = new Set<string>();
  let offset = 0;
  let isFirstLine = true;
  for (const segment of tree.segments) {
    if (segment.kind !== 'header' && segment.kind !== 'comment') return undefined;
    let at = 0;
    for (const line of segment.text.split('\n')) {
      const start = offset + at;
      at += line.length + 1;
      if (line === '' && at > segment.text.length) continue;
      const text = start === 0 && line.startsWith('\ufeff') ? line.slice(1) : line;
      // A header may hold nothing but the byte order mark.
      if (text === '' && line !== '') continue;
      const isShebang = isFirstLine && text.startsWith('#!');
      isFirstLine = false;
      if (isShebang) continue;
      if (!text.startsWith('#')) return undefined;
      const content = skipSpace(text, 1);
      const directive = readDirective(text.slice(content).replace(/\r$/, ''), start + line.length - text.length + content);
      if (directive === undefined) return undefined;
      // BuildKit refuses a second directive of a name before it reads on.
      const name = /^[a-zA-Z0-9]+/.exec(text.slice(content))![0].toLowerCase();
      if (seen.has(name)) return undefined;
      seen.add(name);
      if (directive) return directive;
    }
    offset += segment.text.length;
  }
  return undefined;
}

/** A comment block's `check` comment. */
export interface CheckComment extends CheckText {
  /** The comment's segment. */
  readonly segmentIndex: number;
}

const ofComment = new Kept<CheckText | false>();

function checkOfComment(segment: Segment): CheckText | undefined {
  let found = ofComment.get(segment);
  if (found === undefined) {
    found = readComment(segment.text) ?? false;
    ofComment.set(segment, found);
  }
  return found || undefined;
}

/** BuildKit drops a comment line's first character and trims the rest, so an indented `#` stays part of the comment. */
function readComment(text: string): CheckText | undefined {
  const start = skipSpace(text, 1);
  return readDirective(trimSpace(text.slice(1)), start) ?? undefined;
}

function isEmptyComment(text: string): boolean {
  return trimSpace(text.slice(1)) === '';
}

/**
 * The `check` comment that BuildKit honours for the instruction in the segment: the first one of the comments above it. Blank lines do not end
 * the block, an empty comment does. Offsets are relative to the comment's segment.
 */
export function checkCommentAbove(tree: SyntaxTree, segmentIndex: number): CheckComment | undefined {
  let first: CheckComment | undefined;
  for (let index = segmentIndex - 1; index >= 0; index--) {
    const segment = tree.segments[index]!;
    if (segment.kind === 'blank') continue;
    if (segment.kind !== 'comment' || isEmptyComment(segment.text)) break;
    const check = checkOfComment(segment);
    if (check) first = { ...check, segmentIndex: index };
  }
  return first;
}

const withCheck = new Kept<boolean>();

/** True when any comment has check options. `comments` is an object that stays the same as long as no comment changes. */
export function hasCheckComments(tree: SyntaxTree, comments: Keeper): boolean {
  let found = withCheck.get(comments);
  if (found === undefined) withCheck.set(comments, (found = tree.segments.some((segment) => segment.kind === 'comment' && checkOfComment(segment) !== undefined)));
  return found;
}

/** The comments above an instruction, the nearest last, as BuildKit keeps them: trimmed, without their `#`. */
export function commentsAbove(tree: SyntaxTree, segmentIndex: number): readonly { readonly text: string; readonly segmentIndex: number }[] {
  const comments: { text: string; segmentIndex: number }[] = [];
  for (let index = segmentIndex - 1; index >= 0; index--) {
    const segment = tree.segments[index]!;
    if (segment.kind === 'blank') continue;
    if (segment.kind !== 'comment' || isEmptyComment(segment.text)) break;
    comments.push({ text: trimSpace(segment.text.slice(1)), segmentIndex: index });
  }
  return comments.reverse();
}

/** True when the options keep the rule from reporting. Experimental rules are not skipped but have to be switched on. */
export function isSkipped(options: CheckOptions, code: string, isExperimental: boolean): boolean {
  return !isExperimental && (options.skipAll || options.skip.includes(code));
}

export function isExperimentOn(options: CheckOptions, code: string): boolean {
  return options.experimentalAll || options.experimental.includes(code);
}
