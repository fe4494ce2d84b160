import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidMount', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=cach,target=/root/.cache make',
        '#~               ^^^^ error InvalidMount: unsupported mount type "cach" (did you mean cache?)',
        '',
      ].join('\n'),
      titles: ['Change to cache'],
      fixed: 'FROM alpine\nRUN --mount=type=cache,target=/root/.cache make\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=bind,traget=/src make',
        '#~                    ^^^^^^ error InvalidMount: unexpected key \'traget\' in \'traget=/src\' (did you mean target?)',
        '',
      ].join('\n'),
      titles: ['Change to target'],
      fixed: 'FROM alpine\nRUN --mount=type=bind,target=/src make\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=secret make',
        '#~          ^^^^^^^^^^^ error InvalidMount: invalid secret mount. one of source, target required',
        '',
      ].join('\n'),
    },
    {
      text: [
        'ARG S=x',
        'FROM alpine',
        'RUN --mount=from=$S,target=/x ls',
        '#~               ^^ error InvalidMount: \'from\' doesn\'t support variable expansion, define alias stage instead',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=cache,target=/x,mode=9 ls',
        '#~                                    ^ error InvalidMount: invalid value 9 for mode',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=foo ls',
        '#~          ^^^ error InvalidMount: invalid field \'foo\' must be a key=value pair',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=bind,target=/ ls',
        '#~                           ^ error InvalidMount: invalid mount target "/"',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=ssh,source=a ls',
        '#~          ^^^^^^^^^^^^^^^^^ error InvalidMount: ssh does not support source',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount= ls',
        '#~@12+0 error InvalidMount: failed to parse csv mounts: EOF',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=tmpfs,target=/x,uid=1 --mount=type=foo ls',
        '#~          ^^^^^^^^^^^^^^^^^^^^^^^^^^ error InvalidMount: uid not allowed for "tmpfs" type mounts',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nRUN --mount=type=cache,target=/root/.cache make\n',
    'FROM alpine\nRUN --mount=type=bind,target=/src make\n',
    'FROM alpine\nRUN --mount=type=secret,id=token make\n',
    'FROM alpine\nRUN --mount=type=tmpfs,target=/x,size=1.5g ls\n',
    'FROM alpine\nWORKDIR /w\nRUN --mount=type=cache ls\n',
    'FROM alpine\nARG T=cache\nRUN --mount=type=$T,target=/x ls\n',
  ],
});
