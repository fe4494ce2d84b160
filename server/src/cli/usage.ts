/**
 * Wrong calls of the command line. Owns: how they are reported.
 */

/** Says what is wrong and how it is right on standard error; returns the exit code. */
export function usageError(problem: string, help: string): number {
  process.stderr.write(`drydock: ${problem}\n\n${help}`);
  return 2;
}
