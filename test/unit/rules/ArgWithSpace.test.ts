import { testRule } from '../../support/ruleTester.ts';

testRule('ArgWithSpace', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ARG name Lilei',
        '#~  ^^^^^^^^^^ warning ArgWithSpace: This declares two variables, name and Lilei; a default is written name=Lilei',
        '',
      ].join('\n'),
      titles: ['Change to name=Lilei'],
      fixed: 'FROM alpine\nARG name=Lilei\n',
    },
    {
      text: [
        'FROM alpine',
        'ARG VERSION 1.2.3',
        '#~  ^^^^^^^^^^^^^ warning ArgWithSpace: This declares two variables, VERSION and 1.2.3; a default is written VERSION=1.2.3',
        '',
      ].join('\n'),
      titles: ['Change to VERSION=1.2.3'],
      fixed: 'FROM alpine\nARG VERSION=1.2.3\n',
    },
  ],
  valid: [
    'FROM alpine\nARG name=Lilei\n',
    'FROM alpine\nARG HOST PORT\n',
    'FROM alpine\nARG a B c\n',
    'FROM alpine\nARG a=b C\n',
  ],
});
