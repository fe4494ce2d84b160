/** Completion at random places of random texts: it never throws, its edits are well formed, and what it writes can be completed again. */
import { expect, test } from 'vitest';
import { applyEdits } from '../../server/src/base/textEdit.ts';
import { completion } from '../../server/src/features/completion/index.ts';
import { snapshotOf } from '../support/fixture.ts';
import { seededRng, type Rng } from '../support/rng.ts';
import { seedTexts } from '../support/seedTexts.ts';

const pieces = [
  '\n', '\r\n', '\r', ' ', '\t', '\\\n', '`\n', '$', '${', '--', '--mount=', 'type=cache,', ',', '=', '"', "'", '[', '#', '# check=skip=', '# escape=`\n', '<<EOF\n', 'EOF\n', 'FROM ', 'from',
  'ONBUILD ', 'HEALTHCHECK ', 'CMD ', 'COPY --from=', 'ARG ', '\ufeff', '\u00a0', '🐳', '\0', 'ß',
];

function mutate(rng: Rng, text: string): string {
  let result = text;
  for (let edits = rng.int(4); edits > 0; edits--) {
    const start = rng.int(result.length + 1);
    const end = Math.min(result.length, start + (rng.chance(0.3) ? rng.int(30) : 0));
    result = result.slice(0, start) + (rng.chance(0.8) ? rng.pick(pieces) : '') + result.slice(end);
  }
  return result;
}

test('anywhere', () => {
  const rng = seededRng('completion');
  const texts = seedTexts();
  for (let round = 0; round < 400; round++) {
    const text = mutate(rng, rng.pick(texts));
    const snapshot = snapshotOf(text);
    for (let place = 0; place < 8; place++) {
      let offset = rng.int(text.length + 1);
      if (text.slice(offset - 1, offset + 1) === '\r\n') offset--;
      const { items } = completion(snapshot, offset);
      for (const { edit, label } of items) {
        const { start, end } = edit.range;
        const where = `seed ${rng.seed}: ${label} at ${offset} of ${JSON.stringify(text)}`;
        expect(start <= offset && offset <= end && end <= text.length, where).toBe(true);
        expect(/[\r\n]/.test(text.slice(start, end)), where).toBe(false);
      }
      expect(new Set(items.map(({ label }) => label)).size, `seed ${rng.seed}: labels at ${offset} of ${JSON.stringify(text)}`).toBe(items.length);
      if (items.length > 0) {
        const { edit } = rng.pick(items);
        completion(snapshotOf(applyEdits(text, [edit])), edit.range.start + edit.newText.length);
      }
    }
  }
});

test('an offset outside of the text is taken to its end', () => {
  const snapshot = snapshotOf('FROM a\nUSER b');
  expect(completion(snapshot, 1000)).toEqual(completion(snapshot, 13));
  expect(completion(snapshot, -5)).toEqual(completion(snapshot, 0));
});
