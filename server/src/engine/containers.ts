/**
 * What is asked about containers, as far as images need them. Owns: the routes. Must not know sockets; what the answers mean is in usage.ts.
 */
import type { Readable } from 'node:stream';
import { pathOf } from './api.ts';
import type { Api, Call } from './api.ts';
import type {
  CommitOptions, ContainerChange, ContainerListOptions, ContainerSummary, CreateContainerOptions, RemoveContainerOptions, RequestOptions,
} from './contract.ts';
import { badAnswer } from './errors.ts';
import { filterQuery, splitName } from './images.ts';
import { asObject, text } from './json.ts';
import { imageId } from './normalise.ts';
import { toChanges, toContainer } from './usage.ts';

export async function containers(api: Api, { all = false, filters = {}, size = false, signal }: ContainerListOptions = {}): Promise<readonly ContainerSummary[]> {
  const call: Call = { route: '/containers/json', query: { all, size, ...filterQuery(filters) }, signal, patience: size ? 'long' : 'short', about: { doing: 'list containers' } };
  return (await api.list(call)).map(toContainer).sort((a, b) => b.created - a.created);
}

export async function containerChanges(api: Api, container: string, { signal }: RequestOptions = {}): Promise<readonly ContainerChange[]> {
  return toChanges(await api.list({ route: `/containers/${pathOf(container)}/changes`, signal, patience: 'long', about: { doing: 'compare containers', container } }));
}

export async function commit(api: Api, container: string, name: string, { message, author, changes, pause = true, signal }: CommitOptions = {}): Promise<string> {
  const { repository, tag } = splitName(name);
  const query = { container, repo: repository || undefined, tag: repository ? tag || 'latest' : undefined, comment: message, author, changes, pause: String(pause) };
  const call: Call = { method: 'POST', route: '/commit', query, body: '{}', signal, patience: 'endless', about: { doing: 'commit containers', container } };
  const id = imageId(asObject(await api.json(call)).Id);
  if (!id) throw badAnswer(api.endpoint);
  return id;
}

export async function exportContainer(api: Api, container: string, { signal }: RequestOptions = {}): Promise<Readable> {
  return api.stream({ route: `/containers/${pathOf(container)}/export`, signal, patience: 'endless', about: { doing: 'export containers', container } });
}

export async function containerArchive(api: Api, container: string, path: string, { signal }: RequestOptions = {}): Promise<Readable> {
  return api.stream({ route: `/containers/${pathOf(container)}/archive`, query: { path }, signal, patience: 'long', about: { doing: 'read files of containers', container } });
}

export async function createContainer(api: Api, options: CreateContainerOptions): Promise<string> {
  const { image, name, entrypoint, command, labels, network, platform, signal } = options;
  // What is undefined is left out.
  const body = JSON.stringify({ Image: image, Entrypoint: entrypoint, Cmd: command, Labels: labels, HostConfig: network === undefined ? undefined : { NetworkMode: network } });
  const call: Call = { method: 'POST', route: '/containers/create', query: { name, platform }, body, signal, patience: 'long', about: { doing: 'create containers', image } };
  const id = text(asObject(await api.json(call)).Id);
  if (!id) throw badAnswer(api.endpoint);
  return id;
}

export async function removeContainer(api: Api, container: string, { force = false, volumes = false, signal }: RemoveContainerOptions = {}): Promise<void> {
  await api.json({ method: 'DELETE', route: `/containers/${pathOf(container)}`, query: { force, v: volumes }, signal, patience: 'long', about: { doing: 'remove containers', container } });
}
