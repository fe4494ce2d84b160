import { testRule } from '../../support/ruleTester.ts';

testRule('UnknownInstruction', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUM ls',
        '#~@0+3 error UnknownInstruction: unknown instruction: RUM (did you mean RUN?)',
        '',
      ].join('\n'),
      titles: ['Change to RUN'],
      fixed: 'FROM alpine\nRUN ls\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN apt-get update',
        '  && apt-get install curl',
        '#~^^ error UnknownInstruction: unknown instruction: &&',
        '',
      ].join('\n'),
      // LostContinuation explains it elsewhere.
      preset: 'buildkit',
    },
    {
      text: [
        'FROM alpine',
        'FOO x',
        '#~@0+3 error UnknownInstruction: unknown instruction: FOO (did you mean FROM?)',
        '',
      ].join('\n'),
      titles: ['Change to FROM'],
      fixed: 'FROM alpine\nFROM x\n',
    },
    {
      text: [
        'FROM alpine',
        'comy a b',
        '#~@0+4 error UnknownInstruction: unknown instruction: comy (did you mean copy?)',
        '',
      ].join('\n'),
      titles: ['Change to copy'],
      fixed: 'FROM alpine\ncopy a b\n',
    },
    {
      text: [
        'FROM alpine',
        '\\',
        '#~@0+0 error UnknownInstruction: unknown instruction: ',
        '',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nRUN ls\n',
    'FROM alpine\nRUN apt-get update \\\n  && apt-get install curl\n',
    'FROM alpine\nONBUILD FOO x\n',
  ],
});
