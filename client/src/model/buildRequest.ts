/**
 * What to build. Owns: the task definition as it stands in tasks.json and the complete request made from it. Must not know VS Code.
 */
import { dirname, isAbsolute, resolve } from 'node:path';

/** The properties of a task of type "drydock"; package.json describes them to the user. */
export interface BuildDefinition {
  readonly file: string;
  readonly context?: string;
  readonly tag?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/** The same with absolute paths. */
export interface BuildRequest {
  readonly file: string;
  readonly context: string;
  readonly tag?: string;
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/**
 * Checks a definition, which a person may have written, and makes its paths absolute: relative ones are relative to `folder`.
 * `contextOf` says the context of a Dockerfile where the definition names none. Gives a sentence when the definition is wrong.
 */
export function requestFrom(definition: Readonly<Record<string, unknown>>, folder: string | undefined, contextOf: (file: string) => string): BuildRequest | string {
  const { file, context, tag, target, buildArgs } = definition;
  if (typeof file !== 'string' || file === '') return 'The task needs "file": the path of a Dockerfile.';
  for (const [name, value] of Object.entries({ context, tag, target })) {
    if (value !== undefined && typeof value !== 'string') return `"${name}" of the task is no text.`;
  }
  if (buildArgs !== undefined && !isTextRecord(buildArgs)) return '"buildArgs" of the task is no object of texts.';
  if (!folder && !isAbsolute(file)) return 'Without a workspace folder, "file" must be an absolute path.';
  const absolute = resolve(folder ?? dirname(file), file);
  return {
    file: absolute,
    context: typeof context === 'string' && context !== '' ? resolve(folder ?? dirname(absolute), context) : contextOf(absolute),
    ...(typeof tag === 'string' && tag !== '' ? { tag } : {}),
    ...(typeof target === 'string' && target !== '' ? { target } : {}),
    ...(buildArgs !== undefined ? { buildArgs } : {}),
  };
}

/** The build context by the setting `drydock.build.context`: relative to the Dockerfile's folder, with ${workspaceFolder} replaced. */
export function contextBySetting(file: string, setting: string, folder: string | undefined): string {
  const base = dirname(file);
  return resolve(base, setting.replaceAll('${workspaceFolder}', () => folder ?? base).replaceAll('${fileDirname}', () => base));
}

/** The task's name: what it builds, as short as that can be said. `label` is the Dockerfile's path as shown. */
export function taskName(label: string, target: string | undefined): string {
  return target === undefined ? `Build ${label}` : `Build ${label}, stage ${target}`;
}

function isTextRecord(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every((item) => typeof item === 'string');
}
