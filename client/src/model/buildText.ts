/**
 * A build's progress as text for a terminal. Owns: the wording and the colours, which are those of `docker build --progress=plain` so that a problem
 * matcher can read it too. Must not know where the text goes.
 */
import { formatSize } from './format.ts';
import type { BuildStep, BuildWarning, ProgressEvent, Transfer } from '../engine/rawProgress.ts';

const colours = { done: 32, cached: 36, failed: 31, cancelled: 33, warning: 33, name: 1 } as const;
/** Milliseconds between two lines about the same transfer. */
const transferPause = 1_000;
/** Whatever would move the cursor; colours may stay. */
const moves = /\u001b\[[0-9;?]*[ -/]*[@-ln-~]|\u001b\][^\u0007]*\u0007?|[\u0000-\u0008\u000b-\u001a\u001c-\u001f]/g;

/** Turns events into text, each with its line end; '' for what needs no word. */
export class PlainText {
  /** The step whose lines are being written. */
  #current = 0;
  readonly #told = new Map<string, number>();

  render(event: ProgressEvent): string {
    switch (event.kind) {
      case 'step':
        return this.#step(event.step);
      case 'log':
        return `${this.#under(event.step)}#${event.step.number} ${(event.at / 1000).toFixed(3)} ${withoutMoves(event.line)}\n`;
      case 'transfer':
        return this.#transfer(event.step, event.transfer, event.time);
      case 'warning':
        return `${coloured('warning', 'WARN')}: ${withoutMoves(warningText(event.warning))}\n`;
      case 'text':
        return `${withoutMoves(event.line)}\n`;
    }
  }

  #step(step: BuildStep): string {
    if (step.state === 'waiting') return '';
    const head = this.#under(step);
    switch (step.state) {
      case 'running':
        return head;
      case 'cached':
        return `${head}#${step.number} ${coloured('cached', 'CACHED')}\n`;
      case 'done':
        return `${head}#${step.number} ${coloured('done', 'DONE')} ${seconds(step)}\n`;
      case 'cancelled':
        return `${head}#${step.number} ${coloured('cancelled', 'CANCELED')}\n`;
      case 'failed':
        return `${head}#${step.number} ${coloured('failed', 'ERROR')}: ${withoutMoves(step.error)}\n`;
    }
  }

  /** A pull tells every few milliseconds; its beginning, its end and now and then are enough. */
  #transfer(step: BuildStep, transfer: Transfer, time: number): string {
    const key = `${step.id} ${transfer.id}`;
    const last = this.#told.get(key);
    if (last === Number.POSITIVE_INFINITY || (!transfer.isComplete && last !== undefined && time - last < transferPause)) return '';
    this.#told.set(key, transfer.isComplete ? Number.POSITIVE_INFINITY : time);
    if (!transfer.isComplete && last === undefined) return '';
    return `${this.#under(step)}#${step.number} ${transferText(transfer)}${transfer.isComplete ? ' done' : ''}\n`;
  }

  /** Lines of several steps mix; whenever another one speaks, its name comes first. */
  #under({ number, name }: BuildStep): string {
    if (this.#current === number) return '';
    this.#current = number;
    return `\n#${number} ${coloured('name', withoutMoves(name))}\n`;
  }
}

/** "transferring context 1.05 MB / 3.37 MB". */
export function transferText({ label, current, total }: Transfer): string {
  if (total > 0) return `${label} ${formatSize(Math.min(current, total))} / ${formatSize(total)}`;
  return current > 0 ? `${label} ${formatSize(current)}` : label;
}

/** "StageNameCasing: Stage name 'X' should be lowercase (line 3)". */
export function warningText({ rule, message, ranges }: BuildWarning): string {
  const line = ranges[0] ? ` (line ${ranges[0].start.line + 1})` : '';
  return `${rule ? `${rule}: ` : ''}${message}${line}`;
}

function seconds({ started, completed }: BuildStep): string {
  return `${(Math.max(0, (completed ?? 0) - (started ?? 0)) / 1000).toFixed(1)}s`;
}

function withoutMoves(line: string): string {
  const plain = line.replace(moves, '');
  // A colour that a program left on must not colour the next line.
  return plain.includes('\u001b[') ? `${plain}\u001b[0m` : plain;
}

function coloured(kind: keyof typeof colours, text: string): string {
  return `\u001b[${colours[kind]}m${text}\u001b[0m`;
}

/** A step's log as one text, its name first. */
export function logText({ name, log, dropped, error }: BuildStep): string {
  const left = dropped > 0 ? [`(${dropped} lines before these are not kept)`] : [];
  return `${[name, ...left, ...log, ...(error ? [`ERROR: ${error}`] : [])].join('\n')}\n`;
}
