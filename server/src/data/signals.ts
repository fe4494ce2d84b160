/**
 * Signals that STOPSIGNAL takes. Owns: their names without SIG, and what the common ones are for. Must not hold behaviour.
 */

/** Linux signal names, without SIG; RTMIN+n and RTMAX-n exist too. BuildKit reads them in any case, with or without SIG, or as a number other than 0. */
export const signalNames: readonly string[] = [
  'ABRT', 'ALRM', 'BUS', 'CHLD', 'CLD', 'CONT', 'FPE', 'HUP', 'ILL', 'INT', 'IO', 'IOT', 'KILL', 'PIPE', 'POLL', 'PROF', 'PWR', 'QUIT', 'SEGV', 'STKFLT', 'STOP', 'SYS',
  'TERM', 'TRAP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'USR1', 'USR2', 'VTALRM', 'WINCH', 'XCPU', 'XFSZ', 'RTMIN', 'RTMAX',
];

/** Signals that programs use for stopping, the most usual first, and what for. */
export const stopSignals: readonly { readonly name: string; readonly meaning: string }[] = [
  { name: 'SIGTERM', meaning: 'Asks the program to end; what Docker sends when nothing is set' },
  { name: 'SIGINT', meaning: 'As Ctrl-C; PostgreSQL’s fast shutdown' },
  { name: 'SIGQUIT', meaning: 'Graceful stop in nginx, PHP-FPM and others' },
  { name: 'SIGHUP', meaning: 'The terminal is gone; many daemons reload instead of ending' },
  { name: 'SIGUSR1', meaning: 'The program’s own meaning' },
  { name: 'SIGUSR2', meaning: 'The program’s own meaning' },
  { name: 'SIGWINCH', meaning: 'Graceful stop in Apache httpd' },
  { name: 'SIGKILL', meaning: 'Ends the program at once, without a chance to clean up' },
  { name: 'SIGRTMIN+3', meaning: 'Halt, for systemd as process 1' },
];
