import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidPlatform', {
  invalid: [
    {
      text: [
        'FROM --platform=linux/arm/v7/hf alpine',
        '#~              ^^^^^^^^^^^^^^^ error InvalidPlatform: failed to parse platform linux/arm/v7/hf: "linux/arm/v7/hf": cannot parse platform specifier: invalid argument',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM --platform=linnux alpine',
        '#~              ^^^^^^ error InvalidPlatform: failed to parse platform linnux: "linnux": unknown operating system or architecture: invalid argument',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM --platform=$X alpine',
        '#~              ^^ error InvalidPlatform: empty platform value from expression $X',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM --platform=li*x alpine',
        '#~              ^^^^ error InvalidPlatform: failed to parse platform li*x: "li*x": wildcards not yet supported: invalid argument',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM --platform=a/%/b alpine',
        '#~              ^^^^^ error InvalidPlatform: failed to parse platform a/%/b: "%" is an invalid component of "a/%/b": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM --platform=linux/arm/v7 alpine AS build-arm\n',
    'FROM --platform= alpine\n',
  ],
});
