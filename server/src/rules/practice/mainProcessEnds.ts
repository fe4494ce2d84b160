/** A CMD or ENTRYPOINT whose program goes to the background and ends, and the container with it. */
import type { InstructionNode } from '../../syntax/nodes.ts';
import { baseName, isShellName } from '../../syntax/shellCommands.ts';
import { defineRule, ownUrl, type InstructionRule } from '../rule.ts';
import { replaceIn, suggestion } from '../support/edits.ts';

/** How to run services in the foreground. */
const foreground: Readonly<Record<string, readonly string[]>> = {
  apache2: ['apachectl', '-D', 'FOREGROUND'], cron: ['cron', '-f'], crond: ['crond', '-f'], httpd: ['httpd', '-D', 'FOREGROUND'],
  memcached: ['memcached'], mongod: ['mongod'], mysql: ['mysqld_safe'], nginx: ['nginx', '-g', 'daemon off;'],
  'php-fpm': ['php-fpm', '-F'], 'redis-server': ['redis-server', '--daemonize', 'no'], ssh: ['/usr/sbin/sshd', '-D'], sshd: ['/usr/sbin/sshd', '-D'],
  supervisor: ['supervisord', '-n'], supervisord: ['supervisord', '-n'],
};
/** Programs that start others and return, and daemons that go to the background because of, or for want of, an option. */
const starters: readonly RegExp[] = [
  /^(?:\S*\/)?service\s+([\w.@-]+)\s+(?:re)?start$/,
  /^(?:\/etc\/init\.d|\/etc\/rc\.d\/init\.d)\/([\w.@-]+)\s+(?:re)?start$/,
  /^(?:\S*\/)?(?:invoke-rc\.d|rc-service)\s+([\w.@-]+)\s+(?:re)?start$/,
  /^(?:\S*\/)?systemctl\s+(?:re)?start\s+([\w.@-]+?)(?:\.service)?$/,
  /^(?:\S*\/)?(apache2|httpd)(?:ctl)?\s+(?:-k\s+)?(?:re)?start$/,
  /^(?:\S*\/)?(php-fpm)[\d.]*(?=\s)(?:.*\s)?(?:-D|--daemonize)(?:\s|$)/,
  /^(?:\S*\/)?(redis-server)\s(?:.*\s)?--daemonize\s+yes(?:\s|$)/,
  /^(?:\S*\/)?(mongod)\s(?:.*\s)?--fork(?:\s|$)/,
  /^(?:\S*\/)?(memcached)\s(?:.*\s)?-d(?:\s|$)/,
  /^(?:\S*\/)?(sshd)(?!.*\s-\w*[DdiTtV])(?:\s|$)/,
  /^(?:\S*\/)?(crond?)(?!.*\s-\w*[dfnV])(?:\s|$)/,
];

export const mainProcessEnds: InstructionRule = defineRule({
  code: 'MainProcessEnds',
  family: 'practice',
  summary: 'A container lives as long as its main process, which a service in the background is not',
  url: ownUrl('MainProcessEnds'),
  severity: 'warning',
  status: { stable: '0.1.0' },
  fixable: 'sometimes',
  // First of all the command is another one.
  explains: ['JSONArgsRecommended'],
  scope: 'instruction',
  on: ['CMD', 'ENTRYPOINT'],
  check({ node, isTrigger, report }) {
    if (isTrigger) return;
    const command = commandOf(node);
    if (command === undefined) return;
    if (/(?:^|[^&>|])&$/.test(command)) report(node.args.range, 'The last command runs in the background (&), so this ends at once, and the container with it');
    else if (serviceOf(lastPart(command)) !== undefined) report(node.args.range, 'This goes to the background and ends, and the container with it');
  },
  fixes(context) {
    const { node } = context.segment!;
    const service = serviceOf(commandOf(node) ?? '');
    const words = service === undefined ? undefined : foreground[service];
    if (!words) return [];
    const json = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
    return [suggestion(`Run it in the foreground: ${json}`, [replaceIn(context, node.args.range, json)])];
  },
});

/** What the shell or the program gets to run, as one line. */
function commandOf({ form, args, words }: InstructionNode): string | undefined {
  if (form === 'shell') return args.text.trim();
  if (form !== 'json') return undefined;
  const [program, option, script] = words.map(({ text }) => text);
  if (program !== undefined && isShellName(baseName(program))) return /^-[a-z]*c$/.test(option ?? '') && words.length === 3 ? script!.trim() : undefined;
  // Words as they are: an & or ; among them has no meaning.
  return words.some(({ text }) => /[\s;&|]/.test(text)) ? undefined : words.map(({ text }) => text).join(' ');
}

/** The last command of a list. Nothing of a script with quotes or blocks, whose end would take a parser to find. */
function lastPart(command: string): string {
  return /["'`(){}\n]/.test(command) ? '' : command.split(/&&|\|\||;/).at(-1)!.trim();
}

function serviceOf(command: string): string | undefined {
  const plain = command.replace(/^(?:sudo\s+|exec\s+)+/, '');
  for (const pattern of starters) {
    const service = pattern.exec(plain)?.[1];
    if (service !== undefined) return service;
  }
  return undefined;
}
