/**
 * One RUN of a merge. Owns: reading an instruction into the pieces that a merge puts together again. Must not know the forms of a merge.
 */
import type { TextRange } from '../../../base/textRange.ts';
import type { InstructionSegment } from '../../../syntax/nodes.ts';
import { parseShell, plainText } from '../../../syntax/shell.ts';
import type { ShellScript } from '../../../syntax/shellNodes.ts';
import { shellScripts } from '../../../syntax/shellScripts.ts';
import type { RunContext, ScriptEffects } from './runEffects.ts';
import { scriptEffects } from './runEffects.ts';

export interface RunPart {
  /** 1-based, for messages. */
  readonly line: number;
  readonly segment: InstructionSegment;
  /** The flags as BuildKit reads them. */
  readonly flags: readonly string[];
  /** The script is the body of `RUN <<EOF`. */
  readonly isBody: boolean;
  /** Its ranges are offsets in its own text. */
  readonly script: ShellScript;
  readonly effects: ScriptEffects;
  /** The commands, without a comment or `;` behind them: offsets in the script. */
  readonly core: TextRange;
  /** The length of the script before the heredoc bodies that follow it. */
  readonly lineLength: number;
  /** The source of `core`, relative to the segment. Means nothing for a body. */
  readonly source: TextRange;
  /** Comment lines, from their `#`: of the Dockerfile before and behind the commands, and the shell's own behind them. */
  readonly commentsBefore: readonly string[];
  readonly commentsAfter: readonly string[];
  readonly shellComment: string | undefined;
  /** Comment lines between the commands' continuation lines. `at`: the offset in the script of what follows. */
  readonly commentsInside: readonly { readonly at: number; readonly text: string }[];
  /** The heredoc bodies behind the instruction's own lines, terminators included, without the last line end. */
  readonly heredocs: string;
}

/** The instruction as a part, or why it cannot be one (to be read after "RUN on line 3 "). */
export function readRunPart(segment: InstructionSegment, line: number, context: RunContext): RunPart | string {
  const { node, logical } = segment;
  if (node.name === 'ONBUILD') return 'is ONBUILD and runs in another build';
  if (node.problems.length > 0) return `has an error: ${node.problems[0]!.message}`;
  if (node.form === 'json') return 'has the exec form; only the shell form can be merged';
  if (node.form !== 'shell') return 'is empty';
  const { main, isBody } = shellScripts(segment);
  if (!main) return 'has an interpreter of its own (#!)';
  const script = parseShell(plainText(main.text));
  const effects = scriptEffects(script, context);
  if (effects.refusal !== undefined) return effects.refusal;
  if (isBody && effects.mayDropCommand) return 'has an expansion such as $(( )) over several lines, where bash goes on after an error';
  const first = script.statements[0];
  if (!first) return 'has no command';
  const core = { start: first.range.start, end: script.statements.at(-1)!.range.end };
  const lineLength = isBody ? script.text.length : node.args.text.length;
  if (core.end > lineLength || (!isBody && core.start !== 0)) return 'cannot be read as shell';
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(script.text.slice(0, lineLength).trimEnd())) return 'ends with a backslash';
  const comment = isBody ? undefined : script.tokens.find((token) => token.kind === 'comment' && token.range.start < lineLength);
  const source = isBody ? node.args.range : main.toSourceRange(core);
  const texts = (ranges: readonly TextRange[]): string[] => ranges.map((range) => segment.text.slice(range.start, range.end));
  const argsStart = logical.toLogical(node.args.range.start);
  const inside = logical.comments.filter((range) => range.start >= source.start && range.start < source.end);
  const lastHeredoc = node.heredocs.at(-1);
  return {
    line, segment, isBody, script, effects, core, lineLength, source,
    flags: node.flags.map((flag) => flag.text),
    commentsBefore: texts(logical.comments.filter((range) => range.start < source.start)),
    commentsAfter: texts(logical.comments.filter((range) => range.start >= source.end)),
    commentsInside: inside.map((range) => ({ at: logical.toLogical(range.start) - argsStart, text: segment.text.slice(range.start, range.end) })),
    shellComment: comment && script.text.slice(comment.range.start, Math.min(comment.range.end, lineLength)).trimEnd(),
    heredocs: !isBody && lastHeredoc?.terminatorRange ? segment.text.slice(segment.headEnd, lastHeredoc.terminatorRange.end) : '',
  };
}

/** Why a flag keeps RUN instructions apart; undefined when it does not. */
export function flagRefusal(flags: readonly string[]): string | undefined {
  for (const flag of flags) {
    if (!flag.startsWith('--mount')) continue;
    const keys = flag.slice(flag.indexOf('=') + 1).toLowerCase().split(',');
    const type = keys.find((key) => key.startsWith('type='))?.slice('type='.length) ?? 'bind';
    if (type === 'cache' || type === 'secret' || type === 'ssh') continue;
    if (type === 'bind' && !keys.some((key) => /^(?:rw|readwrite|ro=|readonly=)/.test(key))) continue;
    return `${flag} starts afresh for each RUN`;
  }
  return undefined;
}
