/**
 * Stages and base images in words. Owns: hovers on FROM's words and on names of stages elsewhere. Must not judge image names.
 */
import { touches, type TextRange } from '../../base/textRange.ts';
import { familiarName, type ImageReference } from '../../semantics/imageReference.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import type { ReferenceTarget, Stage } from '../../semantics/stages.ts';
import { code, table } from './markdown.ts';
import { lineNumber, stageTitle, type LocalHover } from './place.ts';

/** The word of a FROM under the cursor. `at` and ranges are relative to the segment. */
export function fromHover(snapshot: Snapshot, ordinal: number, at: number): LocalHover | undefined {
  const stage = snapshot.semantics.stageAt(ordinal);
  if (!stage || stage.ordinal !== ordinal) return undefined;
  if (stage.nameWord && touches(stage.nameWord.range, at)) return { markdown: [stageText(snapshot, stage), ...usesText(snapshot, stage)].join('\n\n'), range: stage.nameWord.range };
  if (stage.baseWord && touches(stage.baseWord.range, at)) return { markdown: baseText(snapshot, stage), range: stage.baseWord.range };
  return undefined;
}

/** For the keyword: which stage starts here, and from what. */
export function fromSummary(snapshot: Snapshot, ordinal: number): string | undefined {
  const stage = snapshot.semantics.stageAt(ordinal);
  return stage && [stageText(snapshot, stage), ...usesText(snapshot, stage)].join('\n\n');
}

/** The stage or image that a `--from` or a mount's `from` names. */
export function referenceHover(snapshot: Snapshot, target: ReferenceTarget, range: TextRange): LocalHover {
  return { markdown: targetText(snapshot, target), range };
}

function targetText(snapshot: Snapshot, target: ReferenceTarget): string {
  switch (target.kind) {
    case 'stage':
      return target.position === 'earlier' ? stageText(snapshot, target.stage)
        : `${stageText(snapshot, target.stage)}\n\n${target.position === 'self' ? 'This is the stage itself: it cannot take files from itself.' : 'It comes later: a stage can take files only from stages above it.'}`;
    case 'image':
      return target.text === 'scratch' ? scratchText : `**Image** ${code(target.text)}: no stage of this file has that name. It can also be a build context given with \`--build-context\`.`;
    case 'invalidIndex':
      return `No stage has the number ${target.index}; they count from 0.`;
    case 'variable':
      return 'Variables are not replaced here. Give the image a stage of its own (`FROM image:$TAG AS name`) and use its name.';
  }
}

const scratchText = '**scratch** is no image: the stage starts with no files at all, not even a shell.';

function stageText(snapshot: Snapshot, stage: Stage): string {
  const { semantics } = snapshot;
  const title = stageTitle(stage);
  const line = lineNumber(snapshot, stage.ordinal);
  const last = semantics.target === stage ? '; the last stage is what a build makes' : '';
  return `**${title.charAt(0).toUpperCase()}${title.slice(1)}**${stage.name === undefined ? '' : `, number ${stage.index}`}, line ${line}, from ${chainText(snapshot, stage)}${last}.${triggersText(snapshot, stage)}`;
}

const longestChain = 5;

/** The bases one after the other: stages, then the image. */
function chainText(snapshot: Snapshot, stage: Stage): string {
  const chain = snapshot.semantics.chain(stage);
  const shown = chain.length <= longestChain ? chain : chain.slice(-longestChain);
  return (shown === chain ? '' : '… from ') + shown.map(({ base }) => (base.kind === 'stage' ? `${stageTitle(base.stage)} from ` : base.kind === 'scratch' ? 'scratch' : base.text === '' ? 'no image' : code(base.text))).join('');
}

/** The base's ONBUILD lines that run in this stage. */
function triggersText(snapshot: Snapshot, stage: Stage): string {
  const triggers = snapshot.semantics.steps(stage).filter(({ onbuild }) => onbuild);
  if (triggers.length === 0) return '';
  const lines = triggers.map(({ ordinal }) => {
    const segment = snapshot.tree.instructions[ordinal]!;
    return `- ${code(segment.logical.text.replace(/^\s*ONBUILD\s+/i, ''))} (line ${lineNumber(snapshot, ordinal)})`;
  });
  return `\n\nFirst run here, from ONBUILD of the base:\n${lines.join('\n')}`;
}

/** Where the stage is used. */
function usesText(snapshot: Snapshot, stage: Stage): string[] {
  const { semantics } = snapshot;
  const bases = semantics.stages.filter(({ base }) => base.kind === 'stage' && base.stage === stage).map(({ ordinal }) => `FROM in line ${lineNumber(snapshot, ordinal)}`);
  const copies = semantics.references.filter(({ target }) => target.kind === 'stage' && target.stage === stage)
    .map(({ ordinal, via, word }) => `${via === 'copy' ? 'COPY' : 'a mount'} in line ${lineNumber(snapshot, ordinal, word.range.start)}`);
  const uses = [...bases, ...copies];
  if (uses.length > 0) return [`Used by ${uses.join(', ')}.`];
  return semantics.target === stage ? [] : ['Nothing uses it: it is built only with `--target`.'];
}

function baseText(snapshot: Snapshot, stage: Stage): string {
  const { base, baseWord, baseIsCertain } = stage;
  const expanded = baseWord && baseWord.text !== base.text && base.text !== '' ? `${code(baseWord.text)} is ${code(base.text)}${baseIsCertain ? '' : ' when building on and for linux/amd64'}.\n\n` : '';
  switch (base.kind) {
    case 'stage':
      return `${expanded}${stageText(snapshot, base.stage)}${triggersText(snapshot, stage)}`;
    case 'scratch':
      return `${expanded}${scratchText}`;
    case 'image':
      return `${expanded}${imageText(base.reference, base.text)}`;
    case 'invalid':
      return `${expanded}**No valid image name:** ${base.error}`;
    case 'unknown':
      return base.error === undefined ? '**No image name:** the variables in it are empty.' : `**No image name:** ${base.error}`;
  }
}

function imageText(reference: ImageReference, text: string): string {
  const official = reference.domain === 'docker.io' && /^library\/[^/]+$/.test(reference.path);
  const rows: (readonly string[])[] = [
    ['registry', code(reference.domain) + (reference.domain === 'docker.io' ? ' (Docker Hub)' : '')],
    ['repository', code(reference.path) + (official ? ' (official image)' : '')],
  ];
  if (reference.tag !== undefined) rows.push(['tag', code(reference.tag)]);
  else if (reference.digest === undefined) rows.push(['tag', '`latest`, since none is written: it moves with every release']);
  if (reference.digest !== undefined) rows.push(['digest', `${code(reference.digest)}: always this very image${reference.tag === undefined ? '' : '; the tag is not looked at'}`]);
  const link = official ? `[Docker Hub](https://hub.docker.com/_/${familiarName(reference)})` : reference.domain === 'docker.io' ? `[Docker Hub](https://hub.docker.com/r/${reference.path})` : undefined;
  return [`**Image** ${code(text)}`, table(['', ''], rows), ...(link ? [link] : [])].join('\n\n');
}
