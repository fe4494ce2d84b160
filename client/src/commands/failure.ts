/**
 * Errors as sentences. Owns: telling a cancel from a failure and finding the words to show. Must not know VS Code.
 */
import { EngineError, type EngineErrorKind } from '../../../server/src/engine/errors.ts';

/** True for what a cancelled signal makes of work in progress. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled' || ('kind' in error && error.kind === 'cancelled'));
}

/** What went wrong and, where it is known, what to do about it. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.message, remedyOf(error)].filter(Boolean).join(' ');
}

/** What to do about it, or ''. */
export function remedyOf(error: unknown): string {
  return error instanceof Error && 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : '';
}

/** Kinds of failures in which no engine was reached, or none that can be used: another one may do. */
const ofReaching: ReadonlySet<EngineErrorKind> = new Set([
  'no-engine', 'bad-endpoint', 'permission', 'not-running', 'unreachable', 'tls', 'ssh', 'timeout', 'api-too-old', 'api-too-new', 'lost', 'bad-answer',
]);

export function isOfReaching(error: unknown): boolean {
  return error instanceof EngineError && ofReaching.has(error.kind);
}
