/**
 * The problem matchers over what the real engine printed, and over what our own terminal makes of its raw progress.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RawProgress } from '../../../client/src/engine/rawProgress.ts';
import { PlainText } from '../../../client/src/model/buildText.ts';

interface Pattern { readonly regexp: string; readonly file?: number; readonly line?: number; readonly message?: number }

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { contributes: { problemMatchers: { name: string; pattern: Pattern[] }[] } };
const read = (name: string): string => readFileSync(new URL(`../../data/buildOutput/${name}`, import.meta.url), 'utf8');

/** As VS Code does for several patterns: each must match the line after the one before. */
function problems(output: string): string[] {
  const lines = output.replaceAll(/\u001b\[\d*m/g, '').split('\n');
  return manifest.contributes.problemMatchers.flatMap(({ pattern }) => lines.flatMap((_line, start) => {
    const matches = pattern.map(({ regexp }, index) => new RegExp(regexp).exec(lines[start + index] ?? ''));
    if (matches.some((match) => !match)) return [];
    const group = (part: 'file' | 'line' | 'message'): string => pattern.map((one, index) => (one[part] === undefined ? '' : matches[index]![one[part]])).find(Boolean) ?? '';
    return [`${group('file')}:${group('line')} ${group('message')}`];
  }));
}

test.each([
  ['run', 'run.Dockerfile:3 RUN echo before; \\'], ['copy', 'copy.Dockerfile:6 COPY missing.txt /'], ['heredoc', 'heredoc.Dockerfile:2 RUN <<EOF'], ['parse', 'parse.Dockerfile:2 RUNN echo hi'],
  ['base', 'base.Dockerfile:1 FROM doesnotexist:1'], ['stage', 'stage.Dockerfile:2 COPY --from=nostage /a /b'], ['secret', 'secret.Dockerfile:2 RUN --mount=type=secret,id=x,required=true cat /run/secrets/x'],
])('the failure of %s is found once', (name, problem) => expect(problems(read(`${name}.txt`))).toEqual([problem]));

test.each(['multi', 'cached', 'warn'])('a build that succeeds has none: %s', (name) => expect(problems(read(`${name}.txt`))).toEqual([]));

test.each([['fail', 'Dockerfile:3 RUN echo before; \\'], ['copy', 'Dockerfile:3 COPY nothing /x'], ['parse', 'Dockerfile:2 RUNN x'], ['pull', 'Dockerfile:1 FROM registry.example/nope:1']])('our own terminal shows the failure of %s so that it is found', (name, problem) => {
  const text = new PlainText();
  let output = '';
  const progress = new RawProgress((event) => { output += text.render(event); });
  progress.push(read(`raw/${name}.jsonl`));
  progress.end('failed');
  expect(problems(output)).toEqual([problem]);
});
