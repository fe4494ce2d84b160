import { testRule } from '../../support/ruleTester.ts';

testRule('StageNameCasing', {
  invalid: [
    {
      text: [
        'FROM golang AS Build',
        '#~             ^^^^^ warning StageNameCasing: Stage name \'Build\' should be lowercase',
        'FROM alpine',
        'COPY --from=Build /app /app',
        '',
      ].join('\n'),
      titles: ['Write the stage name in lower case'],
      fixed: 'FROM golang AS build\nFROM alpine\nCOPY --from=build /app /app\n',
    },
    {
      text: [
        'FROM alpine \\',
        '  AS Build',
        '#~   ^^^^^ warning StageNameCasing: Stage name \'Build\' should be lowercase',
        '',
      ].join('\n'),
      titles: ['Write the stage name in lower case'],
      fixed: 'FROM alpine \\\n  AS build\n',
    },
  ],
  valid: [
    'FROM golang AS build\nFROM alpine\nCOPY --from=build /app /app\n',
    'FROM alpine AS\n',
    'FROM alpine Build\n',
  ],
});
