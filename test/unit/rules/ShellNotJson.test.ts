import { testRule } from '../../support/ruleTester.ts';

testRule('ShellNotJson', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'SHELL /bin/bash -c',
        '#~    ^^^^^^^^^^^^ error ShellNotJson: SHELL requires the arguments to be in JSON form',
        '',
      ].join('\n'),
      titles: ['Change to ["/bin/bash", "-c"]'],
      fixed: 'FROM alpine\nSHELL ["/bin/bash", "-c"]\n',
    },
    {
      text: [
        'FROM alpine',
        'SHELL [\'bash\', \'-c\']',
        '#~    ^^^^^^^^^^^^^^ error ShellNotJson: SHELL requires the arguments to be in JSON form',
        '',
      ].join('\n'),
      titles: ['Change to ["bash", "-c"]'],
      fixed: 'FROM alpine\nSHELL ["bash", "-c"]\n',
    },
  ],
  valid: [
    'FROM alpine\nSHELL ["/bin/bash", "-c"]\n',
  ],
});
