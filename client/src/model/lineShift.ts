/**
 * Lines through an edit. Owns: where a stretch of lines is after a change of its document. Must not know VS Code.
 */

/** 0-based, both included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** Replaces the text between two places by `text`. */
export interface LineEdit extends Lines {
  readonly firstCharacter: number;
  readonly lastCharacter: number;
  readonly text: string;
}

/** Where `lines` are after the edits, which all speak of the document before and do not overlap. Undefined when an edit changes them. */
export function throughEdit(lines: Lines, edits: readonly LineEdit[]): Lines | undefined {
  let shift = 0;
  for (const edit of edits) {
    if (edit.first > lines.last) continue;
    if (edit.last > lines.first || (edit.last === lines.first && !endsBefore(edit))) return undefined;
    shift += edit.text.split(/\r\n|\r|\n/).length - 1 - (edit.last - edit.first);
  }
  return { first: lines.first + shift, last: lines.last + shift };
}

/** True for an edit that reaches up to the start of its last line and leaves that line whole. */
function endsBefore({ firstCharacter, lastCharacter, text }: LineEdit): boolean {
  return lastCharacter === 0 && (text === '' ? firstCharacter === 0 : /[\r\n]$/.test(text));
}
