/**
 * One entry of a history as an instruction. Owns: what stands in the Dockerfile for it, the comments about what the record leaves out, and what it does to the
 * config. Must not know the order or the heading of the whole.
 */
import { goList, goUnquote } from '../base/goText.ts';
import { brokenLines, jsonWords, quotedLine, quotedWord, splitKnown, splitPairs } from './dockerfileWords.ts';
import type { Escape, KnownPairs } from './dockerfileWords.ts';
import type { RecordedEntry } from './dockerfileOf.ts';
import type { HistoryText } from './historyText.ts';
import type { Healthcheck, ImageSettings } from './imageSettings.ts';
import { healthcheckText } from './settingsSoFar.ts';
import type { Effect } from './settingsSoFar.ts';

export interface Written {
  /** Without "# "; may have several lines. */
  readonly comments: readonly string[];
  /** '' when there is no instruction for it. */
  readonly text: string;
  readonly effect?: Effect;
}

export interface WriterInput {
  readonly entries: readonly RecordedEntry[];
  readonly texts: readonly HistoryText[];
  readonly settings: ImageSettings | undefined;
  readonly escape: Escape;
  /** Whether the entry has the instruction as it stood in the Dockerfile. */
  isVerbatim(at: number): boolean;
}

const settingOf: Readonly<Record<string, keyof ImageSettings>> = {
  ENV: 'env', LABEL: 'labels', EXPOSE: 'ports', VOLUME: 'volumes', USER: 'user', WORKDIR: 'workingDir', CMD: 'cmd', ENTRYPOINT: 'entrypoint', SHELL: 'shell',
  STOPSIGNAL: 'stopSignal', HEALTHCHECK: 'healthcheck', ONBUILD: 'onbuild',
};

/** Has to be given the entries in their order. */
export class InstructionWriter {
  readonly #in: WriterInput;
  readonly #escape: Escape;
  #shell: readonly string[];

  constructor(input: WriterInput) {
    this.#in = input;
    this.#escape = input.escape;
    this.#shell = input.escape === '`' ? ['cmd', '/S', '/C'] : ['/bin/sh', '-c'];
  }

