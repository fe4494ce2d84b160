import { testRule } from '../../support/ruleTester.ts';

testRule('NoInstructions', {
  invalid: [
    {
      text: [
        '# to be written',
        '#~@0+15 error NoInstructions: file with no instructions',
        '',
      ].join('\n'),
    },
    {
      text: [
        '',
        '',
        '#~@0+0 error NoInstructions: file with no instructions',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM scratch\n',
  ],
});
