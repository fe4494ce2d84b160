import { testRule } from '../../support/ruleTester.ts';

testRule('UnknownCheck', {
  invalid: [
    {
      text: [
        '# check=skip=FromAsCasting',
        '#~           ^^^^^^^^^^^^^ warning UnknownCheck: There is no check called FromAsCasting; did you mean FromAsCasing?',
        'FROM alpine AS base',
        '',
      ].join('\n'),
      titles: ['Change to FromAsCasing'],
      fixed: '# check=skip=FromAsCasing\nFROM alpine AS base\n',
    },
    {
      text: [
        'FROM alpine AS base',
        '',
        '# check=skip=NoEmptyContinuation',
        '#~           ^^^^^^^^^^^^^^^^^^^ warning UnknownCheck: NoEmptyContinuation can be skipped only by the directive at the top of the file',
        'RUN ls',
        '',
      ].join('\n'),
    },
    {
      text: [
        '# check=skip=jsonargsrecommended;experimental=Foo',
        '#~           ^^^^^^^^^^^^^^^^^^^ warning UnknownCheck: There is no check called jsonargsrecommended; did you mean JSONArgsRecommended?',
        '#~                                            ^^^ warning UnknownCheck: There is no check called Foo',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Change to JSONArgsRecommended'],
      fixed: '# check=skip=JSONArgsRecommended;experimental=Foo\nFROM alpine\n',
    },
  ],
  valid: [
    '# check=skip=FromAsCasing\nFROM alpine as base\n',
    'FROM alpine AS base\n\n# check=skip=UndefinedVar,TypographicQuotes\nRUN ls\n',
    '# check=skip=all\nFROM alpine\n',
    'FROM alpine\n  # check=skip=Foo\nRUN a\n',
  ],
});
