/**
 * The engine to use. Owns: looking at this machine and trying the places that endpoint.ts names. Must not know VS Code.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { ApiClient } from './apiClient.ts';
import type { ConnectionOptions } from './connection.ts';
import type { EngineClient, EngineInfo, RequestOptions } from './contract.ts';
import { findEndpoints } from './endpoint.ts';
import type { EndpointSearch, Surroundings } from './endpoint.ts';
import { badEndpoint, EngineError, fromNodeError, mostTelling, noEngine } from './errors.ts';

export interface FindOptions extends RequestOptions, ConnectionOptions {
  /** Drydock's own setting, '' for none. */
  readonly setting?: string;
}

/** This machine. */
export function thisMachine(): Surroundings {
  return {
    platform: process.platform,
    env: process.env,
    home: homedir(),
    uid: process.getuid?.(),
    readFile: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
    exists: (path) => existsSync(path),
    list: (path) => {
      try {
        return readdirSync(path);
      } catch {
        return [];
      }
    },
  };
}

/** A client of the first engine that answers. Rejects with the EngineError that tells most when none does. */
export async function findEngine(options: FindOptions = {}, surroundings: Surroundings = thisMachine()): Promise<EngineClient> {
  return (await firstThatAnswers(findEndpoints(surroundings, options.setting), options)).client;
}

/** The same for places that are known already. The caller disposes of the client. */
export async function firstThatAnswers({ endpoints, problem }: EndpointSearch, options: FindOptions = {}): Promise<{ readonly client: EngineClient; readonly info: EngineInfo }> {
  if (problem) throw badEndpoint(problem);
  const errors: EngineError[] = [];
  for (const endpoint of endpoints) {
    const client = new ApiClient(endpoint, options);
    try {
      return { client, info: await client.info(options) };
    } catch (error) {
      client.dispose();
      const failure = error instanceof EngineError ? error : fromNodeError(error, endpoint);
      if (failure.kind === 'cancelled') throw failure;
      errors.push(failure);
    }
  }
  throw errors.length > 0 ? mostTelling(errors) : noEngine();
}
