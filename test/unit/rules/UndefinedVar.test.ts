import { testRule } from '../../support/ruleTester.ts';

testRule('UndefinedVar', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ARG VERSION=1',
        'LABEL version=$VERSON',
        '#~            ^^^^^^^ warning UndefinedVar: Usage of undefined variable \'$VERSON\' (did you mean $VERSION?)',
        '',
      ].join('\n'),
      titles: ['Change to $VERSION', 'Insert ARG VERSON above'],
      fixed: 'FROM alpine\nARG VERSION=1\nLABEL version=$VERSION\n',
    },
    {
      text: [
        'ARG DIR=/app',
        'FROM alpine',
        'WORKDIR /srv$DIR',
        '#~          ^^^^ warning UndefinedVar: Usage of undefined variable \'$DIR\'',
        '',
      ].join('\n'),
      titles: ['Insert ARG DIR above'],
      fixed: 'ARG DIR=/app\nFROM alpine\nARG DIR\nWORKDIR /srv$DIR\n',
    },
    {
      text: [
        'FROM alpine',
        'COPY $A "${B}" /x/',
        '#~   ^^ warning UndefinedVar: Usage of undefined variable \'$A\'',
        '#~       ^^^^ warning UndefinedVar: Usage of undefined variable \'$B\'',
        '',
      ].join('\n'),
      titles: ['Insert ARG A above'],
      fixed: 'FROM alpine\nARG A\nCOPY $A "${B}" /x/\n',
    },
    {
      text: [
        'FROM alpine',
        'COPY <<EOF /x',
        'a $B',
        '#~^^ warning UndefinedVar: Usage of undefined variable \'$B\'',
        'EOF',
        '',
      ].join('\n'),
      titles: ['Insert ARG B above'],
      fixed: 'FROM alpine\nARG B\nCOPY <<EOF /x\na $B\nEOF\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=cache,target=/x/$C true',
        '#~                               ^^ warning UndefinedVar: Usage of undefined variable \'$C\'',
        '',
      ].join('\n'),
      titles: ['Insert ARG C above'],
      fixed: 'FROM alpine\nARG C\nRUN --mount=type=cache,target=/x/$C true\n',
    },
  ],
  valid: [
    'FROM alpine\nARG VERSION=1\nLABEL version=$VERSION\n',
    'ARG DIR=/app\nFROM alpine\nARG DIR\nWORKDIR $DIR\n',
    'FROM alpine\nRUN echo $X\nCMD echo $X\n',
    'FROM alpine\nENV A=\'$B\'\n',
    'FROM alpine\nARG X\nENV A=$X$PATH\n',
    'FROM alpine\nEXPOSE $X\n',
    'ARG A=$B\nFROM alpine\n',
  ],
});
