import { testRule } from '../../support/ruleTester.ts';

testRule('TypographicQuotes', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'CMD [“nginx”, “-g”]',
        '#~   ^^^^^^^^^^^^^ warning TypographicQuotes: “ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine\nCMD ["nginx", "-g"]\n',
    },
    {
      text: [
        'FROM alpine',
        'ENV NAME=“Jane Doe”',
        '#~       ^^^^^^^^^^ error TypographicQuotes: “ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine\nENV NAME="Jane Doe"\n',
    },
    {
      text: [
        'FROM alpine AS a',
        'FROM alpine',
        'COPY –from=a /x /y',
        '#~   ^ warning TypographicQuotes: – is one character; an option starts with plain dashes',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine AS a\nFROM alpine\nCOPY --from=a /x /y\n',
    },
    {
      text: [
        'FROM alpine',
        'SHELL [‘bash’, ‘-c’]',
        '#~     ^^^^^^^^^^^^ error TypographicQuotes: ‘ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine\nSHELL ["bash", "-c"]\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN echo ‘<h1>Hello, Docker!</h1>’ > /index.html',
        '#~       ^^^^^^^^^^^^^^^^^^^^^^^^^ warning TypographicQuotes: ‘ is a typographic quote, which has no meaning here; the syntax knows only " and \'',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine\nRUN echo \'<h1>Hello, Docker!</h1>\' > /index.html\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN tar –x a –no-same-owner',
        '#~      ^^^^^^ warning TypographicQuotes: – is one character; an option starts with plain dashes',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine\nRUN tar -x a --no-same-owner\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN ls &&\u00a0pwd',
        '#~       ^ warning TypographicQuotes: This blank (U+00A0) does not separate words; only a plain one does',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine\nRUN ls && pwd\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN\u00a0ls',
        '#~ ^ error TypographicQuotes: This blank (U+00A0) does not separate words; only a plain one does',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine\nRUN ls\n',
    },
    {
      text: [
        'FROM alpine',
        '\u200bRUN ls',
        '#~@0+1 error TypographicQuotes: An invisible character (U+200B) is part of this word',
        '',
      ].join('\n'),
      titles: ['Use plain quotes, dashes and blanks'],
      fixed: 'FROM alpine\nRUN ls\n',
    },
  ],
  valid: [
    'FROM alpine\nCMD ["nginx", "-g"]\n',
    'FROM alpine\nLABEL description="the “best” – really"\n',
    'FROM alpine\nLABEL a=b\nMAINTAINER “Jane” – me\n',
    'FROM alpine\nRUN echo it’s\n',
    'FROM alpine\nRUN echo the dogs’ tails\n',
    'FROM alpine\nRUN echo \'“\'\n',
    'FROM alpine\nRUN cat <<EOF\n“a”\nEOF\n',
    'FROM alpine\n# “a” – b\nRUN ls \\\n# “c”\n  pwd\n',
    'FROM alpine\nRUN echo 1–2 – 3\n',
  ],
});
