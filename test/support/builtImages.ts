/**
 * Images of the real engine for tests. Owns: building them under a label and removing them by it. Must not use the code under test.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const label = 'dev.drydock.test';

export function docker(args: readonly string[], options: { input?: Buffer; env?: Record<string, string> } = {}): Buffer {
  return execFileSync('docker', [...args], { env: { ...process.env, ...options.env }, input: options.input, maxBuffer: 1 << 30, stdio: ['pipe', 'pipe', 'pipe'] });
}

export interface BuildOptions {
  readonly builder?: 'buildkit' | 'classic';
  readonly tag?: string;
}

/** Builds a Dockerfile with these files beside it; returns the image's id. `group` is for removing it later. */
export function build(group: string, dockerfile: string, files: Readonly<Record<string, string | Buffer>>, options: BuildOptions = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-build-'));
  try {
    for (const [name, body] of Object.entries({ Dockerfile: dockerfile, ...files })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), body);
    }
    const env: Record<string, string> = options.builder === 'classic' ? { DOCKER_BUILDKIT: '0' } : {};
    const output = docker(['build', '-q', '--label', `${label}=${group}`, ...(options.tag ? ['-t', options.tag] : []), folder], { env });
    return output.toString().trim().split('\n').at(-1)!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes what `build` made for this group. */
export function removeBuilt(group: string): void {
  const ids = docker(['images', '-aq', '--no-trunc', '--filter', `label=${label}=${group}`]).toString().split('\n').filter(Boolean);
  if (ids.length > 0) docker(['rmi', '-f', ...new Set(ids)]);
}

/** The whole file system of a container made from the image and never started, as a tar. */
export function exportedFiles(image: string): Buffer {
  const id = docker(['create', '--network', 'none', image, 'true']).toString().trim();
  try {
    return docker(['export', id]);
  } finally {
    docker(['rm', '-f', id]);
  }
}
