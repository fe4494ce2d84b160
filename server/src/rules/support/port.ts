/**
 * Ports of EXPOSE. Owns: how BuildKit reads `[ip:][host:]port[-port][/protocol]`, with its messages. Must not expand variables.
 */
import { goQuote } from '../../base/goText.ts';
import { parseInteger } from './goNumber.ts';

export interface PortSpec {
  /** As written; `tcp` when there is none. Empty when the port could not be read at all. */
  readonly protocol: string;
  /** The part before the container's port, with its colon: `8080:` or `127.0.0.1:8080:`. */
  readonly mapping: string;
  /** True when BuildKit sees an address or a host port. */
  readonly isMapped: boolean;
  /** BuildKit's message; undefined when the port is valid. */
  readonly error: string | undefined;
  /** True when the error is found before BuildKit looks at the protocol's case and the mapping. */
  readonly isUnreadable: boolean;
}

/** Reads one port word after expansion. */
export function readPort(raw: string): PortSpec {
  const parts = raw.split(':');
  const containerPart = parts[parts.length - 1]!;
  const hostPort = parts.length > 1 ? parts[parts.length - 2]! : '';
  const address = parts.slice(0, -2).join(':');
  const mapping = raw.slice(0, raw.length - containerPart.length);
  const slash = containerPart.indexOf('/');
  const container = slash < 0 ? containerPart : containerPart.slice(0, slash);
  const written = slash < 0 ? '' : containerPart.slice(slash + 1);
  const unreadable = (what: string): PortSpec => ({ protocol: '', mapping, isMapped: false, error: `invalid port: ${goQuote(raw)}: ${what}`, isUnreadable: true });
  if (container === '') return unreadable('no port specified');
  if (written !== '' && !['tcp', 'udp', 'sctp'].includes(written.toLowerCase())) return unreadable(`invalid proto: ${written}`);
  return {
    protocol: written === '' ? 'tcp' : written,
    mapping,
    isMapped: address !== '' || hostPort !== '',
    error: portError(address, hostPort, container),
    isUnreadable: false,
  };
}

function portError(address: string, hostPort: string, container: string): string | undefined {
  let ip = address;
  if (address.startsWith('[')) {
    const bracket = address.indexOf(']');
    const problem = bracketProblem(address, bracket);
    if (problem !== undefined) return `invalid IP address ${address}: address ${address}:: ${problem} in address`;
    ip = address.slice(1, bracket);
  }
  if (ip !== '' && !isIpAddress(ip)) return `invalid IP address: ${ip}`;
  const containerRange = portRange(container);
  if (!containerRange) return `invalid containerPort: ${container}`;
  if (hostPort === '') return undefined;
  const hostRange = portRange(hostPort);
  if (!hostRange) return `invalid hostPort: ${hostPort}`;
  const span = containerRange.end - containerRange.start;
  if (span !== hostRange.end - hostRange.start && span !== 0) return `invalid ranges specified for container and host Ports: ${container} and ${hostPort}`;
  return undefined;
}

/** What Go's net.SplitHostPort says about an address in brackets, a colon added. */
function bracketProblem(address: string, bracket: number): string | undefined {
  if (bracket < 0) return "missing ']'";
  if (bracket < address.length - 1) return address[bracket + 1] === ':' ? 'too many colons' : 'missing port';
  return address.indexOf('[', 1) >= 0 ? "unexpected '['" : undefined;
}

function portRange(text: string): { start: number; end: number } | undefined {
  const dash = text.indexOf('-');
  const first = dash < 0 ? text : text.slice(0, dash);
  const start = portNumber(first);
  if (start === undefined) return undefined;
  if (dash < 0 || first === text.slice(dash + 1)) return { start, end: start };
  const end = portNumber(text.slice(dash + 1));
  return end === undefined || end < start ? undefined : { start, end };
}

function portNumber(text: string): number | undefined {
  const number = parseInteger(text, 64);
  return typeof number === 'number' && number >= 0 && number <= 65535 ? number : undefined;
}

/** Go's net.ParseIP. */
export function isIpAddress(text: string): boolean {
  const isV4 = (part: string): boolean => /^(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}$/.test(part) && part.split('.').every((octet) => Number(octet) <= 255);
  if (!text.includes(':')) return isV4(text);
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const hasV4 = last !== undefined && last.includes('.') && !text.endsWith('::');
  if (hasV4 && !isV4(last)) return false;
  const plain = hasV4 ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const count = plain.length + (hasV4 ? 2 : 0);
  return halves.length === 2 ? count < 8 : count === 8;
}
