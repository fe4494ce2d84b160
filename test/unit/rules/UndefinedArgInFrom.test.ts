import { testRule } from '../../support/ruleTester.ts';

testRule('UndefinedArgInFrom', {
  invalid: [
    {
      text: [
        'ARG VARIANT=slim',
        'FROM debian:stable-${VARAINT}x',
        '#~                 ^^^^^^^^^^ warning UndefinedArgInFrom: FROM argument \'VARAINT\' is not declared (did you mean VARIANT?)',
        '',
      ].join('\n'),
      titles: ['Change to VARIANT', 'Insert ARG VARAINT before the first FROM'],
      fixed: 'ARG VARIANT=slim\nFROM debian:stable-${VARIANT}x\n',
    },
    {
      text: [
        'FROM --platform=${BUILDPLATFORMS:-linux/amd64} alpine',
        '#~              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning UndefinedArgInFrom: FROM argument \'BUILDPLATFORMS\' is not declared (did you mean BUILDPLATFORM?)',
        '',
      ].join('\n'),
      titles: ['Change to BUILDPLATFORM', 'Insert ARG BUILDPLATFORMS before the first FROM'],
      fixed: 'FROM --platform=${BUILDPLATFORM:-linux/amd64} alpine\n',
    },
    {
      text: [
        'FROM alpine:$TAG-x',
        '#~          ^^^^ warning UndefinedArgInFrom: FROM argument \'TAG\' is not declared',
        '',
      ].join('\n'),
      titles: ['Insert ARG TAG before the first FROM'],
      fixed: 'ARG TAG\nFROM alpine:$TAG-x\n',
    },
  ],
  valid: [
    'ARG VARIANT=slim\nFROM debian:stable-${VARIANT}\n',
    'FROM --platform=$BUILDPLATFORM alpine\n',
    'ARG TAG\nFROM alpine:x$TAG\n',
  ],
});
