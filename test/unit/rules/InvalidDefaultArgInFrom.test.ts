import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidDefaultArgInFrom', {
  invalid: [
    {
      text: [
        'ARG TAG',
        'FROM busybox:${TAG}',
        '#~   ^^^^^^^^^^^^^^ warning InvalidDefaultArgInFrom: Default value for ARG busybox:${TAG} results in empty or invalid base image name',
        '',
      ].join('\n'),
    },
    {
      text: [
        'ARG BASE',
        'FROM $BASE',
        '#~   ^^^^^ warning InvalidDefaultArgInFrom: Default value for ARG $BASE results in empty or invalid base image name',
        '',
      ].join('\n'),
      titles: ['Give BASE the default scratch'],
      fixed: 'ARG BASE=scratch\nFROM $BASE\n',
    },
  ],
  valid: [
    'ARG TAG=latest\nFROM busybox:${TAG}\n',
    'ARG TAG\nFROM busybox:${TAG:-latest}\n',
  ],
});
