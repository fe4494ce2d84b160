import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidPort', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'EXPOSE 80/http',
        '#~     ^^^^^^^ error InvalidPort: invalid port: "80/http": invalid proto: http',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'EXPOSE 70000',
        '#~     ^^^^^ error InvalidPort: invalid containerPort: 70000',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'EXPOSE 90-80 /tcp',
        '#~     ^^^^^ error InvalidPort: invalid containerPort: 90-80',
        '#~           ^^^^ error InvalidPort: invalid port: "/tcp": no port specified',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'EXPOSE abc:80 999.1.1.1:80:80',
        '#~     ^^^^^^ error InvalidPort: invalid hostPort: abc',
        '#~            ^^^^^^^^^^^^^^^ error InvalidPort: invalid IP address: 999.1.1.1',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nEXPOSE 80/tcp 8000-8010\n',
    'FROM alpine\nEXPOSE $X\n',
  ],
});
