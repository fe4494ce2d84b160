/**
 * Errors as sentences. Owns: telling a cancel from a failure and finding the words to show. Must not know VS Code.
 */

/** True for what a cancelled signal makes of work in progress. */
export function wasCancelled(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled' || ('kind' in error && error.kind === 'cancelled'));
}

/** What went wrong and, where it is known, what to do about it. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : '';
  return remedy && !error.message.includes(remedy) ? `${error.message} ${remedy}` : error.message;
}
