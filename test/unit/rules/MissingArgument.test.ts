import { testRule } from '../../support/ruleTester.ts';

testRule('MissingArgument', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'WORKDIR',
        '#~@0+7 error MissingArgument: WORKDIR requires exactly one argument',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'COPY app.js',
        '#~   ^^^^^^ error MissingArgument: COPY requires at least two arguments, but only one was provided. Destination could not be determined',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine AS',
        '#~          ^^ error MissingArgument: FROM requires either one or three arguments',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM',
        '#~@0+4 error MissingArgument: FROM requires either one or three arguments',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine AS a b c',
        '#~               ^^^ error MissingArgument: FROM requires either one or three arguments',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine FOR b',
        '#~          ^^^^^ error MissingArgument: FROM requires either one or three arguments',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'SHELL []',
        '#~@0+5 error MissingArgument: SHELL requires at least one argument',
        'HEALTHCHECK CMD',
        '#~          ^^^ error MissingArgument: Missing command after HEALTHCHECK CMD',
        'HEALTHCHECK',
        '#~@0+11 error MissingArgument: HEALTHCHECK requires at least one argument',
        'ENV',
        '#~@0+3 error MissingArgument: ENV requires at least one argument',
        'VOLUME []',
        '#~@0+6 error MissingArgument: VOLUME requires at least one argument',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nWORKDIR /app\n',
    'FROM alpine\nCOPY app.js /app/\n',
    'FROM alpine AS base\n',
    'FROM alpine\nRUN\nCMD\nENTRYPOINT\n',
  ],
});
