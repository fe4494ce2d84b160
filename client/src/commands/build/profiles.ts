/**
 * What is remembered of how a Dockerfile is built. Owns: the named profiles of each Dockerfile and the last build of the workspace. Must not import VS Code at
 * run time, and never keeps what looks like a secret.
 */
import { definitionFrom, requestFrom, type BuildDefinition, type BuildRequest } from '../../model/buildRequest.ts';
import type { FileRef, Memory } from '../../ui/ports.ts';

export interface Profile {
  readonly name: string;
  readonly definition: BuildDefinition;
}

const mostProfiles = 20;
const lastKey = 'build.last';

/** The last used first. What the memory holds and no version wrote counts as nothing. */
export function profilesOf(memory: Memory, file: FileRef): readonly Profile[] {
  const stored = parsed(memory.get(keyOf(file)));
  return Array.isArray(stored) ? stored.filter(isProfile) : [];
}

/** Puts it first, in place of one of the same name. */
export async function rememberProfile(memory: Memory, file: FileRef, name: string, request: BuildRequest): Promise<void> {
  const others = profilesOf(memory, file).filter((profile) => profile.name !== name);
  await memory.set(keyOf(file), JSON.stringify([{ name, definition: definitionFrom(withoutSecrets(request)) }, ...others].slice(0, mostProfiles)));
}

export async function forgetProfile(memory: Memory, file: FileRef, name: string): Promise<void> {
  await memory.set(keyOf(file), JSON.stringify(profilesOf(memory, file).filter((profile) => profile.name !== name)));
}

export async function rememberLast(memory: Memory, request: BuildRequest): Promise<void> {
  await memory.set(lastKey, JSON.stringify(definitionFrom(withoutSecrets(request))));
}

/** The build that was started last in this workspace; undefined when there was none. */
export function lastRequest(memory: Memory): BuildRequest | undefined {
  const stored = parsed(memory.get(lastKey));
  return isDefinition(stored) ? requestOf(stored) : undefined;
}

/** Undefined for a definition that is wrong. Profiles hold absolute paths. */
export function requestOf(definition: BuildDefinition): BuildRequest | undefined {
  const request = requestFrom({ ...definition }, undefined, () => '');
  return typeof request === 'string' || request.context === '' ? undefined : request;
}

/** A name under which people hand over what nobody else should read. */
export function looksSecret(name: string): boolean {
  return /(?:^|_)(?:TOKEN|PASSWORD|PASSWD|PASSPHRASE|PWD|SECRETS?|CREDENTIALS?|APIKEY|KEY|PAT|AUTH)(?:_|$)/i.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

/** Addresses, those of proxies above all, may hold a password. */
function isSecret([name, value]: readonly [name: string, value: string]): boolean {
  return looksSecret(name) || /:\/\/[^\s/@]*:[^\s/@]+@/.test(value);
}

/** Build arguments that look like secrets keep their names only: their values come from the environment. */
export function withoutSecrets(request: BuildRequest): BuildRequest {
  const { buildArgs = {}, environmentArgs = [], ...rest } = request;
  const kept = Object.fromEntries(Object.entries(buildArgs).filter((pair) => !isSecret(pair)));
  const names = [...new Set([...environmentArgs, ...Object.keys(secretValues(request))])];
  return { ...rest, ...(Object.keys(kept).length > 0 ? { buildArgs: kept } : {}), ...(names.length > 0 ? { environmentArgs: names } : {}) };
}

/** The values that `withoutSecrets` takes away, by the names of the environment variables that hold them from then on. */
export function secretValues({ buildArgs = {} }: BuildRequest): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(buildArgs).filter(isSecret));
}

function keyOf(file: FileRef): string {
  return `build.profiles:${file.toString()}`;
}

function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}

function isProfile(value: unknown): value is Profile {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string' && 'definition' in value && isDefinition(value.definition);
}

function isDefinition(value: unknown): value is BuildDefinition {
  return typeof value === 'object' && value !== null && 'file' in value && typeof value.file === 'string' && typeof requestFrom({ ...value }, undefined, () => '-') !== 'string';
}
