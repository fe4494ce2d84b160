import { testRule } from '../../support/ruleTester.ts';

testRule('EmptyVolume', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'VOLUME [""]',
        '#~      ^^ error EmptyVolume: VOLUME specified can not be an empty string',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ARG DATA',
        'VOLUME $DATA',
        '#~     ^^^^^ error EmptyVolume: VOLUME specified can not be an empty string',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'VOLUME ["  ", "/x"]',
        '#~      ^^^^ error EmptyVolume: VOLUME specified can not be an empty string',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nVOLUME ["/data"]\n',
    'FROM alpine\nVOLUME /a /b\n',
  ],
});
