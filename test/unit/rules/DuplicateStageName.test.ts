import { testRule } from '../../support/ruleTester.ts';

testRule('DuplicateStageName', {
  invalid: [
    {
      text: [
        'FROM golang AS build',
        'FROM node AS build',
        '#~           ^^^^^ warning DuplicateStageName: Duplicate stage name "build", stage names should be unique',
        '',
      ].join('\n'),
      titles: ['Rename to build-2'],
      fixed: 'FROM golang AS build\nFROM node AS build-2\n',
    },
    {
      text: [
        'FROM a AS x',
        'FROM b AS X',
        '#~        ^ warning DuplicateStageName: Duplicate stage name "x", stage names should be unique',
        'FROM c AS x-2',
        '',
      ].join('\n'),
      titles: ['Rename to x-3'],
      fixed: 'FROM a AS x\nFROM b AS x-3\nFROM c AS x-2\n',
    },
  ],
  valid: [
    'FROM golang AS build-server\nFROM node AS build-client\n',
    'FROM a AS x\nFROM b\n',
  ],
});
