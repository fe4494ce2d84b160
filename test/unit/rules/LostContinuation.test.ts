import { testRule } from '../../support/ruleTester.ts';

testRule('LostContinuation', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN apk update',
        '  && apk add curl',
        '#~^^ error LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
        '  && rm -rf /var/cache/apk',
        '#~^^ error LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
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
        '#~@0+1 error LostContinuation: This line goes on with the one above, which lacks its ` at the end',
        '',
      ].join('\n'),
      titles: ['Add ` at the end of the line above'],
      fixed: '# escape=`\nFROM alpine\nRUN a `\n# b\n| c\n',
    },
    {
      name: 'a pair of ENV',
      text: [
        'FROM alpine',
        'ENV VERSION=1.0 DEBUG=on ',
        'NAME="Happy Feet"',
        '#~@0+11 error LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nENV VERSION=1.0 DEBUG=on \\\nNAME="Happy Feet"\n',
    },
    {
      name: 'what follows an operator',
      text: [
        'FROM alpine',
        'RUN apk update &&',
        '    apk add curl',
        '#~  ^^^ error LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nRUN apk update && \\\n    apk add curl\n',
    },
    {
      name: 'a comment behind the character',
      text: [
        'FROM alpine',
        'RUN apk update \\ # first',
        '  && apk add curl',
        '#~^^ error LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nRUN apk update \\\n# first\n  && apk add curl\n',
    },
    {
      name: 'a no-break space behind the character',
      text: [
        'FROM alpine',
        'RUN apk update \\\u00a0',
        '  && apk add curl',
        '#~^^ error LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nRUN apk update \\\n  && apk add curl\n',
    },
    {
      name: 'two of the character',
      text: [
        'FROM alpine',
        'RUN apk update \\\\',
        '  && apk add curl',
        '#~^^ error LostContinuation: This line goes on with the one above, which lacks its \\ at the end',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nRUN apk update \\\n  && apk add curl\n',
    },
  ],
  valid: [
    'FROM alpine\nEXPOSE 80\n&& a\n',
    'FROM alpine\nRUN cat <<EOF\nx\nEOF\n&& a\n',
    'FROM alpine\nRUN ls\nA=b\n',
    'FROM alpine\nRUN apk update \\\n  && apk add curl \\\n  && rm -rf /var/cache/apk\n',
    '&& a\nFROM alpine\n',
    'FROM alpine\nAND x\n',
  ],
});
