import { testRule } from '../../support/ruleTester.ts';

testRule('LostContinuation', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN apk update',
        '  && apk add curl',
        '#~^^ warning LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
        '  && rm -rf /var/cache/apk',
        '#~^^ warning LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
        '',
      ].join('\n'),
      titles: ['Add \\ at the end of the line above'],
      fixed: 'FROM alpine\nRUN apk update \\\n  && apk add curl \\\n  && rm -rf /var/cache/apk\n',
    },
    {
      text: [
        '# escape=`',
        'FROM alpine',
        'RUN a',
        '# b',
        '| c',
        '#~@0+1 warning LostContinuation: This line goes on with the one above, which lacks its ` at the end',
        '',
      ].join('\n'),
      titles: ['Add ` at the end of the line above'],
      fixed: '# escape=`\nFROM alpine\nRUN a `\n# b\n| c\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN apk update \\\n  && apk add curl \\\n  && rm -rf /var/cache/apk\n',
    '&& a\nFROM alpine\n',
    'FROM alpine\nAND x\n',
  ],
});
