import { describe, expect, test } from 'vitest';
import { commonOf, mapInstructions, meansTheSame, replacedInstructions } from '../../../client/src/model/resultsMapping.ts';
import { seededRng } from '../../support/rng.ts';
import { stagesOf } from '../../support/stages.ts';

const dockerfile = `FROM node AS build
WORKDIR /src
COPY . .
RUN make

FROM node
ENV A=1
COPY --from=build /out /out
RUN true
RUN true
`;

/** "8→9?" for a line that moved and whose number is in doubt. */
const mapped = (now: string): string[] => mapInstructions(stagesOf(dockerfile), stagesOf(now)).map(({ was, now: line, isSame }) => `${was + 1}→${line + 1}${isSame ? '' : '?'}`);

describe('instructions of then and now', () => {
  test.each<[string, string, string[]]>([
    ['nothing has changed', dockerfile, ['1→1', '2→2', '3→3', '4→4', '6→6', '7→7', '8→8', '9→9', '10→10']],
    ['lines and comments move', `# hi\n\n${dockerfile.replace('RUN make', 'RUN \\\n # now\n make').replace('\\\n # now\n make', 'make')}`, ['1→3', '2→4', '3→5', '4→6', '6→8', '7→9', '8→10', '9→11', '10→12']],
    ['a changed instruction has no counterpart, and those that build on it are in doubt', dockerfile.replace('RUN make', 'RUN make all'), ['1→1', '2→2', '3→3', '6→6', '7→7', '8→8?', '9→9?', '10→10?']],
    ['a setting counts for those below', dockerfile.replace('ENV A=1', 'ENV A=2'), ['1→1', '2→2', '3→3', '4→4', '6→6', '8→8?', '9→9?', '10→10?']],
    ['one of two twins is gone', dockerfile.replace('RUN true\n', ''), ['1→1', '2→2', '3→3', '4→4', '6→6', '7→7', '8→8', '9→9']],
    ['another name of a stage makes another FROM and COPY of it', dockerfile.replaceAll('build', 'maker'), ['2→2', '3→3', '4→4', '6→6', '7→7', '9→9', '10→10']],
    ['another base image', dockerfile.replace('FROM node\n', 'FROM alpine\n'), ['1→1', '2→2', '3→3', '4→4', '7→7?', '8→8?', '9→9?', '10→10?']],
    ['another default before the first FROM', `ARG X=1\n${dockerfile}`, ['1→2', '2→3', '3→4', '4→5', '6→7', '7→8', '8→9', '9→10', '10→11']],
    ['an empty file', '', []],
  ])('%s', (_, now, expected) => {
    expect(mapped(now)).toEqual(expected);
  });

  test('an instruction in the place of another of its kind', () => {
    const pairs = (now: string): unknown[] => replacedInstructions(stagesOf(dockerfile), stagesOf(now)).map(({ was, now: line }) => [was + 1, line + 1]);
    expect(pairs(dockerfile.replace('RUN make', 'RUN make all'))).toEqual([[4, 4]]);
    expect(pairs(dockerfile.replace('RUN make', 'RUN make all\nRUN more'))).toEqual([]);
    expect(pairs(dockerfile.replace('RUN make', 'ENV B=2'))).toEqual([]);
    expect(pairs(dockerfile.replace('ENV A=1', 'ENV A=2'))).toEqual([[7, 7]]);
  });

  test('whether a build would do the same', () => {
    expect(meansTheSame(stagesOf(dockerfile), stagesOf(`# c\n${dockerfile}`))).toBe(true);
    expect(meansTheSame(stagesOf(dockerfile), stagesOf(`${dockerfile}CMD x\n`))).toBe(false);
  });
});

test('the longest common subsequence of random lists', () => {
  const rng = seededRng('common subsequences');
  const longest = (a: readonly string[], b: readonly string[]): number => {
    const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
    for (let i = 1; i <= a.length; i++) for (let j = 1; j <= b.length; j++) table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    return table[a.length]![b.length]!;
  };
  for (let round = 0; round < 500; round++) {
    const list = (): string[] => Array.from({ length: rng.int(12) }, () => rng.pick(['a', 'b', 'c', 'd']));
    const [a, b] = [list(), list()];
    const found = commonOf(a, b);
    expect(found.length, `${a.join('')} ${b.join('')}`).toBe(longest(a, b));
    for (const [at, [i, j]] of found.entries()) {
      expect(a[i]).toBe(b[j]);
      if (at > 0) expect([i > found[at - 1]![0], j > found[at - 1]![1]]).toEqual([true, true]);
    }
  }
});
