// Quick fixes as a user meets them: what is offered where, and fixing a whole file.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../../server/src/base/textEdit.ts';
import { fixAll, quickFixes } from '../../../../server/src/features/codeAction/quickFix.ts';
import { diagnose } from '../../../../server/src/features/diagnostics.ts';
import { defaultConfig, type Config } from '../../../../server/src/rules/config.ts';
import type { Snapshot } from '../../../../server/src/semantics/snapshot.ts';
import { readFixture, snapshotOf } from '../../../support/fixture.ts';

function titles(marked: string): string[] {
  const { text, range } = readFixture(marked);
  return quickFixes(snapshotOf(text), range, defaultConfig).map(({ title }) => title);
}

function fixed(text: string, config: Config = defaultConfig): string {
  const action = fixAll(snapshotOf(text), config);
  return action ? applyEdits(text, action.edits) : text;
}

describe('quick fixes', () => {
  test('are offered where the finding is', () => {
    expect(titles('FROM alpine AS Ba$0se\n')).toEqual([
      'Write the stage name in lower case', 'Skip StageNameCasing for this instruction', 'Skip StageNameCasing in this file',
    ]);
    expect(titles('FROM al$0pine AS Base\n')).toEqual([]);
  });

  test('are offered for everything in a selection', () => {
    expect(titles('$0FROM alpine as Base$0\n').filter((title) => !title.startsWith('Skip'))).toEqual([`Write 'AS'`, 'Write the stage name in lower case']);
  });

  test('prefer only what is safe', () => {
    const offered = (text: string): boolean[] => quickFixes(snapshotOf(text), { start: 0, end: text.length }, defaultConfig).map(({ isPreferred }) => isPreferred);
    expect(offered('FROM alpine as base\n')).toEqual([true, false, false]);
    expect(offered('FROM --platform=linux/amd64 alpine\n')).toEqual([false, false, false, false]);
  });

  test('do not offer to skip what explains an error of the build', () => {
    const offered = titles('FROM alpine\nRUN apk update\n&$0& apk add curl\n');
    expect(offered.length).toBeGreaterThan(0);
    expect(offered.filter((title) => title.startsWith('Skip'))).toEqual([]);
  });

  test('prefer the name that was probably meant', () => {
    const text = 'FROM alpine\nARG VERSION=1\nLABEL version=$VERSON\n';
    expect(quickFixes(snapshotOf(text), { start: text.indexOf('$'), end: text.length }, defaultConfig).slice(0, 2).map(({ title, isPreferred }) => [title, isPreferred]))
      .toEqual([['Change to $VERSION', true], ['Insert ARG VERSON above', false]]);
  });

  test('carry the diagnostics that they resolve', () => {
    const text = 'FROM alpine as base\n';
    const snapshot = snapshotOf(text);
    const [diagnostic] = diagnose(snapshot, defaultConfig);
    for (const action of quickFixes(snapshot, diagnostic!.range, defaultConfig)) expect(action).toMatchObject({ kind: 'quickfix', diagnostics: [diagnostic] });
  });

  test('are computed only when asked for', () => {
    const snapshot = snapshotOf('FROM alpine as base\n');
    expect(JSON.stringify(diagnose(snapshot, defaultConfig))).not.toContain('edits');
  });
});

describe('fixing a file', () => {
  test('does not guess which variable was meant', () => {
    const paths = 'FROM alpine\nENV LD_LIBRARY_PATH=/a\nENV DYLD_LIBRARY_PATH=/a:$DYLD_LIBRARY_PATH\n';
    expect(fixed(paths)).toBe(paths);
    const bases = 'ARG BASE_A=alpine\nFROM $BASE_A\nFROM x$BASE_B\n';
    expect(fixed(bases)).toBe(bases);
  });

  test('touches only what is wrong', () => {
    expect(fixed(`FROM alpine as Build
run apk add \\

  curl \\
  # and more
  git
COPY --from=Build <<EOF /x
run
EOF
ENV A b c
EXPOSE 80/TCP 8080:81
CMD nginx -g x
CMD nginx
`)).toBe(`FROM alpine AS build
RUN apk add \\
  curl \\
  # and more
  git
COPY --from=build <<EOF /x
run
EOF
ENV A="b c"
EXPOSE 80/tcp 81
CMD ["nginx"]
`);
  });

  test('comes to its end in one go where one fix makes room for another', () => {
    expect(fixed('FROM alpine\nRUN a\nMaintainer x y\n')).toBe('FROM alpine\nRUN a\nLABEL org.opencontainers.image.authors="x y"\n');
  });

  test('does nothing to a file without problems', () => {
    expect(fixAll(snapshotOf('FROM alpine\nRUN a\n'), defaultConfig)).toBeUndefined();
  });

  test('keeps line ends, byte order mark and escape character', () => {
    expect(fixed('\ufeff# escape=`\r\nFROM alpine as X\r\nENV A `\r\n  b c\r\n')).toBe('\ufeff# escape=`\r\nFROM alpine AS x\r\nENV A="b c"\r\n');
  });
});

describe('on real Dockerfiles', () => {
  const file = path.resolve(import.meta.dirname, '../../../corpus/dockerfiles.json');
  const texts = (JSON.parse(fs.readFileSync(file, 'utf8')) as { text: string; path: string }[]);
  const instructionsOf = (snapshot: Snapshot): string[] => snapshot.tree.instructions.map(({ node }) => node.name);

  test('fixing all leaves nothing to fix, breaks nothing and keeps the instructions', () => {
    let touched = 0;
    for (const { text, path: name } of texts) {
      const before = snapshotOf(text);
      const after = snapshotOf(fixed(text));
      if (after.tree.text() === text) continue;
      touched++;
      expect(fixAll(after, defaultConfig), name).toBeUndefined();
      const errors = (snapshot: Snapshot): number => diagnose(snapshot, defaultConfig).filter(({ severity }) => severity === 'error').length;
      expect(errors(after), name).toBeLessThanOrEqual(errors(before));
      expect(diagnose(after, defaultConfig).length, name).toBeLessThan(diagnose(before, defaultConfig).length);
      const removed = diagnose(before, defaultConfig).filter(({ code }) => code === 'MultipleInstructionsDisallowed').length;
      expect(instructionsOf(after).length, name).toBe(instructionsOf(before).length - removed);
      const runs = (snapshot: Snapshot): string[] => snapshot.tree.instructions.filter(({ node }) => node.name === 'RUN').map(({ node }) => node.args.text);
      if (!diagnose(before, defaultConfig).some(({ code }) => code === 'TypographicQuotes' || code === 'LostContinuation')) expect(runs(after), name).toEqual(runs(before));
    }
    expect(touched).toBeGreaterThan(100);
  });
});
