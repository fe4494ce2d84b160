import { testRule } from '../../support/ruleTester.ts';

testRule('BlankVariableName', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ENV A=1 ""=b',
        '#~      ^^ warning BlankVariableName: This name is empty; nothing can use what ENV sets here',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nENV A=""\nLABEL a=\'\'\n',
  ],
});
