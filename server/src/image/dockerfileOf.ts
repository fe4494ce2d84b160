/**
 * A Dockerfile from an image's history and config. Owns: the order of what is written, what is said of things that no history records, and the comparison with
 * the config. Must not know engines or archives. What is written is a Dockerfile without errors and sets the same as the image; where a record does not tell
 * how something was written, a comment says so.
 */
import { InstructionWriter } from './instructionWriter.ts';
import type { Written } from './instructionWriter.ts';
import { parseHistory } from './historyText.ts';
import type { HistoryText } from './historyText.ts';
import type { ImageSettings } from './imageSettings.ts';
import { missingSettings, SettingsSoFar } from './settingsSoFar.ts';

export interface RecordedEntry {
  readonly createdBy: string;
  /** '' when there is none. */
  readonly comment: string;
  /** Undefined when nobody said. */
  readonly emptyLayer: boolean | undefined;
}

export interface RebuildOptions {
  /** What the image is called, for the heading. */
  readonly name: string;
  /** What the image sets; without it, values with spaces are taken apart by guesswork. */
  readonly settings?: ImageSettings;
  /** The image of FROM, when it is known: how many entries, oldest first, are its own. */
  readonly base?: { readonly entries: number; readonly name: string };
  /** "windows" for images of Windows. */
  readonly os?: string;
}

/** First and last line, 0-based. */
export type LineSpan = readonly [first: number, last: number];

export interface RebuiltDockerfile {
  readonly text: string;
  /** For each entry the lines of its instruction without comments; undefined for entries of the base and for what is no instruction. */
  readonly lines: readonly (LineSpan | undefined)[];
}

/** `entries` oldest first. */
export function dockerfileOf(entries: readonly RecordedEntry[], options: RebuildOptions): RebuiltDockerfile {
  const base = baseOf(entries, options);
  const texts = parseHistory(entries.map((entry) => entry.createdBy));
  const escape = options.os === 'windows' ? '`' : '\\';
  const writer = new InstructionWriter({ entries, texts, settings: options.settings, escape, isVerbatim: (at) => isVerbatim(entries, texts, at) });
  const soFar = new SettingsSoFar();
  const out = new Lines();
  if (escape === '`') out.add('# escape=`');
  for (const line of heading(options.name)) out.add(`# ${line}`);
  out.add('');
  const from = base ? [`FROM ${base.name}`] : ['# The base image is not recorded: what it did is among the instructions below.', 'FROM scratch'];
  for (const line of from) out.add(line);
  const lines = entries.map((_, at) => {
    const written = writer.write(at);
    const isBase = base !== undefined && at < base.entries;
    if (!isBase) soFar.endOfBase();
    soFar.apply(written.effect);
    return isBase ? undefined : out.written(written);
  });
  if (options.settings) {
    const missing = missingSettings(soFar, options.settings, { escape, isFromScratch: !base, os: options.os ?? '' });
    if (missing.length > 0) out.add('', '# The image is otherwise than its history leaves it:', ...missing);
  }
  return { text: out.text(), lines };
}

function heading(name: string): string[] {
  return [
    `Made from the history of ${name.replace(/\s+/g, ' ') || 'an image'}.`,
    'Not recorded: stages and COPY --from, RUN --mount and other flags of RUN, --link, --exclude,',
    'comments, and the files that were copied.',
  ];
}

/** The base that was told, or the one that Buildah notes at the first instruction. */
function baseOf(entries: readonly RecordedEntry[], { base }: RebuildOptions): RebuildOptions['base'] {
  if (base && base.entries > 0 && base.entries <= entries.length && base.name !== '') return base;
  const at = entries.findIndex(({ comment }) => comment.startsWith('FROM '));
  const name = at < 0 ? '' : entries[at]!.comment.slice('FROM '.length).trim();
  // Buildah names its own intermediate images by their ids.
  return at > 0 && /^[^\s]+$/.test(name) && !/^[0-9a-f]{12,64}$/.test(name) ? { entries: at, name } : undefined;
}

/** Buildah and Kaniko note the instruction as it stands in the Dockerfile, with its quotes; BuildKit and the classic builder what it came to. */
function isVerbatim(entries: readonly RecordedEntry[], texts: readonly HistoryText[], at: number): boolean {
  const { createdBy, comment } = entries[at]!;
  if (comment.startsWith('buildkit.') || / # buildkit\s*$/.test(createdBy)) return false;
  if (createdBy.includes('#(nop) ')) return isBuildah(entries, texts, at) && !/^(?:COPY|ADD)$/.test(texts[at]!.instruction);
  const { instruction } = texts[at]!;
  if (instruction === '' || !createdBy.startsWith(instruction)) return false;
  // Without comments, one mark of BuildKit speaks for all.
  const hasComments = entries.some((entry) => entry.comment.startsWith('buildkit.'));
  return hasComments || !entries.some((entry) => / # buildkit\s*$/.test(entry.createdBy));
}

/** It puts one space before the instruction, where the classic builder puts two before all that copy no files. */
function isBuildah(entries: readonly RecordedEntry[], texts: readonly HistoryText[], at: number): boolean {
  if (entries[at]!.comment.startsWith('FROM ')) return true;
  return texts.some((text, other) => text.isMetadata && /#\(nop\) [A-Z]/.test(entries[other]!.createdBy)) && !entries.some((entry) => entry.createdBy.includes('#(nop)  '));
}

class Lines {
  readonly #lines: string[] = [];

  add(...lines: readonly string[]): void {
    this.#lines.push(...lines);
  }

  /** Returns the lines of the instruction. */
  written({ comments, text }: Written): LineSpan | undefined {
    for (const comment of comments) for (const line of comment.split('\n')) this.add(`# ${line}`.trimEnd());
    if (text === '') return undefined;
    const first = this.#lines.length;
    this.add(...text.split('\n'));
    return [first, this.#lines.length - 1];
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
