import { testRule } from '../../support/ruleTester.ts';

testRule('SignalOutOfRange', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'STOPSIGNAL 999',
        '#~         ^^^ warning SignalOutOfRange: There is no signal 999; they go from 1 to 64',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'STOPSIGNAL -1',
        '#~         ^^ warning SignalOutOfRange: There is no signal -1; they go from 1 to 64',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nSTOPSIGNAL 64\nSTOPSIGNAL 9\nSTOPSIGNAL $A\n',
    'FROM alpine\nSTOPSIGNAL 0\n',
  ],
});
