import { testRule } from '../../support/ruleTester.ts';

testRule('DestinationNotFolder', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY a b /app',
        '#~       ^^^^ info DestinationNotFolder: Several sources need a directory to go to; when there is none, each source overwrites the one before. A slash at the end makes it one',
        '',
      ].join('\n'),
      titles: ['Add a slash'],
      fixed: 'FROM alpine\nCOPY a b /app/\n',
    },
    {
      text: [
        'FROM alpine',
        'ADD ["a", "b", "/app"]',
        '#~             ^^^^^^ info DestinationNotFolder: Several sources need a directory to go to; when there is none, each source overwrites the one before. A slash at the end makes it one',
        '',
      ].join('\n'),
      titles: ['Add a slash'],
      fixed: 'FROM alpine\nADD ["a", "b", "/app/"]\n',
    },
  ],
  valid: [
    'FROM alpine\nCOPY --from a /b /c\nCOPY a b ./\nCOPY a b .\nCOPY a b x/..\nCOPY a /app\nCOPY a b $DIR\n',
  ],
});
