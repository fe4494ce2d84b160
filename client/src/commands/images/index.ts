/** The commands on images and containers. Must not import VS Code at run time. */
import type { CommandTable } from '../handler.ts';

export const imageCommands: CommandTable = {
};
