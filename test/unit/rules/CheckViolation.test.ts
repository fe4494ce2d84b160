import { testRule } from '../../support/ruleTester.ts';

testRule('CheckViolation', {
  invalid: [
    {
      text: [
        '# check=error=true',
        '#~      ^^^^^^^^^^ error CheckViolation: lint violation found for rules: FromAsCasing',
        'FROM alpine as base',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    '# check=error=true\nFROM alpine AS base\n',
    '# check=skip=FromAsCasing;error=true\nFROM alpine as base\n',
  ],
});
