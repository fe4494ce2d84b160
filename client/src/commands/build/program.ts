/**
 * One program run to its end. Owns: starting it without a shell, its output as text, and stopping all of it. Must not know what it does.
 */
import { spawn, type ChildProcess } from 'node:child_process';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Time to end by itself after the interrupt, in milliseconds: a builder tells its daemon to stop. */
const grace = 5_000;

/**
 * Runs `program` and hands over its output, standard output and error as one, decoded as UTF-8 across chunks. Gives the exit code; a program
 * ended by a signal counts as 130. Rejects when it can't be started. Once `signal` is aborted the program and its children are interrupted,
 * and killed when that doesn't help.
 */
export function runProgram(program: Program, signal: AbortSignal, onOutput: (text: string) => void): Promise<number> {
  const isPosix = process.platform !== 'win32';
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      resolve(130);
      return;
    }
    // On POSIX it leads a process group, because docker hands the work to its plug-in, another process.
    const child = spawn(program.command, [...program.args], {
      shell: false, detached: isPosix, windowsHide: true, stdio: ['ignore', 'pipe', 'pipe'],
      ...(program.cwd !== undefined ? { cwd: program.cwd } : {}), ...(program.env !== undefined ? { env: program.env } : {}),
    });
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', onOutput);
    let killer: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      stop(child, isPosix, 'SIGINT');
      killer = setTimeout(() => stop(child, isPosix, 'SIGKILL'), grace);
    };
    signal.addEventListener('abort', interrupt, { once: true });
    const settle = (end: () => void): void => {
      signal.removeEventListener('abort', interrupt);
      clearTimeout(killer);
      end();
    };
    child.once('error', (error) => settle(() => reject(error)));
    child.once('close', (code) => settle(() => resolve(code ?? 130)));
  });
}

function stop(child: ChildProcess, isGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (isGroup) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It ended in between.
  }
}
