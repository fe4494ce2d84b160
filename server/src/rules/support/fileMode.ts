/**
 * File modes of `--chmod`. Owns: what BuildKit accepts, octal or symbolic, with its messages. Must not compute modes.
 */
import { parseUint } from './goNumber.ts';

/** BuildKit's message, or undefined when the mode is valid. */
export function fileModeError(mode: string): string | undefined {
  const octal = parseUint(mode, 8, 32);
  if (octal !== undefined && octal <= 0o7777) return undefined;
  if (/^[0-9]/.test(mode)) return `invalid chmod parameter: '${mode}'. it should be octal string and between 0 and 07777`;
  return isSymbolic(mode) ? undefined : 'invalid syntax';
}

function isSymbolic(mode: string): boolean {
  // Clauses between commas: who, then one or more operators each with its permissions. Who must be followed by an operator.
  return mode.split(',').every((clause) => /^[augo]*[+=-][rstwXxugo]*(?:[+=-][rstwXxugo]*)*$/.test(clause));
}
