/**
 * The JSON form of a command. Owns: turning a shell command into a JSON array where both mean the same. Must not know instructions.
 */

/** Characters that a shell gives a meaning to, or that need its quoting. */
const special = /[$`"'\\|&;<>(){}[\]*?~#!=\n\r]/;
/** Words that only a shell can carry out. */
const builtins = new Set([
  '.', ':', 'alias', 'bg', 'break', 'case', 'cd', 'command', 'continue', 'do', 'done', 'elif', 'else', 'esac', 'eval', 'exec', 'exit', 'export', 'fg', 'fi', 'for', 'function',
  'getopts', 'hash', 'if', 'in', 'jobs', 'local', 'read', 'readonly', 'return', 'select', 'set', 'shift', 'source', 'then', 'time', 'times', 'trap', 'type', 'ulimit', 'umask',
  'unalias', 'unset', 'until', 'wait', 'while',
]);

/** The command as a JSON array, when it is only words that a shell passes on unchanged; undefined otherwise. `exec` in front is dropped. */
export function plainJson(command: string): string | undefined {
  const words = command.split(/[ \t]+/).filter((word) => word !== '');
  if (words[0] === 'exec') words.shift();
  const [program] = words;
  if (program === undefined || builtins.has(program) || words.some((word) => special.test(word) && !isPlainOption(word))) return undefined;
  return jsonArray(words);
}

/** `--name=value` means the same to a shell and in JSON. As the first word it would set a variable. */
function isPlainOption(word: string): boolean {
  return /^--?[\w-]+=[\w./:@%+,-]*$/.test(word);
}

/** The words between white space as a JSON array, single quotes around words taken off; undefined when a word has any other quoting. */
export function jsonWords(text: string): string | undefined {
  const bracketed = /^\[(.*)\]$/s.exec(text.trim());
  const items = bracketed ? bracketed[1]!.split(',').map((item) => item.trim()) : text.trim().split(/\s+/);
  const words = items.map((item) => /^'([^'"\\]*)'$/.exec(item)?.[1] ?? /^[\u2018\u2019\u201c\u201d]([^'"\\]*)[\u2018\u2019\u201c\u201d]$/.exec(item)?.[1] ?? item);
  return words.length === 0 || words.some((word) => /["'\\\n]/.test(word) || word === '') ? undefined : jsonArray(words);
}

/** The shell in JSON form that runs the command as it is: what BuildKit itself makes of the shell form. */
export function wrappedJson(command: string): string {
  return jsonArray(['/bin/sh', '-c', command]);
}

function jsonArray(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
