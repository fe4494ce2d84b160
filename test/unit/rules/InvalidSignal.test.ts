import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidSignal', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'STOPSIGNAL SIGTREM',
        '#~         ^^^^^^^ error InvalidSignal: invalid signal: SIGTREM',
        '',
      ].join('\n'),
      titles: ['Change to SIGTERM', 'Change to SIGTRAP'],
      fixed: 'FROM alpine\nSTOPSIGNAL SIGTERM\n',
    },
    {
      text: [
        'FROM alpine',
        'STOPSIGNAL 0',
        '#~         ^ error InvalidSignal: invalid signal: 0',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'STOPSIGNAL SIGTER',
        '#~         ^^^^^^ error InvalidSignal: invalid signal: SIGTER',
        '',
      ].join('\n'),
      titles: ['Change to SIGTERM'],
      fixed: 'FROM alpine\nSTOPSIGNAL SIGTERM\n',
    },
  ],
  valid: [
    'FROM alpine\nSTOPSIGNAL SIGTERM\n',
    'FROM alpine\nSTOPSIGNAL rtmin+3\n',
    'FROM alpine\nSTOPSIGNAL 9\n',
  ],
});
