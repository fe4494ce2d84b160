/**
 * Which proxy a request goes through. Owns: the environment's variables as docker and other programs in Go understand them, and VS Code's settings, which win.
 * Must not use the network. What is said of a proxy never has the name and password that its address may contain.
 */
import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { RegistryError } from './registryErrors.ts';
import { isLoopback } from './registryReference.ts';

/** VS Code's settings of the same names. */
export interface ProxySettings {
  /** "off" is for no proxy at all, not even one of the environment. */
  readonly proxySupport: string;
  readonly proxy: string;
  readonly noProxy: readonly string[];
  /** What to send as Proxy-Authorization; '' for what the address says. */
  readonly proxyAuthorization: string;
  /** False takes any certificate of a proxy that speaks TLS. */
  readonly proxyStrictSSL: boolean;
}

export interface Proxy {
  readonly url: URL;
  /** Where it is set: "HTTPS_PROXY" or "the setting http.proxy". */
  readonly source: string;
  /** Where hosts that need none are set. */
  readonly exceptions: string;
  /** The value of Proxy-Authorization, and where it is set; undefined for none. */
  readonly authorization: { readonly value: string; readonly source: string } | undefined;
  readonly verifiesCertificate: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address, or undefined for none. Plain HTTP has none: it is spoken with registries of this machine only, and this machine needs no proxy.
 * Throws a RegistryError when what is set is no proxy that can be used.
 */
export function proxyFor(target: URL, env: Environment, settings?: ProxySettings): Proxy | undefined {
  if (target.protocol !== 'https:' || settings?.proxySupport === 'off' || isLoopback(target.hostname)) return undefined;
  const noProxy = settings && settings.noProxy.length > 0 ? { value: settings.noProxy.join(','), source: 'the setting http.noProxy' } : variable(env, ['NO_PROXY']);
  if (noProxy && needsNoProxy(target, noProxy.value)) return undefined;
  const chosen = settings && settings.proxy !== '' ? { value: settings.proxy, source: 'the setting http.proxy' } : variable(env, ['HTTPS_PROXY', 'ALL_PROXY']);
  if (!chosen) return undefined;
  const { value, source } = chosen;
  const url = addressOf(value, source);
  const exceptions = noProxy?.source ?? (source.startsWith('the setting') ? 'the setting http.noProxy' : 'NO_PROXY');
  return { url, source, exceptions, authorization: authorizationOf(url, source, settings), verifiesCertificate: settings?.proxyStrictSSL ?? true };
}

/** The first that is set of these, each in upper case and then in lower case. */
function variable(env: Environment, names: readonly string[]): { readonly value: string; readonly source: string } | undefined {
  for (const source of names.flatMap((name) => [name, name.toLowerCase()])) {
    const value = env[source]?.trim();
    if (value) return { value, source };
  }
  return undefined;
}

function addressOf(text: string, source: string): URL {
  const full = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url?.protocol.startsWith('socks')) throw new RegistryError('proxy', `Drydock cannot use the SOCKS proxy that ${source} names.`, 'Name an HTTP proxy there.');
  // The text is not shown, as it may have a password in it.
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') throw new RegistryError('proxy', `What ${source} says is no address of a proxy.`, 'Addresses look like http://proxy.example:3128.');
  return url;
}

function authorizationOf({ username, password }: URL, source: string, settings: ProxySettings | undefined): Proxy['authorization'] {
  if (settings && settings.proxyAuthorization !== '') return { value: settings.proxyAuthorization, source: 'the setting http.proxyAuthorization' };
  if (username === '' && password === '') return undefined;
  try {
    return { value: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`, source };
  } catch {
    throw new RegistryError('proxy', `The name or password that ${source} has is not encoded as in addresses.`, 'Write a percent sign in it as %25.');
  }
}

/** True when a list as in NO_PROXY names the address: hosts with all below them, ".host" for those below it only, IP addresses, CIDR ranges, with ports or without, or "*". */
export function needsNoProxy(target: URL, list: string): boolean {
  const host = hostOf(target);
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  return list.toLowerCase().split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true;
    if (entry.includes('/')) return isInRange(host, entry);
    const [, name = entry, wantedPort = ''] = isIP(entry) ? [] : (/^(.*):(\d*)$/.exec(entry) ?? []);
    return (wantedPort === '' || wantedPort === port) && isNamed(host, name.replace(/^\[(.*)\]$/, '$1'));
  });
}

function isNamed(host: string, name: string): boolean {
  if (isIP(name)) return isIP(host) > 0 && listed(host, (addresses) => addresses.addAddress(name, familyOf(name)));
  const domain = asciiOf(name.replace(/^\*\./, '.'));
  if (domain === '' || isIP(host)) return false;
  return domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function isInRange(host: string, range: string): boolean {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(range) ?? [];
  const family = isIP(address);
  if (!family || family !== isIP(host) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  return listed(host, (addresses) => addresses.addSubnet(address, Number(bits), familyOf(address)));
}

function listed(host: string, add: (addresses: BlockList) => void): boolean {
  const addresses = new BlockList();
  add(addresses);
  return addresses.check(host, familyOf(host));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

/** Without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}

function asciiOf(name: string): string {
  return /[^\0-\x7f]/.test(name) ? domainToASCII(name) : name;
}
