/**
 * What a command is. Owns: the form of the tables that `index.ts` joins. Must not import VS Code at run time.
 */
import type { FileRef } from '../ui/ports.ts';
import type { Deps } from './deps.ts';

/** Handlers take what VS Code hands over: for menus the clicked item first. Anything of an unexpected shape counts as nothing. */
export type Handler = (deps: Deps, ...args: readonly unknown[]) => Promise<void> | void;

export type CommandTable = Readonly<Record<`drydock.${string}`, Handler>>;

/** The file that a menu hands over, or undefined. */
export function fileRef(value: unknown): FileRef | undefined {
  return typeof value === 'object' && value !== null && 'fsPath' in value && 'scheme' in value ? value as FileRef : undefined;
}
