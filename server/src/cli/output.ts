/**
 * Output. Owns: writing much text to a descriptor in large pieces and in step with its reader, so that memory stays bounded; and what of a text a terminal may get.
 */
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';

/** The reader has closed its end. */
export class PipeClosed extends Error {}

export interface Output {
  /** Throws `PipeClosed`. */
  readonly write: (text: string) => void;
  /** Writes what is held back. Throws `PipeClosed`. */
  readonly flush: () => void;
}

const pieceSize = 1 << 16;

export function syncOutput(descriptor: number): Output {
  let held = '';
  const flush = (): void => {
    const bytes = Buffer.from(held, 'utf8');
    held = '';
    for (let at = 0; at < bytes.length;) at += writeSome(descriptor, bytes, at);
  };
  return {
    write(text) {
      held += text;
      if (held.length >= pieceSize) flush();
    },
    flush,
  };
}

/** Returns how many bytes were taken; a pipe that is full for now takes none. */
function writeSome(descriptor: number, bytes: Buffer, at: number): number {
  try {
    return writeSync(descriptor, bytes, at);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPIPE') throw new PipeClosed();
    if (code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    return 0;
  }
}

/** One line on standard error, of whatever a file or an image says. */
export function tell(message: string): void {
  process.stderr.write(`drydock: ${withoutControls(message)}\n`);
}

/** Without what would steer a terminal: texts of files and images are anybody's. Tabs and line ends stay. */
export function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}
