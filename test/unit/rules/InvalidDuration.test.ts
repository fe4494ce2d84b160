import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidDuration', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --interval=30 CMD true',
        '#~                     ^^ error InvalidDuration: time: missing unit in duration "30"',
        '',
      ].join('\n'),
      titles: ['Change to 30s', 'Change to 30m'],
      fixed: 'FROM alpine\nHEALTHCHECK --interval=30s CMD true\n',
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --timeout=1us CMD true',
        '#~                    ^^^ error InvalidDuration: Interval "timeout" cannot be less than 1ms',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --start-period=abc --interval=5x CMD true',
        '#~                         ^^^ error InvalidDuration: time: invalid duration "abc"',
        '#~                                        ^^ error InvalidDuration: time: unknown unit "x" in duration "5x"',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nHEALTHCHECK --interval=30s --timeout=1m30s CMD true\n',
    'FROM alpine\nHEALTHCHECK --interval=0 CMD true\n',
    'FROM alpine\nHEALTHCHECK --interval=x NONE\n',
  ],
});
