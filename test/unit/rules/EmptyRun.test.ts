import { testRule } from '../../support/ruleTester.ts';

testRule('EmptyRun', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN',
        '#~@0+3 warning EmptyRun: This RUN has no command',
        'CMD ["a"]',
        '',
      ].join('\n'),
      titles: ['Remove this RUN'],
      fixed: 'FROM alpine\nCMD ["a"]\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN ls\nCMD []\n',
    'FROM alpine\nRUN <<EOF\nls\nEOF\n',
  ],
});
