import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidCheck', {
  invalid: [
    {
      text: [
        '# check=ignore=all',
        '#~      ^^^^^^^^^^ error InvalidCheck: failed to parse check options: invalid check option "ignore"',
        'FROM alpine',
        '',
      ].join('\n'),
    },
    {
      text: [
        '# check=skip=all; error=true',
        '#~      ^^^^^^^^^ error InvalidCheck: failed to parse check options: invalid check option ""',
        'FROM alpine',
        '',
      ].join('\n'),
    },
    {
      text: [
        '#!/x',
        '# check=error=maybe',
        '#~      ^^^^^^^^^^^ error InvalidCheck: failed to parse check options: failed to parse check option "error=maybe": strconv.ParseBool: parsing "maybe": invalid syntax',
        'FROM alpine',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    '# check=skip=all;error=true\nFROM alpine\n',
    'FROM alpine\n# check=foo=bar\nRUN ls\n',
  ],
});
