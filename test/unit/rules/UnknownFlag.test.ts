import { testRule } from '../../support/ruleTester.ts';

testRule('UnknownFlag', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY --form=build /a /b',
        '#~   ^^^^^^^^^^^^ error UnknownFlag: unknown flag: --form (did you mean from?)',
        '',
      ].join('\n'),
      titles: ['Change to --from', 'Remove --form'],
      fixed: 'FROM alpine\nCOPY --from=build /a /b\n',
    },
    {
      text: [
        'FROM alpine',
        'CMD --verbose ls',
        '#~  ^^^^^^^^^ error UnknownFlag: unknown flag: --verbose',
        '',
      ].join('\n'),
      titles: ['Remove --verbose'],
      fixed: 'FROM alpine\nCMD ls\n',
    },
    {
      text: [
        'FROM alpine',
        'COPY --LINK a b',
        '#~   ^^^^^^ error UnknownFlag: unknown flag: --LINK',
        '',
      ].join('\n'),
      titles: ['Remove --LINK'],
      fixed: 'FROM alpine\nCOPY a b\n',
    },
    {
      text: [
        'FROM --plaform=linux/amd64 alpine',
        '#~   ^^^^^^^^^^^^^^^^^^^^^ error UnknownFlag: unknown flag: --plaform (did you mean platform?)',
        '',
      ].join('\n'),
      titles: ['Change to --platform', 'Remove --plaform'],
      fixed: 'FROM --platform=linux/amd64 alpine\n',
    },
    {
      text: [
        'FROM alpine',
        'ADD \\',
        '  --parents --chwon=1 a b',
        '#~^^^^^^^^^ error UnknownFlag: unknown flag: --parents',
        '#~          ^^^^^^^^^ error UnknownFlag: unknown flag: --chwon (did you mean chown?)',
        '',
      ].join('\n'),
      titles: ['Remove --parents'],
      fixed: 'FROM alpine\nADD \\\n  --chwon=1 a b\n',
    },
  ],
  valid: [
    'FROM alpine AS build\nFROM alpine\nCOPY --from=build /a /b\n',
    'FROM alpine\nCMD ["ls"]\n',
    'FROM alpine\nARG --foo a=b\n',
    'FROM alpine\nHEALTHCHECK --foo NONE\n',
    'FROM alpine\nRUN ls --foo\n',
  ],
});
