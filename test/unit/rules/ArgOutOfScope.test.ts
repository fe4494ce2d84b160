import { testRule } from '../../support/ruleTester.ts';

testRule('ArgOutOfScope', {
  invalid: [
    {
      text: [
        'ARG V=1',
        'FROM alpine',
        'RUN echo "a$V" ${V}',
        '#~         ^^ warning ArgOutOfScope: The ARG V before the first FROM is not visible here; the stage needs an ARG V of its own',
        '',
      ].join('\n'),
      titles: ['Insert ARG V above'],
      fixed: 'ARG V=1\nFROM alpine\nARG V\nRUN echo "a$V" ${V}\n',
    },
    {
      text: [
        'FROM alpine',
        'run echo $TARGETARCH',
        '#~       ^^^^^^^^^^^ warning ArgOutOfScope: The builder knows TARGETARCH, but a stage sees it only behind an ARG TARGETARCH of its own',
        '',
      ].join('\n'),
      titles: ['Insert ARG TARGETARCH above'],
      fixed: 'FROM alpine\narg TARGETARCH\nrun echo $TARGETARCH\n',
    },
    {
      text: [
        'ARG V=1',
        'FROM alpine',
        'RUN <<EOF',
        'echo $V',
        '#~   ^^ warning ArgOutOfScope: The ARG V before the first FROM is not visible here; the stage needs an ARG V of its own',
        'EOF',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'ARG V=1\nFROM alpine\nARG V\nRUN echo $V\n',
    'ARG V=1\nFROM alpine\nENV V=2\nRUN echo $V\n',
    'ARG V=1\nFROM alpine\nRUN echo \'$V\' \\$V\n',
    'ARG V=1\nFROM alpine\nRUN for V in 1 2; do echo $V; done\n',
    'ARG V=1\nFROM alpine\nRUN read V && echo $V\n',
    'ARG VERSION=1\nFROM alpine\nRUN . /etc/os-release && echo $VERSION\n',
    'ARG V=1\nFROM alpine\nRUN echo ${V:-2}\n',
    'ARG V=1\nFROM alpine\nSHELL ["pwsh", "-Command"]\nRUN echo $V\n',
  ],
});
