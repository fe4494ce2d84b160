// Edits compose, and fixing a randomly damaged file leaves nothing to fix. The seed is printed.
import { expect, test } from 'vitest';
import { applyEdits, type TextEdit } from '../../server/src/base/textEdit.ts';
import { composeEdits } from '../../server/src/features/codeAction/composeEdits.ts';
import { fixAll, quickFixes } from '../../server/src/features/codeAction/quickFix.ts';
import { diagnose } from '../../server/src/features/diagnostics.ts';
import type { Config } from '../../server/src/rules/config.ts';
import { makeSnapshot } from '../../server/src/semantics/snapshotOf.ts';
import { reparse } from '../../server/src/syntax/reparse.ts';
import { snapshotOf } from '../support/fixture.ts';
import { seededRng, type Rng } from '../support/rng.ts';

function randomEdits(rng: Rng, length: number): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let at = rng.int(4); at <= length; at += 1 + rng.int(6)) {
    const end = Math.min(length, at + rng.int(3));
    edits.push({ range: { start: at, end }, newText: 'xyz'.slice(0, rng.int(4)) });
    at = end;
  }
  return edits;
}

test('one set of edits does what two do one after the other', () => {
  const rng = seededRng('composeEdits');
  for (let round = 0; round < 5_000; round++) {
    const text = 'abcdefghijklmnopqrstuvwxyz'.slice(0, rng.int(27));
    const first = randomEdits(rng, text.length);
    const middle = applyEdits(text, first);
    const second = randomEdits(rng, middle.length);
    expect(applyEdits(text, composeEdits(first, second)), JSON.stringify({ text, first, second })).toBe(applyEdits(middle, second));
  }
});

const lines = [
  'FROM alpine', 'FROM alpine as Build', 'from alpine AS x', 'FROM build', 'FROM --platform=$TARGETPLATFORM alpine', 'ARG A', 'ARG B=1 C', 'ENV A b c', 'ENV A=$B "C"=d', 'ENV A',
  'LABEL a b', 'RUN a \\', '  && b', '', '# comment', '# check=skip=FromAsCasing', '# check=skip=Nothing', 'run cd /x', 'CMD a b', 'CMD ["a"]', 'Cmd [\u201ca\u201d]', 'ENTRYPOINT exec x',
  'HEALTHCHECK --interval=5', 'HEALTHCHECK CMD x', 'EXPOSE 80/TCP 1:2', 'EXPOSE $P', 'MAINTAINER a "b"', 'COPY --from=Build --link --link a b', 'COPY --form=x a b', 'COPY <<EOF /x', 'EOF',
  'WORKDIR x', 'WORKDIR ${A', 'ONBUILD ENV a b', 'ONBUILD ONBUILD RUN x', 'STOPSIGNAL SIGTRM', 'VOLUME [1]', 'SHELL [\'a\']', 'USER $U', 'RUN --mount=type=cach,target=/x y', '&& z', 'RUM x', 'ADD --chmod=9 a b',
];

function randomText(rng: Rng): string {
  const end = rng.chance(0.2) ? '\r\n' : '\n';
  const head = rng.chance(0.2) ? `${rng.pick(['# syntax=x', '# escape=`', '# check=skip=UndefinedVar', '# check=error=true', '\ufeff# hello', '#!/x'])}${end}` : '';
  return head + Array.from({ length: 1 + rng.int(12) }, () => rng.pick(lines) + end).join('') + (rng.chance(0.3) ? rng.pick(lines) : '');
}

const configs: readonly Config[] = [{ preset: 'recommended', severity: {} }, { preset: 'all', severity: {} }, { preset: 'buildkit', severity: {} }];

test('fixing all of a file leaves nothing to fix', () => {
  const rng = seededRng('fixAll');
  for (let round = 0; round < 1_500; round++) {
    const text = randomText(rng);
    const config = rng.pick(configs);
    const action = fixAll(snapshotOf(text), config);
    if (!action) continue;
    const after = applyEdits(text, action.edits);
    expect(fixAll(snapshotOf(after), config), `${config.preset}: ${JSON.stringify(text)}`).toBeUndefined();
  }
});

test('every fix applies, and skipping a check silences that finding', () => {
  const rng = seededRng('quickFixes');
  for (let round = 0; round < 1_000; round++) {
    const text = randomText(rng);
    const snapshot = snapshotOf(text);
    const config = configs[1]!;
    for (const diagnostic of diagnose(snapshot, config)) {
      for (const action of quickFixes(snapshot, diagnostic.range, config)) {
        if (!action.diagnostics.includes(diagnostic)) continue;
        const after = snapshotOf(applyEdits(text, action.edits));
        if (!action.title.startsWith('Skip ')) continue;
        const count = (at: typeof snapshot): number => diagnose(at, config).filter(({ code, message }) => code === diagnostic.code && message === diagnostic.message).length;
        expect(count(after), `${action.title}: ${JSON.stringify(text)}`).toBeLessThan(count(snapshot));
      }
    }
  }
});

test('what is found edit by edit is what a fresh look finds', () => {
  const rng = seededRng('incremental diagnostics');
  for (let round = 0; round < 60; round++) {
    let current = snapshotOf(randomText(rng));
    for (let step = 0; step < 25; step++) {
      const start = rng.int(current.tree.length + 1);
      const change = { start, end: Math.min(current.tree.length, start + (rng.chance(0.5) ? rng.int(12) : 0)), text: rng.chance(0.7) ? rng.pick([...lines, '\n', '#', '\\', ' ', '$', '"']) : '' };
      const { tree } = reparse(current.tree, change);
      current = makeSnapshot(current.uri, current.version + 1, tree, current);
      for (const config of configs) expect(diagnose(current, config), JSON.stringify(tree.text())).toEqual(diagnose(snapshotOf(tree.text()), config));
    }
  }
});
