/**
 * What one line does, with everything in force around it. Owns: the texts for RUN, WORKDIR, USER, SHELL and HEALTHCHECK.
 * CMD and ENTRYPOINT are in `command.ts`, FROM in `stage.ts`. Must not repeat the documentation of the instruction.
 */
import { commandOfLine } from '../../semantics/commandLine.ts';
import type { VariableValue } from '../../semantics/environment.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import { hasShellVariable } from '../../semantics/references.ts';
import { containerCommand } from './command.ts';
import { argvText, code } from './markdown.ts';
import { baseImageOf, lineNumber } from './place.ts';
import { fromSummary } from './stage.ts';

/** Undefined when the documentation says it all, or the line stands before the first FROM. */
export function effectOf(snapshot: Snapshot, ordinal: number): string | undefined {
  const { node } = snapshot.tree.instructions[ordinal]!;
  if (!snapshot.semantics.stageAt(ordinal)) return undefined;
  switch (node.name) {
    case 'FROM':
      return fromSummary(snapshot, ordinal);
    case 'RUN':
      return runEffect(snapshot, ordinal);
    case 'CMD': case 'ENTRYPOINT':
      return containerCommand(snapshot, ordinal, node.name);
    case 'HEALTHCHECK':
      return healthcheckEffect(snapshot, ordinal);
    case 'WORKDIR':
      return node.words.length === 0 ? undefined : `**Working directory from here on:** ${directory(snapshot, ordinal)}`;
    case 'USER':
      return node.words.length === 0 ? undefined : `**User from here on:** ${user(snapshot.semantics.userAt(ordinal, true))}`;
    case 'SHELL':
      return node.form === 'json' && node.words.length > 0 ? `**Shell form from here on:** ${code(argvText([...node.words.map(({ text }) => text), '…']))}` : undefined;
    default:
      return undefined;
  }
}

function directory(snapshot: Snapshot, ordinal: number): string {
  const { path, known, belowBase } = snapshot.semantics.workdirAt(ordinal, true);
  if (known) return code(path);
  const image = baseImageOf(snapshot, snapshot.semantics.stageAt(ordinal)!) ?? 'the base image';
  if (!belowBase) return `${code(path)}, as far as can be told`;
  return path === '/' ? `that of ${image}` : `${code(path.slice(1))} below the one of ${image}, which is not known here (${code(path)} when it has none)`;
}

function user(value: VariableValue): string {
  if (value.kind === 'known') return code(value.text);
  return value.kind === 'unset' || value.assumed === undefined ? 'root' : `${code(value.assumed)}, as far as can be told`;
}

/** Who runs it and where, as far as lines of this file say. */
function surroundings(snapshot: Snapshot, ordinal: number): string {
  const { path, known } = snapshot.semantics.workdirAt(ordinal);
  const runs = snapshot.semantics.userAt(ordinal);
  return `${known ? ` in ${code(path)}` : ''}${runs.kind === 'known' ? ` as ${code(runs.text)}` : ''}`;
}

function runEffect(snapshot: Snapshot, ordinal: number): string | undefined {
  const line = commandOfLine(snapshot, ordinal);
  if (!line) return undefined;
  const started = `**Runs${surroundings(snapshot, ordinal)}:** ${code(argvText(line.argv))}`;
  const { node } = snapshot.tree.instructions[ordinal]!;
  if (line.form === 'shell') return [started, ...shellNote(snapshot, ordinal, line.shellIsDefault)].join('\n\n');
  return [started, ...execNotes(node.form === 'json' ? line.argv : [])].join('\n\n');
}

function shellNote(snapshot: Snapshot, ordinal: number, isDefault: boolean): string[] {
  const stage = snapshot.semantics.stageAt(ordinal)!;
  const image = baseImageOf(snapshot, stage);
  const line = shellLine(snapshot, ordinal);
  if (line !== undefined) return [`The shell is from SHELL in line ${line}.`];
  if (!isDefault) return [`The shell is that of ${image}.`];
  return image && !snapshot.semantics.scopeOf(stage).baseImage ? [`No SHELL so far, so the default one, unless ${image} sets another.`] : [];
}

/** The line of the SHELL in force; it may stand in an ancestor. Undefined when no line has set it. */
function shellLine(snapshot: Snapshot, ordinal: number): number | undefined {
  const { semantics } = snapshot;
  for (const stage of semantics.chain(semantics.stageAt(ordinal)!)) {
    const steps = semantics.steps(stage);
    const step = steps.findLast(({ ordinal: at, facts, onbuild }) => facts.shell && (onbuild || at < ordinal));
    if (step) return lineNumber(snapshot, step.ordinal);
  }
  return undefined;
}

const shellSyntax: readonly (readonly [test: RegExp, what: string])[] = [
  [/^(?:&&|\|\||\||;|>|>>|<)$/, 'operators such as `&&` and `|` are ordinary arguments'], [/[*?]/, 'patterns such as `*` are not expanded'],
];

/** What the exec form does not do, where the arguments look as if it were expected. */
function execNotes(argv: readonly string[]): string[] {
  const notes = hasShellVariable(argv.join(' ')) ? ['variables are not replaced'] : [];
  for (const [test, what] of shellSyntax) if (argv.some((argument) => test.test(argument))) notes.push(what);
  return [`No shell takes part${notes.length > 0 ? `: ${notes.join(', ')}` : ''}.`];
}

function healthcheckEffect(snapshot: Snapshot, ordinal: number): string | undefined {
  const { node } = snapshot.tree.instructions[ordinal]!;
  if (node.healthcheckType?.text.toUpperCase() !== 'CMD' || node.form === 'none') return undefined;
  const line = commandOfLine(snapshot, ordinal)!;
  const flag = (name: string, otherwise: string): string => node.flags.find((given) => given.name === name)?.value || otherwise;
  return `**Checked with** ${code(argvText(line.argv))} every ${flag('interval', '30s')}, ${flag('timeout', '30s')} to answer; unhealthy after ${flag('retries', '3')} failures in a row.`;
}
