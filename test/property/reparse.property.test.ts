import { expect, test } from 'vitest';
import { applyEdits } from '../../server/src/base/textEdit.ts';
import { lineIndexOf } from '../../server/src/base/lineIndex.ts';
import type { Segment } from '../../server/src/syntax/nodes.ts';
import { reparse } from '../../server/src/syntax/reparse.ts';
import { parse, type SyntaxTree } from '../../server/src/syntax/tree.ts';
import { seededRng, type Rng } from '../support/rng.ts';
import { seedTexts } from '../support/seedTexts.ts';

const edits = Number(process.env['DRYDOCK_PROPERTY_ROUNDS'] ?? 20_000);
const mutations = Number(process.env['DRYDOCK_PROPERTY_ROUNDS'] ?? 50_000);

const snippets = [
  '\n', '\r\n', '\r', '\\\n', '\\\r\n', '`\n', ' ', '\t', '#', '# comment\n', '\ufeff', '😀', 'é', '\u00a0', '\u2028', '\v', '\f', '\\', '\\\\\n', '`',
  '<<EOF', '<<-EOF', '<<"EOF"', "<<'E O'", '3<<X', '<< EOF', '\nEOF\n', 'EOF', '\nX\n', '\tEOF\n', '# escape=`\n', '# escape=\\\n', '# escape=x\n', '# syntax=docker/dockerfile:1\n',
  '# check=skip=all\n', '# foo=bar\n', 'FROM alpine AS b\n', 'RUN echo $A \\\n  && ls\n', 'COPY <<A <<B /x\n1\nA\n2\nB\n', 'ONBUILD RUN <<EOF\nls\nEOF\n', 'CMD ["a", "b"]\n',
  'ENV a=b \\\n # c\n\n c="d e"\n', 'HEALTHCHECK --interval=5s CMD x\n', '--mount=type=cache', '"', "'", '[', ']', '${A:-b}', '$', '=', '',
];

function pasted(rng: Rng): string {
  const line = rng.pick(['RUN echo hello\n', '# comment\n', 'ENV A=1 \\\n', '\n', 'x\r\n']);
  return line.repeat(1000);
}

function randomChange(rng: Rng, length: number, big: boolean): { start: number; end: number; text: string } {
  const start = rng.chance(0.1) ? rng.pick([0, length]) : rng.int(length + 1);
  const removed = rng.chance(0.5) ? 0 : rng.chance(0.9) ? rng.int(12) : rng.int(length + 1);
  const text = big ? pasted(rng) : rng.chance(0.2) ? '' : rng.pick(snippets) + (rng.chance(0.2) ? rng.pick(snippets) : '');
  return { start, end: Math.min(length, start + removed), text };
}

function describeSegment(segment: Segment): unknown {
  if (segment.kind === 'header') return [segment.kind, segment.text, segment.directives];
  if (segment.kind !== 'instruction') return [segment.kind, segment.text];
  return [segment.kind, segment.text, segment.headEnd, segment.escape, segment.logical.text, segment.node];
}

/** Compares the trees; nodes only for the segments that are not the same objects as before. */
function checkSameTree(actual: SyntaxTree, expected: SyntaxTree, changed: readonly [number, number]): void {
  expect(actual.segments.map((segment) => segment.text)).toEqual(expected.segments.map((segment) => segment.text));
  expect(actual.segments.map((segment) => segment.kind)).toEqual(expected.segments.map((segment) => segment.kind));
  expect(actual.escape).toBe(expected.escape);
  for (let i = changed[0]; i < changed[1]; i++) expect(describeSegment(actual.segments[i]!)).toEqual(describeSegment(expected.segments[i]!));
}

