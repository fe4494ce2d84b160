import { testRule } from '../../support/ruleTester.ts';

testRule('DuplicateFlag', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY --chown=1 --chown=2 a b',
        '#~             ^^^^^^^^^ error DuplicateFlag: duplicate flag specified: --chown',
        '',
      ].join('\n'),
      titles: ['Remove the second --chown'],
      fixed: 'FROM alpine\nCOPY --chown=1 a b\n',
    },
    {
      text: [
        'FROM alpine',
        'COPY --link --link a b',
        '#~          ^^^^^^ error DuplicateFlag: duplicate flag specified: --link',
        '',
      ].join('\n'),
      titles: ['Remove the second --link'],
      fixed: 'FROM alpine\nCOPY --link a b\n',
    },
  ],
  valid: [
    'FROM alpine\nCOPY --chown=1 a b\n',
    'FROM alpine\nCOPY --exclude=a --exclude=b . /x/\n',
  ],
});
