import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidEscape', {
  invalid: [
    {
      text: [
        '# escape=^',
        '#~       ^ error InvalidEscape: invalid escape token \'^\' does not match ` or \\',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Change to \\', 'Change to `'],
      fixed: '# escape=\\\nFROM alpine\n',
    },
  ],
  valid: [
    '# escape=`\nFROM alpine\n',
    '# escape=\nFROM alpine\n',
  ],
});
