import { testRule } from '../../support/ruleTester.ts';

testRule('ExposeInvalidFormat', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'EXPOSE 8080:80',
        '#~     ^^^^^^^ warning ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port mapping, found \'8080:80\'',
        '',
      ].join('\n'),
      titles: ['Remove 8080:'],
      fixed: 'FROM alpine\nEXPOSE 80\n',
    },
    {
      text: [
        'FROM alpine',
        'EXPOSE 127.0.0.1:8080:80/tcp',
        '#~     ^^^^^^^^^^^^^^^^^^^^^ warning ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port mapping, found \'127.0.0.1:8080:80/tcp\'',
        '',
      ].join('\n'),
      titles: ['Remove 127.0.0.1:8080:'],
      fixed: 'FROM alpine\nEXPOSE 80/tcp\n',
    },
    {
      text: [
        'FROM alpine',
        'EXPOSE 53 [::1]:80:80',
        '#~        ^^^^^^^^^^^ warning ExposeInvalidFormat: EXPOSE instruction should not define an IP address or host-port mapping, found \'[::1]:80:80\'',
        '',
      ].join('\n'),
      titles: ['Remove [::1]:80:'],
      fixed: 'FROM alpine\nEXPOSE 53 80\n',
    },
  ],
  valid: [
    'FROM alpine\nEXPOSE 80\n',
    'FROM alpine\nEXPOSE 8000-8010/udp\n',
  ],
});
