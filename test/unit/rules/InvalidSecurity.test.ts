import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidSecurity', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN --security=privileged make',
        '#~             ^^^^^^^^^^ error InvalidSecurity: security "privileged" is not valid',
        '',
      ].join('\n'),
      titles: ['Change to sandbox', 'Change to insecure'],
      fixed: 'FROM alpine\nRUN --security=sandbox make\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN --security=insecure make\n',
  ],
});
