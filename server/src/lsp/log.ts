/**
 * The log. Owns: telling the client's output channel. Must never throw: it is called where something has already gone wrong.
 */
import type { Connection } from 'vscode-languageserver';

export function logTo(connection: Connection, level: 'error' | 'warn' | 'log', message: string): void {
  try {
    connection.console[level](message);
  } catch {
    // The connection is gone, and with it whoever would read.
  }
}

/** An exception as text, with its stack when it has one. */
export function described(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
