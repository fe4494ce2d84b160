/**
 * Platforms as BuildKit names them. Owns: the usual ones, and the operating systems and architectures that it knows. Must not parse.
 */

/** Worth offering: what base images are commonly published for. */
export const commonPlatforms: readonly string[] = [
  'linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/386', 'linux/ppc64le', 'linux/riscv64', 'linux/s390x', 'windows/amd64',
];

/** Variables that hold a platform; both may stand in FROM --platform without being declared. */
export const platformVariables: readonly string[] = ['$BUILDPLATFORM', '$TARGETPLATFORM'];

export const operatingSystems: readonly string[] = [
  'aix', 'android', 'darwin', 'dragonfly', 'freebsd', 'hurd', 'illumos', 'ios', 'js', 'linux', 'nacl', 'netbsd', 'openbsd', 'plan9', 'solaris', 'windows', 'zos',
];

export const architectures: readonly string[] = [
  '386', 'amd64', 'amd64p32', 'arm', 'arm64', 'arm64be', 'armbe', 'loong64', 'mips', 'mips64', 'mips64le', 'mips64p32', 'mips64p32le', 'mipsle', 'ppc', 'ppc64', 'ppc64le',
  'riscv', 'riscv64', 's390', 's390x', 'sparc', 'sparc64', 'wasm',
];
