import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidFlagValue', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY --link=yes a b',
        '#~          ^^^ error InvalidFlagValue: expecting boolean value for flag --link, not: yes',
        '',
      ].join('\n'),
      titles: ['Change to true', 'Change to false'],
      fixed: 'FROM alpine\nCOPY --link=true a b\n',
    },
  ],
  valid: [
    'FROM alpine\nCOPY --link a b\n',
    'FROM alpine\nCOPY --link=false a b\n',
    'FROM alpine\nCOPY --link=TRUE a b\n',
  ],
});
