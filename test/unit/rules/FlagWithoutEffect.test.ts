import { testRule } from '../../support/ruleTester.ts';

testRule('FlagWithoutEffect', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY --from= --link a b',
        '#~   ^^^^^^^ warning FlagWithoutEffect: --from without a value has no effect',
        '',
      ].join('\n'),
      titles: ['Remove the flag'],
      fixed: 'FROM alpine\nCOPY --link a b\n',
    },
    {
      text: [
        'FROM alpine',
        'ARG --foo A=b',
        '#~  ^^^^^ warning FlagWithoutEffect: ARG has no flags; BuildKit ignores --foo',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nARG A=b\n',
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --interval=1s --foo NONE',
        '#~          ^^^^^^^^^^^^^ warning FlagWithoutEffect: HEALTHCHECK NONE switches checks off; --interval has no effect',
        '#~                        ^^^^^ warning FlagWithoutEffect: HEALTHCHECK NONE switches checks off; --foo has no effect',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nHEALTHCHECK --foo NONE\n',
    },
  ],
  valid: [
    'FROM alpine AS a\nFROM alpine\nCOPY --from=a --chown=1 a b\nHEALTHCHECK --interval=1s CMD ls\nSTOPSIGNAL SIGTERM\n',
  ],
});
