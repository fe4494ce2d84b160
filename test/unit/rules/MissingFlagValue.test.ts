import { testRule } from '../../support/ruleTester.ts';

testRule('MissingFlagValue', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY --chown app.js /app/',
        '#~   ^^^^^^^ error MissingFlagValue: missing a value on flag: --chown',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'COPY --link= a b',
        '#~   ^^^^^^^ error MissingFlagValue: missing a value on flag: --link',
        '',
      ].join('\n'),
      titles: ['Write --link alone'],
      fixed: 'FROM alpine\nCOPY --link a b\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount ls',
        '#~  ^^^^^^^ error MissingFlagValue: missing a value on flag: --mount',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nCOPY --chown=node app.js /app/\n',
    'FROM alpine\nCOPY --link a b\n',
    'FROM alpine\nCOPY --from= a b\n',
  ],
});
