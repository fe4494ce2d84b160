/**
 * Who reads from a registry. Owns: finding what "docker login" or "podman login" stored, also through their credential helpers. Must not store or print anything.
 *
 * A helper is a program: it may be asked only where the user trusts the workspace, and its name comes from the user's own configuration.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from './registryClient.ts';
import { parseReference } from './registryReference.ts';

export interface CredentialOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** False asks no helper program. */
  readonly mayRunHelpers: boolean;
}

type Json = Readonly<Record<string, unknown>>;

/** How long a helper may take, in milliseconds: some ask the user. */
const patience = 60_000;

/** The credentials for the registry of an image's name; undefined when nobody is signed in there. Never rejects. */
export async function storedCredentials(image: string, { env = process.env, mayRunHelpers }: CredentialOptions): Promise<Credentials | undefined> {
  const registry = parseReference(image)?.registry;
  if (registry === undefined) return undefined;
  const names = registry === 'docker.io' ? ['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'registry-1.docker.io'] : [registry, `https://${registry}`, `http://${registry}`];
  for (const file of configFiles(env)) {
    const config = readConfig(file);
    const helper = helperOf(config, names);
    const found = (mayRunHelpers && helper !== undefined ? await fromHelper(helper, names[0]!, env) : undefined) ?? fromFile(config, names);
    if (found) return found;
  }
  return undefined;
}

function configFiles(env: CredentialOptions['env'] & object): string[] {
  const home = env.HOME ?? homedir();
  const podman = env.REGISTRY_AUTH_FILE ?? (env.XDG_RUNTIME_DIR === undefined ? undefined : join(env.XDG_RUNTIME_DIR, 'containers', 'auth.json'));
  return [join(env.DOCKER_CONFIG ?? join(home, '.docker'), 'config.json'), ...(podman === undefined ? [] : [podman]), join(home, '.config', 'containers', 'auth.json')];
}

function readConfig(file: string): Json {
  try {
    const config = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    return isObject(config) ? config : {};
  } catch {
    return {};
  }
}

function helperOf(config: Json, names: readonly string[]): string | undefined {
  const helpers = isObject(config.credHelpers) ? config.credHelpers : {};
  const helper = names.map((name) => helpers[name]).find((each) => each !== undefined) ?? config.credsStore;
  // The name becomes part of a program's name, and must not lead to another folder.
  return typeof helper === 'string' && /^[\w.-]+$/.test(helper) ? helper : undefined;
}

function fromFile(config: Json, names: readonly string[]): Credentials | undefined {
  const auths = isObject(config.auths) ? config.auths : {};
  for (const name of names) {
    const entry = auths[name];
    if (!isObject(entry)) continue;
    const [, username = '', password = ''] = /^([^:]*):([^]*)$/.exec(typeof entry.auth === 'string' ? Buffer.from(entry.auth, 'base64').toString('utf8') : '') ?? [];
    if (typeof entry.identitytoken === 'string' && entry.identitytoken !== '') return { username, password: '', identityToken: entry.identitytoken };
    if (username !== '') return { username, password: password.replace(/\0+$/, '') };
  }
  return undefined;
}

/** Asks "docker-credential-NAME get" as engines do. */
function fromHelper(helper: string, server: string, env: CredentialOptions['env'] & object): Promise<Credentials | undefined> {
  return new Promise((resolve) => {
    const child = spawn(`docker-credential-${helper}`, ['get'], { stdio: ['pipe', 'pipe', 'ignore'], env, timeout: patience, windowsHide: true });
    let output = '';
    child.on('error', () => resolve(undefined));
    child.stdin.on('error', () => undefined);
    child.stdout.setEncoding('utf8').on('data', (text: string) => void (output = (output + text).slice(0, 100_000)));
    child.on('close', (code) => resolve(code === 0 ? fromAnswer(output) : undefined));
    child.stdin.end(server);
  });
}

function fromAnswer(output: string): Credentials | undefined {
  try {
    const { Username: username, Secret: secret } = JSON.parse(output) as Json;
    if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
    return username === '<token>' ? { username: '', password: '', identityToken: secret } : { username, password: secret };
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
