import { testRule } from '../../support/ruleTester.ts';

testRule('InvalidSubstitution', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ARG DIR=/app',
        'WORKDIR ${DIR:=/srv}',
        '#~      ^^^^^^^^^^^^ error InvalidSubstitution: failed to process "${DIR:=/srv}": unsupported modifier (:=) in substitution',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ENV NAME="Jane',
        '#~       ^^^^^ error InvalidSubstitution: failed to process "\\"Jane": unexpected end of statement while looking for matching double-quote',
        '',
      ].join('\n'),
      titles: ['Add "'],
      fixed: 'FROM alpine\nENV NAME="Jane"\n',
    },
    {
      text: [
        'ARG A="x',
        '#~    ^^ error InvalidSubstitution: failed to process "\\"x": unexpected end of statement while looking for matching double-quote',
        'FROM alpine',
        '',
      ].join('\n'),
      titles: ['Add "'],
      fixed: 'ARG A="x"\nFROM alpine\n',
    },
    {
      text: [
        'FROM alpine:${TAG',
        '#~          ^^^^^ error InvalidSubstitution: failed to process "alpine:${TAG": unsupported modifier (�) in substitution',
        '',
      ].join('\n'),
      titles: ['Add }'],
      fixed: 'FROM alpine:${TAG}\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN --mount=type=cache,target=${X ls',
        '#~                            ^^^ error InvalidSubstitution: failed to process "${X": unsupported modifier (�) in substitution',
        '',
      ].join('\n'),
      titles: ['Add }'],
      fixed: 'FROM alpine\nRUN --mount=type=cache,target=${X} ls\n',
    },
    {
      text: [
        'FROM alpine',
        'COPY <<EOF /x',
        '${X',
        '#~@0+3 error InvalidSubstitution: failed to process "${X\\n": unsupported modifier (⏎) in substitution',
        'EOF',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'USER \'x',
        '#~   ^^ error InvalidSubstitution: failed to process "\'x": unexpected end of statement while looking for matching single-quote',
        '',
      ].join('\n'),
      titles: ['Add \''],
      fixed: 'FROM alpine\nUSER \'x\'\n',
    },
    {
      text: [
        'FROM --platform=${X alpine',
        '#~              ^^^ error InvalidSubstitution: failed to process arguments for platform : failed to process "${X": unsupported modifier (�) in substitution',
        '',
      ].join('\n'),
      titles: ['Add }'],
      fixed: 'FROM --platform=${X} alpine\n',
    },
  ],
  valid: [
    'FROM alpine\nARG DIR=/app\nWORKDIR ${DIR:-/srv}\n',
    'FROM alpine\nENV NAME="Jane"\n',
    'FROM alpine\nRUN echo ${X:=y} "\n',
  ],
});
