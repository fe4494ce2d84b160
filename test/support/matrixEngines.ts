/**
 * The engines that the tests may use beside the main one. Owns: reading DRYDOCK_ENGINES, which `npm test` sets: "docker-20=unix:///…,podman-5=unix:///…".
 */
import { ApiClient } from '../../server/src/engine/apiClient.ts';
import { parseHost } from '../../server/src/engine/endpoint.ts';

export interface MatrixEngine {
  readonly name: string;
  readonly client: ApiClient;
}

/** The main engine first. */
export function matrixEngines(): MatrixEngine[] {
  const { DOCKER_HOST: main, DRYDOCK_ENGINES: others = '' } = process.env;
  const named = [...(main ? [['docker-28-overlay2', main]] : []), ...others.split(',').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])];
  return named.map(([name = '', host = '']) => {
    const endpoint = parseHost(host, { kind: 'environment', variable: 'DRYDOCK_ENGINES' });
    if (!endpoint) throw new Error(`DRYDOCK_ENGINES: "${host}" is no place of an engine.`);
    return { name, client: new ApiClient(endpoint) };
  });
}
