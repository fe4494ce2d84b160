import { testRule } from '../../support/ruleTester.ts';

testRule('UnknownDirective', {
  invalid: [
    {
      text: [
        '# syntx=docker/dockerfile:1',
        '#~^^^^^^ warning UnknownDirective: This is only a comment; the parser directive is written syntax=',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Change to syntax='],
      fixed: '# syntax=docker/dockerfile:1\nFROM alpine\n',
    },
    {
      text: [
        '#Escape: `',
        '#~@1+8 warning UnknownDirective: This is only a comment; the parser directive is written escape=',
        'FROM alpine',
        '',
      ].join('\n'),
      fixed: '#escape=`\nFROM alpine\n',
    },
  ],
  valid: [
    '# syntax=docker/dockerfile:1\n# Syntax: see below\nFROM alpine\n',
    '# author=jane\nFROM alpine\n',
    '# Check: this\nFROM alpine\n',
    '# syntax of this file\nFROM alpine\n',
  ],
});
