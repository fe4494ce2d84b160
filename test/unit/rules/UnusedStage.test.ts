import { testRule } from '../../support/ruleTester.ts';

testRule('UnusedStage', {
  invalid: [
    {
      text: [
        'FROM python',
        '#~@0+11 hint UnusedStage: The image is what the last stage makes, and nothing in it comes from this one',
        'RUN ls',
        'FROM node',
        'RUN ls',
        '',
      ].join('\n'),
      titles: ['Remove this stage'],
      fixed: 'FROM node\nRUN ls\n',
    },
  ],
  valid: [
    'FROM alpine\nFROM node\nCOPY --from=0 /a /b\n',
    'FROM alpine AS a\nFROM node\n',
    'FROM alpine\n',
  ],
});
