import { testRule } from '../../support/ruleTester.ts';

testRule('UnterminatedHeredoc', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN <<EOF',
        '#~  ^^^^^ error UnterminatedHeredoc: unterminated heredoc',
        'echo hello',
        '',
      ].join('\n'),
      titles: ['Add EOF at the end'],
      fixed: 'FROM alpine\nRUN <<EOF\necho hello\nEOF\n',
    },
    {
      text: [
        'FROM alpine',
        'COPY <<-A <<B /x/',
        '#~        ^^^ error UnterminatedHeredoc: unterminated heredoc',
        '\tA',
        'b',
      ].join('\n'),
      titles: ['Add B at the end'],
      fixed: 'FROM alpine\nCOPY <<-A <<B /x/\n\tA\nb\nB\n',
    },
    {
      text: 'FROM alpine\r\nRUN <<EOF\r\n#~  ^^^^^ error UnterminatedHeredoc: unterminated heredoc\nls\r\n',
      titles: ['Add EOF at the end'],
      fixed: 'FROM alpine\r\nRUN <<EOF\r\nls\r\nEOF\r\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN <<EOF\necho hello\nEOF\n',
    'FROM alpine\nCMD <<EOF\n',
  ],
});
