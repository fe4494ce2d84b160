import { testRule } from '../../support/ruleTester.ts';

testRule('ExposeProtoCasing', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'EXPOSE 53/UDP',
        '#~        ^^^ warning ExposeProtoCasing: Defined protocol \'53/UDP\' in EXPOSE instruction should be lowercase',
        '',
      ].join('\n'),
      titles: ['Change to udp'],
      fixed: 'FROM alpine\nEXPOSE 53/udp\n',
    },
    {
      text: [
        'FROM alpine',
        'ARG P=80/TCP',
        'EXPOSE $P 90/Udp',
        '#~     ^^ warning ExposeProtoCasing: Defined protocol \'80/TCP\' in EXPOSE instruction should be lowercase',
        '#~           ^^^ warning ExposeProtoCasing: Defined protocol \'90/Udp\' in EXPOSE instruction should be lowercase',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nEXPOSE 53/udp\n',
    'FROM alpine\nEXPOSE 80\n',
  ],
});
