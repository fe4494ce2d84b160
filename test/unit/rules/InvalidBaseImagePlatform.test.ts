import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidBaseImagePlatform', {
  invalid: [
    {
      text: [
        'FROM --platform=linux/amd64 mcr.microsoft.com/windows/servercore:ltsc2022 AS linux',
        '#~                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning InvalidBaseImagePlatform: Base image mcr.microsoft.com/windows/servercore:ltsc2022 was pulled with platform "windows/amd64", expected "linux/amd64" for current build',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM mcr.microsoft.com/windows/servercore:ltsc2022\n',
  ],
});
