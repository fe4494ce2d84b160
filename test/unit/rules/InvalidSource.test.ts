import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidSource', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY https://example.com/x /x',
        '#~   ^^^^^^^^^^^^^^^^^^^^^ error InvalidSource: source can\'t be a URL for COPY',
        '',
      ].join('\n'),
      titles: ['Use ADD'],
      fixed: 'FROM alpine\nADD https://example.com/x /x\n',
    },
    {
      text: [
        'FROM alpine',
        'ADD https://github.com/moby/buildkit.git?foo=bar /x',
        '#~  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error InvalidSource: unexpected query "foo"',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'COPY git@github.com:moby/buildkit.git /x',
        '#~   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error InvalidSource: source can\'t be a git ref for COPY',
        '',
      ].join('\n'),
      titles: ['Use ADD'],
      fixed: 'FROM alpine\nADD git@github.com:moby/buildkit.git /x\n',
    },
    {
      text: [
        'FROM alpine',
        'ADD --keep-git-dir=true https://github.com/a/b.git?keep-git-dir=false /x',
        '#~                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error InvalidSource: inconsistent keep-git-dir configuration',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nADD https://example.com/x /x\n',
    'FROM alpine\nADD https://github.com/moby/buildkit.git?ref=master /x\n',
    'FROM alpine\nCOPY github.com/a/b.git ./c.git /x/\n',
  ],
});
