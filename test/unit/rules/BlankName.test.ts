import { testRule } from '../../support/ruleTester.ts';

testRule('BlankName', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ENV =value',
        '#~  ^^^^^^ error BlankName: ENV names can not be blank',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'LABEL =value',
        '#~    ^^^^^^ error BlankName: LABEL names can not be blank',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ARG =value',
        '#~  ^^^^^^ error BlankName: ARG names can not be blank',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nENV NAME=value\n',
    'FROM alpine\nENV ""=b\n',
  ],
});
