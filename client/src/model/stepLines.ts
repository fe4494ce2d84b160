/**
 * Finding a step's lines by its text. Owns: the comparison, for builders that print an instruction and no line, and for steps that still run.
 * Must not parse Dockerfiles further than a builder's text needs.
 */
import type { Lines } from './lineShift.ts';

interface Written extends Lines {
  readonly text: string;
  /** "build" of the stage that it belongs to, and "stage-1" of the same. */
  readonly stages: readonly string[];
}

/**
 * The 0-based lines of `instruction`, as a builder prints it on one line. `stage` is the builder's name of its stage, '' when unknown; it decides
 * among instructions that read the same. Undefined when no line fits or several do: no guess is shown.
 */
export function linesOfInstruction(text: string, instruction: string, stage = ''): Lines | undefined {
  const wanted = plain(instruction);
  if (wanted === '') return undefined;
  // Of several platforms, the platform stands before the stage.
  const name = stage.slice(stage.lastIndexOf(' ') + 1).toLowerCase();
  const all = instructionsOf(text);
  const fitting = wanted.startsWith('FROM ') ? all.filter((one) => one.text.startsWith('FROM ') && isStage(one, name)) : all.filter((one) => one.text === wanted);
  const inStage = fitting.length > 1 ? fitting.filter((one) => isStage(one, name)) : fitting;
  return inStage.length === 1 ? { first: inStage[0]!.first, last: inStage[0]!.last } : undefined;
}

/** A Dockerfile of one stage is named by nothing, and so is any stage by a builder that does not tell them apart. */
function isStage({ stages }: Written, name: string): boolean {
  return name === '' || stages.includes(name);
}

function instructionsOf(text: string): Written[] {
  const found: Written[] = [];
  let joined = '';
  let first = -1;
  let stages: readonly string[] = [];
  let count = 0;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (/^\s*(?:#.*)?$/.test(line)) continue;
    if (first < 0) first = index;
    const continued = /^(.*)[\\`][ \t]*$/.exec(line);
    joined += continued ? continued[1] : line;
    if (continued) continue;
    const whole = plain(joined);
    if (whole.startsWith('FROM ')) stages = [`stage-${count++}`, ...(/ as (\S+)$/i.exec(whole)?.[1]?.toLowerCase().split(' ') ?? [])];
    found.push({ text: whole, first, last: index, stages });
    joined = '';
    first = -1;
  }
  return found;
}

/** One space for any white space, the keyword in upper case. */
function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/^[A-Za-z]+/, (word) => word.toUpperCase());
}
