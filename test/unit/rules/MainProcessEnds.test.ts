import { testRule } from '../../support/ruleTester.ts';

testRule('MainProcessEnds', {
  invalid: [
    {
      text: [
        'FROM nginx',
        'CMD service nginx start',
        '#~  ^^^^^^^^^^^^^^^^^^^ warning MainProcessEnds: This starts a service in the background and ends, and the container with it',
        '',
      ].join('\n'),
      titles: ['Run it in the foreground: ["nginx", "-g", "daemon off;"]'],
      fixed: 'FROM nginx\nCMD ["nginx", "-g", "daemon off;"]\n',
    },
    {
      text: [
        'FROM nginx',
        'CMD ["/etc/init.d/ssh", "start"]',
        '#~  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning MainProcessEnds: This starts a service in the background and ends, and the container with it',
        '',
      ].join('\n'),
      fixed: 'FROM nginx\nCMD ["/usr/sbin/sshd", "-D"]\n',
    },
    {
      text: [
        'FROM nginx',
        'CMD ["sh", "-c", "./migrate && service apache2 start"]',
        '#~  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning MainProcessEnds: This starts a service in the background and ends, and the container with it',
        '',
      ].join('\n'),
      titles: [],
    },
    {
      text: [
        'FROM nginx',
        'CMD ./serve &',
        '#~  ^^^^^^^^^ warning MainProcessEnds: The last command runs in the background (&), so this ends at once, and the container with it',
        '',
      ].join('\n'),
      titles: [],
    },
  ],
  valid: [
    'FROM nginx\nCMD service nginx start && tail -f /log\n',
    'FROM nginx\nCMD ["nginx", "-g", "daemon off;"]\n',
    'FROM nginx\nCMD service nginx start; bash\n',
    'FROM nginx\nENTRYPOINT ["./a", "start"]\n',
    'FROM nginx\nCMD ./a &>&2 && ./b 2>&1\n',
    'FROM nginx\nCMD (service nginx start && sleep 9)\n',
  ],
});
