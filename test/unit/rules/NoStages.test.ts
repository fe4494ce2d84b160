import { testRule } from '../../support/ruleTester.ts';

testRule('NoStages', {
  invalid: [
    {
      text: [
        'ARG VERSION=1',
        '#~@0+3 error NoStages: dockerfile contains no stages to build',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'ARG VERSION=1\nFROM alpine:$VERSION\n',
    'RUN ls\n',
  ],
});
