import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidOnbuild', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ONBUILD FROM debian',
        '#~      ^^^^ error InvalidOnbuild: FROM isn\'t allowed as an ONBUILD trigger',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ONBUILD ONBUILD RUN ls',
        '#~      ^^^^^^^ error InvalidOnbuild: Chaining ONBUILD via `ONBUILD ONBUILD` isn\'t allowed',
        '',
      ].join('\n'),
      titles: ['Remove the second ONBUILD'],
      fixed: 'FROM alpine\nONBUILD RUN ls\n',
    },
    {
      text: [
        'FROM alpine',
        'onbuild maintainer x',
        '#~      ^^^^^^^^^^ error InvalidOnbuild: MAINTAINER isn\'t allowed as an ONBUILD trigger',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nONBUILD RUN ls\n',
  ],
});
