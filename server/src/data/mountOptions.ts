/**
 * The table of RUN --mount options. Owns: mount types, their keys and what BuildKit makes of each key for each type. Must not hold behaviour.
 * Keys are read without regard to case; values are, except for `type` and `sharing`.
 */
import type { Availability, FrontendVersion } from './availability.ts';

export const mountTypes = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;
export type MountType = (typeof mountTypes)[number];

/** The type of a mount that names none. */
export const defaultMountType: MountType = 'bind';

export const sharingModes = ['shared', 'private', 'locked'] as const;

/** Keys by their main name; `mountKeyAliases` has the other spellings. */
export const mountKeys = ['type', 'target', 'source', 'from', 'readonly', 'readwrite', 'id', 'sharing', 'size', 'mode', 'uid', 'gid', 'required', 'env'] as const;
export type MountKey = (typeof mountKeys)[number];

/** Other spellings of a key. */
export const mountKeyAliases: Readonly<Record<string, MountKey>> = {
  dst: 'target', destination: 'target', src: 'source', ro: 'readonly', rw: 'readwrite',
};

export type MountKeyUse =
  /** The mount does not work without it. */
  | 'required'
  | 'allowed'
  /** Accepted, and without any effect. */
  | 'ignored'
  /** The build stops. */
  | 'error';

export type MountKeyValue =
  /** May be written without `=`; otherwise a Go boolean. */
  | { readonly kind: 'boolean' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** A stage, a named context or an image; never a variable. */
  | { readonly kind: 'stage' }
  | { readonly kind: 'text'; readonly placeholder: string; readonly examples?: readonly string[] };

export interface MountKeySpec extends Availability {
  readonly key: MountKey;
  readonly value: MountKeyValue;
  /** True when the builder replaces variables in the value. */
  readonly expanded: boolean;
  readonly uses: Readonly<Record<MountType, MountKeyUse>>;
  /** What holds when the key is absent, per type, in words or as one would write it. */
  readonly defaults: Readonly<Partial<Record<MountType, string>>>;
}

/** In the order of `mountTypes`. */
function uses(bind: MountKeyUse, cache: MountKeyUse, tmpfs: MountKeyUse, secret: MountKeyUse, ssh: MountKeyUse): Record<MountType, MountKeyUse> {
  return { bind, cache, tmpfs, secret, ssh };
}

const since: FrontendVersion = '1.2';
const boolean: MountKeyValue = { kind: 'boolean' };
const everywhere = uses('allowed', 'allowed', 'allowed', 'allowed', 'allowed');
const ownership = uses('error', 'allowed', 'error', 'allowed', 'allowed');

export const mountOptions: Readonly<Record<MountKey, MountKeySpec>> = {
  type: { key: 'type', since, expanded: true, value: { kind: 'enum', values: mountTypes }, uses: everywhere, defaults: { bind: 'bind' } },
  target: {
    key: 'target', since, expanded: true, value: { kind: 'text', placeholder: '/path' },
    uses: uses('required', 'required', 'required', 'allowed', 'allowed'),
    defaults: { secret: '/run/secrets/<id>, unless env is set', ssh: '/run/buildkit/ssh_agent.<N>' },
  },
  source: {
    key: 'source', since, expanded: true, value: { kind: 'text', placeholder: 'path' },
    uses: uses('allowed', 'allowed', 'ignored', 'allowed', 'ignored'),
    defaults: { bind: 'the root of from', cache: 'the root of from' },
  },
  from: {
    key: 'from', since, expanded: false, value: { kind: 'stage' },
    uses: uses('allowed', 'allowed', 'ignored', 'error', 'ignored'),
    defaults: { bind: 'the build context', cache: 'an empty directory' },
  },
  readonly: {
    key: 'readonly', since, expanded: true, value: boolean, uses: uses('allowed', 'allowed', 'allowed', 'ignored', 'ignored'),
    defaults: { bind: 'true', cache: 'false', tmpfs: 'false' },
  },
  readwrite: {
    key: 'readwrite', since, expanded: true, value: boolean, uses: uses('allowed', 'allowed', 'allowed', 'ignored', 'ignored'),
    defaults: { bind: 'false', cache: 'true', tmpfs: 'true' },
  },
  id: {
    key: 'id', since, expanded: true, value: { kind: 'text', placeholder: 'id' }, uses: uses('ignored', 'allowed', 'ignored', 'allowed', 'allowed'),
    defaults: { cache: 'the target', secret: 'the last part of target', ssh: 'default' },
  },
  sharing: {
    key: 'sharing', since, expanded: true, value: { kind: 'enum', values: sharingModes }, uses: uses('error', 'allowed', 'error', 'error', 'error'),
    defaults: { cache: 'shared' },
  },
  size: {
    key: 'size', since, expanded: true, value: { kind: 'text', placeholder: '100m', examples: ['64m', '512m', '1g'] }, uses: uses('error', 'error', 'allowed', 'error', 'error'),
    defaults: {},
  },
  mode: {
    key: 'mode', since, expanded: true, value: { kind: 'text', placeholder: '0400', examples: ['0400', '0440', '0600', '0755'] }, uses: ownership,
    defaults: { cache: '0755', secret: '0400', ssh: '0600' },
  },
  uid: { key: 'uid', since, expanded: true, value: { kind: 'text', placeholder: '1000', examples: ['0', '1000'] }, uses: ownership, defaults: { cache: '0', secret: '0', ssh: '0' } },
  gid: { key: 'gid', since, expanded: true, value: { kind: 'text', placeholder: '1000', examples: ['0', '1000'] }, uses: ownership, defaults: { cache: '0', secret: '0', ssh: '0' } },
  required: {
    key: 'required', since, expanded: true, value: boolean, uses: uses('error', 'error', 'error', 'allowed', 'allowed'),
    defaults: { secret: 'false', ssh: 'false' },
  },
  env: {
    key: 'env', since: '1.10', expanded: true, value: { kind: 'text', placeholder: 'NAME' }, uses: uses('ignored', 'ignored', 'ignored', 'allowed', 'ignored'),
    defaults: {},
  },
};

/** The spec of a key in any case or spelling (`dst`, `RO`); undefined when BuildKit knows no such key. */
export function mountKeySpec(key: string): MountKeySpec | undefined {
  const lower = key.toLowerCase();
  const name = Object.hasOwn(mountKeyAliases, lower) ? mountKeyAliases[lower]! : lower;
  return Object.hasOwn(mountOptions, name) ? mountOptions[name as MountKey] : undefined;
}

/** The mount type of a value in any case; undefined when there is no such type. */
export function mountTypeOf(value: string): MountType | undefined {
  const lower = value.toLowerCase();
  return mountTypes.find((type) => type === lower);
}

/** Folders that are worth a cache mount, by what fills them: apt, npm, pip, Go's modules and builds, apk, Maven, Cargo, Composer. */
export const cacheTargets: readonly string[] = [
  '/var/cache/apt', '/var/lib/apt', '/root/.npm', '/root/.cache/pip', '/go/pkg/mod', '/root/.cache/go-build', '/var/cache/apk', '/root/.m2', '/usr/local/cargo/registry',
  '/root/.composer/cache',
];
