/** The commands about engines. Must not import VS Code at run time. */
import type { CommandTable } from '../handler.ts';
import { showEngineStatus } from './status.ts';
import { switchEngine } from './switchEngine.ts';

export const engineCommands: CommandTable = {
  'drydock.showEngineStatus': (deps) => showEngineStatus(deps),
  'drydock.switchEngine': (deps) => switchEngine(deps),
};
