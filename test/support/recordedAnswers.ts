/**
 * Answers of real engines, kept in test/data/engines: what each said in the middle of the story of engineScenario.ts. Owns: asking for them, and taking out what
 * belongs to one machine. DRYDOCK_RECORD=1 writes them anew from test/engine/matrix.test.ts.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { EngineClient } from '../../server/src/engine/contract.ts';
import { label, prefix, raw, socketOf } from './engineScenario.ts';
import { root } from './product.ts';

const folder = path.join(root, 'test/data/engines');

/** By the route without version and query, as fakeEngine.ts takes them. */
export type Answers = Readonly<Record<string, unknown>>;

export function recordedEngines(): { readonly name: string; readonly answers: Answers }[] {
  const names = readdirSync(folder).filter((file) => file.endsWith('.json')).map((file) => file.replace('.json', '')).sort();
  return names.map((name) => ({ name, answers: JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Answers }));
}

/** In the middle of the story: `app:1` is built, `container` was made of it and has run. */
export async function record(name: string, client: EngineClient, container: string): Promise<void> {
  const socket = socketOf(client);
  const { apiVersion } = await client.info();
  const app = `${prefix}/app:1`;
  const ask = async (route: string, query = ''): Promise<unknown> => JSON.parse(await raw(socket, 'GET', `/v${apiVersion}${route}${query}`)) as unknown;
  const answers = {
    '/version': pick(await ask('/version') as Row, ['Version', 'ApiVersion', 'MinAPIVersion', 'Os', 'Arch', 'Components']),
    '/info': pick(await ask('/info') as Row, ['Driver', 'DriverStatus', 'SecurityOptions', 'OSType', 'Architecture', 'Images', 'Containers']),
    '/images/json': own(await ask('/images/json', '?all=1&shared-size=1&manifests=1')),
    [`/images/${app}/history`]: await ask(`/images/${app}/history`),
    [`/images/${app}/json`]: await ask(`/images/${app}/json`, '?manifests=1'),
    '/containers/json': own(await ask('/containers/json', '?all=1&size=1')),
    [`/containers/${prefix}-1/changes`]: await ask(`/containers/${container}/changes`),
    '/system/df': Object.fromEntries(Object.entries(await ask('/system/df') as Row).map(([key, value]) => [key, ['Images', 'Containers'].includes(key) ? own(value) : Array.isArray(value) ? value.slice(0, 8) : value])),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${name}.json`), `${JSON.stringify(scrubbed(answers), null, 1)}\n`);
}

type Row = Record<string, unknown>;

function pick(row: Row, keys: readonly string[]): Row {
  return Object.fromEntries(keys.filter((key) => key in row).map((key) => [key, row[key]]));
}

/** Only what the story made; an image without a name is told by its label. */
function own(list: unknown): unknown[] {
  return (list as Row[]).filter((row) => JSON.stringify([row['RepoTags'], row['Names'], row['Labels'], row['Image']]).match(new RegExp(`${prefix}|${label}`)) || JSON.stringify(row['RepoTags']) === '["1"]');
}

const machineKeys = new Set(['GraphDriver', 'KernelVersion', 'Hostname', 'LogPath', 'ResolvConfPath', 'HostnamePath', 'HostsPath', 'NetworkSettings', 'HostConfig', 'Mounts', 'Details', 'BuildTime', 'Metadata']);

/** Without paths and names of the machine where it was recorded. */
function scrubbed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(scrubbed);
  if (typeof value === 'string') return value.replaceAll(/\/(?:tmp|home|root|work)\/[^"'\s]*/g, (found) => (found.startsWith('/tmp/new') || found.startsWith('/tmp/other') || found === '/tmp/d' ? found : '/engine'));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !machineKeys.has(key)).map(([key, inner]) => [key, scrubbed(inner)]));
}
