import { testRule } from '../../support/ruleTester.ts';

testRule('DuplicateDirective', {
  invalid: [
    {
      text: [
        '# syntax=docker/dockerfile:1',
        '# syntax=docker/dockerfile:1',
        '#~@0+28 error DuplicateDirective: only one syntax parser directive can be used',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Remove the second syntax directive'],
      fixed: '# syntax=docker/dockerfile:1\nFROM alpine\n',
    },
    {
      text: [
        '# check=skip=all',
        '# Check=error=true',
        '#~@0+18 error DuplicateDirective: only one check parser directive can be used',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Remove the second check directive'],
      fixed: '# check=skip=all\nFROM alpine\n',
    },
  ],
  valid: [
    '# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine\n',
    '# syntax=a\n\n# syntax=b\nFROM alpine\n',
  ],
});
