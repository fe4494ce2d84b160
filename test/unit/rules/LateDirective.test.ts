import { testRule } from '../../support/ruleTester.ts';

testRule('LateDirective', {
  invalid: [
    {
      text: [
        '# Our image',
        '# syntax=docker/dockerfile:1',
        '#~@0+28 warning LateDirective: This is only a comment: a parser directive counts above every comment, blank line and instruction',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Move to the top of the file'],
      fixed: '# syntax=docker/dockerfile:1\n# Our image\nFROM alpine\n',
    },
    {
      text: [
        '# syntax=docker/dockerfile:1',
        '',
        '#syntax=docker/dockerfile:1.4',
        '#~@0+29 warning LateDirective: This is only a comment: a parser directive counts above every comment, blank line and instruction',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Remove the comment'],
      fixed: '# syntax=docker/dockerfile:1\n\nFROM alpine\n',
    },
  ],
  valid: [
    '# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine\n',
    'FROM alpine\n# use syntax=a or b\nRUN ls\n',
    'FROM alpine\n# syntax=docker/dockerfile:1\n',
  ],
});
