import { testRule } from '../../support/ruleTester.ts';

testRule('ReservedStageName', {
  invalid: [
    {
      text: [
        'FROM alpine AS scratch',
        '#~             ^^^^^^^ warning ReservedStageName: Stage name should not use the same name as reserved stage "scratch"',
        '',
      ].join('\n'),
      titles: ['Rename to scratch-stage'],
      fixed: 'FROM alpine AS scratch-stage\n',
    },
    {
      text: [
        'FROM alpine AS context',
        '#~             ^^^^^^^ warning ReservedStageName: Stage name should not use the same name as reserved stage "context"',
        '',
      ].join('\n'),
      titles: ['Rename to context-stage'],
      fixed: 'FROM alpine AS context-stage\n',
    },
  ],
  valid: [
    'FROM alpine AS base\n',
    'FROM scratch\n',
  ],
});
