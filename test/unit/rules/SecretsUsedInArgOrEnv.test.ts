import { testRule } from '../../support/ruleTester.ts';

testRule('SecretsUsedInArgOrEnv', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'ARG NPM_TOKEN',
        '#~  ^^^^^^^^^ warning SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG "NPM_TOKEN")',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ENV DB_PASSWORD=hunter2',
        '#~  ^^^^^^^^^^^ warning SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV "DB_PASSWORD")',
        '',
      ].join('\n'),
    },
    {
      text: [
        'FROM alpine',
        'ENV A=1 my_ApiKey=2',
        '#~      ^^^^^^^^^ warning SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ENV "my_ApiKey")',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nRUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci\n',
    'FROM alpine\nENV PASSWORD_FILE=/run/secrets/db\n',
    'ARG TOKEN=x\nFROM alpine\n',
    'FROM alpine\nENV MYTOKEN=1 PUBLIC_KEY=2 TOKEN_VERSION=3\n',
  ],
});