test(`the tree after an edit is the tree from scratch, and its segments join to the text (${edits} edits)`, { timeout: 300_000 }, () => {
  const rng = seededRng('reparse');
  const seeds = seedTexts();
  let text = '';
  let tree = parse(text);
  for (let i = 0; i < edits; i++) {
    if (i % 40 === 0) {
      text = rng.chance(0.1) ? '' : rng.pick(seeds);
      if (rng.chance(0.3)) text = text.replace(/\r?\n/g, '\r\n');
      if (rng.chance(0.1)) text = '\ufeff' + text;
      if (text.length > 6000) text = text.slice(0, 6000);
      tree = parse(text);
    }
    const change = randomChange(rng, text.length, i % 500 === 13);
    text = applyEdits(text, [{ range: { start: change.start, end: change.end }, newText: change.text }]);
    const result = reparse(tree, change);
    const scratch = parse(text);
    try {
      expect(result.tree.text()).toBe(text);
      checkSameTree(result.tree, scratch, [result.firstChanged, result.newEnd]);
      checkLines(rng, result.tree, text);
      result.tree.segments.forEach((segment, index) => {
        if (index < result.firstChanged) expect(segment).toBe(tree.segments[index]);
        else if (index >= result.newEnd) expect(segment).toBe(tree.segments[index - result.newEnd + result.oldEnd]);
      });
    } catch (error) {
      throw new Error(`edit ${i}, seed ${rng.seed}: ${JSON.stringify(change)} on ${JSON.stringify(tree.text().slice(0, 2000))}`, { cause: error });
    }
    tree = result.tree;
    if (text.length > 60_000) i += 39 - (i % 40);
  }
});

/** Positions found through the segments are those of the whole text. */
function checkLines(rng: Rng, tree: SyntaxTree, text: string): void {
  const lines = lineIndexOf(text);
  expect(tree.lines.lineCount).toBe(lines.lineCount);
  const offset = rng.int(text.length + 1);
  const position = lines.positionAt(offset);
  expect(tree.lines.positionAt(offset)).toEqual(position);
  expect(tree.lines.offsetAt(position)).toBe(lines.offsetAt(position));
  const line = rng.int(lines.lineCount + 2);
  expect(tree.lines.lineStart(line)).toBe(lines.lineStart(line));
  const far = { line, character: rng.int(100) };
  expect(tree.lines.offsetAt(far)).toBe(lines.offsetAt(far));
}

test(`no mutated Dockerfile makes the parser throw or lose text (${mutations} files)`, { timeout: 300_000 }, () => {
  const rng = seededRng('mutations');
  const seeds = seedTexts();
  for (let i = 0; i < mutations; i++) {
    let text = rng.pick(seeds);
    if (text.length > 1500) {
      const from = rng.int(text.length - 1500);
      text = text.slice(from, from + 1500);
    }
    for (let k = rng.int(6); k >= 0; k--) {
      const change = randomChange(rng, text.length, false);
      text = applyEdits(text, [{ range: { start: change.start, end: change.end }, newText: change.text }]);
    }
    try {
      const tree = parse(text);
      let length = 0;
      for (const segment of tree.segments) {
        length += segment.text.length;
        if (segment.kind === 'instruction') checkRanges(segment);
      }
      expect(length).toBe(text.length);
    } catch (error) {
      throw new Error(`seed ${rng.seed}, file ${i}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
});

function checkRanges(segment: Extract<Segment, { kind: 'instruction' }>): void {
  const { node, text } = segment;
  const ranges = [node.keyword.range, node.args.range, node.range, ...node.flags.flatMap((flag) => [flag.range, flag.nameRange]), ...node.words.map((word) => word.range),
    ...node.pairs.flatMap((pair) => [pair.range, pair.key.range, ...(pair.value ? [pair.value.range] : [])]), ...node.heredocs.map((heredoc) => heredoc.bodyRange)];
  for (const range of ranges) {
    if (!(range.start >= 0 && range.start <= range.end && range.end <= text.length)) throw new Error(`range ${JSON.stringify(range)} is outside the segment`);
  }
  if (segment.logical.text.length > text.length) throw new Error('the logical line is longer than its source');
}

test('the seed texts are there', () => {
  expect(seedTexts().length).toBeGreaterThan(10);
});
