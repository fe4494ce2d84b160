/** A base image whose name is only valid when a build argument is given. */
import { parseImageReference } from '../../semantics/imageReference.ts';
import type { VariableValue } from '../../semantics/environment.ts';
import { processWord } from '../../syntax/shellWord.ts';
import { Phase } from '../phase.ts';
import { buildkitUrl, defineRule, type FileRule } from '../rule.ts';
import { suggestion, type Edits } from '../support/edits.ts';

const message = (base: string): string => `Default value for ARG ${base} results in empty or invalid base image name`;

export const invalidDefaultArgInFrom: FileRule = defineRule({
  code: 'InvalidDefaultArgInFrom',
  family: 'buildkit',
  summary: 'Default value for global ARG results in an empty or invalid base image name',
  url: buildkitUrl('InvalidDefaultArgInFrom'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  skippableByComment: false,
  scope: 'file',
  phase: Phase.defaultArguments,
  summaryOf: (node) => (node.name === 'FROM' || node.name === 'ARG' ? `${node.name} ${node.args.text}` : ''),
  check({ semantics, report }) {
    const env = semantics.defaultGlobalEnv;
    // Without the ARGs there is nothing to check; their error is reported on its own.
    if (env.declaredArgs().some((name) => failed(env.value(name)))) return;
    for (const stage of semantics.stages) {
      const word = stage.baseWord;
      if (!word) continue;
      const { result, error } = processWord(word.text, semantics.escape, env);
      // BuildKit gives up on the check, not only on the stage.
      if (error !== undefined) return;
      if (parseImageReference(result).error !== undefined) report(stage.ordinal, word.range, message(word.text));
    }
  },
  fixes({ tree, segment }): ReturnType<NonNullable<FileRule['fixes']>> {
    const name = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})$/.exec(segment?.node.words[0]?.text ?? '');
    const variable = name?.[1] ?? name?.[2];
    if (variable === undefined) return [];
    const edits: Edits = [];
    tree.instructions.some(({ node }, ordinal) => {
      if (node.name === 'FROM') return true;
      const pair = node.name === 'ARG' ? node.pairs.find(({ key, value }) => key.text === variable && !value) : undefined;
      const at = pair && tree.startOfInstruction(ordinal) + pair.range.end;
      if (at !== undefined) edits.push({ range: { start: at, end: at }, newText: '=scratch' });
      return at !== undefined;
    });
    return edits.length === 0 ? [] : [suggestion(`Give ${variable} the default scratch`, edits)];
  },
});

function failed(value: VariableValue): boolean {
  return value.kind === 'unknown' && value.reason === 'error';
}
