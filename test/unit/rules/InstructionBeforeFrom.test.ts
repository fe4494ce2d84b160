import { testRule } from '../../support/ruleTester.ts';

testRule('InstructionBeforeFrom', {
  invalid: [
    {
      text: [
        'RUN ls',
        '#~@0+3 error InstructionBeforeFrom: no build stage in current context',
        'FROM alpine',
        '',
      ].join('\n'),
    },
    {
      text: [
        'ENV a=b',
        '#~@0+3 error InstructionBeforeFrom: no build stage in current context',
        'RUN ls',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'ARG VERSION=3\nFROM alpine:$VERSION\nRUN ls\n',
    'FOO\n',
  ],
});
