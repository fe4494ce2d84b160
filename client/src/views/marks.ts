/**
 * What happened to a file, as a badge. Owns: the letter, the word and the colour of each mark, and the URI that carries it. Must not know VS Code.
 */
import { markWords } from '../model/layers/labels.ts';
import type { Mark } from '../model/layerTree.ts';

/** 'hidden': stored in the layer, and no path of the finished image reaches it. 'attributes': the same content with other permissions or owner. */
export type ShownMark = Mark | 'hidden' | 'attributes';

export interface MarkStyle {
  /** The badge, so that the mark doesn't depend on colour. */
  readonly letter: string;
  readonly word: string;
  readonly colour: string;
}

export const markStyles: Readonly<Record<ShownMark, MarkStyle>> = {
  added: { letter: 'A', word: markWords.added, colour: 'gitDecoration.addedResourceForeground' },
  modified: { letter: 'M', word: markWords.modified, colour: 'gitDecoration.modifiedResourceForeground' },
  rewritten: { letter: 'R', word: markWords.rewritten, colour: 'gitDecoration.renamedResourceForeground' },
  deleted: { letter: 'D', word: markWords.deleted, colour: 'gitDecoration.deletedResourceForeground' },
  hidden: { letter: 'H', word: 'hidden from the finished image', colour: 'gitDecoration.ignoredResourceForeground' },
  attributes: { letter: 'P', word: 'permissions, owner or other attributes changed', colour: 'gitDecoration.renamedResourceForeground' },
};

/** The mark in the query of a URI, or undefined. */
export function markOf(query: string): ShownMark | undefined {
  const mark = /(?:^|&)mark=(\w+)/.exec(query)?.[1];
  return mark !== undefined && Object.hasOwn(markStyles, mark) ? mark as ShownMark : undefined;
}
