/**
 * Checking one file. Owns: reading and decoding it, and the findings that only a file can have. Must not print.
 */
import { type Buffer, isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { lineIndexOf, type LineIndex, type Position } from '../base/lineIndex.ts';
import type { TextRange } from '../base/textRange.ts';
import { diagnose, ruleFailures, type RuleFailure } from '../features/diagnostics.ts';
import type { Diagnostic, Severity } from '../features/types.ts';
import type { Config } from '../rules/config.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import { makeSnapshot } from '../semantics/snapshotOf.ts';
import { parse } from '../syntax/tree.ts';
import type { ContextReader } from './contextReader.ts';
import type { FileToCheck } from './files.ts';

/** A finding as it is printed. Lines are counted by LF, characters in UTF-16, both from 0. */
export interface FileDiagnostic {
  readonly code: string;
  readonly aliases: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  readonly range: FileRange;
  readonly instructionRange: FileRange;
  readonly fixable: boolean;
}

export interface FileRange {
  readonly start: Position;
  readonly end: Position;
}

export interface CheckedFile {
  readonly path: string;
  readonly diagnostics: readonly FileDiagnostic[];
}

/** Never throws: a file that cannot be read has that as its one finding. `onFailure` is told of rules that failed; their findings are missing. */
export function checkFile({ path, problem }: FileToCheck, config: Config, contexts: ContextReader, onFailure: (failure: RuleFailure) => void): CheckedFile {
  if (problem !== undefined) return unreadable(path, problem);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return unreadable(path, reasonOf(error as NodeJS.ErrnoException));
  }
  return { path, diagnostics: checkBytes(path, bytes, config, contexts, onFailure) };
}

function checkBytes(path: string, bytes: Buffer, config: Config, contexts: ContextReader, onFailure: (failure: RuleFailure) => void): FileDiagnostic[] {
  // The byte order mark stays: the header of the syntax tree owns it. Bytes that are no UTF-8 become U+FFFD.
  const text = bytes.toString('utf8');
  const snapshot = inContext(makeSnapshot(path, 0, parse(text)), contexts);
  const findings = diagnose(snapshot, config);
  ruleFailures(snapshot, config).forEach(onFailure);
  // BuildKit does not ask; the preset that repeats it does not either.
  const problem = config.preset === 'buildkit' ? undefined : encodingProblem(bytes, text);
  if (findings.length === 0 && !problem) return [];
  const lines = lineIndexOf(text, true);
  const inFile = findings.map((finding) => fileDiagnostic(finding, lines));
  if (!problem) return inFile;
  const { code, severity, message, at } = problem;
  const whole = rangeOf({ start: 0, end: text.length }, lines);
  return [{ ...fileProblem(code, message, rangeOf(at, lines)), severity, instructionRange: whole }, ...inFile];
}

/** The snapshot with its build context, when that has an ignore file; nothing else of a context matters. */
function inContext(snapshot: Snapshot, contexts: ContextReader): Snapshot {
  const { uri: path, version, tree } = snapshot;
  const ignore = contexts.ignoreFileOf(path);
  return ignore ? makeSnapshot(path, version, tree, snapshot, { context: contexts.contextOf(path, ignore, snapshot) }) : snapshot;
}

function fileDiagnostic({ code, aliases, severity, message, range, instructionRange, fixable }: Diagnostic, lines: LineIndex): FileDiagnostic {
  return { code, aliases, severity, message, range: rangeOf(range, lines), instructionRange: rangeOf(instructionRange, lines), fixable };
}

function rangeOf({ start, end }: TextRange, lines: LineIndex): FileRange {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

interface EncodingProblem {
  readonly code: 'InvalidEncoding' | 'BinaryFile';
  readonly severity: Severity;
  readonly message: string;
  /** The first character that shows it. */
  readonly at: TextRange;
}

/** Why the bytes are hardly a Dockerfile. Only UTF-16 is an error: BuildKit takes any byte where it does no harm, as in a comment. */
function encodingProblem(bytes: Buffer, text: string): EncodingProblem | undefined {
  const first = (character: string): TextRange => {
    const start = Math.max(0, text.indexOf(character));
    return { start, end: start + 1 };
  };
  if (isUtf16(bytes)) return { code: 'InvalidEncoding', severity: 'error', message: 'This file is UTF-16; a Dockerfile has to be UTF-8', at: { start: 0, end: text.length } };
  if (bytes.includes(0)) return { code: 'BinaryFile', severity: 'warning', message: 'This file has NUL bytes, so it is hardly a Dockerfile', at: first('\0') };
  if (!isUtf8(bytes)) return { code: 'InvalidEncoding', severity: 'warning', message: 'This file is not valid UTF-8', at: first('\ufffd') };
  return undefined;
}

function isUtf16(bytes: Buffer): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function unreadable(path: string, reason: string): CheckedFile {
  const start = { line: 0, character: 0 };
  return { path, diagnostics: [fileProblem('UnreadableFile', `Cannot be checked: ${reason}`, { start, end: start })] };
}

function fileProblem(code: string, message: string, range: FileRange): FileDiagnostic {
  return { code, aliases: [], severity: 'error', message, range, instructionRange: range, fixable: false };
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file';
    case 'EISDIR':
      return 'this is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return code ?? message;
  }
}
