/**
 * One program run to its end. Owns: starting it without a shell, its output as text, and stopping all of it. Must not know what it does.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** The whole environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** The path of a file for its standard input; none when left out. */
  readonly stdin?: string;
}

/** Time to end by itself after the interrupt, in milliseconds: a builder tells its daemon to stop. */
const grace = 5_000;

/**
 * Runs `program` and hands over its output, decoded as UTF-8 across chunks. Gives the exit code; a program
 * ended by a signal counts as 130. Rejects when it can't be started. Once `signal` is aborted the program and its children are interrupted,
 * and killed when that doesn't help.
 */
export function runProgram(program: Program, signal: AbortSignal, onOutput: (text: string, from: 'stdout' | 'stderr') => void): Promise<number> {
  const isPosix = process.platform !== 'win32';
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      resolve(130);
      return;
    }
    // On POSIX it leads a process group, because docker hands the work to its plug-in, another process.
    const child = spawn(program.command, [...program.args], {
      shell: false, detached: isPosix, windowsHide: true, stdio: [program.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(program.cwd !== undefined ? { cwd: program.cwd } : {}), ...(program.env !== undefined ? { env: program.env } : {}),
    });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => onOutput(text, 'stdout'));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => onOutput(text, 'stderr'));
    if (child.stdin && program.stdin !== undefined) feed(child.stdin, program.stdin, (error) => settle(() => { stop(child, isPosix, 'SIGKILL'); reject(error); }));
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

/** A program that ends before it has read everything is no failure; a file that can't be read is. */
function feed(stdin: Writable, path: string, failed: (error: Error) => void): void {
  stdin.on('error', () => undefined);
  createReadStream(path).on('error', failed).pipe(stdin);
}

function stop(child: ChildProcess, isGroup: boolean, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (isGroup) process.kill(-child.pid, signal);
    // Windows has no groups, and docker's plug-in would go on.
    else spawn(join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe'), ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true, stdio: 'ignore' }).on('error', () => child.kill());
  } catch {
    // It ended in between.
  }
}
