import { expect, test } from 'vitest';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import { snapshotOf } from '../../support/fixture.ts';
import { testRule } from '../../support/ruleTester.ts';

testRule('JSONArgsRecommended', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'CMD nginx -g daemon',
        '#~  ^^^^^^^^^^^^^^^ warning JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals',
        '',
      ].join('\n'),
      titles: ['Change to ["nginx", "-g", "daemon"]'],
      fixed: 'FROM alpine\nCMD ["nginx", "-g", "daemon"]\n',
    },
    {
      text: [
        'FROM alpine',
        'ENTRYPOINT ./start.sh | tee log',
        '#~         ^^^^^^^^^^^^^^^^^^^^ warning JSONArgsRecommended: JSON arguments recommended for ENTRYPOINT to prevent unintended behavior related to OS signals',
        '',
      ].join('\n'),
      titles: ['Run the same shell in JSON form'],
      fixed: 'FROM alpine\nENTRYPOINT ["/bin/sh", "-c", "./start.sh | tee log"]\n',
    },
    {
      text: [
        'FROM alpine',
        'CMD exec top -b --delay=5',
        '#~  ^^^^^^^^^^^^^^^^^^^^^ warning JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals',
        '',
      ].join('\n'),
      titles: ['Change to ["top", "-b", "--delay=5"]'],
      fixed: 'FROM alpine\nCMD ["top", "-b", "--delay=5"]\n',
    },
    {
      text: [
        'FROM alpine',
        'CMD',
        '#~@0+3 warning JSONArgsRecommended: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ENTRYPOINT a \\',
        '#~         ^^^ warning JSONArgsRecommended: JSON arguments recommended for ENTRYPOINT to prevent unintended behavior related to OS signals',
        '  b',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nCMD ["nginx", "-g", "daemon"]\n',
    'FROM alpine\nSHELL ["/bin/sh", "-c"]\nCMD ./start.sh | tee log\n',
    'FROM alpine\nCMD []\n',
    'FROM alpine AS a\nSHELL ["bash", "-c"]\nFROM a\nCMD x\n',
    'FROM alpine\nHEALTHCHECK CMD curl localhost\n',
    'FROM alpine\nONBUILD CMD x\n',
  ],
});

test('where the base image may set SHELL, only the presets that assume say so', () => {
  const found = (base: string, preset: 'recommended' | 'buildkit'): boolean =>
    diagnose(snapshotOf(`FROM ${base}\nCMD nginx\n`), { preset, severity: {} }).some(({ code }) => code === 'JSONArgsRecommended');
  expect(['scratch', 'node:20', 'docker.io/library/debian', 'example.com/team/app', 'team/app', 'golang:1.22-windowsservercore'].map((base) => found(base, 'recommended'))).toEqual([true, true, true, false, false, false]);
  expect(found('example.com/team/app', 'buildkit')).toBe(true);
});
