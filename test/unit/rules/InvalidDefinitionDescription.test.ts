import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidDefinitionDescription', {
  invalid: [
    {
      text: [
        '# check=experimental=InvalidDefinitionDescription',
        '',
        '# the version to install',
        'ARG VERSION=1',
        '#~@0+13 warning InvalidDefinitionDescription: Comment for ARG should follow the format: `# VERSION <description>`',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Start the comment with VERSION'],
      fixed: '# check=experimental=InvalidDefinitionDescription\n\n# VERSION the version to install\nARG VERSION=1\nFROM alpine\n',
    },
    {
      text: [
        '# what it builds',
        '',
        'FROM alpine AS Base',
        '#~@0+19 warning InvalidDefinitionDescription: Comment for FROM should follow the format: `# base <description>`',
        '',
      ].join('\n'),
      titles: ['Start the comment with base'],
      fixed: '# base what it builds\n\nFROM alpine AS Base\n',
    },
    {
      text: [
        '#',
        '# one of them',
        'ARG A=1 B',
        '#~@0+9 warning InvalidDefinitionDescription: Comment for ARG should follow the format: `# <arg_key> <description>`',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Start the comment with A'],
      fixed: '#\n# A one of them\nARG A=1 B\nFROM alpine\n',
    },
    {
      name: 'a comment with several signs, and one without a blank',
      text: [
        '## the version',
        'ARG A=1',
        '#~@0+7 warning InvalidDefinitionDescription: Comment for ARG should follow the format: `# A <description>`',
        '#what it builds',
        'FROM alpine AS base',
        '#~@0+19 warning InvalidDefinitionDescription: Comment for FROM should follow the format: `# base <description>`',
        '',
      ].join('\n'),
      fixed: '# A the version\nARG A=1\n#what it builds\nFROM alpine AS base\n',
    },
    {
      text: [
        '#what it builds',
        'FROM alpine AS base',
        '#~@0+19 warning InvalidDefinitionDescription: Comment for FROM should follow the format: `# base <description>`',
        '',
      ].join('\n'),
      fixed: '# base what it builds\nFROM alpine AS base\n',
    },
  ],
  valid: [
    '# check=experimental=InvalidDefinitionDescription\n\n# VERSION the version to install\nARG VERSION=1\nFROM alpine\n',
    '# check=experimental=InvalidDefinitionDescription\n\n# About all of it\n#\nARG VERSION=1\nFROM alpine\n',
    '# x\nFROM alpine\n# y\nRUN a\n',
  ],
});
