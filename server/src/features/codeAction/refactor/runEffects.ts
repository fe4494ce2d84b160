/**
 * What a RUN's script does to the shell and the container around it. Owns: the facts by which RUN instructions may be merged.
 * Must not know the forms of a merge. Every doubt counts as an effect.
 *
 * "Errexit" is the shell's `-e`. It is ignored on the left of `&&`, so whether it is on changes what a script does, unless the script is
 * `errexitNeutral`: one list of simple commands, which ends with the same status and the same effects either way.
 */
import { effectiveCommand } from '../../../syntax/shellCommands.ts';
import type {
  ShellAndOr, ShellCommand, ShellCompound, ShellNode, ShellPipeline, ShellScript, ShellSimpleCommand, ShellStatement, ShellWord,
} from '../../../syntax/shellNodes.ts';
import { walkShell } from '../../../syntax/shellNodes.ts';
import { containerEffect, pathEffect } from './containerEffects.ts';

export interface ScriptEffects {
  /** Why no merge may hold the script; undefined when it may. Reads after "RUN on line 3 ". */
  readonly refusal: string | undefined;
  /** Why nothing may follow it in the same container; undefined when something may. */
  readonly mustBeLast: string | undefined;
  /** It changes variables, options, the working directory or the like of its shell, or may end it. */
  readonly leaks: boolean;
  /** It may turn errexit on, by `set -e` or through `.` and `eval`. */
  readonly mayErrexit: boolean;
  /** Its first command is a `set` that turns errexit on. */
  readonly startsWithErrexit: boolean;
  readonly errexitNeutral: boolean;
  /**
   * An expansion in it may fail in the way that makes bash drop the whole top-level command and go on with the next line, `-e` or not: arithmetic,
   * indirection and the like. In a subshell bash ends instead.
   */
  readonly mayDropCommand: boolean;
  /** The commands of a script that may stand one a line under errexit; undefined when it may not. */
  readonly lines: readonly ShellCommandLine[] | undefined;
  /** A single command or a list with `&&` only: `&& script` needs no braces. */
  readonly isAndList: boolean;
  /** Programs that the shell looks up on PATH. */
  readonly programs: ReadonlySet<string>;
  /** It runs the program, and may put another of that name on PATH later: the shell would go on with the one that it remembers. */
  replacesProgram(program: string): boolean;
}

export type ShellCommandLine = ShellPipeline | ShellCommand;

/** What the script runs in. */
export interface RunContext {
  /** True for bash by SHELL; false for `sh`, which may be any POSIX shell. */
  readonly bash: boolean;
  /** The working directory; undefined when it is not known. */
  readonly workdir: string | undefined;
  readonly user: string;
}

const stateBuiltins = new Set([
  'cd', 'pushd', 'popd', 'export', 'unset', 'local', 'declare', 'typeset', 'let', 'read', 'mapfile', 'readarray', 'getopts', 'set', 'shopt',
  'umask', 'ulimit', 'trap', 'hash', 'eval', '.', 'source', 'exec', 'exit', 'return', 'shift', 'bind', 'complete', 'logout', 'disown', 'bg', 'fg',
]);
const specialBuiltins = new Set([
  ':', 'break', 'continue', '.', 'eval', 'exec', 'exit', 'export', 'readonly', 'return', 'set', 'shift', 'times', 'trap', 'unset',
]);
/** Builtins of every POSIX shell, which PATH cannot replace. */
const builtins = new Set([...stateBuiltins, ...specialBuiltins, 'alias', 'command', 'builtin', 'echo', 'false', 'jobs', 'kill', 'printf', 'pwd', 'test', '[', 'true', 'type', 'unalias', 'wait', 'times']);
const opaque = new Set(['.', 'source', 'eval']);
const oddParameters = new Set(['_', 'LINENO', 'SECONDS', 'BASHPID', 'BASH_SUBSHELL', 'BASH_LINENO', 'BASH_COMMAND', 'BASH_EXECUTION_STRING', 'BASH_REMATCH']);
const steadyOperators = new Set(['-', ':-', '=', ':=', '+', ':+', '?', ':?', '#', '##', '%', '%%', '/', '//', '/#', '/%']);
const buildTools = new Set(['make', 'gmake', 'cmake', 'ninja', 'meson']);
const scriptRunners = new Set(['sh', 'bash', 'ash', 'dash', 'dpkg', 'rpm', ...opaque]);

