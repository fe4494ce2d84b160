import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidChecksum', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ADD --checksum=abc https://example.com/x /x',
        '#~             ^^^ error InvalidChecksum: invalid checksum digest format',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d local.tar /x',
        '#~             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error InvalidChecksum: checksum requires HTTP(S) or Git sources',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ADD --checksum=md5:abc https://a/x https://b/y /z/',
        '#~             ^^^^^^^ error InvalidChecksum: checksum can\'t be specified for multiple sources',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ADD --checksum=aaaaaaa https://github.com/a/b.git?checksum=bbbbbbb /x',
        '#~             ^^^^^^^ error InvalidChecksum: checksum mismatch "aaaaaaa" != "bbbbbbb"',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/x /x\n',
    'FROM alpine\nADD --checksum=aaaaaaa https://github.com/a/b.git /x\n',
  ],
});
