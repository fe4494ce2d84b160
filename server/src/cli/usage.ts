/**
 * Wrong calls of the command line. Owns: how they are reported.
 */

/** Says what is wrong and how it is right on standard error; returns the exit code. */
export function usageError(problem: string, help: string): number {
  process.stderr.write(`drydock: ${problem}\n\n${help}`);
  return 2;
}

/** Arguments that make no sense together, or name what is not there. */
export class WrongUsage extends Error {}

/** What is wrong with the arguments, for `usageError`. Throws `error` on when it is not their fault. */
export function problemOf(error: unknown): string {
  if (error instanceof WrongUsage) return error.message;
  if (error instanceof TypeError && (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) return error.message;
  throw error;
}
