// Diagnostics after edits are those of the text read afresh, however little of it is looked at again.
import { expect, test } from 'vitest';
import { diagnose, ruleFailures } from '../../server/src/features/diagnostics.ts';
import type { Config } from '../../server/src/rules/config.ts';
import { makeSnapshot } from '../../server/src/semantics/snapshotOf.ts';
import { reparse } from '../../server/src/syntax/reparse.ts';
import { snapshotOf } from '../support/fixture.ts';
import { seededRng, type Rng } from '../support/rng.ts';

const config: Config = { preset: 'all', severity: {} };

const start = `# syntax=docker/dockerfile:1
ARG BASE=alpine
FROM $BASE AS base
ENV A=1 B=$A
WORKDIR app
SHELL ["/bin/bash", "-c"]

FROM base AS build
ARG VERSION=1
# a comment
RUN --mount=type=bind,from=base,target=/x echo $VERSION
ENV C=$B
ENTRYPOINT ["a"]
CMD echo $C

FROM build AS Test
ONBUILD COPY --from=base $A /b
COPY --from=build $C$UNSET /c
EXPOSE 80/TCP
CMD x

FROM scratch
COPY --from=Test /d $B
`;

/** Whole lines, so that stages, variables, shells and references come and go, and pieces that make them change while they are typed. */
const lines = [
  'FROM base AS x', 'FROM x', 'FROM $BASE', 'FROM build as Y', 'ARG BASE', 'ARG A=2', 'ENV A=$B', 'ENV B', 'WORKDIR /app', 'WORKDIR $A', 'SHELL ["sh"]', 'USER $C',
  'RUN --mount=type=cache,target=$A y', 'RUN z', 'CMD w', 'ENTRYPOINT $A', 'COPY --from=x $A $B', 'ONBUILD RUN a', 'Q', '# check=skip=all', '# syntax', '', 'LABEL a b', 'EXPOSE $A',
];
const pieces = ['$', 'A', '=', ' ', '"', '\\', '\n', 'x', '1', '/', '{', '}', '#', ':', '-'];

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function randomEdit(text: string, rng: Rng): Edit {
  const lineStarts = [...text.matchAll(/^/gm)].map(({ index }) => index);
  if (rng.chance(0.4)) {
    const at = rng.pick(lineStarts);
    return { start: at, end: at, text: `${rng.pick(lines)}\n` };
  }
  if (rng.chance(0.3)) {
    const line = rng.int(lineStarts.length);
    return { start: lineStarts[line]!, end: lineStarts[line + 1 + rng.int(2)] ?? text.length, text: '' };
  }
  const at = rng.int(text.length + 1);
  return { start: at, end: Math.min(text.length, at + rng.int(3)), text: rng.chance(0.7) ? rng.pick(pieces) : '' };
}

test('incremental diagnostics are those from scratch', () => {
  const rng = seededRng('diagnostics');
  const rounds = 40;
  const edits = 40;
  for (let round = 0; round < rounds; round++) {
    let text = start;
    let snapshot = snapshotOf(text);
    const history: Edit[] = [];
    for (let i = 0; i < edits; i++) {
      const edit = randomEdit(text, rng);
      history.push(edit);
      text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
      const { tree } = reparse(snapshot.tree, edit);
      snapshot = makeSnapshot(snapshot.uri, snapshot.version + 1, tree, snapshot);
      // Not every version is looked at: fast typing skips some.
      if (rng.chance(0.2)) continue;
      const where = `seed ${rng.seed}, round ${round}, edits ${JSON.stringify(history.slice(-3))}, text ${JSON.stringify(text)}`;
      expect(diagnose(snapshot, config), where).toEqual(diagnose(snapshotOf(text), config));
      expect(ruleFailures(snapshot, config), where).toEqual([]);
    }
  }
});
