import { testRule } from '../../support/ruleTester.ts';

testRule('HealthcheckBelow', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --interval=5s --timeout=3s',
        '#~@0+38 error HealthcheckBelow: The CMD below is an instruction of its own; to belong to this HEALTHCHECK it has to stand on the same line, or behind a \\',
        'CMD curl -f localhost',
        '',
      ].join('\n'),
      titles: ['Join with the CMD below'],
      fixed: 'FROM alpine\nHEALTHCHECK --interval=5s --timeout=3s \\\n    CMD curl -f localhost\n',
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK --interval=5s',
        '#~@0+25 error HealthcheckBelow: The CMD below is an instruction of its own; to belong to this HEALTHCHECK it has to stand on the same line, or behind a \\',
        '# check',
        'CMD ["a"]',
        '',
      ].join('\n'),
      titles: ['Join with the CMD below'],
      fixed: 'FROM alpine\nHEALTHCHECK --interval=5s \\\n# check\n    CMD ["a"]\n',
    },
  ],
  valid: [
    'FROM alpine\nHEALTHCHECK --interval=5s\nRUN ls\nCMD ["a"]\n',
    'FROM alpine\nHEALTHCHECK --interval=5s --timeout=3s \\\n  CMD curl -f localhost\n',
    'FROM alpine\nHEALTHCHECK NONE\nCMD ["nginx"]\n',
    'FROM alpine\nHEALTHCHECK CMD a\nCMD ["b"]\n',
  ],
});
