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
    {
      text: [
        'FROM alpine',
        'ARG NPM_TOKEN',
        '#~  ^^^^^^^^^ warning SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG "NPM_TOKEN")',
        'RUN npm ci --token=$NPM_TOKEN',
        'RUN other \\',
        '  ${NPM_TOKEN}',
        '',
      ].join('\n'),
      titles: ['Take NPM_TOKEN from a secret mount where it is used'],
      fixed: 'FROM alpine\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm ci --token=$NPM_TOKEN\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN other \\\n  ${NPM_TOKEN}\n',
    },
    {
      text: [
        'FROM alpine',
        'ARG NPM_TOKEN',
        '#~  ^^^^^^^^^ warning SecretsUsedInArgOrEnv: Do not use ARG or ENV instructions for sensitive data (ARG "NPM_TOKEN")',
        'ENV T=$NPM_TOKEN',
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
