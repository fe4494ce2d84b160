import { expect, test } from 'vitest';
import { commandTarget, escapedMarkdown, withoutIcons, withoutLinks } from '../../../client/src/model/markup.ts';
import { PlainText } from '../../../client/src/model/buildText.ts';
import { markMarkdown } from '../../../client/src/model/predictionShown.ts';

test('a notification has no link and no colour that a name brought along', () => {
  expect(withoutLinks('[x](command:a) \u001b[31mred\u001b[0m\u0007\nnext')).toBe('[x]\u200b(command:a) red\nnext');
});

test('a picker has no icon that a command brought along', () => {
  expect(withoutIcons('RUN make -j$(nproc)')).toBe('RUN make -j$\u200b(nproc)');
});

test('a hover shows the name of a file as it is', () => {
  expect(escapedMarkdown('![a](https://b.example/<c>)')).toBe('\\!\\[a\\]\\(https://b.example/\\<c\\>\\)');
  expect(markMarkdown({ first: 0, last: 0, kind: 'first', reason: '![a](https://b.example) has changed.' }, 0, 0)).not.toContain('](');
});

test('the arguments of a command end no link', () => {
  const target = commandTarget('drydock.a', [{ name: 'a) [b](c' }]);
  expect(target).not.toMatch(/[()\s]/);
  expect(JSON.parse(decodeURIComponent(target.slice(target.indexOf('?') + 1)))).toEqual([{ name: 'a) [b](c' }]);
});

test('what a builder or a Dockerfile says moves no cursor in the terminal', () => {
  const text = new PlainText();
  const step = { id: 'a', number: 1, name: '[1/1] RUN \u001b[2Jecho', position: 1, count: 1, stage: '', inputs: [], state: 'failed', started: 0, completed: 1, error: 'no \u001b]0;title\u0007', log: [], dropped: 0, transfers: [] };
  const written = text.render({ kind: 'step', step } as never) + text.render({ kind: 'text', line: '\u001b[1Aup' } as never);
  expect(written.replace(/\u001b\[[0-9;]*m/g, '')).toBe('\n#1 [1/1] RUN echo\n#1 ERROR: no \nup\n');
});
