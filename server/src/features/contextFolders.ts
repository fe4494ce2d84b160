/**
 * The build context's folders. Owns: which of them have to be listed before the findings about a document's sources are sure.
 * Must not list anything.
 */
import { Evaluation } from '../rules/evaluation.ts';
import { contextSources } from '../rules/support/contextSources.ts';
import { isWhollyIgnored, type BuildContext } from '../semantics/buildContext.ts';
import type { Snapshot } from '../semantics/snapshot.ts';

/**
 * The folders that are asked for and that `context` does not have, relative to it. Listing them may ask for more, such as the folders in them;
 * when the answer is empty, there is nothing left to find out. ONBUILD triggers are judged by what is listed for others.
 */
export function foldersToList({ tree, semantics }: Snapshot, context: BuildContext): readonly string[] {
  const missing = new Set<string>();
  if (context.ignore.patterns.length === 0) return [];
  tree.instructions.forEach((segment, ordinal) => {
    const { node } = segment;
    if ((node.name !== 'COPY' && node.name !== 'ADD') || !semantics.stageAt(ordinal)) return;
    const evaluation = new Evaluation(node, segment, (pair) => semantics.envAt(ordinal, pair));
    for (const { word, hasParents } of contextSources(node, evaluation)) isWhollyIgnored(context, word.text, hasParents, (folder) => missing.add(folder));
  });
  return [...missing];
}
