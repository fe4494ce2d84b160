import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidStageReference', {
  invalid: [
    {
      text: [
        'FROM alpine AS one',
        'COPY --from=two /a /b',
        '#~          ^^^ error InvalidStageReference: cannot copy from stage "two", it needs to be defined before current stage "one"',
        'FROM alpine AS two',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'COPY --from=5 /a /b',
        '#~          ^ error InvalidStageReference: invalid stage index 5',
        '',
      ].join('\n'),
    },
    {
      text: [
        'ARG S=x',
        'FROM alpine',
        'COPY --from=$S a b',
        '#~          ^^ error InvalidStageReference: variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=from=later,target=/x ls',
        '#~               ^^^^^ error InvalidStageReference: cannot mount from stage "later" to "/x", stage needs to be defined before current command',
        'FROM alpine AS later',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine AS one\nFROM alpine AS two\nCOPY --from=one /a /b\n',
    'FROM alpine\nCOPY --from=nginx /a /b\n',
  ],
});