  write(at: number): Written {
    const { instruction } = this.#in.texts[at]!;
    const written = this.#written(at);
    // It would go on in the next line, or swallow what follows.
    if (instruction !== 'RUN' && (written.text.trimEnd().endsWith(this.#escape) || (instruction === 'ONBUILD' && mayBeHeredoc.test(written.text)))) {
      return { ...written, comments: [...written.comments, written.text], text: '' };
    }
    // Only heredocs have lines.
    if (!written.text.includes('\n') || instruction === 'RUN' || /^(?:COPY|ADD) .*<</.test(written.text)) return written;
    return { ...written, comments: [...written.comments, 'A value has line breaks, which no Dockerfile can write; here they are spaces.'], text: written.text.replaceAll('\n', ' ') };
  }

  #written(at: number): Written {
    const text = this.#in.texts[at]!;
    const { instruction } = text;
    if (instruction === '') return this.#unknown(at);
    if (instruction === 'RUN') return this.#run(at, text);
    if (instruction === 'COPY' || instruction === 'ADD') return this.#copy(at, text);
    if (instruction === 'ARG' && text.text.trim() === '') return { comments: ['ARG: the name is not recorded.'], text: '' };
    if (instruction === 'ONBUILD' && this.#isSpent(at)) return { comments: [`Set off by the stage or image above it: ONBUILD ${text.text}`], text: '' };
    if (this.#in.isVerbatim(at)) return this.#verbatim(at, instruction, text);
    switch (instruction) {
      case 'ENV': return this.#pairs(at, 'ENV', 'env', text.text);
      case 'LABEL': return this.#pairs(at, 'LABEL', 'labels', text.text);
      case 'ARG': return this.#arg(at, text.text);
      case 'EXPOSE': return this.#expose(text.text);
      case 'VOLUME': return this.#volume(text.text);
      case 'CMD': return this.#command('CMD', 'cmd', text.text);
      case 'ENTRYPOINT': return this.#command('ENTRYPOINT', 'entrypoint', text.text);
      case 'SHELL': return this.#setShell(at, text.text);
      case 'HEALTHCHECK': return this.#healthcheck(at, text.text);
      case 'USER': return this.#line('USER', 'user', text.text);
      case 'WORKDIR': return this.#line('WORKDIR', 'workingDir', text.text);
      case 'STOPSIGNAL': return this.#line('STOPSIGNAL', 'stopSignal', text.text);
      case 'ONBUILD': return plain(`ONBUILD ${text.text}`, { kind: 'onbuild', instruction: text.text });
      default: return plain(`${instruction} ${text.text}`.trimEnd());
    }
  }

  #unknown(at: number): Written {
    const { createdBy, comment, emptyLayer } = this.#in.entries[at]!;
    const record = createdBy.trim() || (comment.startsWith('FROM ') ? '' : comment.trim());
    if (record === '' && emptyLayer === true) return { comments: [], text: '' };
    const what = emptyLayer === true ? 'A step' : 'A layer';
    return { comments: [record === '' ? `${what} of which nothing is recorded.` : `${what} that no instruction made: ${record}`], text: '' };
  }

  /** Buildah and Kaniko keep quotes and variables, so nothing is to be restored; what it comes to is not worked out. */
  #verbatim(at: number, instruction: string, { text }: HistoryText): Written {
    const words = jsonList(text);
    if (instruction === 'SHELL' && words) this.#shell = words;
    if (instruction === 'ARG' && this.#in.entries[at]!.createdBy.includes('#(nop)') && !text.includes('=')) return this.#namedArgs(at, text);
    // Variables in these are the shell's.
    if (instruction === 'CMD' || instruction === 'ENTRYPOINT') {
      return plain(`${instruction} ${text}`.trimEnd(), { kind: 'list', of: instruction === 'CMD' ? 'cmd' : 'entrypoint', words: words ?? [...this.#shell, text] });
    }
    const of = settingOf[instruction];
    return plain(`${instruction} ${text}`.trimEnd(), of === undefined ? undefined : { kind: 'unknown', of });
  }

  /** Buildah leaves the values out, and names those of the lines before again; the next RUN saw the values, unless ENV has set others since. */
  #namedArgs(at: number, text: string): Written {
    const { texts } = this.#in;
    const before = texts.slice(0, at).findLast(({ instruction }) => instruction === 'ARG')?.text.split(' ') ?? [];
    const names = text.split(' ').filter(Boolean);
    const own = names.filter((name) => !before.includes(name));
    const next = texts.findIndex(({ instruction }, other) => other > at && instruction === 'RUN');
    const declared = new Set(texts.slice(0, next).flatMap(({ instruction, text: args }) => (instruction === 'ARG' ? args.split(' ') : [])));
    const pairs = pairsOf(texts[next]?.buildArgs ?? [], declared);
    const isSetByEnv = (name: string): boolean => texts.slice(0, next).some((each) => each.instruction === 'ENV' && ` ${each.text}`.includes(` ${name}=`));
    const written = (own.length > 0 ? own : names).map((name) => (pairs.has(name) && !isSetByEnv(name) ? `${name}=${quotedWord(pairs.get(name)!, this.#escape)}` : name));
    return { comments: written.every((each) => each.includes('=')) ? [] : ['Whether it has a value is not recorded.'], text: `ARG ${written.join(' ')}` };
  }

  /** Whether the trigger is in the image no more: those that are, were put there last. */
  #isSpent(at: number): boolean {
    const { settings, texts } = this.#in;
    return settings !== undefined && texts.slice(at).filter(({ instruction }) => instruction === 'ONBUILD').length > settings.onbuild.length;
  }

  #line(instruction: string, of: 'user' | 'workingDir' | 'stopSignal', text: string): Written {
    return plain(`${instruction} ${quotedLine(text, this.#escape)}`, { kind: 'text', of, text });
  }

  #pairs(at: number, instruction: 'ENV' | 'LABEL', of: 'env' | 'labels', text: string): Written {
    const pairs = splitPairs(text, this.#known(at, instruction, of));
    if (!pairs) return { comments: [`${instruction} ${text}`], text: '' };
    const written = pairs.map(([name, value]) => `${quotedWord(name, this.#escape)}=${quotedWord(value, this.#escape)}`).join(' ');
    return plain(`${instruction} ${written}`, { kind: 'pairs', of, pairs });
  }

  /** The final values, and the names that later entries set. */
  #known(at: number, instruction: string, of: 'env' | 'labels'): KnownPairs | undefined {
    const { settings, texts } = this.#in;
    if (!settings) return undefined;
    const values = settings[of];
    const later = texts.slice(at + 1).filter((text) => text.instruction === instruction).map((text) => ` ${text.text}`);
    return { values, setLater: new Set([...values.keys()].filter((name) => later.some((text) => text.includes(` ${name}=`)))) };
  }

  /** The names are those that later RUNs saw; without any, capitals are taken for names. */
  #arg(at: number, text: string): Written {
    const seen = new Set(this.#in.texts.slice(at + 1).flatMap(({ buildArgs }) => buildArgs.map((pair) => pair.split('=', 1)[0]!)));
    const isName = (name: string): boolean => (seen.size > 0 ? seen.has(name) : /^[A-Z_][A-Z0-9_]*$/.test(name));
    const words = text.split(' ');
    const args: string[] = [];
    for (const word of words) {
      if (args.length === 0 || isName(word.split('=', 1)[0]!)) args.push(word);
      else args.push(`${args.pop()!} ${word}`);
    }
    const written = args.map((arg) => (arg.includes('=') ? `${arg.slice(0, arg.indexOf('='))}=${quotedWord(arg.slice(arg.indexOf('=') + 1), this.#escape)}` : arg));
    return plain(`ARG ${written.join(' ')}`);
  }

  #expose(text: string): Written {
    const words = text.split(/\s+/).filter(Boolean);
    return plain(`EXPOSE ${words.map((word) => quotedWord(word, this.#escape)).join(' ')}`, { kind: 'members', of: 'ports', members: words.flatMap(portsOf) });
  }

