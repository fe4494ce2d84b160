/**
 * Base images. Owns: what is known of an image from outside, as far as it changes what a Dockerfile means. Must not ask for it.
 */

/** Immutable. Lists are empty, and texts are '', where the image sets nothing. */
export interface BaseImage {
  readonly env: Readonly<Record<string, string>>;
  readonly shell: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  /** The instructions that run in every stage that starts from it. */
  readonly onbuild: readonly string[];
}

/** By name, as FROM gives it after expansion. */
export type BaseImages = ReadonlyMap<string, BaseImage>;

/** True when instructions of the image may set variables that its environment does not have. */
export function mayDeclareMore({ onbuild }: BaseImage): boolean {
  return onbuild.some((line) => /^\s*(?:ARG|ENV)\b/i.test(line));
}
