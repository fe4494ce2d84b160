import { testRule } from '../../support/ruleTester.ts';

testRule('MaintainerDeprecated', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'MAINTAINER Jane Doe <jane@example.com>',
        '#~@0+10 warning MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label',
        '',
      ].join('\n'),
      titles: ['Use LABEL org.opencontainers.image.authors'],
      fixed: 'FROM alpine\nLABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"\n',
    },
    {
      text: [
        'from alpine',
        'maintainer "Jane $Doe"',
        '#~@0+10 warning MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label',
        '',
      ].join('\n'),
      titles: ['Use LABEL org.opencontainers.image.authors'],
      fixed: 'from alpine\nlabel org.opencontainers.image.authors="Jane \\$Doe"\n',
    },
    {
      text: [
        'FROM alpine',
        'MAINTAINER Jane \\',
        '#~@0+10 warning MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label',
        '  Doe',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nLABEL org.opencontainers.image.authors="Jane Doe <jane@example.com>"\n',
    'FROM alpine\nLABEL maintainer=x\n',
  ],
});
