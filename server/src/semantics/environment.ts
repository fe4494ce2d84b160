/**
 * Variables as the builder sees them. Owns: what ARG, ENV, ONBUILD and the base give at each instruction, in the way BuildKit's convert.go
 * walks a file. Must not read nodes or offsets: it works on summaries only, so that it survives edits elsewhere.
 */

/** What can be said about a variable's value. */
export type VariableValue =
  | { readonly kind: 'known'; readonly text: string }
  /** Nothing gives it a value: an ARG without default, or no declaration where no base image could set it. */
  | { readonly kind: 'unset' }
  /** `assumed` is the value that BuildKit's checks assume: a base image that sets only PATH, and linux/amd64. Undefined: no value. */
  | { readonly kind: 'unknown'; readonly reason: 'baseImage' | 'platform' | 'error'; readonly assumed: string | undefined };

/** The environment right before an instruction (or one pair of it). */
export interface Env {
  /** The value as BuildKit's checks see it; undefined when the name has none. Fits `processWord`. */
  get(name: string): string | undefined;
  /** All names that have a value, in BuildKit's order (last set last). */
  keys(): readonly string[];
  /** True when an ARG in scope names it, with a value or without: no UndefinedVar then. */
  declares(name: string): boolean;
  /** All names that an ARG in scope declares. */
  declaredArgs(): readonly string[];
  /** The same as `get`, but honest about what the base image or the platform decides. */
  value(name: string): VariableValue;
}
