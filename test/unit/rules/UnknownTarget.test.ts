import { testRule } from '../../support/ruleTester.ts';

testRule('UnknownTarget', {
  invalid: [
    {
      text: [
        'FROM alpine AS build',
        '#~ file error UnknownTarget: target stage "test" could not be found',
        '',
      ].join('\n'),
      build: { target: 'test' },
    },
  ],
  valid: [
    { text: 'FROM alpine AS test\n', build: { target: 'test' } },
  ],
});
