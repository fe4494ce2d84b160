import { testRule } from '../../support/ruleTester.ts';

testRule('ExecFormSyntax', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'RUN ["echo", "$HOME"]',
        '#~           ^^^^^^^ warning ExecFormSyntax: No shell reads a JSON array, so the program gets $HOME as it is written',
        '',
      ].join('\n'),
      titles: ['Change to the shell form'],
      fixed: 'FROM alpine\nRUN echo "$HOME"\n',
    },
    {
      text: [
        'FROM alpine',
        'CMD ["./migrate", "&&", "./serve"]',
        '#~                ^^^^ warning ExecFormSyntax: No shell reads a JSON array, so the program gets && as it is written',
        '',
      ].join('\n'),
      titles: ['Run it through a shell'],
      fixed: 'FROM alpine\nCMD ["sh", "-c", "./migrate && ./serve"]\n',
    },
    {
      text: [
        'FROM alpine',
        'ENTRYPOINT ["java", "-Dport=${PORT}", "-jar", "/a b.jar"]',
        '#~                  ^^^^^^^^^^^^^^^^ warning ExecFormSyntax: No shell reads a JSON array, so the program gets ${PORT} as it is written',
        '',
      ].join('\n'),
      fixed: 'FROM alpine\nENTRYPOINT ["sh", "-c", "exec java \\"-Dport=${PORT}\\" -jar \\"/a b.jar\\""]\n',
    },
    {
      text: [
        'FROM alpine',
        'CMD ["unicorn", "-c", "conf.rb", "-E", "${RAILS_ENV}"]',
        '#~                                     ^^^^^^^^^^^^^^ warning ExecFormSyntax: No shell reads a JSON array, so the program gets ${RAILS_ENV} as it is written',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nRUN ["sh", "-c", "echo $HOME"]\nCMD ["/bin/bash", "-c", "a && b"]\n',
    'FROM alpine\nENTRYPOINT ["sh", "-c"]\nCMD ["echo $HOME"]\n',
    'FROM alpine\nENTRYPOINT ["/entry.sh"]\nCMD ["--port=$PORT"]\n',
    'FROM alpine\nRUN ["awk", "{print $NF}"]\nRUN ["php", "-r", "echo $A;"]\n',
    'FROM alpine\nRUN ["echo", "$5"]\n',
  ],
});
