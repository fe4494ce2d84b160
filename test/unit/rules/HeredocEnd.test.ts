import { testRule } from '../../support/ruleTester.ts';

testRule('HeredocEnd', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN cat <<EOF; ls',
        '#~        ^^^^ error HeredocEnd: The heredoc\'s word is EOF;, with what follows it, so the line EOF does not end it',
        'hi',
        'EOF',
        'CMD ["a"]',
        '',
      ].join('\n'),
      titles: ['Put a blank behind EOF'],
      fixed: 'FROM alpine\nRUN cat <<EOF ; ls\nhi\nEOF\nCMD ["a"]\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN <<EOF',
        'ls',
        '  EOF ',
        '#~@0+6 error HeredocEnd: Only a line with EOF and nothing else ends the heredoc; blanks are not ignored',
        'CMD ["a"]',
        '',
      ].join('\n'),
      titles: ['Take out the blanks'],
      fixed: 'FROM alpine\nRUN <<EOF\nls\nEOF\nCMD ["a"]\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN <<EOF\nls\nEOF\n',
    'FROM alpine\nRUN cat <<EOF;\nhi\nEOF;\n',
  ],
});
