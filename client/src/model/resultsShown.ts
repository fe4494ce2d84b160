/**
 * What the editor shows of builds at each instruction. Owns: which remembered results still belong to which lines, and their wording. Must not know VS Code.
 */
import type { StageStepsInfo } from '../../../server/src/lsp/protocol.ts';
import { formatCount, formatDuration, formatSize } from './format.ts';
import type { Growth } from './growth.ts';
import { shortId } from './imageReference.ts';
import type { ImageSource } from './imageSource.ts';
import { sizedText } from './histories/labels.ts';
import type { HiddenSum, InstructionResult, RememberedBuild } from './results.ts';
import { mapInstructions, meansTheSame } from './resultsMapping.ts';

export interface ShownResult {
  /** 0-based, both included, in the text of now. */
  readonly first: number;
  readonly last: number;
  /** "412 MB · 12.3 s · cached". */
  readonly text: string;
  /** The same for screen readers and as the start of the tooltip: whole sentences, Markdown. */
  readonly markdown: string;
  readonly isDoubtful: boolean;
  /** The layer to show, when there is one. */
  readonly layer: number | undefined;
  readonly source: ImageSource | undefined;
}

/** A remembered build with the stages of its Dockerfile. */
export interface ShownBuild {
  readonly build: RememberedBuild;
  readonly stages: readonly StageStepsInfo[];
  /** Against the build of the same target before it, which ended at `since`. */
  readonly growth: (Growth & { readonly since: number }) | undefined;
}

export interface BuildToShow extends ShownBuild {
  /** The stages of the Dockerfile as it stands now, for the same target and build arguments. */
  readonly now: readonly StageStepsInfo[];
}

/** A link of a tooltip: `command:` with its arguments. */
export type CommandLink = (title: string, command: string, args: readonly unknown[]) => string;

/** Below this it is said that a layer may belong to another line. */
const certain = 0.9;

/** The results of the builds (newest first) at the instructions of the Dockerfile as it stands now; each instruction has the newest that knows it. */
export function shownResults(builds: readonly BuildToShow[], clock: number, link: CommandLink): ShownResult[] {
  const shown = new Map<number, ShownResult>();
  for (const each of builds) {
    const results = new Map(each.build.instructions.map((result) => [result.lines[0], result]));
    const mapped = mapInstructions(each.stages, each.now);
    const lineNow = new Map(mapped.map(({ was, now: line }) => [was, line]));
    const isSame = meansTheSame(each.stages, each.now);
    const top = topLine(each);
    for (const { was, now: first, lastNow: last, isSame: isCertain } of mapped) {
      const result = results.get(was) ?? (was === top ? emptyResult(each.stages, was) : undefined);
      if (!result || shown.has(first)) continue;
      const context: Context = { ...each, result, isTop: was === top, hasChanged: !isSame, isDoubtful: !isCertain || result.confidence < certain, clock, link, lineNow };
      const text = resultText(context);
      if (text !== '') shown.set(first, { first, last, text, markdown: resultMarkdown(context), isDoubtful: context.isDoubtful, layer: result.layer?.index, source: sourceOf(each.build) });
    }
  }
  return [...shown.values()].sort((a, b) => a.first - b.first);
}

interface Context extends BuildToShow {
  readonly result: InstructionResult;
  /** The FROM of the stage that the image is. */
  readonly isTop: boolean;
  readonly hasChanged: boolean;
  readonly isDoubtful: boolean;
  readonly clock: number;
  readonly link: CommandLink;
  /** From lines of then to lines of now. */
  readonly lineNow: ReadonlyMap<number, number>;
}

/** The FROM at which the whole image's size is told; undefined without an image. */
function topLine({ build, stages }: BuildToShow): number | undefined {
  if (build.totalSize === undefined) return undefined;
  const { target } = build;
  const stage = target === undefined ? stages.at(-1) : stages.findLast(({ name }) => name?.toLowerCase() === target.toLowerCase());
  return stage?.steps[0]?.lines[0];
}

function emptyResult(stages: readonly StageStepsInfo[], line: number): InstructionResult {
  const from = stages.flatMap(({ steps }) => steps).find(({ lines }) => lines[0] === line)!;
  return { lines: from.lines, name: from.name, text: from.text, state: undefined, milliseconds: undefined, layer: undefined, knownBy: 'alignment', confidence: 1 };
}

function resultText(context: Context): string {
  const { result, isTop, build, isDoubtful } = context;
  const growth = growthHere(context);
  const sizes = [
    result.baseSize === undefined ? '' : `base ${formatSize(result.baseSize)}`,
    isTop ? `total ${formatSize(build.totalSize)}` : '',
    result.layer?.size === undefined ? '' : formatSize(result.layer.size),
  ].filter(Boolean);
  const size = growth === undefined || sizes.length === 0 ? sizes : [...sizes.slice(0, -1), `${sizes.at(-1)!} (${signed(growth)})`];
  // The time that the builder takes to look a base image up says nothing about the line.
  const time = result.name === 'FROM' ? [] : timeText(result);
  const parts = [...size, ...time];
  return parts.length === 0 ? '' : `${isDoubtful ? '? ' : ''}${parts.join(' · ')}`;
}

function timeText({ state, milliseconds }: InstructionResult): string[] {
  switch (state) {
    case 'cached': return ['cached'];
    case 'failed': return [milliseconds === undefined ? 'failed' : `failed after ${formatDuration(milliseconds)}`];
    case 'cancelled': return ['not finished'];
    case 'done': return milliseconds === undefined ? [] : [formatDuration(milliseconds)];
    case undefined: return [];
  }
}

