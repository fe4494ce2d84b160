/**
 * What a layer did to a file, as shown. Owns: the letter, the word and the colour of each mark, and the URI that carries it. Must not know VS Code.
 */
import type { Mark } from '../model/layerTree.ts';

export const layerScheme = 'drydock-layer';

export interface MarkStyle {
  /** The badge, so that the mark doesn't depend on colour. */
  readonly letter: string;
  readonly word: string;
  readonly colour: string;
}

export const markStyles: Readonly<Record<Mark, MarkStyle>> = {
  added: { letter: 'A', word: 'added', colour: 'gitDecoration.addedResourceForeground' },
  modified: { letter: 'M', word: 'modified', colour: 'gitDecoration.modifiedResourceForeground' },
  rewritten: { letter: 'R', word: 'rewritten without a change', colour: 'gitDecoration.renamedResourceForeground' },
  deleted: { letter: 'D', word: 'deleted', colour: 'gitDecoration.deletedResourceForeground' },
};

/** The mark in the query of a layer's URI, or undefined. */
export function markOf(query: string): Mark | undefined {
  const mark = /(?:^|&)mark=(\w+)/.exec(query)?.[1];
  return mark !== undefined && Object.hasOwn(markStyles, mark) ? mark as Mark : undefined;
}
