import { testRule } from '../../support/ruleTester.ts';

testRule('MainProcessEnds', {
  invalid: [
    {
      text: [
        'FROM nginx',
        'CMD service nginx start',
        '#~  ^^^^^^^^^^^^^^^^^^^ warning MainProcessEnds: This goes to the background and ends, and the container with it',
        '',
      ].join('\n'),
      titles: ['Run it in the foreground: ["nginx", "-g", "daemon off;"]'],
      fixed: 'FROM nginx\nCMD ["nginx", "-g", "daemon off;"]\n',
    },
    {
      text: [
        'FROM nginx',
        'CMD ["/etc/init.d/ssh", "start"]',
        '#~  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning MainProcessEnds: This goes to the background and ends, and the container with it',
        '',
      ].join('\n'),
      fixed: 'FROM nginx\nCMD ["/usr/sbin/sshd", "-D"]\n',
    },
    {
      text: [
        'FROM nginx',
        'CMD ["sh", "-c", "./migrate && service apache2 start"]',
        '#~  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning MainProcessEnds: This goes to the background and ends, and the container with it',
        '',
      ].join('\n'),
      titles: [],
    },
    {
      text: [
        'FROM php:fpm',
        'CMD ["php-fpm", "-D"]',
        '#~  ^^^^^^^^^^^^^^^^^ warning MainProcessEnds: This goes to the background and ends, and the container with it',
        '',
      ].join('\n'),
      fixed: 'FROM php:fpm\nCMD ["php-fpm", "-F"]\n',
    },
    {
      text: [
        'FROM a',
        'CMD /usr/sbin/sshd -p 22',
        '#~  ^^^^^^^^^^^^^^^^^^^^ warning MainProcessEnds: This goes to the background and ends, and the container with it',
        '',
      ].join('\n'),
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
    'FROM nginx\nCMD ["/usr/sbin/sshd", "-D"]\nCMD ["crond", "-f", "-l", "2"]\nCMD ["cron.sh"]\n',
    'FROM nginx\nCMD service nginx start && tail -f /log\n',
    'FROM nginx\nCMD ["nginx", "-g", "daemon off;"]\n',
    'FROM nginx\nCMD service nginx start; bash\n',
    'FROM nginx\nENTRYPOINT ["./a", "start"]\n',
    'FROM nginx\nCMD ./a &>&2 && ./b 2>&1\n',
    'FROM nginx\nCMD (service nginx start && sleep 9)\n',
  ],
});
