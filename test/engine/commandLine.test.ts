/** `drydock layers` and `drydock history` of images that the real engine has: the same as of the archives that it saves. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, docker, removeBuilt } from '../support/builtImages.ts';
import { buildBundle, removeBundle } from '../support/bundles.ts';
import { hasEngine } from '../support/product.ts';

const dockerfile = `FROM busybox
ARG SIZE=5
RUN dd if=/dev/zero of=/big bs=1M count=$SIZE
RUN true
RUN rm /big
CMD ["sh"]
`;

describe.skipIf(!hasEngine)('an image of the engine', () => {
  let drydock: string;
  let folder: string;
  beforeAll(async () => {
    drydock = await buildBundle('drydock.cjs');
    folder = mkdtempSync(join(tmpdir(), 'drydock-cli-'));
    writeFileSync(join(folder, 'Dockerfile'), dockerfile);
  }, 60_000);
  afterAll(() => {
    removeBundle(drydock);
    rmSync(folder, { recursive: true, force: true });
    removeBuilt('commandLine');
  });

  const run = (...args: string[]) => spawnSync(process.execPath, [drydock, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });

  test.each(['buildkit', 'classic'] as const)('built by %s', (builder) => {
    const name = `drydock-test-cli:${builder}`;
    build('commandLine', dockerfile, {}, { builder, tag: name });
    docker(['save', '-o', join(folder, 'saved.tar'), name]);
    for (const args of [['layers'], ['history'], ['history', '--dockerfile', 'Dockerfile']]) {
      const asked = run(...args, '--format', 'json', name);
      const saved = run(...args, '--format', 'json', 'saved.tar');
      expect([asked.status, asked.stderr]).toEqual([0, '']);
      expect(JSON.parse(asked.stdout), args.join(' ')).toEqual(JSON.parse(saved.stdout));
    }
    const { entries } = JSON.parse(run('history', '--format', 'json', '--dockerfile', 'Dockerfile', name).stdout) as { entries: { lines: number[][] | null }[] };
    expect(entries.flatMap(({ lines }) => lines ?? []).map(([first]) => first)).toEqual([2, 3, 4, 5, 6]);
  });

  test('too much hidden', () => {
    const id = build('commandLine', dockerfile, {});
    const { status, stderr, stdout } = run('layers', '--max-wasted', '1MB', id);
    expect(status).toBe(1);
    expect(stderr).toMatch(/hides 5\.24 MB of .*\. Most: layer 4 \(RUN rm \/big\) hides 5\.24 MB that layer 2 \(RUN dd if=\/dev\/zero of=\/big bs=1M count=\$SIZE\) added\.\n$/);
    expect(stdout).toContain('of layer 2, by layer 4: RUN rm /big');
    expect(run('layers', '--max-wasted', '99%', id).status).toBe(0);
  });

  test('that is not there, and a platform that is not', () => {
    const none = run('layers', '--format', 'json', 'drydock-test-cli:none');
    expect([none.status, none.stderr]).toEqual([2, expect.stringContaining('drydock-test-cli:none')]);
    expect(JSON.parse(none.stdout)).toMatchObject({ images: [], error: { class: 'engine' } });
    expect(run('history', 'drydock-test-cli:none')).toMatchObject({ status: 2, stdout: '' });
    for (const command of ['layers', 'history']) expect(run(command, '--platform', 'linux/s390x', 'busybox'), command).toMatchObject({ status: 2, stdout: '' });
  });
});
