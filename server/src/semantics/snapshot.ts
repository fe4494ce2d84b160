/**
 * A document at one version. Owns: the value that features take. Must not change after it is made, and must not do I/O.
 */
import type { SyntaxTree } from '../syntax/tree.ts';
import type { Semantics } from './semantics.ts';

export interface Snapshot {
  readonly uri: string;
  readonly version: number;
  readonly tree: SyntaxTree;
  /** Stages, scopes and references; reused from the version before where the text that they depend on did not change. */
  readonly semantics: Semantics;
}
