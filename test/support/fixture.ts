/** Fixtures: a Dockerfile as text, `$0` for the cursor, `$0…$0` for a selection. */
import type { TextRange } from '../../server/src/base/textRange.ts';
import type { Snapshot } from '../../server/src/semantics/snapshot.ts';
import { makeSnapshot } from '../../server/src/semantics/snapshotOf.ts';
import { parse } from '../../server/src/syntax/tree.ts';

export interface Fixture {
  readonly text: string;
  /** The first mark. */
  readonly offset: number;
  /** From the first mark to the second, empty at the first when there is one. */
  readonly range: TextRange;
}

/** Takes the marks out. Throws when there is none, since the test would then test nothing. */
export function readFixture(marked: string): Fixture {
  const parts = marked.split('$0');
  if (parts.length < 2 || parts.length > 3) throw new Error('a fixture has one or two marks $0');
  const offset = parts[0]!.length;
  return { text: parts.join(''), offset, range: { start: offset, end: parts.length === 3 ? offset + parts[1]!.length : offset } };
}

export function snapshotOf(text: string, uri = 'file:///Dockerfile'): Snapshot {
  return makeSnapshot(uri, 1, parse(text));
}
