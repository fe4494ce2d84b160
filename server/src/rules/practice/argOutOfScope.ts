/** A RUN that uses an ARG from before the first FROM, or one of the builder's platform ARGs, which its stage has not declared. */
import { predefinedArgs } from '../../data/predefinedArgs.ts';
import { isShellName } from '../../syntax/shellCommands.ts';
import { walkShell, type ShellScript } from '../../syntax/shellNodes.ts';
import { shellScripts } from '../../syntax/shellScripts.ts';
import { defineRule, ownUrl, type StageCheck, type StageRule } from '../rule.ts';
import { inCaseOf, lineEndOf, replaceIn, suggestion } from '../support/edits.ts';
import { hasPlainBase } from '../support/knownBases.ts';

const platformArgs = new Set(predefinedArgs.filter(({ kind }) => kind === 'platform').map(({ name }) => name));

export const argOutOfScope: StageRule = defineRule({
  code: 'ArgOutOfScope',
  family: 'practice',
  summary: 'A stage sees an ARG from before the first FROM only when it declares it again',
  url: ownUrl('ArgOutOfScope'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'suggestion',
  scope: 'stage',
  on: ['RUN'],
  check(check) {
    const { segment, semantics, stage, step, isTrigger, report } = check;
    if (!stage || isTrigger || !segment.text.includes('$')) return;
    const names = candidates(check);
    const shell = semantics.shellBefore(stage, step)?.[0];
    if (names.size === 0 || (shell !== undefined && !isShellName(shell))) return;
    const { main, bodies } = shellScripts(segment);
    for (const script of main ? [main, ...bodies] : bodies) {
      for (const [name, range] of unsetUses(script, names)) {
        names.delete(name);
        const isPlatform = platformArgs.has(name);
        const assumed = !isPlatform && !hasPlainBase(stage, semantics);
        report(range, isPlatform
          ? `The builder knows ${name}, but a stage sees it only behind an ARG ${name} of its own`
          : `The ARG ${name} before the first FROM is not visible here; the stage needs an ARG ${name} of its own`, { assumed, data: name });
      }
    }
  },
  fixes(context) {
    const { node, text } = context.segment!;
    const name = String(context.finding.data);
    const start = node.range.start;
    return [suggestion(`Insert ARG ${name} above`, [replaceIn(context, { start, end: start }, `${inCaseOf(node.keyword.text, 'ARG')} ${name}${lineEndOf(text)}`)])];
  },
});

/** Names in the text that are global ARGs and nothing in the stage. */
function candidates({ segment, semantics, evaluation }: StageCheck): Set<string> {
  const names = new Set<string>();
  for (const [, name] of segment.text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
    if (names.has(name!) || !(platformArgs.has(name!) || semantics.globalEnv.declares(name!))) continue;
    const { env } = evaluation;
    if (!env.declares(name!) && env.get(name!) === undefined) names.add(name!);
  }
  return names;
}

/** Where the script uses the names without setting them, the first use of each. Nothing when it reads variables from elsewhere. */
function unsetUses(script: ShellScript, names: ReadonlySet<string>): Map<string, { start: number; end: number }> {
  const uses = new Map<string, { start: number; end: number }>();
  const set = new Set<string>();
  let readsOthers = false;
  walkShell(script, (node) => {
    if (node.kind === 'assignment') set.add(node.name);
    else if (node.kind === 'compound' && node.variable) set.add(node.variable.text);
    else if (node.kind === 'simple') {
      readsOthers ||= /^(?:\.|source|eval)$/.test(node.name?.text ?? '');
      for (const { text } of node.args) set.add(text.replace(/=.*$/s, ''));
    } else if (node.kind === 'parameter' && names.has(node.name) && node.operator === undefined && !uses.has(node.name)) uses.set(node.name, node.range);
  });
  if (readsOthers) return new Map();
  for (const name of set) uses.delete(name);
  return uses;
}
