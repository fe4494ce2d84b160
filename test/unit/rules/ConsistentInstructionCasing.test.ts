import { testRule } from '../../support/ruleTester.ts';

testRule('ConsistentInstructionCasing', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN echo hello',
        'run echo world',
        '#~@0+3 warning ConsistentInstructionCasing: Command \'run\' should match the case of the command majority (uppercase)',
        '',
      ].join('\n'),
      titles: ['Write RUN'],
      fixed: 'FROM alpine\nRUN echo hello\nRUN echo world\n',
    },
    {
      text: [
        'from alpine',
        'run a',
        'Run b',
        '#~@0+3 warning ConsistentInstructionCasing: Command \'Run\' should match the case of the command majority (lowercase)',
        'CMD ["a"]',
        '#~@0+3 warning ConsistentInstructionCasing: Command \'CMD\' should match the case of the command majority (lowercase)',
        '',
      ].join('\n'),
      titles: ['Write run'],
      fixed: 'from alpine\nrun a\nrun b\nCMD ["a"]\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN echo hello\nRUN echo world\n',
    'from alpine\nrun echo hello\n',
    'arg A=1\nFROM alpine\nRUN a\n',
    'FROM alpine\nONBUILD run a\n',
  ],
});
