/**
 * One story that is played with every engine: images imported, built, tagged, run, committed, saved, loaded and removed. Owns: the steps that the client under test
 * has no word for (build, start, wait), over plain HTTP, and what the images are called.
 */
import * as http from 'node:http';
import type { EngineClient } from '../../server/src/engine/contract.ts';
import { describeEndpoint } from '../../server/src/engine/endpoint.ts';
import { EngineError } from '../../server/src/engine/errors.ts';
import { tar } from './tarBuilder.ts';

export const label = 'dev.drydock.test';
export const prefix = 'drydock-matrix';

export const dockerfile = `FROM ${prefix}/base:1
LABEL ${label}=matrix
ARG VERSION=1.0
ENV A="two words"
COPY a.txt b.txt /app/
RUN echo "$VERSION" > /app/v && rm /app/b.txt
USER 1000
CMD ["/bin/sh"]
`;

/** What was made of it, with ids as the engine gives them. */
export interface Story {
  readonly base: string;
  readonly container: string;
  readonly committed: string;
}

/** A socket's path of an engine that the tests know by "unix://…". */
export function socketOf(client: EngineClient): string {
  return describeEndpoint(client.endpoint).replace(/^(?:unix|npipe):\/\//, '');
}

/** Sends a request past the client under test; gives the answer's text, and fails for a status of 400 or more. */
export function raw(socketPath: string, method: string, path: string, body?: Buffer | string, type = 'application/json'): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path, agent: false, headers: { host: 'localhost', ...(body === undefined ? {} : { 'content-type': type }) } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('error', reject);
      response.on('end', () => (response.statusCode! < 400 ? resolve(text) : reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`))));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Builds with the classic builder of the engine, or Podman's own. */
export async function build(socketPath: string, name: string, text: string, extra: Readonly<Record<string, string>> = {}): Promise<void> {
  const context = tar({ name: 'Dockerfile', body: text }, { name: 'a.txt', body: 'a' }, { name: 'b.txt', body: 'bb' });
  const query = new URLSearchParams({ t: name, nocache: '1', rm: '1', forcerm: '1', ...extra });
  const said = await raw(socketPath, 'POST', `/v1.41/build?${query.toString()}`, context, 'application/x-tar');
  if (/"error"/.test(said)) throw new Error(said.slice(-500));
}

export async function runToEnd(socketPath: string, container: string): Promise<void> {
  await raw(socketPath, 'POST', `/v1.41/containers/${container}/start`);
  await raw(socketPath, 'POST', `/v1.41/containers/${container}/wait`);
}

/** Removes what a story left, also one that was broken off. */
export async function cleanUp(client: EngineClient): Promise<void> {
  for (const { id, name, labels } of await client.containers({ all: true })) {
    if (name.startsWith(prefix) || labels[label] === 'matrix') await client.removeContainer(id, { force: true });
  }
  for (const { tags } of await client.listImages()) {
    for (const tag of tags.filter((each) => each.includes(`${prefix}/`))) await client.removeImage(tag, { force: true });
  }
  for (const { id } of await client.listImages({ filters: { label: [`${label}=matrix`], dangling: ['true'] } })) {
    // The removal of one takes its unnamed parents with it.
    await client.removeImage(id, { force: true }).catch((error: unknown) => { if (!(error instanceof EngineError && error.kind === 'image-gone')) throw error; });
  }
}
