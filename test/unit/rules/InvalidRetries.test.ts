import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidRetries', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --retries=three CMD true',
        '#~                    ^^^^^ error InvalidRetries: strconv.ParseInt: parsing "three": invalid syntax',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --retries=-1 CMD true',
        '#~                    ^^ error InvalidRetries: --retries cannot be negative (-1)',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --retries=99999999999 CMD true',
        '#~                    ^^^^^^^^^^^ error InvalidRetries: strconv.ParseInt: parsing "99999999999": value out of range',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nHEALTHCHECK --retries=3 CMD true\n',
  ],
});
