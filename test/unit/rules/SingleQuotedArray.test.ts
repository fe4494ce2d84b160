import { testRule } from '../../support/ruleTester.ts';

testRule('SingleQuotedArray', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'CMD [\'a\', \'b c\']',
        '#~  ^^^^^^^^^^^^ warning SingleQuotedArray: This is not JSON, whose strings have double quotes, so it is not read as an array',
        '',
      ].join('\n'),
      titles: ['Use double quotes'],
      fixed: 'FROM alpine\nCMD ["a", "b c"]\n',
    },
    {
      text: [
        'FROM alpine',
        'VOLUME ["/a", \'/b\']',
        '#~     ^^^^^^^^^^^^ warning SingleQuotedArray: This is not JSON, whose strings have double quotes, so it is not read as an array',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nVOLUME ["/a", "/b"]\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN [ \'a\' = \'b\' ] && ls\n',
    'FROM alpine\nRUN [ -n \'x\' ]\n',
    'FROM alpine\nCMD ["it\'s"]\n',
  ],
});
