/**
 * What is asked about the engine itself. Owns: the routes. Must not know sockets; what the answers mean is in usage.ts.
 */
import { storeOf } from './api.ts';
import type { Api } from './api.ts';
import type { DiskUsage, DiskUsageOptions, EngineDetails, EngineEvent, RequestOptions } from './contract.ts';
import { asObject } from './json.ts';
import { toSummary, withoutSharing, withParents } from './normalise.ts';
import { toDiskUsage, toEngineDetails, toEvent } from './usage.ts';

export async function engineDetails(api: Api, { signal }: RequestOptions = {}): Promise<EngineDetails> {
  const engine = await api.info(signal);
  const info = asObject(await api.json({ route: '/info', signal, about: { doing: 'describe itself' } }));
  return toEngineDetails(info, engine, engine.kind === 'podman' ? 'podman' : storeOf(info));
}

export async function diskUsage(api: Api, { imagesOnly = false, signal }: DiskUsageOptions = {}): Promise<DiskUsage> {
  const store = await api.store(signal);
  const [usage, listed] = await Promise.all([
    api.json({ route: '/system/df', query: { type: imagesOnly ? 'image' : undefined }, signal, patience: 'long', about: { doing: 'tell its disk usage' } }),
    store === 'podman' ? api.list({ route: '/images/json', query: { all: true }, signal, about: { doing: 'list images' } }) : undefined,
  ]);
  return toDiskUsage(asObject(usage), store, listed && withParents(listed.map((image) => withoutSharing(toSummary(image, store)))));
}

export async function* events(api: Api, { signal }: RequestOptions = {}): AsyncGenerator<EngineEvent, void, undefined> {
  const query = { filters: JSON.stringify({ type: ['image', 'container'] }) };
  for await (const object of api.objects({ route: '/events', query, signal, about: { doing: 'report events' } })) {
    const event = toEvent(object);
    if (event) yield event;
  }
}
