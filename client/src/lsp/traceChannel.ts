/**
 * The channel for the messages between VS Code and the server. Owns: tying it to the setting `drydock.trace.server`.
 * Must not write anything itself.
 *
 * The client library traces when its channel's log level is "trace". People look for the setting that every language server has,
 * so here the setting is what decides: the channel says "trace" exactly when the setting is not "off".
 */
import { EventEmitter, LogLevel, window, workspace, type Disposable, type LogOutputChannel } from 'vscode';

export function createTraceChannel(name: string, setting: { section: string; key: string }): { channel: LogOutputChannel; dispose(): void } {
  const real = window.createOutputChannel(name, { log: true });
  const levelChanged = new EventEmitter<LogLevel>();
  const level = (): LogLevel => workspace.getConfiguration(setting.section).get<string>(setting.key, 'off') === 'off' ? LogLevel.Info : LogLevel.Trace;
  const listener: Disposable = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${setting.section}.${setting.key}`)) levelChanged.fire(level());
  });
  const channel: LogOutputChannel = Object.create(real, {
    logLevel: { get: level },
    onDidChangeLogLevel: { value: levelChanged.event },
    // The real channel drops what is below its own level, which is "info" unless somebody changed it.
    trace: { value: (message: string, ...args: unknown[]) => real.info(message, ...args) },
  }) as LogOutputChannel;
  return { channel, dispose: () => { listener.dispose(); levelChanged.dispose(); real.dispose(); } };
}
