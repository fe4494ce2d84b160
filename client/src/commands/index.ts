/**
 * The commands. Owns: the table of ids and handlers, joined from the parts' own; `test/meta/manifest.test.ts` holds it against package.json.
 * Must not import VS Code at run time.
 */
import { buildCommands } from './build/index.ts';
import { engineCommands } from './engines/index.ts';
import type { CommandTable } from './handler.ts';
import { historyCommands } from './history/index.ts';
import { imageCommands } from './images/index.ts';
import { layerCommands } from './layers/index.ts';
import { resultCommands } from './results/index.ts';
import { restartServer } from './other.ts';

export const commands: CommandTable = {
  ...buildCommands, ...engineCommands, ...historyCommands, ...imageCommands, ...layerCommands, ...resultCommands,
  'drydock.showOutput': (deps) => deps.output.show(),
  'drydock.restartServer': (deps) => restartServer(deps),
};
