import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidWindowsPath', {
  invalid: [
    {
      text: [
        '# escape=`',
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022',
        'WORKDIR C:\\app',
        'COPY a D:\\x\\',
        '#~     ^^^^^ error InvalidWindowsPath: removing drive letter: The specified path is not on the system drive (C:)',
        '',
      ].join('\n'),
    },
    {
      text: [
        '# escape=`',
        'FROM mcr.microsoft.com/windows/servercore:ltsc2022',
        'WORKDIR \\\\server\\share',
        '#~      ^^^^^^^^^^^^^^ error InvalidWindowsPath: normalizing workdir: normalizing working directory: removing drive letter: UNC paths are not supported',
        'COPY D:\\a C:\\x\\',
        '#~   ^^^^ error InvalidWindowsPath: removing drive letter: removing drive letter: The specified path is not on the system drive (C:)',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nWORKDIR C:\\app\n',
    'FROM alpine\nCOPY a D:/x\n',
  ],
});
