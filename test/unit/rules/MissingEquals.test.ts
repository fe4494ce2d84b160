import { testRule } from '../../support/ruleTester.ts';

testRule('MissingEquals', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ENV NAME=Jane Doe',
        '#~            ^^^ error MissingEquals: Syntax error - can\'t find = in "Doe". Must be of the form: name=value',
        '',
      ].join('\n'),
      titles: ['Change to NAME="Jane Doe"', 'Add ='],
      fixed: 'FROM alpine\nENV NAME="Jane Doe"\n',
    },
    {
      text: [
        'FROM alpine',
        'LABEL a=b "c d"',
        '#~        ^^^^^ error MissingEquals: Syntax error - can\'t find = in "\\"c d\\"". Must be of the form: name=value',
        '',
      ].join('\n'),
      titles: ['Add ='],
      fixed: 'FROM alpine\nLABEL a=b "c d"=\n',
    },
  ],
  valid: [
    'FROM alpine\nENV NAME="Jane Doe"\n',
    'FROM alpine\nENV NAME=Jane SURNAME=Doe\n',
  ],
});
