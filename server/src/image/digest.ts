/**
 * Digests of bytes at hand. Owns: their spelling. What comes in a stream has a hash of its own.
 */
import { createHash } from 'node:crypto';

/** "sha256:" with 64 hexadecimal digits. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