  #volume(text: string): Written {
    const members = (this.#in.settings && splitKnown(text, new Set(this.#in.settings.volumes))) ?? text.split(' ').filter(Boolean);
    return plain(`VOLUME ${jsonWords(members, this.#escape)}`, { kind: 'members', of: 'volumes', members });
  }

  #command(instruction: string, of: 'cmd' | 'entrypoint', text: string): Written {
    const words = jsonList(text);
    if (!words) return plain(`${instruction} ${text}`, { kind: 'list', of, words: [...this.#shell, text] });
    const command = this.#shellForm(words);
    return plain(`${instruction} ${command ?? jsonWords(words)}`, { kind: 'list', of, words });
  }

  /** The command of a shell form, when the words are one: the shell in force and one more, which has to mean the same when it is read again. */
  #shellForm(words: readonly string[]): string | undefined {
    const command = words.at(-1) ?? '';
    const isShell = words.length === this.#shell.length + 1 && this.#shell.every((word, at) => words[at] === word);
    return isShell && command.trim() === command && command !== '' && !/\n|^\[/.test(command) && !command.endsWith(this.#escape) ? command : undefined;
  }

  #setShell(at: number, text: string): Written {
    const split = jsonList(text) ?? text.split(' ');
    const joined = split.join(' ');
    const later = this.#in.texts.slice(at + 1);
    const isLast = !later.some((each) => each.instruction === 'SHELL');
    const final = this.#in.settings?.shell ?? [];
    // A command in shell form shows where the shell's words end.
    const shown = later.flatMap((each) => (each.instruction === 'CMD' || each.instruction === 'ENTRYPOINT' ? [(jsonList(each.text) ?? []).slice(0, -1)] : []));
    const words = [...(isLast ? [final] : []), ...shown].find((each) => each.join(' ') === joined) ?? withOneScript(split);
    this.#shell = words;
    return plain(`SHELL ${jsonWords(words)}`, { kind: 'list', of: 'shell', words });
  }

  #healthcheck(at: number, text: string): Written {
    const read = readHealthcheck(text);
    if (!read) return plain(`HEALTHCHECK ${text}`, { kind: 'unknown', of: 'healthcheck' });
    const final = this.#in.settings?.healthcheck;
    const isLast = !this.#in.texts.slice(at + 1).some(({ instruction }) => instruction === 'HEALTHCHECK');
    const check = !read.isExact && isLast && final && final.test.join(' ') === read.check.test.join(' ') ? { ...read.check, test: final.test } : read.check;
    const isGuessed = !read.isExact && check === read.check && check.test[0] === 'CMD' && check.test.length > 2;
    return { comments: isGuessed ? ['Where the words of this command end is not recorded.'] : [], text: healthcheckText(check), effect: { kind: 'healthcheck', check } };
  }

  #copy(at: number, { instruction, text }: HistoryText): Written {
    const { createdBy } = this.#in.entries[at]!;
    const flags = /^(?:--\S+ )*/.exec(text)![0];
    const rest = text.slice(flags.length);
    const classic = createdBy.includes('#(nop)') ? /^(.*?) in (.+)$/s.exec(rest) : null;
    if (classic) {
      const [, sources = '', destination = ''] = classic;
      const isHash = /^(?:file|dir|multi):/.test(sources);
      return { comments: isHash ? ['Which files were copied is not recorded, only their checksum.'] : [], text: `${instruction} ${flags}${this.#paths([sources, destination])}` };
    }
    const heredocs = rest.split(/\s+/).flatMap((word) => plainHeredoc.exec(word)?.[2] ?? []);
    if (heredocs.length > 0) {
      const words = rest.split(/\s+/).filter(Boolean).map((word) => (plainHeredoc.test(word) ? word : quotedWord(word, this.#escape)));
      return { comments: ['The text of the heredoc is not recorded.'], text: [`${instruction} ${flags}${words.join(' ')}`, ...heredocs].join('\n') };
    }
    if (this.#in.isVerbatim(at)) return mayBeHeredoc.test(text) ? { comments: [`${instruction} ${text}`], text: '' } : plain(`${instruction} ${text}`);
    const words = rest.split(' ').filter(Boolean);
    // More than one source needs a destination that ends with a slash, so these are paths with spaces.
    const isOne = words.length > 2 && !/(?:\/|^\.{1,2})$/.test(words.at(-1)!);
    const end = isOne ? Math.max(1, words.findLastIndex((word) => /^[./]/.test(word))) : 0;
    const paths = isOne ? [words.slice(0, end).join(' '), words.slice(end).join(' ')] : words;
    const comments = [
      isOne ? 'A path has spaces; where it ends is not recorded.' : '',
      words.slice(0, -1).some((word) => word.startsWith('/')) ? 'Perhaps with --from, which is not recorded.' : '',
    ].filter(Boolean);
    return { comments, text: `${instruction} ${flags}${this.#paths(paths)}` };
  }

  #paths(paths: readonly string[]): string {
    return paths.some((path) => /\s/.test(path)) ? jsonWords(paths, this.#escape) : paths.map((path) => quotedWord(path, this.#escape)).join(' ');
  }

  #run(at: number, { text, shell }: HistoryText): Written {
    const { createdBy } = this.#in.entries[at]!;
    if (this.#in.isVerbatim(at)) return this.#script(text, false);
    if (shell === '') {
      const words = text.split(' ').filter(Boolean);
      return { comments: words.length > 1 ? ['In JSON form; where its words end is not recorded.'] : [], text: `RUN ${jsonWords(words)}` };
    }
    // Buildah keeps the JSON form, in which nothing begins a heredoc.
    if (!createdBy.startsWith('RUN ') && jsonList(text) !== undefined) return plain(`RUN ${text}`);
    const pipe = /^\/dev\/pipes\/(\w+)$/.exec(text);
    if (pipe) return plain(`RUN <<${pipe[1]}\n#!/bin/sh\n# The script of this heredoc is not recorded.\n${pipe[1]}`);
    const isKnownShell = shell === this.#shell.join(' ') || (shell === '/bin/sh -c' && !createdBy.startsWith('RUN '));
    if (!isKnownShell) return plain(`RUN ${jsonWords([...shell.split(' '), text])}`);
    // Buildah appends the text of a heredoc, without its end.
    const [name, ...others] = createdBy.startsWith('RUN ') || !text.includes('\n') ? [] : heredocNames(text.split('\n', 1)[0]!) ?? [];
    if (name !== undefined && others.length === 0 && !hasOwnHeredocs(text)) return plain(`RUN ${text}\n${name}`);
    // What would be read as a flag or as JSON form was neither, or the builder would not have put a shell before it.
    const isMisread = createdBy.startsWith('RUN ') && (text.startsWith('--') || jsonList(text) !== undefined);
    return this.#script(text, isMisread || /\n # buildkit\s*$/.test(createdBy));
  }

  /** `isBody` is true for what was the whole body of a heredoc, or has to be one to mean the same. */
  #script(text: string, isBody: boolean): Written {
    if (text.trim() === '') return { comments: ['A RUN whose command is not recorded.'], text: '' };
    const isPlain = text.includes('\n') ? hasOwnHeredocs(text) : !mayBeHeredoc.test(text) && !text.trimEnd().endsWith(this.#escape);
    if (!isBody && isPlain) return plain(`RUN ${text.includes('\n') ? text : brokenLines(text, this.#escape)}`);
    const lines = text.split('\n');
    let name = 'EOF';
    for (let number = 2; lines.includes(name); number++) name = `EOF${number}`;
    return plain(`RUN <<${name}\n${text}\n${name}`);
  }
}

function plain(text: string, effect?: Effect): Written {
  return { comments: [], text, ...(effect ? { effect } : {}) };
}

/** What PowerShell is to run first is one word nearly always, and for PowerShell the same as several. */
function withOneScript(words: readonly string[]): readonly string[] {
  const at = /^(?:.*[/\\])?(?:powershell|pwsh)(?:\.exe)?$/i.test(words[0] ?? '') ? words.findIndex((word) => /^-command$/i.test(word)) : -1;
  return at > 0 && at < words.length - 1 ? [...words.slice(0, at + 1), words.slice(at + 1).join(' ')] : words;
}

/** The arguments by their names; what only looks like a pair belongs to the value before it. */
function pairsOf(buildArgs: readonly string[], names: ReadonlySet<string>): Map<string, string> {
  const pairs = new Map<string, string>();
  let last = '';
  for (const word of buildArgs) {
    const name = word.split('=', 1)[0]!;
    if (names.has(name)) pairs.set((last = name), word.slice(name.length + 1));
    else if (last !== '') pairs.set(last, `${pairs.get(last)!} ${word}`);
  }
  return pairs;
}

/** What the builder would take for the beginning of a heredoc. */
const mayBeHeredoc = /(?:^|\s)\d*<<-?[^<]/;
/** A word that begins one for sure, and whose name needs no shell to be read. */
const plainHeredoc = /^\d*<<-?(["']?)([A-Za-z_][\w.-]*)\1$/;

/** The names of a line's heredocs; undefined when there may be others. */
function heredocNames(line: string): string[] | undefined {
  const words = line.split(/\s+/).filter((word) => word.includes('<<'));
  const names = words.flatMap((word) => plainHeredoc.exec(word)?.[2] ?? []);
  return names.length === words.length ? names : undefined;
}

/** Whether the lines after the first are the bodies of the heredocs that the first one names, each with its end. */
function hasOwnHeredocs(text: string): boolean {
  const [first = '', ...rest] = text.split('\n');
  const names = heredocNames(first) ?? [];
  let from = 0;
  for (const name of names) {
    const isIndented = new RegExp(`<<-["']?${name}`).test(first);
    const end = rest.findIndex((line, at) => at >= from && (isIndented ? line.replace(/^\t+/, '') : line) === name);
    if (end < 0) return false;
    from = end + 1;
  }
  return names.length > 0 && from === rest.length;
}

function jsonList(text: string): string[] | undefined {
  try {
    const words = JSON.parse(text) as unknown;
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}

/** "8000-8002/udp" → each port with its protocol, as the config has them. */
function portsOf(word: string): string[] {
  const [address = '', protocol = 'tcp'] = word.split('/');
  const port = address.slice(address.lastIndexOf(':') + 1);
  const range = /^(\d{1,5})-(\d{1,5})$/.exec(port);
  const count = range ? Math.min(65_536, Number(range[2]) - Number(range[1]) + 1) : 0;
  const all = count > 0 ? Array.from({ length: count }, (_, at) => String(Number(range![1]) + at)) : [port];
  return all.map((each) => `${each}/${protocol.toLowerCase()}`);
}

/** Every form in which Go prints a health check. `isExact` is false where its words are run together. */
function readHealthcheck(text: string): { check: Healthcheck; isExact: boolean } | undefined {
  const quoted = /^&\{(\[.*?\]) "([^"]*)" "([^"]*)" "([^"]*)"(?: "([^"]*)")? '(\\'|[^']+)'\}$/s.exec(text);
  const test = quoted && goList(quoted[1]!);
  if (quoted && test) return { check: checkOf(test, quoted.slice(2, 6), goUnquote(quoted[6]!).codePointAt(0)!), isExact: true };
  const named = /^\{Test:\[(.*)\] Interval:(\S+) Timeout:(\S+) StartPeriod:(\S+)(?: StartInterval:(\S+))? Retries:(\d+)\}$/s.exec(text);
  const classic = named ?? /^&\{\[(.*)\] (\S+) (\S+) (\S+?)(?: (\S+))? (\d+)\}$/s.exec(text);
  if (!classic) return undefined;
  const [kind = '', ...words] = classic[1]!.split(' ');
  const isShell = kind === 'CMD-SHELL';
  return { check: checkOf(isShell ? [kind, words.join(' ')] : [kind, ...words], classic.slice(2, 6), Number(classic[6])), isExact: isShell || kind === 'NONE' };
}

function checkOf(test: readonly string[], [interval = '0s', timeout = '0s', startPeriod = '0s', startInterval = '0s']: readonly (string | undefined)[], retries: number): Healthcheck {
  return { test, interval, timeout, startPeriod, startInterval, retries };
}
