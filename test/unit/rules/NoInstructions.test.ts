import { testRule } from '../../support/ruleTester.ts';

testRule('NoInstructions', {
  invalid: [
    {
      text: [
        '# to be written',
        '#~ file error NoInstructions: file with no instructions',
        '',
      ].join('\n'),
    },
    {
      text: [
        '',
        '',
        '#~ file error NoInstructions: file with no instructions',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM scratch\n',
  ],
});
