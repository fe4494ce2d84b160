import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidImageReference', {
  invalid: [
    {
      text: [
        'FROM Alpine',
        '#~   ^^^^^^ error InvalidImageReference: failed to parse stage name "Alpine": invalid reference format: repository name (library/Alpine) must be lowercase',
        '',
      ].join('\n'),
      titles: ['Change to alpine'],
      fixed: 'FROM alpine\n',
    },
    {
      text: [
        'FROM alpine:3:19',
        '#~   ^^^^^^^^^^^ error InvalidImageReference: failed to parse stage name "alpine:3:19": invalid reference format',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'COPY --from=Nginx /a /b',
        '#~          ^^^^^ error InvalidImageReference: failed to parse stage name "Nginx": invalid reference format: repository name (library/Nginx) must be lowercase',
        '',
      ].join('\n'),
      titles: ['Change to nginx'],
      fixed: 'FROM alpine\nCOPY --from=nginx /a /b\n',
    },
    {
      text: [
        'FROM https://x/y',
        '#~   ^^^^^^^^^^^ error InvalidImageReference: failed to parse stage name "https://x/y": invalid reference format',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine@sha256:abc',
        '#~   ^^^^^^^^^^^^^^^^^ error InvalidImageReference: failed to parse stage name "alpine@sha256:abc": invalid reference format',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\n',
    'FROM localhost:5000/tools/alpine:3.19\n',
    'FROM scratch\n',
  ],
});
