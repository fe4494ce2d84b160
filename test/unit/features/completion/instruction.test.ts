import { describe, expect, test } from 'vitest';
import { instructionNames } from '../../../../server/src/data/instructions.ts';
import { checkCompletion, itemAt, itemsAt, labelsAt } from '../../../support/checkCompletion.ts';

describe('where an instruction may begin', () => {
  test('all 18 are offered in a stage', () => {
    expect(labelsAt('FROM a\n$0')).toEqual(expect.arrayContaining([...instructionNames]));
  });

  test.each(['FROM a\n$0\nRUN b', 'FROM a\n\n  $0\n', 'FROM a\nR$0', 'FROM a\nR$0\nRUN b', 'FROM a\r\n$0\r\nRUN b', 'FROM a\n# note\n$0', 'FROM a\nRUN <<EOF\nb\nEOF\n$0'])('%j', (text) => {
    expect(labelsAt(text)).toEqual(expect.arrayContaining([...instructionNames]));
  });

  test('before the first FROM only FROM and ARG', () => {
    const keywords = itemsAt('ARG A\n$0\nFROM a').filter(({ kind }) => kind === 'keyword').map(({ label }) => label);
    expect(keywords).toEqual(['ARG', 'FROM']);
  });

  test('behind ONBUILD all but ONBUILD, FROM and MAINTAINER', () => {
    const keywords = itemsAt('FROM a\nONBUILD $0').filter(({ kind }) => kind === 'keyword').map(({ label }) => label);
    expect(keywords).toEqual(instructionNames.filter((name) => !['FROM', 'MAINTAINER', 'ONBUILD'].includes(name)));
  });

  test.each(['FROM a\nRUN b \\\n$0', 'FROM a\nRUN b \\\n\n$0\n  c', 'FROM a\n# n$0', 'FROM a\nRUN <<EOF\n$0\nEOF', 'FROM a\nRUN b # c$0', 'FROM a\nRUN b \\\n# no$0te\n c', 'FROM a\nRUN b \\$0\n  c'])('nothing at %j', (text) => {
    expect(labelsAt(text)).toEqual([]);
  });
});

describe('what taking one writes', () => {
  test('a snippet with its first placeholder under the cursor', () => {
    checkCompletion('FROM a\n$0', 'COPY', 'FROM a\nCOPY $0source target');
    checkCompletion('FROM a\nw$0\nUSER b', 'WORKDIR', 'FROM a\nWORKDIR $0/app\nUSER b');
    checkCompletion('FROM a\n$0', 'HEALTHCHECK NONE', 'FROM a\nHEALTHCHECK NONE$0');
    checkCompletion('$0', 'FROM --platform=$BUILDPLATFORM image:tag AS build', 'FROM --platform=$BUILDPLATFORM $0image:tag AS build');
  });

  test('the whole word under the cursor is replaced', () => {
    checkCompletion('FROM a\nEN$0TRY', 'ENTRYPOINT', 'FROM a\nENTRYPOINT ["$0executable"]');
  });

  test('only the word when arguments stand there', () => {
    checkCompletion('FROM a\nCO$0 b c', 'COPY', 'FROM a\nCOPY$0 b c');
    checkCompletion('FROM a\nRU$0N b \\\n c', 'RUN', 'FROM a\nRUN$0 b \\\n c');
  });

  test('a heredoc ends with the name that it began with', () => {
    checkCompletion('FROM a\n$0', 'RUN <<EOF', 'FROM a\nRUN <<$0EOF\nset -e\n\nEOF');
  });

  test('new lines have the line ends of the document', () => {
    checkCompletion('FROM a\r\n$0', 'RUN <<EOF', 'FROM a\r\nRUN <<$0EOF\r\nset -e\r\n\r\nEOF');
    checkCompletion('FROM a\r\n$0\r\nUSER b\r\n', 'COPY <<EOF /etc/example.conf', 'FROM a\r\nCOPY <<$0EOF /etc/example.conf\r\n\r\nEOF\r\nUSER b\r\n');
  });

  test('keywords as most others are written; the word being typed has no vote', () => {
    checkCompletion('from a as b\n$0', 'from image:tag as name', 'from a as b\nfrom $0image:tag as name');
    checkCompletion('FROM a\nrun$0', 'RUN', 'FROM a\nRUN $0command');
    checkCompletion('from a\nRUN b\nRUN c\nus$0', 'USER', 'from a\nRUN b\nRUN c\nUSER $0user');
    checkCompletion('from a\nhealthcheck $0', 'cmd', 'from a\nhealthcheck cmd $0');
  });

  test('behind ONBUILD', () => {
    checkCompletion('FROM a\nONBUILD co$0', 'COPY', 'FROM a\nONBUILD COPY $0source target');
  });
});

test('the hover text comes with it, and MAINTAINER is struck through', () => {
  expect(itemAt('FROM a\n$0', 'RUN').documentation).toContain('**RUN**');
  expect(itemAt('FROM a\n$0', 'MAINTAINER').deprecated).toBe(true);
  expect(itemAt('FROM a\n$0', 'RUN').deprecated).toBeUndefined();
});
