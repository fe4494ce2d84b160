import { testRule } from '../../support/ruleTester.ts';

testRule('FromAsCasing', {
  invalid: [
    {
      text: [
        'FROM alpine as base',
        '#~          ^^ warning FromAsCasing: \'as\' and \'FROM\' keywords\' casing do not match',
        '',
      ].join('\n'),
      titles: ['Write \'AS\''],
      fixed: 'FROM alpine AS base\n',
    },
    {
      text: [
        'from alpine AS base',
        '#~          ^^ warning FromAsCasing: \'AS\' and \'from\' keywords\' casing do not match',
        '',
      ].join('\n'),
      titles: ['Write \'as\''],
      fixed: 'from alpine as base\n',
    },
    {
      text: [
        'FROM alpine \\',
        '  As base',
        '#~^^ warning FromAsCasing: \'As\' and \'FROM\' keywords\' casing do not match',
        '',
      ].join('\n'),
      titles: ['Write \'AS\''],
      fixed: 'FROM alpine \\\n  AS base\n',
    },
  ],
  valid: [
    'FROM alpine AS base\n',
    'from alpine as base\n',
    'From alpine as base\n',
  ],
});
