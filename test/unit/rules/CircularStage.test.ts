import { testRule } from '../../support/ruleTester.ts';

testRule('CircularStage', {
  invalid: [
    {
      text: [
        'FROM alpine AS one',
        'COPY --from=one /a /b',
        '#~          ^^^ error CircularStage: circular dependency detected on stage: one',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine AS a',
        'COPY --from=b /x /y',
        '#~          ^ error CircularStage: circular dependency detected on stage: a',
        'FROM alpine AS b',
        'COPY --from=a /x /y',
        '#~          ^ error CircularStage: circular dependency detected on stage: a',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine AS one\nFROM alpine AS two\nCOPY --from=one /a /b\n',
  ],
});
