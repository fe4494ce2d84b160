import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidHealthcheck', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK curl localhost',
        '#~          ^^^^ error InvalidHealthcheck: Unknown type "CURL" in HEALTHCHECK (try CMD)',
        '',
      ].join('\n'),
      titles: ['Insert CMD'],
      fixed: 'FROM alpine\nHEALTHCHECK CMD curl localhost\n',
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK NONE please',
        '#~               ^^^^^^ error InvalidHealthcheck: HEALTHCHECK NONE takes no arguments',
        '',
      ].join('\n'),
      titles: ['Remove what follows NONE'],
      fixed: 'FROM alpine\nHEALTHCHECK NONE\n',
    },
    {
      text: [
        'from alpine',
        'healthcheck --interval=1s curl x',
        '#~                        ^^^^ error InvalidHealthcheck: Unknown type "CURL" in HEALTHCHECK (try CMD)',
        '',
      ].join('\n'),
      titles: ['Insert CMD'],
      fixed: 'from alpine\nhealthcheck --interval=1s cmd curl x\n',
    },
  ],
  valid: [
    'FROM alpine\nHEALTHCHECK CMD curl localhost\n',
    'FROM alpine\nHEALTHCHECK NONE\n',
    'FROM alpine\nHEALTHCHECK cmd ls\n',
  ],
});
