import { testRule } from '../../support/ruleTester.ts';

testRule('UndefinedPort', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'EXPOSE 80 ${PORT}',
        '#~        ^^^^^^^ warning UndefinedPort: $PORT is not set here, so this declares no port',
        '',
      ].join('\n'),
      titles: ['Insert ARG PORT above'],
      fixed: 'FROM alpine\nARG PORT\nEXPOSE 80 ${PORT}\n',
    },
  ],
  valid: [
    'FROM alpine\nENV P=80\nEXPOSE $P\n',
    'FROM alpine\nARG P\nEXPOSE $P\n',
    'FROM alpine\nEXPOSE ${P:-80} 80\n',
  ],
});
