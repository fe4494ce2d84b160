/**
 * Connections through a proxy. Owns: asking the proxy for a way to a host with CONNECT. Must not know what goes through it: that is TLS with the host itself, so
 * that the proxy learns no more than the host's name. Every failure is a RegistryError, but for a cancel.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type Socket } from 'node:net';
import { proxyRefusal, proxyUnreachable, silence } from './registryErrors.ts';
import { hostOf, type Proxy } from './registryProxy.ts';

export interface TunnelOptions {
  readonly signal: AbortSignal | undefined;
  /** Longest silence of the proxy in milliseconds. */
  readonly timeout: number;
}

/** A connection to the target's host and port, over which TLS is still to be spoken. */
export function openTunnel(proxy: Proxy, target: URL, { signal, timeout }: TunnelOptions): Promise<Socket> {
  const authority = `${target.hostname}:${target.port || '443'}`;
  const headers = { host: authority, 'user-agent': 'drydock', ...(proxy.authorization ? { 'proxy-authorization': proxy.authorization.value } : {}) };
  const server = hostOf(proxy.url);
  const options: https.RequestOptions = {
    method: 'CONNECT', path: authority, headers, timeout, agent: false, ...(signal ? { signal } : {}),
    // Else it would be taken from the header Host, which is the target's.
    servername: isIP(server) ? '' : server, ...(proxy.verifiesCertificate ? {} : { rejectUnauthorized: false }),
  };
  return new Promise((resolve, reject) => {
    const request = (proxy.url.protocol === 'https:' ? https : http).request(proxy.url.origin, options);
    request.on('connect', (answer, socket: Socket, head: Buffer) => {
      const { statusCode = 0, headers: { 'proxy-authenticate': challenges = [] } } = answer;
      if (statusCode < 200 || statusCode >= 300) {
        socket.destroy();
        reject(proxyRefusal(proxy, target.host, statusCode, challenges.toString()));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.on('timeout', () => request.destroy(silence()));
    request.on('error', (error) => reject(signal?.aborted ? error : proxyUnreachable(proxy, target.host, error)));
    request.end();
  });
}
