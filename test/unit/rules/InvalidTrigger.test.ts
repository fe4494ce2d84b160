import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidTrigger', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ONBUILD RUM ls',
        '#~      ^^^ warning InvalidTrigger: Images that start from this one will not build: unknown instruction: RUM (did you mean RUN?)',
        '',
      ].join('\n'),
      titles: ['Change to RUN'],
      fixed: 'FROM alpine\nONBUILD RUN ls\n',
    },
    {
      text: [
        'FROM alpine',
        'ONBUILD COPY a',
        '#~           ^ warning InvalidTrigger: Images that start from this one will not build: COPY requires at least two arguments, but only one was provided. Destination could not be determined',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ONBUILD COPY --form=x a b',
        '#~           ^^^^^^^^ warning InvalidTrigger: Images that start from this one will not build: unknown flag: --form (did you mean from?)',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nONBUILD RUN ls\nONBUILD COPY a b\nONBUILD CMD\n',
  ],
});
