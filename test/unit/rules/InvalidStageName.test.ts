import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidStageName', {
  invalid: [
    {
      text: [
        'FROM alpine AS 1base',
        '#~             ^^^^^ error InvalidStageName: invalid name for build stage: "1base", name can\'t start with a number or contain symbols',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine AS base$X',
        '#~             ^^^^^^ error InvalidStageName: invalid name for build stage: "base$X", name can\'t start with a number or contain symbols',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine AS ÄB',
        '#~             ^^ error InvalidStageName: invalid name for build stage: "ÄB", name can\'t start with a number or contain symbols',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine AS base-1\n',
    'FROM alpine AS Base_1.x-y\n',
  ],
});
