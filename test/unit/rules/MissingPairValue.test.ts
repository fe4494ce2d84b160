import { testRule } from '../../support/ruleTester.ts';

testRule('MissingPairValue', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ENV DEBUG',
        '#~  ^^^^^ error MissingPairValue: ENV must have two arguments',
        '',
      ].join('\n'),
      titles: ['Change to DEBUG=""'],
      fixed: 'FROM alpine\nENV DEBUG=""\n',
    },
    {
      text: [
        'FROM alpine',
        'LABEL foo',
        '#~    ^^^ error MissingPairValue: LABEL must have two arguments',
        '',
      ].join('\n'),
      titles: ['Change to foo=""'],
      fixed: 'FROM alpine\nLABEL foo=""\n',
    },
    {
      text: [
        'FROM alpine',
        'ONBUILD ENV a',
        '#~          ^ error MissingPairValue: ENV must have two arguments',
        '',
      ].join('\n'),
      titles: ['Change to a=""'],
      fixed: 'FROM alpine\nONBUILD ENV a=""\n',
    },
  ],
  valid: [
    'FROM alpine\nENV DEBUG=""\n',
    'FROM alpine\nARG A\n',
  ],
});
