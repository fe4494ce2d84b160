import { testRule } from '../../support/ruleTester.ts';

testRule('RunWithoutEffect', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN cd /app',
        '#~  ^^^^^^^ warning RunWithoutEffect: The next RUN starts in the old directory again; WORKDIR changes it for good',
        'RUN make',
        '',
      ].join('\n'),
      titles: ['Change to WORKDIR /app'],
      fixed: 'FROM alpine\nWORKDIR /app\nRUN make\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN export DEBUG=1',
        '#~  ^^^^^^^^^^^^^^ warning RunWithoutEffect: This ends with the shell of this RUN and has no effect on the next',
        '',
      ].join('\n'),
      titles: ['Change to ENV DEBUG=1'],
      fixed: 'FROM alpine\nENV DEBUG=1\n',
    },
    {
      text: [
        'FROM alpine',
        'run cd sub/dir',
        '#~  ^^^^^^^^^^ warning RunWithoutEffect: The next RUN starts in the old directory again; WORKDIR changes it for good',
        '',
      ].join('\n'),
      titles: ['Change to WORKDIR sub/dir'],
      fixed: 'FROM alpine\nworkdir sub/dir\n',
    },
    {
      text: [
        'FROM alpine',
        'RUN source ~/.profile',
        '#~  ^^^^^^^^^^^^^^^^^ warning RunWithoutEffect: This ends with the shell of this RUN and has no effect on the next',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'RUN export A=1 && cd "$A"; umask 022',
        '#~  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning RunWithoutEffect: This ends with the shell of this RUN and has no effect on the next',
        '',
      ].join('\n'),
      titles: [],
    },
  ],
  valid: [
    'FROM alpine\nRUN . ./install.sh\n',
    'FROM alpine\nRUN export A=`make`\n',
    'FROM alpine\nRUN set -x && make\n',
    'FROM alpine\nRUN set -x; cd a | b\n',
    'FROM alpine\nWORKDIR /app\nRUN make\n',
    'FROM alpine\nRUN cd /app && make\n',
    'FROM alpine\nENV DEBUG=1\n',
    'FROM alpine\nRUN export A=1 && make\n',
    'FROM alpine\nRUN ["cd", "/"]\n',
    'FROM alpine\nRUN cd /a; ls\n',
  ],
});
