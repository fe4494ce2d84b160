/**
 * A build that is being put together. Owns: its values while the person goes from question to question. Must not import VS Code at run time.
 */
import type { BuildArgument, StageInfo } from '../../../../server/src/lsp/protocol.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';
import type { Back, FileRef } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';

export interface Draft {
  readonly deps: Deps;
  readonly file: FileRef;
  /** Stands above every question. */
  readonly title: string;
  readonly stages: readonly StageInfo[];
  readonly arguments: readonly BuildArgument[];
  request: BuildRequest;
  /** Values that are kept nowhere, by the names of environment variables. */
  readonly environment: Record<string, string>;
}

/** A new value for a part of the request; undefined in it takes the part away. */
export type Change = { readonly [K in keyof BuildRequest]?: BuildRequest[K] | undefined };

/** What an edit gives: a change, or that it was led back from, or undefined when everything was dismissed. */
export type Edited = Promise<Change | Back | undefined>;

/** Takes a change over; empty lists and texts are no values. */
export function changed(request: BuildRequest, change: Change): BuildRequest {
  const next: Record<string, unknown> = { ...request };
  for (const [name, value] of Object.entries(change)) {
    const isNothing = value === undefined || value === '' || value === false
      || (typeof value === 'object' && value !== null && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0));
    if (isNothing && name !== 'tags') delete next[name];
    else next[name] = value ?? [];
  }
  return next as unknown as BuildRequest;
}
