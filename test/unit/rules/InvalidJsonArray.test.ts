import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidJsonArray', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'CMD ["sleep", 10]',
        '#~            ^^ error InvalidJsonArray: when using JSON array syntax, arrays must be comprised of strings only',
        '',
      ].join('\n'),
      titles: ['Change to "10"'],
      fixed: 'FROM alpine\nCMD ["sleep", "10"]\n',
    },
    {
      text: [
        'FROM alpine',
        'COPY ["a", ["b"]]',
        '#~         ^^^^^ error InvalidJsonArray: when using JSON array syntax, arrays must be comprised of strings only',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'VOLUME [null]',
        '#~      ^^^^ error InvalidJsonArray: when using JSON array syntax, arrays must be comprised of strings only',
        '',
      ].join('\n'),
      titles: ['Change to "null"'],
      fixed: 'FROM alpine\nVOLUME ["null"]\n',
    },
  ],
  valid: [
    'FROM alpine\nCMD ["sleep", "10"]\n',
    'FROM alpine\nRUN [\'a\']\n',
  ],
});
