/**
 * Engines in words. Owns: how a place and who answers there are called in lists and in the status. Must not ask anything.
 */
import type { EngineInfo } from '../../../../server/src/engine/contract.ts';
import { describeEndpoint } from '../../../../server/src/engine/endpoint.ts';
import type { Endpoint } from '../../../../server/src/engine/endpoint.ts';

/** Why the place is known: what the person would call it. */
export function originLabel({ origin }: Endpoint): string {
  switch (origin.kind) {
    case 'setting': return 'Setting drydock.engine.host';
    case 'environment': return origin.variable;
    case 'context': return `Context ${origin.name}`;
    default: return `${origin.product} on this machine`;
  }
}

/** How the place is reached, and its address. */
export function placeText(endpoint: Endpoint): string {
  const ways = { socket: 'socket', pipe: 'named pipe', ssh: 'ssh', tcp: endpoint.transport === 'tcp' && endpoint.tls ? 'TLS' : 'TCP, not encrypted' } as const;
  return `${describeEndpoint(endpoint)} (${ways[endpoint.transport]})`;
}

/** "Docker Engine 28.5.2, API 1.51, linux/amd64". */
export function infoText({ kind, version, apiVersion, os, arch }: EngineInfo): string {
  return `${productName(kind)} ${version}, API ${apiVersion}, ${os}/${arch}`;
}

export function productName(kind: EngineInfo['kind']): string {
  return kind === 'podman' ? 'Podman' : 'Docker Engine';
}
