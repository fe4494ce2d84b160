import { testRule } from '../../support/ruleTester.ts';

testRule('BlankBaseName', {
  invalid: [
    {
      text: [
        'ARG BASE',
        'FROM $BASE',
        '#~   ^^^^^ error BlankBaseName: base name ($BASE) should not be blank',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'ARG BASE=alpine\nFROM $BASE\n',
  ],
});
