import { testRule } from '../../support/ruleTester.ts';

testRule('RedundantTargetPlatform', {
  invalid: [
    {
      text: [
        'FROM --platform=$TARGETPLATFORM alpine',
        '#~   ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning RedundantTargetPlatform: Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior',
        '',
      ].join('\n'),
      titles: ['Remove --platform'],
      fixed: 'FROM alpine\n',
    },
    {
      text: [
        'FROM --platform=${TARGETPLATFORM:-linux/amd64} alpine AS x',
        '#~   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning RedundantTargetPlatform: Setting platform to predefined ${TARGETPLATFORM:-linux/amd64} in FROM is redundant as this is the default behavior',
        '',
      ].join('\n'),
      titles: ['Remove --platform'],
      fixed: 'FROM alpine AS x\n',
    },
  ],
  valid: [
    'FROM alpine\n',
    'FROM --platform=$BUILDPLATFORM alpine\n',
    'FROM --platform=$TARGETOS/$TARGETARCH alpine\n',
  ],
});
