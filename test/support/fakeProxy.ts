/**
 * A proxy for tests. Owns: giving ways with CONNECT to hosts that exist for it only, with the faults that real ones have. Must not use the code under test.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface ProxyFaults {
  /** "name:password" that is taken; undefined takes anybody. */
  readonly account?: string;
  /** How the proxy wants it; 'Basic' when left out. */
  readonly challenge?: string;
  /** This status for every CONNECT. */
  readonly status?: number;
  /** Every connection ends after so many bytes from the host. */
  readonly breakAfter?: number;
  /** Closes before it answers, does not answer, or answers with something else. */
  readonly answer?: 'none' | 'silence' | 'noise';
}

export class FakeProxy {
  /** What was asked for, with its headers. */
  readonly asked: { readonly host: string; readonly headers: http.IncomingHttpHeaders }[] = [];
  /** Connections with clients that are open now. */
  readonly open = new Set<Socket>();
  /** Ports of this machine, by "host:port" as clients ask for it. */
  readonly ways = new Map<string, number>();
  faults: ProxyFaults = {};
  readonly #server: http.Server | https.Server;
  readonly #scheme: string;

  constructor(tls?: { readonly key: string; readonly cert: string }) {
    this.#server = tls ? https.createServer(tls) : http.createServer();
    this.#scheme = tls ? 'https' : 'http';
    this.#server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      socket.on('close', () => this.open.delete(socket));
    });
    this.#server.on('connect', (request: http.IncomingMessage, socket: Socket) => this.#connect(request, socket));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.open) socket.destroy();
  }

  clear(faults: ProxyFaults = {}): void {
    this.asked.length = 0;
    this.faults = faults;
  }

  /** "host:port". */
  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** `account` as it stands in an address, e.g. "me:p%40ss". */
  url(account?: string): string {
    return `${this.#scheme}://${account === undefined ? '' : `${account}@`}${this.host}`;
  }

  #connect(request: http.IncomingMessage, socket: Socket): void {
    const { account, challenge = 'Basic realm="x"', status, breakAfter = Infinity, answer } = this.faults;
    this.asked.push({ host: request.url!, headers: request.headers });
    socket.on('error', () => socket.destroy());
    // Servers for HTTP leave their half open when the client has ended.
    socket.on('end', () => socket.destroy());
    if (answer === 'silence') return void socket.resume();
    if (answer === 'none') return void socket.destroy();
    if (answer === 'noise') return void socket.end('SSH-2.0-OpenSSH_9.6\r\n\r\n');
    const isKnown = account === undefined || request.headers['proxy-authorization'] === `Basic ${Buffer.from(account).toString('base64')}`;
    const port = this.ways.get(request.url!);
    const refused = status ?? (isKnown ? (port === undefined ? 502 : undefined) : 407);
    if (refused !== undefined) return void socket.end(`HTTP/1.1 ${refused} No\r\nProxy-Authenticate: ${challenge}\r\nContent-Length: 3\r\n\r\nno\n`);
    const upstream = connect(port!, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    let left = breakAfter;
    upstream.on('data', (bytes: Buffer) => {
      if (bytes.length >= left) {
        upstream.destroy();
        socket.write(bytes.subarray(0, left), () => socket.destroy());
        return;
      }
      left -= bytes.length;
      if (!socket.write(bytes)) {
        upstream.pause();
        socket.once('drain', () => upstream.resume());
      }
    });
    upstream.on('end', () => socket.end());
    upstream.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => upstream.write(bytes));
    socket.on('close', () => upstream.destroy());
  }
}
