/**
 * What a command does to the container around its shell. Owns: the effects that end with each RUN, or that the next RUN starts from: processes,
 * mounts, kernel settings, /dev, the working directory, the shell and the user. Nothing may follow such a command in the same RUN.
 * Must not judge what it does to its shell; runEffects.ts does.
 */
import { baseName } from '../../../syntax/shellCommands.ts';
import type { RunContext } from './runEffects.ts';

const starters = new Set([
  'service', 'systemctl', 'rc-service', 'initctl', 'nohup', 'setsid', 'start-stop-daemon', 'daemonize', 'at', 'batch', 'screen', 'tmux',
  'ssh-agent', 'gpg-agent', 'dbus-daemon', 'dbus-launch', 'supervisord', 'sshd', 'cron', 'crond',
  'nginx', 'httpd', 'apachectl', 'apache2ctl', 'mysqld_safe', 'pg_ctl', 'pg_ctlcluster',
]);
/** First arguments with which those start nothing. */
const harmless = /^(?:enable|disable|mask|unmask|stop|status|configtest|-[tTvVh]|--version|--help)$/;
const daemonOption = /^--(?:daemon|daemonize|background|fork|detach)$/;
/** What makes gpg start its agent or dirmngr. */
const agentOption = /^--(?:recv-keys?|receive-keys|keyserver|import|(?:full-|quick-)?gen(?:erate)?-key|sign|clearsign|detach-sign)$/;
/** Their arguments are scripts that are not read here. */
const scriptTakers = new Set(['eval', 'su', 'runuser', 'script', 'watch', 'sh', 'bash', 'ash', 'dash']);
const background = /(?:^|[^&<>|\\])&(?![&>])/;
const kernelSettings = new Set(['sysctl', 'iptables', 'ip6tables', 'ip', 'ifconfig', 'route', 'modprobe', 'mount', 'umount', 'swapon', 'losetup', 'prlimit']);
const safeDevice = /^\/dev\/(?:null|zero|full|u?random|stdin|stdout|stderr|tty|fd(?:\/.*)?|tcp\/.*|udp\/.*)$/;
const freshFile = /^\/etc\/(?:hosts|resolv\.conf|hostname)$/;
const shellFile = /^(?:\/usr)?\/bin\/(?:sh|bash|dash|ash|busybox)$/;
const removers = new Set(['rm', 'rmdir', 'mv', 'unlink']);
const shellChangers = new Set(['ln', 'cp', 'mv', 'rm', 'install', 'dpkg-divert', 'update-alternatives']);
const userChangers = new Set(['usermod', 'groupmod', 'gpasswd', 'adduser', 'addgroup', 'chsh', 'deluser', 'userdel']);

export interface ContainerCommand {
  /** The command behind sudo and the like, and what it was behind. */
  readonly name: string;
  readonly wrappers: readonly string[];
  /** Without quotes where they hold no expansion, else as written. */
  readonly args: readonly string[];
  /** The script that it belongs to changes the directory somewhere. */
  readonly changesDirectory: boolean;
}

/** Why nothing may follow the command in the same RUN; undefined when something may. Reads after "RUN on line 3 ". */
export function containerEffect(command: ContainerCommand, context: RunContext): string | undefined {
  const { name, wrappers, args, changesDirectory } = command;
  const base = baseName(name);
  const starter = /^\/etc\/(?:rc\d?\.d|init\.d)\//.test(name) ? name : [base, ...wrappers].find((word) => starters.has(word));
  if (starter !== undefined && !harmless.test(args[0] ?? '')) return `may leave a process running (${starter})`;
  if (args.some((arg) => daemonOption.test(arg)) || (/^gpg2?$/.test(base) && args.some((arg) => agentOption.test(arg)))) return `may leave a process running (${base})`;
  if (scriptTakers.has(base) && args.some((arg) => background.test(arg))) return 'leaves a process in the background (&)';
  if (kernelSettings.has(base) && args.length > 0) return `uses ${base}, whose effect ends with each RUN`;
  const removed = base === 'mv' ? args.slice(0, -1) : args;
  if (removers.has(base) && removed.some((path) => holdsWorkdir(path, changesDirectory, context.workdir))) return 'removes the working directory, which each RUN gets again';
  if ((shellChangers.has(base) && args.some((arg) => shellFile.test(arg))) || (base === 'dpkg-reconfigure' && args.includes('dash'))) {
    return 'replaces the shell that the next RUN starts';
  }
  return userChangers.has(base) && args.includes(context.user) ? `changes the user ${context.user} that RUN uses` : undefined;
}

/** Why nothing may follow a command that has this word, as an argument or the target of a redirection. */
export function pathEffect(word: string): string | undefined {
  return (word.startsWith('/dev/') && !safeDevice.test(word)) || freshFile.test(word) ? `uses ${word}, which each RUN gets anew` : undefined;
}

/** True when the path is, or may be, the working directory or one above it. */
function holdsWorkdir(path: string, changesDirectory: boolean, workdir: string | undefined): boolean {
  if (path.startsWith('../') || /^"?\$(?:PWD|\{PWD\}|\(pwd\))"?\/?$/.test(path)) return true;
  if (workdir === undefined || workdir === '/') return false;
  const plain = path.replace(/\/+$/, '');
  if (plain.startsWith('/')) return workdir === plain || workdir.startsWith(`${plain}/`);
  return changesDirectory && plain !== '' && !plain.startsWith('-') && workdir.split('/').includes(baseName(plain));
}
