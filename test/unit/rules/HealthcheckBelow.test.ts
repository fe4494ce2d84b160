import { testRule } from '../../support/ruleTester.ts';

testRule('HealthcheckBelow', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --interval=5s --timeout=3s',
        'CMD curl -f localhost',
        '#~@0+3 warning HealthcheckBelow: This CMD is an instruction of its own; for the HEALTHCHECK above it has to stand on the same line, or behind a \\',
        '',
      ].join('\n'),
      titles: ['Join with the HEALTHCHECK above'],
      fixed: 'FROM alpine\nHEALTHCHECK --interval=5s --timeout=3s \\\n    CMD curl -f localhost\n',
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --interval=5s',
        '# check',
        'CMD ["a"]',
        '#~@0+3 warning HealthcheckBelow: This CMD is an instruction of its own; for the HEALTHCHECK above it has to stand on the same line, or behind a \\',
        '',
      ].join('\n'),
      titles: ['Join with the HEALTHCHECK above'],
      fixed: 'FROM alpine\nHEALTHCHECK --interval=5s \\\n# check\n    CMD ["a"]\n',
    },
  ],
  valid: [
    'FROM alpine\nHEALTHCHECK --interval=5s --timeout=3s \\\n  CMD curl -f localhost\n',
    'FROM alpine\nHEALTHCHECK NONE\nCMD ["nginx"]\n',
    'FROM alpine\nHEALTHCHECK CMD a\nCMD ["b"]\n',
  ],
});
