import { testRule } from '../../support/ruleTester.ts';

testRule('LegacyKeyValueFormat', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ENV DIR /var/lib',
        '#~  ^^^^^^^^^^^^ warning LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format',
        '',
      ].join('\n'),
      titles: ['Use key=value'],
      fixed: 'FROM alpine\nENV DIR=/var/lib\n',
    },
    {
      text: [
        'FROM alpine',
        'LABEL description my image',
        '#~    ^^^^^^^^^^^^^^^^^^^^ warning LegacyKeyValueFormat: "LABEL key=value" should be used instead of legacy "LABEL key value" format',
        '',
      ].join('\n'),
      titles: ['Use key=value'],
      fixed: 'FROM alpine\nLABEL description="my image"\n',
    },
    {
      text: [
        'FROM alpine',
        'ENV A b "c $D" \'e\'',
        '#~  ^^^^^^^^^^^^^^ warning LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format',
        '',
      ].join('\n'),
      titles: ['Use key=value'],
      fixed: 'FROM alpine\nENV A="b c $D e"\n',
    },
    {
      text: [
        'FROM alpine',
        'ENV A b \\',
        '#~  ^^^^^ warning LegacyKeyValueFormat: "ENV key=value" should be used instead of legacy "ENV key value" format',
        '  c',
        '',
      ].join('\n'),
      titles: ['Use key=value'],
      fixed: 'FROM alpine\nENV A="b \\\n  c"\n',
    },
    {
      text: [
        'FROM alpine',
        'env A   $B',
        '#~  ^^^^^^ warning LegacyKeyValueFormat: "env key=value" should be used instead of legacy "env key value" format',
        '',
      ].join('\n'),
      titles: ['Use key=value'],
      fixed: 'FROM alpine\nenv A=$B\n',
    },
  ],
  valid: [
    'FROM alpine\nENV DIR=/var/lib\n',
    'FROM alpine\nLABEL description="my image"\n',
    'FROM alpine\nENV A=b C=d\n',
    'FROM alpine\nONBUILD ENV A b\n',
  ],
});
