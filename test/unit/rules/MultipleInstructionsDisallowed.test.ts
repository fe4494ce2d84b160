import { testRule } from '../../support/ruleTester.ts';

testRule('MultipleInstructionsDisallowed', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'CMD ["echo", "one"]',
        '#~@0+3 warning MultipleInstructionsDisallowed: Multiple CMD instructions should not be used in the same stage because only the last one will be used',
        'CMD ["echo", "two"]',
        '',
      ].join('\n'),
      titles: ['Remove this CMD'],
      fixed: 'FROM alpine\nCMD ["echo", "two"]\n',
    },
    {
      text: [
        'FROM alpine',
        'HEALTHCHECK CMD a',
        '#~@0+11 warning MultipleInstructionsDisallowed: Multiple HEALTHCHECK instructions should not be used in the same stage because only the last one will be used',
        'ENTRYPOINT ["x"]',
        '#~@0+10 warning MultipleInstructionsDisallowed: Multiple ENTRYPOINT instructions should not be used in the same stage because only the last one will be used',
        'HEALTHCHECK NONE',
        'ENTRYPOINT ["y"]',
        '',
      ].join('\n'),
      titles: ['Remove this HEALTHCHECK'],
      fixed: 'FROM alpine\nENTRYPOINT ["x"]\nHEALTHCHECK NONE\nENTRYPOINT ["y"]\n',
    },
  ],
  valid: [
    'FROM alpine\nRUN echo one\nCMD ["echo", "two"]\n',
    'FROM alpine AS a\nCMD ["a"]\nFROM alpine\nCMD ["b"]\n',
    'FROM alpine AS a\nCMD ["a"]\nFROM a\nCMD ["b"]\n',
  ],
});
