import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidNetwork', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN --network=bridge make',
        '#~            ^^^^^^ error InvalidNetwork: invalid network mode "bridge"',
        '',
      ].join('\n'),
      titles: ['Change to default', 'Change to none', 'Change to host'],
      fixed: 'FROM alpine\nRUN --network=default make\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN --network=none make\n',
  ],
});