/** The facts of a script. Its ranges must be offsets in its own text. */
export function scriptEffects(script: ShellScript, context: RunContext): ScriptEffects {
  const reader = new EffectReader(context);
  reader.read(script);
  const only = script.statements.length === 1 ? script.statements[0]! : undefined;
  const neutral = !reader.hasTrap && isNeutral(script.statements, context.bash);
  const lines = only && neutral ? andCommands(only) : undefined;
  return {
    refusal: reader.refusal,
    mustBeLast: reader.mustBeLast,
    leaks: reader.leaks,
    mayErrexit: reader.mayErrexit,
    startsWithErrexit: startsWithErrexit(script),
    errexitNeutral: neutral && !reader.readsOptions,
    mayDropCommand: reader.mayDropCommand,
    lines: lines && !reader.mayDropCommand && !reader.readsOptions && !reader.mayErrexit && lines.every(canStandAlone) ? lines : undefined,
    isAndList: only !== undefined && !only.background && isAndList(only.command, context.bash),
    replacesProgram: (program) => reader.replacesProgram(program),
    programs: new Set(reader.firstUses.keys()),
  };
}

/** True when a word names the program: as a file, a package, or a package with a version. */
function mentions(word: string, program: string): boolean {
  const at = word.indexOf(program);
  if (at < 0) return false;
  return word.split(/[\s/=:,;'"]+/).some((piece) => piece === program || (piece.startsWith(program) && /^[@=<>~!^[\d.-]/.test(piece.slice(program.length))) || piece.endsWith(`-${program}`));
}

/** True for a command that may put programs on PATH whose names its words do not tell. */
function mayInstallAnything(name: string, args: readonly ShellWord[]): boolean {
  if (name.includes('/') || scriptRunners.has(name)) return true;
  if (buildTools.has(name)) return args.some((arg) => arg.text.includes('install'));
  return /^pip[\d.]*$/.test(name) && args.some((arg) => /^(?:-r|--requirement.*|\..*|-e)$/.test(arg.text));
}

/** Collects effects. Statements in subshells and substitutions cannot change the shell around them, but can still start processes. */
class EffectReader {
  refusal: string | undefined;
  mustBeLast: string | undefined;
  leaks = false;
  mayErrexit = false;
  hasTrap = false;
  readsOptions = false;
  mayDropCommand = false;
  /** By program: how many words came before its first use. */
  readonly firstUses = new Map<string, number>();
  readonly #words: string[] = [];
  /** How many words came before the last command that may install anything; -1 for none. */
  #lastInstall = -1;
  readonly #context: RunContext;
  #changesDirectory = false;
  /** How many functions are around what is read. */
  #functions = 0;
  #negates = false;

  constructor(context: RunContext) {
    this.#context = context;
  }

  read(script: ShellScript): void {
    walkShell(script, (node) => {
      if (node.kind === 'simple' && this.#nameOf(node) === 'cd') this.#changesDirectory = true;
    });
    this.#visit(script, true);
    // Bash negates the status of a subshell that an expansion ended.
    if (this.mayDropCommand && this.#negates) this.refusal ??= 'negates a command with an expansion such as $(( ))';
  }

  replacesProgram(program: string): boolean {
    const use = this.firstUses.get(program);
    if (use === undefined) return false;
    return this.#lastInstall >= use || this.#words.some((word, index) => index >= use && mentions(word, program));
  }

  #use(program: string): void {
    if (!this.firstUses.has(program)) this.firstUses.set(program, this.#words.length);
  }

  #nameOf(command: ShellSimpleCommand): string | undefined {
    return shellCommand(command).name;
  }

  /** `own`: it runs in the script's own shell. */
  #visit(root: ShellNode, own: boolean): void {
    walkShell(root, (node) => {
      if (node !== root && entersSubshell(node)) {
        this.#visit(node, false);
        return false;
      }
      if (node !== root && node.kind === 'function') {
        this.#functions++;
        this.#visit(node, own);
        this.#functions--;
        return false;
      }
      this.#node(node, own);
      return true;
    });
  }

  #node(node: ShellNode, own: boolean): void {
    switch (node.kind) {
      case 'script':
        if (node.errors.length > 0) this.refusal ??= `cannot be read as shell: ${node.errors[0]!.message}`;
        break;
      case 'statement':
        if (node.background) this.mustBeLast ??= 'leaves a process in the background (&)';
        break;
      case 'simple': this.#simple(node, own); break;
      case 'compound': this.#compound(node, own); break;
      case 'pipeline': this.#negates ||= node.negated; break;
      case 'function': this.leaks ||= own; break;
      case 'coproc': this.mustBeLast ??= 'leaves a process in the background (coproc)'; break;
      case 'assignment': break;
      case 'redirection':
        if (typeof node.descriptor === 'string') this.leaks ||= own;
        if (node.operator.startsWith('&>') && !this.#context.bash) this.mustBeLast ??= 'uses &>, which sh may read as a background process';
        break;
      case 'parameter': this.#parameter(node.name, node.operator, own); break;
      case 'arithmetic':
        this.leaks ||= own && assigns(node.text);
        this.mayDropCommand ||= own;
        break;
      case 'quoted': break;
      case 'substitution':
        if (node.type === 'process') this.mustBeLast ??= 'leaves a process behind (process substitution)';
        break;
      case 'word': this.#word(node); break;
    }
  }

  #parameter(name: string, operator: string | undefined, own: boolean): void {
    if (operator === '=' || operator === ':=') this.leaks ||= own;
    if (operator !== undefined && !steadyOperators.has(operator)) this.mayDropCommand ||= own;
    if (name === '-') this.readsOptions = true;
    if (oddParameters.has(name)) this.refusal ??= `reads $${name}, which a merge changes`;
  }

  #word(word: ShellWord): void {
    if (!this.#context.bash && /\$'(?:[^'\\]|\\[^'])*\\'/.test(word.text)) this.refusal ??= "has an escaped quote in $'…', which only bash reads";
    this.mustBeLast ??= pathEffect(word.literal ?? word.text);
  }

  #compound(node: ShellCompound, own: boolean): void {
    if (node.variable) this.leaks ||= own;
    if (node.type === 'arithmetic' || node.type === 'arithmeticFor') this.leaks ||= own;
    if (node.type === 'test') this.leaks ||= own && /=~/.test(node.words.map((word) => word.text).join(' '));
  }

  #simple(node: ShellSimpleCommand, own: boolean): void {
    const { name, args } = shellCommand(node);
    if (node.name === undefined) this.leaks ||= own && node.assignments.length > 0;
    else if (name === undefined) {
      // A path is never a builtin; anything else in a variable might be.
      if (!node.name.text.includes('/')) this.leaks ||= own;
      this.#lastInstall = this.#words.length;
    } else this.#command(name, args, node, own);
    for (const arg of args) this.#words.push(arg.literal ?? arg.text);
    for (const redirection of node.redirections) if (redirection.target) this.#words.push(redirection.target.literal ?? redirection.target.text);
    const effective = effectiveCommand(node);
    if (effective.script) this.#visit(effective.script, false);
    if (effective.name === undefined) return;
    const texts = effective.args.map((arg) => arg.literal ?? arg.text);
    const command = { name: effective.name, wrappers: effective.wrappers, args: texts, changesDirectory: this.#changesDirectory };
    this.mustBeLast ??= containerEffect(command, this.#context);
  }

  /** What a command does to its shell. */
  #command(name: string, args: readonly ShellWord[], node: ShellSimpleCommand, own: boolean): void {
    if (name === 'alias' || name === 'unalias' || name === 'enable') this.refusal ??= `uses ${name}, which works only between separate lines`;
    if (name === 'return' && this.#functions === 0) this.refusal ??= 'uses return outside a function';
    // Bash leaves the shell in other ways when a later command assigns to it, according to where the two stand.
    if (name === 'readonly' || (/^(?:declare|typeset|local)$/.test(name) && args.some((arg) => /^-[a-zA-Z]*r/.test(arg.text)))) this.refusal ??= 'makes a variable readonly';
    if (stateBuiltins.has(name)) this.leaks ||= own;
    if (name === 'printf' && args[0]?.text.startsWith('-v')) this.leaks ||= own;
    if (specialBuiltins.has(name) && node.assignments.length > 0) this.leaks ||= own;
    if (name === 'trap') this.hasTrap = true;
    if (opaque.has(name) || setsErrexit(name, args)) this.mayErrexit = true;
    if (name === 'set' && args.some((arg) => /^-[a-z]*n/.test(arg.text))) this.refusal ??= 'turns off execution with set -n';
    if (name === 'command' || name === 'type' || name === 'hash') {
      for (const arg of args) if (arg.literal !== undefined) this.#use(arg.literal);
    } else if (!name.includes('/') && !builtins.has(name)) this.#use(name);
    if (mayInstallAnything(name, args)) this.#lastInstall = this.#words.length;
  }
}

/** The command that the shell itself runs: through `command` and `builtin`, which keep it in the shell. */
function shellCommand(command: ShellSimpleCommand): { readonly name: string | undefined; readonly args: readonly ShellWord[] } {
  let words = command.name ? [command.name, ...command.args] : [];
  while (words[0]?.literal === 'command' || words[0]?.literal === 'builtin') {
    const next = words.findIndex((word, index) => index > 0 && !word.text.startsWith('-'));
    if (next < 0 || /^-[vV]/.test(words[1]!.text)) break;
    words = words.slice(next);
  }
  return { name: words[0]?.literal, args: words.slice(1) };
}

function entersSubshell(node: ShellNode): boolean {
  return node.kind === 'script' || (node.kind === 'compound' && node.type === 'subshell');
}

/** True for arithmetic that sets a variable. */
function assigns(text: string): boolean {
  return /\+\+|--|<<=|>>=|[^=!<>]=(?!=)/.test(text);
}

function setsErrexit(name: string, args: readonly ShellWord[]): boolean {
  if (name !== 'set' && name !== 'shopt') return false;
  return args.some((arg, index) => {
    if (arg.literal === undefined) return true;
    return arg.literal === 'errexit' || (name === 'set' && /^-[A-Za-z]*e/.test(arg.literal) && args[index - 1]?.literal !== '--');
  });
}

function startsWithErrexit(script: ShellScript): boolean {
  let first: ShellAndOr | ShellCommandLine | undefined = script.statements[0]?.command;
  if (first?.kind === 'andOr') first = first.commands[0];
  return first?.kind === 'simple' && first.name?.literal === 'set' && first.args.every((arg) => arg.literal !== undefined && arg.literal !== '+e') && setsErrexit('set', first.args);
}

function isNeutral(statements: readonly ShellStatement[], bash: boolean): boolean {
  if (statements.length !== 1 || statements[0]!.background) return false;
  const { command } = statements[0]!;
  const commands = command.kind === 'andOr' ? command.commands : [command];
  return commands.every((part, index) => {
    if (part.kind === 'pipeline') return part.commands.every((inner) => isNeutralCommand(inner, bash, part.commands.length === 1 && index < commands.length - 1));
    return isNeutralCommand(part, bash, index < commands.length - 1);
  });
}

/** `tested`: its failure is never acted on by errexit, so that unknown code may stand there. */
function isNeutralCommand(command: ShellCommand, bash: boolean, tested: boolean): boolean {
  if (command.kind === 'compound') {
    if ((command.type === 'test' || command.type === 'arithmetic') && bash) return substitutionsAreNeutral(command, bash);
    return (command.type === 'subshell' || command.type === 'group') && command.redirections.length === 0 && isNeutral(command.bodies[0]!.statements, bash);
  }
  if (command.kind !== 'simple') return false;
  const { name } = shellCommand(command);
  if (name !== undefined && opaque.has(name) && !tested) return false;
  return substitutionsAreNeutral(command, bash);
}

function substitutionsAreNeutral(root: ShellNode, bash: boolean): boolean {
  let neutral = true;
  walkShell(root, (node) => {
    if (node.kind === 'script' && node.statements.length > 0 && !isNeutral(node.statements, bash)) neutral = false;
    return neutral;
  });
  return neutral;
}

/** `&&` needs no braces round it. */
function isAndList(command: ShellStatement['command'], bash: boolean): boolean {
  const commands = command.kind === 'andOr' ? command.commands : [command];
  if (command.kind === 'andOr' && command.operators.includes('||')) return false;
  // Outside bash, `[[ a || b ]]` and `((a || b))` are lists of commands.
  return bash || commands.every((part) => part.kind !== 'compound' || part.type !== 'test');
}

/** The commands of `a && b && c`; undefined for any other list. */
function andCommands(statement: ShellStatement): readonly ShellCommandLine[] | undefined {
  const { command } = statement;
  if (command.kind !== 'andOr') return [command];
  return command.operators.includes('||') ? undefined : command.commands;
}

/** True when errexit ends the shell exactly if the command fails. */
function canStandAlone(command: ShellCommandLine): boolean {
  if (command.kind === 'pipeline') return !command.negated;
  return command.kind === 'simple' || (command.kind === 'compound' && command.type !== 'group');
}
