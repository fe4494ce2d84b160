/** Dockerfiles from damaged histories: whatever a history holds, there is a Dockerfile without errors of ours, soon. */
import { expect, test } from 'vitest';
import { dockerfileOf } from '../../server/src/image/dockerfileOf.ts';
import { settingsOf } from '../../server/src/image/imageSettings.ts';
import { parse } from '../../server/src/syntax/tree.ts';
import { recordedHistories } from '../support/histories.ts';
import { seededRng } from '../support/rng.ts';

const pieces = ['"', "'", '\\', '$', '=', ' ', '  ', '\t', '\n', '[', ']', '{', '}', '<<EOF', '<<-X', '#(nop) ', '#(nop)  ', ' # buildkit', '|1 A=', '|9 ', '/bin/sh -c ', 'ENV ', 'RUN ', 'map[', '&{', ' in ', 'file:', '\u0000', '\ud800', '😀', '--', 'CMD []', 'EOF'];

test('never fails, and every instruction is where it says', () => {
  const rng = seededRng('dockerfileOf');
  const texts = recordedHistories.flatMap(({ entries }) => entries.map(({ createdBy }) => createdBy));
  for (let round = 0; round < 1500; round++) {
    const history = Array.from({ length: 1 + rng.int(8) }, () => {
      let text = rng.pick(texts);
      for (let edits = rng.int(4); edits > 0; edits--) {
        const at = rng.int(text.length + 1);
        text = text.slice(0, at) + rng.pick(pieces) + text.slice(at + rng.int(3));
      }
      return { createdBy: text, comment: rng.pick(['', 'buildkit.dockerfile.v0', 'FROM x:1']), emptyLayer: rng.pick([true, false, undefined]) };
    });
    const settings = settingsOf({ Env: ['A=1', rng.pick(pieces)], Labels: { [rng.pick(pieces)]: rng.pick(pieces) }, Volumes: { [rng.pick(pieces)]: {} }, Cmd: [rng.pick(pieces)], Shell: [rng.pick(pieces)], Healthcheck: { Test: [rng.pick(pieces)] } });
    const { text, lines } = dockerfileOf(history, { name: rng.pick(pieces), settings, ...(rng.chance(0.3) ? { base: { entries: rng.int(9), name: 'b' } } : {}), os: rng.pick(['linux', 'windows', '']) });
    const all = text.split('\n');
    expect(lines).toHaveLength(history.length);
    const tree = parse(text);
    const starts = new Set(tree.instructions.map((_, ordinal) => tree.lfLineOf(tree.segmentIndexOf(ordinal))));
    let last = 0;
    for (const span of lines) {
      if (!span) continue;
      expect(span[0] > last && span[1] >= span[0] && span[1] < all.length, text).toBe(true);
      expect(starts.has(span[0]), `line ${span[0] + 1} of\n${text}`).toBe(true);
      last = span[1];
    }
  }
});

test('huge texts take no time', () => {
  const huge = [`ENV ${'A=b '.repeat(20_000)}`, `RUN /bin/sh -c x${' '.repeat(60_000)}`, `LABEL ${'a '.repeat(30_000)}`, `VOLUME [${'/a '.repeat(20_000)}]`, `CMD [${'"a" '.repeat(20_000)}`, `RUN |9 ${'A=1 '.repeat(20_000)}`, `HEALTHCHECK &{[${'a '.repeat(20_000)}`, `COPY ${'a '.repeat(30_000)}`, `ARG ${'a '.repeat(30_000)}`];
  const settings = settingsOf({ Env: Array.from({ length: 500 }, (_, at) => `A${at}=b`), Volumes: { '/a': {} }, Labels: { a: '1' } });
  const { lines } = dockerfileOf(huge.map((createdBy) => ({ createdBy, comment: '', emptyLayer: undefined })), { name: 'x', settings });
  expect(lines).toHaveLength(huge.length);
}, 5_000);
