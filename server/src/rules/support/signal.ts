/**
 * Signals of STOPSIGNAL. Owns: which BuildKit accepts. Must not hold their names; data/signals.ts does.
 */
import { signalNames } from '../../data/signals.ts';
import { parseInteger } from './goNumber.ts';

const names = new Set(signalNames);

/** True for a name with or without SIG in any case, and for any number but 0. */
export function isSignal(text: string): boolean {
  const number = parseInteger(text, 64);
  if (typeof number === 'number') return number !== 0;
  const name = text.toUpperCase().replace(/^SIG/, '');
  const realTime = /^RT(MIN\+|MAX-)([1-9][0-9]?)$/.exec(name);
  return names.has(name) || (realTime !== null && Number(realTime[2]) <= (realTime[1] === 'MIN+' ? 15 : 14));
}
