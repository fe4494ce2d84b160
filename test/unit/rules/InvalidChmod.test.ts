import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidChmod', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY --chmod=999 a b',
        '#~           ^^^ error InvalidChmod: invalid chmod parameter: \'999\'. it should be octal string and between 0 and 07777',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'COPY --chmod=executable a b',
        '#~           ^^^^^^^^^^ error InvalidChmod: invalid syntax',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ADD --chmod=17777 a b',
        '#~          ^^^^^ error InvalidChmod: invalid chmod parameter: \'17777\'. it should be octal string and between 0 and 07777',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nCOPY --chmod=755 a b\n',
    'FROM alpine\nCOPY --chmod=u=rwX,go=rX a b\n',
    'FROM alpine\nCOPY --chmod=+x a b\n',
  ],
});
