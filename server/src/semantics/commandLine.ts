/**
 * Command lines. Owns: the argument vector that RUN starts in the build, and CMD and ENTRYPOINT in a container, as BuildKit puts them
 * together. Must not describe them in words.
 */
import type { InstructionNode, InstructionSegment } from '../syntax/nodes.ts';
import type { CommandInForce, Semantics, Stage } from './semantics.ts';
import type { Snapshot } from './snapshot.ts';

export interface CommandLine {
  /** How it is written. */
  readonly form: 'exec' | 'shell';
  readonly argv: readonly string[];
  /** What stands before the text in shell form. */
  readonly shell: readonly string[];
  /** True when no SHELL set it: a base image could have another. */
  readonly shellIsDefault: boolean;
}

export type CommandAtEnd =
  | Exclude<CommandInForce, { kind: 'line' }>
  | (Extract<CommandInForce, { kind: 'line' }> & CommandLine);

/** True when the stage is most likely for Windows: by its platform, or Microsoft's images of it. */
export function isWindowsStage(semantics: Semantics, stage: Stage): boolean {
  const root = semantics.chain(stage).at(-1)!;
  if (semantics.options.platform?.os === 'windows' || root.platform?.text.toLowerCase().startsWith('windows')) return true;
  const { base } = root;
  return base.kind === 'image' && base.reference.domain === 'mcr.microsoft.com' && /^(?:windows|dotnet\/framework)(?:\/|$)/.test(base.reference.path);
}

function shellOf(semantics: Semantics, stage: Stage, set: readonly string[] | undefined): Pick<CommandLine, 'shell' | 'shellIsDefault'> {
  return { shell: set ?? (isWindowsStage(semantics, stage) ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c']), shellIsDefault: set === undefined };
}

/** The command line of a CMD, ENTRYPOINT, RUN or HEALTHCHECK CMD whose shell form has this text. */
function lineOf(node: InstructionNode, text: string, shell: Pick<CommandLine, 'shell' | 'shellIsDefault'>): CommandLine {
  if (node.form === 'json') return { form: 'exec', argv: node.words.map((word) => word.text), ...shell };
  return { form: 'shell', argv: [...shell.shell, text], ...shell };
}

function nodeAt(snapshot: Snapshot, ordinal: number, onbuild: boolean): InstructionNode | undefined {
  const node = snapshot.tree.instructions[ordinal]?.node;
  return onbuild ? node?.trigger : node;
}

/** CMD or ENTRYPOINT as it stands at the end of the stage, inherited ones included. */
export function commandAtEnd(snapshot: Snapshot, stage: Stage, name: 'CMD' | 'ENTRYPOINT'): CommandAtEnd {
  const { semantics } = snapshot;
  const found = name === 'CMD' ? semantics.cmd(stage) : semantics.entrypoint(stage);
  if (found.kind !== 'line') return found;
  const node = nodeAt(snapshot, found.ordinal, found.onbuild);
  if (!node) return { kind: 'none' };
  const step = semantics.steps(found.stage).findIndex(({ ordinal, onbuild }) => ordinal === found.ordinal && onbuild === found.onbuild);
  return { ...found, ...lineOf(node, node.args.text, shellOf(semantics, found.stage, semantics.shellBefore(found.stage, step))) };
}

/** What a RUN, HEALTHCHECK, CMD or ENTRYPOINT line itself starts, with the SHELL in force there. Undefined before the first FROM. */
export function commandOfLine(snapshot: Snapshot, ordinal: number): CommandLine | undefined {
  const { semantics, tree } = snapshot;
  const segment = tree.instructions[ordinal];
  const stage = semantics.stageAt(ordinal);
  if (!segment || !stage) return undefined;
  const shell = shellOf(semantics, stage, semantics.shellAt(ordinal));
  return segment.node.heredocs.length > 0 ? heredocLine(segment, shell, isWindowsStage(semantics, stage)) : lineOf(segment.node, segment.node.args.text, shell);
}

/**
 * RUN with heredocs (dispatchRun): when there is nothing but one, its body is the script; with `#!` it becomes a file of its own.
 * Otherwise the shell gets the line and the bodies and reads the heredocs itself.
 */
function heredocLine({ node, text }: InstructionSegment, shell: Pick<CommandLine, 'shell' | 'shellIsDefault'>, isWindows: boolean): CommandLine {
  const bodies = node.heredocs.map((heredoc) => ({ heredoc, body: text.slice(heredoc.bodyRange.start, heredoc.bodyRange.end) }));
  const [first] = bodies;
  if (first && /^\d*<<-?\s*[^<\s]*$/.test(node.args.text)) {
    const script = first.heredoc.chomp ? first.body.replace(/^\t+/gm, '') : first.body;
    if (script.startsWith('#!') && !isWindows) return { form: 'exec', argv: [`/dev/pipes/${first.heredoc.name}`], ...shell };
    return lineOf(node, script, shell);
  }
  return lineOf(node, node.args.text + bodies.map(({ heredoc, body }) => `\n${body}${heredoc.name}`).join(''), shell);
}
