/** The commands about what builds left in the editor. Must not import VS Code at run time. */
import type { CommandTable } from '../handler.ts';

export const resultCommands: CommandTable = {
};
