import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidSourceDateEpoch', {
  invalid: [
    {
      text: [
        'ARG SOURCE_DATE_EPOCH=yesterday',
        '#~                    ^^^^^^^^^ error InvalidSourceDateEpoch: invalid SOURCE_DATE_EPOCH: yesterday',
        'FROM alpine',
        '',
      ].join('\n'),
    },
    {
      text: [
        'ARG SOURCE_DATE_EPOCH=a',
        'FROM alpine AS a',
        '#~   ^^^^^^ error InvalidSourceDateEpoch: SOURCE_DATE_EPOCH stage must use FROM scratch',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'ARG SOURCE_DATE_EPOCH=1700000000\nFROM alpine\n',
    'FROM alpine\nARG SOURCE_DATE_EPOCH=yesterday\n',
  ],
});
