/** The commands about engines. Must not import VS Code at run time. */
import type { CommandTable } from '../handler.ts';
import { showEngineStatus } from '../other.ts';

export const engineCommands: CommandTable = {
  'drydock.showEngineStatus': (deps) => showEngineStatus(deps),
};
