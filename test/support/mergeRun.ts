/** Merging RUN instructions in tests: from RUN texts to a Dockerfile before and after. */
import { applyEdits } from '../../server/src/base/textEdit.ts';
import { mergeRunActions } from '../../server/src/features/codeAction/refactor/mergeRun.ts';
import { shellScripts } from '../../server/src/syntax/shellScripts.ts';
import type { CodeAction } from '../../server/src/features/types.ts';
import { parse } from '../../server/src/syntax/tree.ts';
import { snapshotOf } from './fixture.ts';

export type Form = '&& chain' | 'RUN <<EOF';
export const forms: readonly Form[] = ['&& chain', 'RUN <<EOF'];

/** The merge of all RUN instructions of the text, which must be neighbours. */
export function mergeAll(text: string, form: Form): { readonly text: string } | { readonly refusal: string } {
  const actions = mergeRunActions(snapshotOf(text), { start: text.indexOf('RUN'), end: text.length });
  const action: CodeAction | undefined = actions.find((candidate) => candidate.title.includes(form)) ?? actions[0];
  if (!action) throw new Error(`no action for ${JSON.stringify(text)}`);
  return action.disabled === undefined ? { text: applyEdits(text, action.edits) } : { refusal: action.disabled };
}

/** What the shell receives for each RUN, as the builder reads it. */
export function runScripts(text: string): string[] {
  return parse(text).instructions.filter((segment) => segment.node.name === 'RUN').map((segment) => {
    const { main } = shellScripts(segment);
    if (!main) throw new Error(`no script in ${JSON.stringify(segment.text)}`);
    return main.text;
  });
}
