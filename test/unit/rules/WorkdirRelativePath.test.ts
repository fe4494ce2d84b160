import { testRule } from '../../support/ruleTester.ts';

testRule('WorkdirRelativePath', {
  invalid: [
    {
      text: [
        'FROM nginx',
        'WORKDIR usr/share/nginx/html',
        '#~      ^^^^^^^^^^^^^^^^^^^^ warning WorkdirRelativePath: Relative workdir "usr/share/nginx/html" can have unexpected results if the base image changes',
        '',
      ].join('\n'),
      titles: ['Make it absolute'],
      fixed: 'FROM nginx\nWORKDIR /usr/share/nginx/html\n',
    },
    {
      text: [
        'FROM alpine',
        'ARG D=./app',
        'WORKDIR $D',
        '#~      ^^ warning WorkdirRelativePath: Relative workdir "./app" can have unexpected results if the base image changes',
        '',
      ].join('\n'),
      titles: ['Make it absolute'],
      fixed: 'FROM alpine\nARG D=./app\nWORKDIR /$D\n',
    },
    {
      text: [
        'FROM alpine',
        'WORKDIR ./a',
        '#~      ^^^ warning WorkdirRelativePath: Relative workdir "./a" can have unexpected results if the base image changes',
        'WORKDIR b',
        '',
      ].join('\n'),
      titles: ['Make it absolute'],
      fixed: 'FROM alpine\nWORKDIR /a\nWORKDIR b\n',
    },
  ],
  valid: [
    'FROM nginx\nWORKDIR /usr/share/nginx/html\n',
    'FROM nginx\nWORKDIR /usr\nWORKDIR share\n',
    'FROM alpine AS a\nWORKDIR /x\nFROM a\nWORKDIR y\n',
  ],
});
