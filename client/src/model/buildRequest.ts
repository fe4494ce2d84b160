/**
 * What to build. Owns: the task definition as it stands in tasks.json, its check, and the complete request made from it. Must not know VS Code.
 */
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { contextKind, type BuildSettings } from '../engine/buildOptions.ts';

/** The properties of a task of type "drydock"; package.json describes them to the user. */
export interface BuildDefinition extends BuildSettings {
  readonly file: string;
  readonly context?: string;
  /** One more name, for those who have only one. */
  readonly tag?: string;
  readonly tags?: readonly string[];
  /** Null: the value of the environment variable of that name, which is not written anywhere. */
  readonly buildArgs?: Readonly<Record<string, string | null>>;
}

/** A complete build: absolute paths, and no doubt left. */
export interface BuildRequest extends BuildSettings {
  readonly file: string;
  /** An absolute path of a folder or of an archive, a URL, or "-" for a build without context. */
  readonly context: string;
  readonly tags: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** ARGs whose values are those of the environment variables of the same name. */
  readonly environmentArgs?: readonly string[];
}

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTexts: Check = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextRecord: Check = (value) => isRecord(value) && Object.values(value).every(isText);
const variable = /^[A-Za-z_]\w*$/;

const isSecrets: Check = (value) => Array.isArray(value) && value.every((item: unknown) => isRecord(item)
  && typeof item['id'] === 'string' && /^[^,=\s]+$/.test(item['id'])
  && Object.keys(item).length === 2 && (isPlainPath(item['file']) || (typeof item['env'] === 'string' && variable.test(item['env']))));

/** The docker command takes these values as CSV, where a comma or a quote would begin another field. */
function isPlainPath(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && !/[",\r\n]/.test(value);
}

/** What each property has to be; the sentence reads `"name" of the task must be …`. */
const checks: Readonly<Record<Exclude<keyof BuildDefinition, 'file'>, readonly [check: Check, must: string]>> = {
  context: [isText, 'a text: a folder, an archive, a URL, or "-" for none'],
  tag: [isText, 'a text: the name of the image'],
  tags: [isTexts, 'a list of texts: the names of the image'],
  target: [isText, 'a text: the name or the number of a stage'],
  platforms: [isTexts, 'a list of texts such as "linux/arm64"'],
  buildArgs: [(value) => isRecord(value) && Object.entries(value).every(([name, item]) => name !== '' && !name.includes('=') && (item === null || isText(item))), 'an object of texts, with null for what the environment gives'],
  secrets: [isSecrets, 'a list of objects with "id" and either "file", a path without commas and quotes, or "env", the name of an environment variable'],
  ssh: [isTexts, 'a list of texts such as "default"'],
  noCache: [(value) => isFlag(value) || isTexts(value), 'true, false or a list of stages'],
  pull: [isFlag, 'true or false'],
  network: [isText, 'a text such as "none" or "host"'],
  builder: [isText, 'a text: the name of a builder'],
  output: [isTexts, 'a list of texts such as "type=local,dest=out"'],
  load: [isFlag, 'true or false'],
  push: [isFlag, 'true or false'],
  cacheFrom: [isTexts, 'a list of texts such as "type=registry,ref=registry.example/app:cache"'],
  cacheTo: [isTexts, 'a list of texts such as "type=inline"'],
  labels: [isTextRecord, 'an object of texts'],
  options: [isTexts, 'a list of texts: each option and each value by itself'],
};

/**
 * Checks a definition, which a person may have written, and makes its paths absolute: relative ones are relative to `folder`.
 * `contextOf` says the context of a Dockerfile where the definition names none. Gives a sentence when the definition is wrong.
 */
export function requestFrom(definition: Readonly<Record<string, unknown>>, folder: string | undefined, contextOf: (file: string) => string): BuildRequest | string {
  const { file } = definition;
  if (typeof file !== 'string' || file === '') return 'The task needs "file": the path of a Dockerfile.';
  for (const [name, [check, must]] of Object.entries(checks)) {
    if (definition[name] !== undefined && !check(definition[name])) return `"${name}" of the task must be ${must}.`;
  }
  if (!folder && !isAbsolute(file)) return 'Without a workspace folder, "file" must be an absolute path.';
  const { context, tag, tags = [], target, buildArgs = {}, type: _type, file: _file, ...rest } = definition as unknown as BuildDefinition & { type?: string };
  const absolute = resolve(folder ?? dirname(file), file);
  const names = [...new Set([tag ?? '', ...tags].filter((name) => name !== ''))];
  const given = Object.fromEntries(Object.entries(buildArgs).filter((entry): entry is [string, string] => entry[1] !== null));
  const fromEnvironment = Object.keys(buildArgs).filter((name) => buildArgs[name] === null);
  return {
    ...settingsOf(rest),
    file: absolute,
    context: context ? absoluteContext(context, folder ?? dirname(absolute)) : contextOf(absolute),
    tags: names,
    ...(target ? { target } : {}),
    ...(Object.keys(given).length > 0 ? { buildArgs: given } : {}),
    ...(fromEnvironment.length > 0 ? { environmentArgs: fromEnvironment } : {}),
    ...(rest.secrets ? { secrets: rest.secrets.map((secret) => ('file' in secret ? { id: secret.id, file: resolve(folder ?? dirname(absolute), secret.file) } : secret)) } : {}),
  };
}

/** The definition that gives this request again. Paths stay absolute unless they lie below `folder`. */
export function definitionFrom(request: BuildRequest, folder?: string): BuildDefinition {
  const { file, context, tags, buildArgs, environmentArgs, secrets, ...rest } = request;
  const shorter = (path: string): string => {
    const inside = folder === undefined ? path : relative(folder, path);
    if (folder === undefined || inside.startsWith('..') || isAbsolute(inside)) return path;
    return inside === '' ? '.' : inside.replaceAll('\\', '/');
  };
  const kind = contextKind(context);
  const allArgs = { ...buildArgs, ...Object.fromEntries((environmentArgs ?? []).map((name) => [name, null])) };
  return {
    file: shorter(file),
    context: kind === 'folder' || kind === 'archive' ? shorter(context) : context,
    ...(tags.length > 1 ? { tags } : {}), ...(tags.length === 1 ? { tag: tags[0]! } : {}),
    ...rest,
    ...(Object.keys(allArgs).length > 0 ? { buildArgs: allArgs } : {}),
    ...(secrets ? { secrets: secrets.map((secret) => ('file' in secret ? { id: secret.id, file: shorter(secret.file) } : secret)) } : {}),
  };
}

/** The settings of a definition without those that say nothing. */
function settingsOf(rest: Readonly<Record<string, unknown>>): BuildSettings {
  const said = Object.entries(rest).filter(([name, value]) => name in checks && value !== undefined && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(said) as BuildSettings;
}

function absoluteContext(context: string, folder: string): string {
  const kind = contextKind(context);
  return kind === 'folder' || kind === 'archive' ? resolve(folder, context) : context;
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
