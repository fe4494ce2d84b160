/**
 * What a simple command really runs. Owns: looking through `sudo`, `env`, `exec`, `sh -c` and their like. Must not judge commands.
 */
import { parseShell } from './shell.ts';
import type { ShellScript, ShellSimpleCommand, ShellWord } from './shellNodes.ts';

export interface EffectiveCommand {
  /** Undefined when the name holds an expansion or there is no command. */
  readonly name: string | undefined;
  readonly nameWord: ShellWord | undefined;
  readonly args: readonly ShellWord[];
  /** The names looked through, outermost first. */
  readonly wrappers: readonly string[];
  /** The script of `sh -c 'text'` when the text is one plain quoted word; ranges are of the command's owner. */
  readonly script: ShellScript | undefined;
}

/** For each wrapper: the options that take a value as the next word. */
const wrappers: Readonly<Record<string, RegExp>> = {
  exec: /^-a$/, command: /^$/, builtin: /^$/, nohup: /^$/, setsid: /^$/, eatmydata: /^$/,
  sudo: /^-[ughpCDRrtT]$|^--(?:user|group|host|prompt|chdir|chroot|role|type)$/,
  env: /^-[uCS]$|^--(?:unset|chdir|split-string)$/,
  time: /^-[fo]$/, nice: /^-n$/, ionice: /^-[cnpPu]$/, timeout: /^-[ks]$|^--(?:kill-after|signal)$/,
  xargs: /^-[adEILnPsd]$/, gosu: /^$/, 'su-exec': /^$/, chroot: /^$/,
};
/** Wrappers whose first plain word is not the command. */
const leadingWords: Readonly<Record<string, number>> = { timeout: 1, gosu: 1, 'su-exec': 1, chroot: 1 };
const shells = new Set(['sh', 'bash', 'ash', 'dash']);
const maxWrappers = 16;

/** The part of a command's path behind the last slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True for `sh`, `/bin/bash` and the other shells that this grammar fits. */
export function isShellName(name: string): boolean {
  return shells.has(baseName(name));
}

/** The command behind the wrappers. With an unknown option of a wrapper the words behind it are taken as they come. */
export function effectiveCommand(command: ShellSimpleCommand): EffectiveCommand {
  let words = command.name ? [command.name, ...command.args] : [];
  const found: string[] = [];
  while (found.length < maxWrappers) {
    const name = words[0]?.literal;
    const base = name === undefined ? undefined : baseName(name);
    if (base === undefined || !Object.hasOwn(wrappers, base)) break;
    const rest = wrapped(base, words);
    if (rest.length === 0) break;
    found.push(base);
    words = rest;
  }
  const [nameWord, ...args] = words;
  const name = nameWord?.literal;
  return { name, nameWord, args, wrappers: found, script: name !== undefined && isShellName(name) ? scriptArgument(args) : undefined };
}

function wrapped(wrapper: string, words: readonly ShellWord[]): ShellWord[] {
  let at = 1;
  for (; at < words.length; at++) {
    const text = words[at]!.text;
    if (text === '--') { at++; break; }
    if (!text.startsWith('-') || text === '-') {
      if (wrapper !== 'env' || !/^[A-Za-z_][A-Za-z0-9_]*=/.test(text)) break;
    } else if (wrapper === 'command' && /^-[vV]/.test(text)) return [];
    else if (wrappers[wrapper]!.test(text)) at++;
  }
  return words.slice(at + (leadingWords[wrapper] ?? 0));
}

function scriptArgument(args: readonly ShellWord[]): ShellScript | undefined {
  const at = args.findIndex((word) => /^-[a-z]*c$/.test(word.literal ?? ''));
  const word = at < 0 ? undefined : args[at + 1];
  if (word?.literal === undefined || word.text.length < 2 || word.text.slice(1, -1) !== word.literal) return undefined;
  const start = word.range.start + 1;
  const toSource = (offset: number): number => start + offset;
  return parseShell({ text: word.literal, toSource, toSourceRange: (range) => ({ start: start + range.start, end: start + range.end }) });
}