/** What this line made the image grow by; undefined when nothing changed. */
function growthHere({ growth, result, isTop }: Context): number | undefined {
  if (!growth) return undefined;
  if (isTop) return growth.total === 0 ? undefined : growth.total;
  const found = growth.instructions.find(({ line, kind }) => line === result.lines[0] && kind !== 'gone');
  return found && found.after - found.before;
}

/** "+38 MB", "−2 kB". */
export function signed(bytes: number): string {
  return `${bytes < 0 ? '−' : '+'}${formatSize(Math.abs(bytes))}`;
}

/** "14:03" for today, "20 Nov, 14:03" else; local time, milliseconds since 1970. */
export function formatMoment(time: number, now: number): string {
  const date = new Date(time);
  const clock = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  if (date.toDateString() === new Date(now).toDateString()) return clock;
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][date.getMonth()]!;
  const year = date.getFullYear() === new Date(now).getFullYear() ? '' : ` ${date.getFullYear()}`;
  return `${date.getDate()} ${month}${year}, ${clock}`;
}

function resultMarkdown(context: Context): string {
  const { build, result, growth, clock, isDoubtful, hasChanged, isTop } = context;
  const when = build.outcome === 'elsewhere' ? `the image made ${formatMoment(build.ended, clock)}` : `the build of ${formatMoment(build.ended, clock)}`;
  const lines = [
    hasChanged ? `*The Dockerfile has changed since ${when}.*${isDoubtful ? ' Something that this instruction builds on is another by now.' : ' Nothing that this instruction builds on is affected.'}` : '',
    result.confidence < certain ? '*Which layer this instruction made is not certain.*' : '',
    ...layerLines(context),
    result.baseSize === undefined ? '' : `**Base image:** ${sizedText(result.baseSize, build.sizes)}.`,
    isTop ? `**Image:** ${sizedText(build.totalSize, build.sizes)} in all layers, as the engine's history says.` : '',
    result.name === 'FROM' ? '' : timeSentence(result, when),
    growth && growthHere(context) !== undefined ? `**Growth:** ${signed(growthHere(context)!)} since the build of ${formatMoment(growth.since, clock)}.` : '',
    ...hiddenLines(context),
    linkLine(context),
  ];
  return lines.filter(Boolean).join('\n\n');
}

function layerLines({ build, result: { layer, knownBy, confidence }, clock }: Context): string[] {
  if (!layer) return [];
  const digest = layer.diffId === undefined ? '' : ` \`${layer.diffId.replace(/^(sha256:.{12}).*$/, '$1')}\``;
  const created = layer.created === undefined || layer.created < 315_532_800_000 ? '' : `, made ${formatMoment(layer.created, clock)}`;
  return [
    `**Layer ${layer.index + 1}:**${digest} ${sizedText(layer.size, build.sizes)}${created}. The image up to here: ${formatSize(layer.total)}.`,
    knownBy === 'provenance' ? 'Known from the record of the build.' : `Known by comparing the image's history with the Dockerfile${confidence < 1 ? ` (${Math.round(confidence * 100)} % sure)` : ''}.`,
  ];
}

function timeSentence({ state, milliseconds }: InstructionResult, when: string): string {
  const after = milliseconds === undefined ? '' : ` after ${formatDuration(milliseconds)}`;
  switch (state) {
    case 'cached': return `**Cached:** ${when} found it in the cache.`;
    case 'failed': return `**Failed**${after} in ${when}.`;
    case 'cancelled': return `**Not finished** in ${when}.`;
    case 'done': return milliseconds === undefined ? '' : `**Time:** ${formatDuration(milliseconds)} in ${when}.`;
    case undefined: return '';
  }
}

/** What this layer hides of others, and what others hide of it. */
function hiddenLines({ build, result, lineNow }: Context): string[] {
  const own = result.layer?.index;
  if (own === undefined || !build.hidden) return [];
  const lineOf = (layer: number): string => {
    const then = build.instructions.find((each) => each.layer?.index === layer)?.lines[0];
    const line = then === undefined ? undefined : lineNow.get(then);
    return line === undefined ? then === undefined ? 'the base image' : 'a line that has changed' : `line ${line + 1}`;
  };
  const told = ({ bytes, files }: HiddenSum): string => `${formatSize(bytes)} (${formatCount(files, 'file')})`;
  return [
    ...build.hidden.filter(({ cause, owner }) => cause === own && owner !== own).map((sum) => `**Hides** ${told(sum)} of ${lineOf(sum.owner)}, which stay in the image.`),
    ...build.hidden.filter(({ owner, cause }) => owner === own && cause !== own).map((sum) => `**Hidden:** ${told(sum)} of this layer, by ${lineOf(sum.cause)}.`),
  ];
}

/** The image of a build, for commands; undefined when there is none. */
export function sourceOf({ imageId, imageName }: Pick<RememberedBuild, 'imageId' | 'imageName'>): ImageSource | undefined {
  return imageId === undefined ? undefined : { kind: 'engine', id: imageId, name: imageName || shortId(imageId) };
}

function linkLine({ build, result, link, growth }: Context): string {
  if (build.imageId === undefined) return '';
  const source = sourceOf(build)!;
  return [
    result.layer ? link('Show layer', 'drydock.showLayer', [{ source }, result.layer.index]) : '',
    link('Show history', 'drydock.showImageHistory', [{ source }]),
    growth ? link('Show growth', 'drydock.showGrowth', []) : '',
  ].filter(Boolean).join(' · ');
}
