import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidDevice', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN --device=name=a/b=c,foo=bar make',
        '#~                      ^^^^^^^ error InvalidDevice: unexpected key \'foo\' in \'foo=bar\'',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --device=vendor.com/gpu=all make',
        '#~  ^^^^^^^^^^^^^^^^^^^^^^^^^^^ error InvalidDevice: device feature is only supported in Dockerfile frontend 1.14.0-labs or later',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --device=a,required=maybe ls',
        '#~             ^^^^^^^^^^^^^^ error InvalidDevice: invalid value for required: maybe',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --device=a,name=b ls',
        '#~             ^^^^^^ error InvalidDevice: device name already set to a',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN --device= ls',
        '#~@13+0 error InvalidDevice: failed to parse csv devices: EOF',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nRUN make\n',
  ],
});
