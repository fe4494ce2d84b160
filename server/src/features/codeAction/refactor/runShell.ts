/**
 * The shell that RUN starts. Owns: whether its scripts can be merged at all, and what its options mean for a merge.
 * Must not look at the scripts.
 */
import { baseName } from '../../../syntax/shellCommands.ts';

export interface RunShell {
  /** Why no RUN of this shell can be merged; undefined when they can. */
  readonly refusal: string | undefined;
  readonly bash: boolean;
  /** It runs with `-e`. */
  readonly errexit: boolean;
}

const posix: RunShell = { refusal: undefined, bash: false, errexit: false };

function refused(refusal: string): RunShell {
  return { ...posix, refusal };
}

/** Reads the words of SHELL. Undefined: the default, `/bin/sh -c`. */
export function readRunShell(words: readonly string[] | undefined): RunShell {
  if (!words) return posix;
  const name = baseName(words[0] ?? '').toLowerCase();
  if (name !== 'sh' && name !== 'bash' && name !== 'ash' && name !== 'dash') {
    return refused(`RUN uses the shell ${words[0] || '""'} here; only sh and bash scripts can be merged`);
  }
  let errexit = false;
  let command = false;
  for (let at = 1; at < words.length; at++) {
    const word = words[at]!;
    if (command || !/^[-+]/.test(word)) return refused('SHELL here does not end with -c');
    if (/^-[a-z]*[li]/i.test(word) && !word.startsWith('--')) return refused('The login or interactive shell here reads its start-up files for each RUN');
    if (word === '--login' || word === '--init-file' || word === '--rcfile') return refused('The login or interactive shell here reads its start-up files for each RUN');
    if (word.startsWith('--')) continue;
    if (/[oO]/.test(word)) errexit = words[++at] === 'errexit' ? word.startsWith('-') : errexit;
    if (word.includes('e')) errexit = word.startsWith('-');
    command = word.startsWith('-') && word.includes('c');
  }
  return command ? { refusal: undefined, bash: name === 'bash', errexit } : refused('SHELL here does not end with -c');
}

/** True for an image whose RUN starts cmd: a Windows base. */
export function isWindowsImage(image: string): boolean {
  return /(?:^|\/)(?:windows|nanoserver|servercore)(?:[/:@]|$)/i.test(image);
}
