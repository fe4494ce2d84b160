/**
 * What builders put around an instruction in an image's history. Owns: the marks' spelling. Must not say what an entry means.
 */

/** What the classic builder and Buildah write for all but RUN: what stands before the mark, the instruction's name, and its text. */
export const noOperationForm = /^([^]*?)#\(nop\) +(\w+) ?([^]*)$/;

/** Without BuildKit's mark. The classic builder writes none, and BuildKit only behind what makes a layer: elsewhere it is part of the text. */
export function withoutBuildKitMark(createdBy: string): string {
  return /^(?:RUN|COPY|ADD) /.test(createdBy) ? createdBy.replace(/ # buildkit\s*$/, '') : createdBy;
}
