/**
 * What is known of a build that ended. Owns: the plain data that builds hand to the editor's inlays, the views and the memory of earlier builds.
 */
import type { BuildRequest } from './buildRequest.ts';

export interface BuildStepResult {
  /** As the builder names it, e.g. "[build 2/5] RUN make". */
  readonly name: string;
  readonly digest: string;
  /** Digests of the steps that it waits for. */
  readonly inputs: readonly string[];
  /** Lines of the Dockerfile, 0-based, both included; undefined for the builder's own steps and where it does not say. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
  readonly state: 'cached' | 'done' | 'failed' | 'cancelled';
  /** Milliseconds since 1970; undefined when it never ran. */
  readonly started: number | undefined;
  readonly completed: number | undefined;
  readonly error: string | undefined;
}

export interface FinishedBuild {
  readonly request: BuildRequest;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended: number;
  /** The Dockerfile as it was when the build began. */
  readonly dockerfile: string;
  /** "sha256:…" of the image in the engine; undefined when none came out or the builder did not say. */
  readonly imageId: string | undefined;
  /** The reference of buildx's own record of the build, which knows each step's lines; undefined without buildx. */
  readonly buildRef: string | undefined;
  /** In the order in which they began. Empty where the builder's progress could not be read. */
  readonly steps: readonly BuildStepResult[];
}
