/**
 * Histories of real builders against Dockerfiles that have been edited since. Who edits is known, so the right lines are too: an entry has those of its
 * instruction, wherever it has gone, or none when it was deleted. To leave an entry without lines is allowed, to give it wrong ones should be rare.
 */
import { expect, test } from 'vitest';
import { linesIn, linesText, recordedHistories, type RecordedHistory } from '../support/histories.ts';
import { seededRng, type Rng } from '../support/rng.ts';

const rounds = 20;
const newLines = ['RUN echo new', 'ENV NEW=1', 'RUN apt-get update && apt-get install -y vim', 'COPY new /new', 'USER other', 'WORKDIR /new', 'LABEL new=1', 'CMD ["new"]', 'ARG NEW'];

/** A block of lines: one instruction, or what stands between; `origin` are its lines in the file that was built. */
interface Block {
  text: string;
  readonly origin: string;
}

function blocksOf({ dockerfile, lines }: RecordedHistory): Block[] {
  const all = dockerfile.split('\n').slice(0, -1);
  const owned = new Map(lines.split(' ').filter(Boolean).map((range) => [Number(range.split('-')[0]), range]));
  const blocks: Block[] = [];
  for (let at = 1; at <= all.length;) {
    const origin = owned.get(at) ?? `${at}`;
    const last = Number(origin.split('-').at(-1));
    blocks.push({ text: all.slice(at - 1, last).join('\n'), origin });
    at = last + 1;
  }
  return blocks;
}

/** Only instructions that made an entry of their own are changed; what the stages are stays. */
const isPlain = (block: Block, { lines }: RecordedHistory): boolean => lines.split(' ').includes(block.origin) && !/^(?:from|onbuild|arg|shell)\b/i.test(block.text);

function mutate(blocks: Block[], history: RecordedHistory, rng: Rng): void {
  const plain = blocks.filter((block) => isPlain(block, history));
  if (plain.length === 0) return;
  const block = rng.pick(plain);
  const at = blocks.indexOf(block);
  switch (rng.int(3)) {
    case 0:
      blocks.splice(at, 1);
      break;
    case 1:
      blocks.splice(at, 0, { text: rng.pick(newLines), origin: '' });
      break;
    case 2:
      // The end of a here-document is left alone: with another one, the lines that follow would be part of it.
      if (block.text.includes('<<')) break;
      block.text = block.text.startsWith('[') || block.text.endsWith(']') ? block.text.replace(/"\]$/, 'x"]') : block.text.replace(/(\w)(?=\W*$)/, '$1x');
  }
}

test('wrong lines are rare', () => {
  const rng = seededRng('historyLines');
  const count = { entries: 0, right: 0, missing: 0, wrong: 0, certainAndWrong: 0 };
  const wrong: string[] = [];
  // The lines of a trigger are those of a FROM, which is not edited here.
  for (const history of recordedHistories.filter(({ dockerfile, name }) => !dockerfile.includes('ONBUILD') && !name.includes('again and again'))) {
    const createdBy = history.entries.map((entry) => entry.createdBy);
    const own = history.lines.split(' ').filter(Boolean);
    const asBuilt = blocksOf(history);
    for (let round = 0; round < rounds; round++) {
      const blocks = blocksOf(history);
      for (let edits = 1 + rng.int(3); edits > 0; edits--) mutate(blocks, history, rng);
      const now = new Map<string, string>();
      let line = 1;
      for (const { text, origin } of blocks) {
        const length = text.split('\n').length;
        now.set(origin, length === 1 ? `${line}` : `${line}-${line + length - 1}`);
        line += length;
      }
      // An instruction that is written twice or more, of which one was deleted: nobody can tell from the text which one it was.
      const countOf = (all: readonly Block[], text: string | undefined): number => all.filter((block) => block.text === text).length;
      const original = new Map(asBuilt.map(({ origin, text }) => [origin, text]));
      const textAt = new Map(blocks.map(({ origin, text }) => [now.get(origin), text]));
      const dockerfile = `${blocks.map((block) => block.text).join('\n')}\n`;
      linesIn(dockerfile, createdBy, history).forEach((entry, at) => {
        const origin = own[at - (createdBy.length - own.length)];
        const expected = (origin !== undefined && now.get(origin)) || '-';
        const found = linesText(entry);
        count.entries++;
        const text = origin === undefined ? undefined : original.get(origin);
        const isTwin = text !== undefined && textAt.get(found) === text && countOf(blocks, text) < countOf(asBuilt, text);
        if (found === expected || isTwin) count.right++;
        else if (found === '-') count.missing++;
        else {
          count.wrong++;
          if (entry.confidence === 1) count.certainAndWrong++;
          wrong[entry.confidence === 1 ? 'unshift' : 'push'](`${history.name} (${history.builder}): ${createdBy[at]} → ${found}, not ${expected}\n${dockerfile}`);
        }
      });
    }
  }
  console.log(JSON.stringify(count));
  const report = wrong.slice(0, 5).join('\n');
  expect(count.certainAndWrong, report).toBe(0);
  expect(count.wrong / count.entries, report).toBeLessThan(0.01);
  expect(count.right / count.entries, report).toBeGreaterThan(0.97);
});
