import { testRule } from '../../support/ruleTester.ts';

testRule('EmptyFile', {
  invalid: [
    {
      text: [
        '#~ file error EmptyFile: the Dockerfile cannot be empty',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM scratch\n',
  ],
});
