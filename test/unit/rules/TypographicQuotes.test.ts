import { testRule } from '../../support/ruleTester.ts';

testRule('TypographicQuotes', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'CMD [“nginx”, “-g”]',
        '#~   ^ warning TypographicQuotes: “ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '#~         ^ warning TypographicQuotes: ” is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '#~            ^ warning TypographicQuotes: “ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '#~               ^ warning TypographicQuotes: ” is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '',
      ].join('\n'),
      titles: ['Use plain quotes and dashes'],
      fixed: 'FROM alpine\nCMD ["nginx", "-g"]\n',
    },
    {
      text: [
        'FROM alpine',
        'ENV NAME=“Jane Doe”',
        '#~       ^ warning TypographicQuotes: “ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '#~                ^ warning TypographicQuotes: ” is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '',
      ].join('\n'),
      titles: ['Use plain quotes and dashes'],
      fixed: 'FROM alpine\nENV NAME="Jane Doe"\n',
    },
    {
      text: [
        'FROM alpine AS a',
        'FROM alpine',
        'COPY –from=a /x /y',
        '#~   ^ warning TypographicQuotes: – is one character; an option starts with two plain dashes',
        '',
      ].join('\n'),
      titles: ['Use plain quotes and dashes'],
      fixed: 'FROM alpine AS a\nFROM alpine\nCOPY --from=a /x /y\n',
    },
    {
      text: [
        'FROM alpine',
        'SHELL [‘bash’, ‘-c’]',
        '#~     ^ warning TypographicQuotes: ‘ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '#~          ^ warning TypographicQuotes: ’ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '#~             ^ warning TypographicQuotes: ‘ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '#~                ^ warning TypographicQuotes: ’ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '',
      ].join('\n'),
      titles: ['Use plain quotes and dashes'],
      fixed: 'FROM alpine\nSHELL ["bash", "-c"]\n',
    },
  ],
  valid: [
    'FROM alpine\nCMD ["nginx", "-g"]\n',
    'FROM alpine\nLABEL description="the “best” – really"\n',
    'FROM alpine\nRUN echo it’s\n',
    'FROM alpine\nRUN echo \'“\'\n',
  ],
});
