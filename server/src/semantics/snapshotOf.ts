/**
 * Makes snapshots. Owns: carrying the semantics of the version before over to the next. Must not parse.
 */
import type { SyntaxTree } from '../syntax/tree.ts';
import { analyse, type BuildOptions } from './semantics.ts';
import type { Snapshot } from './snapshot.ts';

/** A snapshot of a parsed document. With the snapshot before the edit, only what changed is analysed again; with other options than before, all is. */
export function makeSnapshot(uri: string, version: number, tree: SyntaxTree, previous?: Snapshot, options?: BuildOptions): Snapshot {
  return { uri, version, tree, semantics: analyse(tree, previous?.semantics, options) };
}
