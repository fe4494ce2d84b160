import { testRule } from '../../support/ruleTester.ts';

testRule('FromPlatformFlagConstDisallowed', {
  invalid: [
    {
      text: [
        'FROM --platform=linux/amd64 alpine',
        '#~              ^^^^^^^^^^^ warning FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value "linux/amd64"',
        '',
      ].join('\n'),
      titles: ['Change to $BUILDPLATFORM', 'Remove --platform'],
      fixed: 'FROM --platform=$BUILDPLATFORM alpine\n',
    },
    {
      text: [
        'FROM --platform=arm64 alpine AS x',
        '#~              ^^^^^ warning FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value "arm64"',
        '',
      ].join('\n'),
      titles: ['Change to $BUILDPLATFORM', 'Remove --platform'],
      fixed: 'FROM --platform=$BUILDPLATFORM alpine AS x\n',
    },
  ],
  valid: [
    'FROM --platform=$BUILDPLATFORM alpine\n',
    'FROM --platform=linux/amd64 alpine AS build-amd64\n',
    'FROM --platform=nonsense alpine\n',
    'FROM --platform=windows alpine AS on-windows\n',
  ],
});
