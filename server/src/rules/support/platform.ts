/**
 * Platform specifiers such as `linux/arm64/v8`. Owns: what containerd/platforms accepts on a linux/amd64 builder, with its messages.
 * Must not know where platforms are used.
 */
import { goQuote } from '../../base/goText.ts';
import { architectures, operatingSystems } from '../../data/platforms.ts';

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
}

/** The platform of the builder that the verdicts are given for. */
export const builderPlatform: Platform = { os: 'linux', architecture: 'amd64', variant: '' };

const osPattern = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.%-]*)((?:\+[A-Za-z0-9_.%-]+)*)\))?$/;
const osPatternText = '^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$';
const partPattern = /^[A-Za-z0-9_.-]+$/;
const knownSystems = new Set(operatingSystems);
const knownArchitectures = new Set(architectures);

/** The platform, or the message of platforms.Parse. */
export function parsePlatform(specifier: string): Platform | string {
  const quoted = goQuote(specifier);
  if (specifier.includes('*')) return `${quoted}: wildcards not yet supported: invalid argument`;
  const parts = splitAtMost(specifier, '/', 4);
  const system = osPattern.exec(parts[0]!);
  if (!system) {
    return `${goQuote(parts[0]!)} is an invalid OS component of ${quoted}: OSAndVersion specifier component must match ${goQuote(osPatternText)}: invalid argument`;
  }
  for (const part of parts.slice(1)) {
    if (!partPattern.test(part)) {
      return `${goQuote(part)} is an invalid component of ${quoted}: platform specifier component must match ${goQuote('^[A-Za-z0-9_.-]+$')}: invalid argument`;
    }
  }
  const os = normalizeSystem(system[1]!);
  if (parts.length === 1) {
    if (knownSystems.has(os)) return { os, architecture: builderPlatform.architecture, variant: '' };
    const only = normalizeArchitecture(parts[0]!, '');
    if (knownArchitectures.has(only.architecture)) return { os: builderPlatform.os, ...withoutDefaultVariant(only) };
    return `${quoted}: unknown operating system or architecture: invalid argument`;
  }
  if (parts.length === 2) return { os, ...withoutDefaultVariant(normalizeArchitecture(parts[1]!, '')) };
  if (parts.length === 3) {
    const { architecture, variant } = normalizeArchitecture(parts[1]!, parts[2]!);
    return { os, architecture, variant: architecture === 'arm64' && variant === '' ? 'v8' : variant };
  }
  return `${quoted}: cannot parse platform specifier: invalid argument`;
}

function splitAtMost(text: string, separator: string, count: number): string[] {
  const parts = text.split(separator);
  return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function normalizeSystem(os: string): string {
  const lower = os.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}

function withoutDefaultVariant({ architecture, variant }: { architecture: string; variant: string }): { architecture: string; variant: string } {
  return { architecture, variant: architecture === 'arm' && variant === 'v7' ? '' : variant };
}

function normalizeArchitecture(name: string, variantName: string): { architecture: string; variant: string } {
  const architecture = name.toLowerCase();
  const variant = variantName.toLowerCase();
  switch (architecture) {
    case 'i386':
      return { architecture: '386', variant: '' };
    case 'x86_64': case 'x86-64': case 'amd64':
      return { architecture: 'amd64', variant: variant === 'v1' ? '' : variant };
    case 'aarch64': case 'arm64':
      if (['8', 'v8', 'v8.0'].includes(variant)) return { architecture: 'arm64', variant: '' };
      return { architecture: 'arm64', variant: ['9', '9.0', 'v9.0'].includes(variant) ? 'v9' : variant };
    case 'armhf':
      return { architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { architecture: 'arm', variant: 'v6' };
    case 'arm':
      if (variant === '' || variant === '7') return { architecture, variant: 'v7' };
      return { architecture, variant: ['5', '6', '8'].includes(variant) ? `v${variant}` : variant };
    default:
      return { architecture, variant };
  }
}
