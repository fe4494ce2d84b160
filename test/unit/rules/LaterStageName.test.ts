import { testRule } from '../../support/ruleTester.ts';

testRule('LaterStageName', {
  invalid: [
    {
      text: [
        'FROM base',
        '#~   ^^^^ warning LaterStageName: The stage base comes later, so this is the image base of a registry',
        'FROM alpine AS Base',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine AS base\nFROM base\n',
    'FROM nginx\nFROM nginx:1.2 AS nginx\n',
    'FROM base AS base\nFROM base\n',
  ],
});
