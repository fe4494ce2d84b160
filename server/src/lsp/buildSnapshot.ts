/**
 * A Dockerfile as a build with certain options sees it. Owns: making the snapshot from a request's parameters. Must not touch the document's own snapshot,
 * which knows no options.
 */
import type { BuildOptions } from '../semantics/semantics.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import { makeSnapshot } from '../semantics/snapshotOf.ts';
import { parse } from '../syntax/tree.ts';
import type { ServerContext } from './context.ts';
import { invalidParams } from './fromProto.ts';
import type { BuildStepsParams } from './protocol.ts';

/**
 * Of the text that is given, or of the open document; undefined when there is neither. Throws for parameters that make no sense. `withImages`: with what is
 * known of base images at the moment.
 */
export function snapshotOfBuild(server: ServerContext, params: BuildStepsParams, withImages: boolean): Snapshot | undefined {
  const { textDocument: { uri }, text } = params;
  if (text !== undefined && typeof text !== 'string') throw invalidParams('text is no text');
  const document = server.documents.get(uri);
  const tree = text === undefined ? document?.tree : parse(text);
  if (!tree) return undefined;
  // The images that the open document starts from are most likely those of its other versions.
  const baseImages = !withImages ? undefined : document?.snapshot.semantics.options.baseImages;
  return makeSnapshot(uri, 0, tree, undefined, { ...buildOptions(params), ...(baseImages ? { baseImages } : {}) });
}

/** What is of a wrong type counts as not given. */
function buildOptions({ target, buildArgs, platform }: BuildStepsParams): BuildOptions {
  const [os = '', architecture = '', variant = ''] = typeof platform === 'string' ? platform.split('/') : [];
  return {
    ...(typeof target === 'string' ? { target } : {}),
    ...(typeof buildArgs === 'object' && buildArgs !== null ? { buildArgs: Object.fromEntries(Object.entries(buildArgs as object).map(([name, value]: [string, unknown]) => [name, String(value)])) } : {}),
    ...(os !== '' && architecture !== '' ? { platform: { os, architecture, variant } } : {}),
  };
}
