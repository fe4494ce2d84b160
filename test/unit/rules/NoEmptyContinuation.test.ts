import { testRule } from '../../support/ruleTester.ts';

testRule('NoEmptyContinuation', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN echo one && \\',
        '',
        '#~@0+0 warning NoEmptyContinuation: Empty continuation line',
        '  echo two',
        '',
      ].join('\n'),
      titles: ['Remove the empty lines'],
      fixed: 'FROM alpine\nRUN echo one && \\\n  echo two\n',
    },
    {
      text: 'FROM alpine\r\nRUN a \\\r\n\r\n#~@0+1 warning NoEmptyContinuation: Empty continuation line\n# comment\r\n \t\r\n && b \\\r\n\r\n && c\r\n',
      titles: ['Remove the empty lines'],
      fixed: 'FROM alpine\r\nRUN a \\\r\n# comment\r\n && b \\\r\n && c\r\n',
    },
    {
      name: 'the first empty lines only, however far the others are',
      text: 'FROM alpine\nRUN a \\\n\n#~@0+0 warning NoEmptyContinuation: Empty continuation line\n\n && b \\\n\n && c\n',
      fixed: 'FROM alpine\nRUN a \\\n && b \\\n && c\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN echo one && \\\n  # the second\n  echo two\n',
    'FROM alpine\nRUN a\n\nRUN b\n',
    'FROM alpine\nRUN <<EOF\na\n\nb\nEOF\n',
  ],
});
