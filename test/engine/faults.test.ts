/**
 * A real engine that is killed, hangs and comes back, while a view shows its images, an archive is saved and a list is asked for. It is the engine with the
 * containerd store, so that nobody else is disturbed.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { EngineAccess } from '../../client/src/engine/engines.ts';
import { ImageWatch } from '../../client/src/engine/imageWatch.ts';
import { cacheFolder, root } from '../../scripts/parts/common.mjs';
import { ApiClient } from '../../server/src/engine/apiClient.ts';
import { describeEndpoint } from '../../server/src/engine/endpoint.ts';
import { cleanUp, label, prefix } from '../support/engineScenario.ts';
import { matrixEngines } from '../support/matrixEngines.ts';
import { tar } from '../support/tarBuilder.ts';

const engines = matrixEngines().filter((each) => each.name === 'docker-28-containerd');
const name = `${prefix}/big:1`;
const kindOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'worked', (error: { kind?: string; message: string }) => error.kind ?? error.message);

function script(command: 'up' | 'down'): void {
  execFileSync('bash', [path.join(root, 'scripts/parts/engine.sh'), command], { env: { ...process.env, ENGINE_VARIANT: 'containerd' }, stdio: 'ignore' });
}

function send(signal: NodeJS.Signals): void {
  process.kill(Number(fs.readFileSync(path.join(cacheFolder(), 'engine-containerd/dockerd.pid'), 'utf8')), signal);
}

if (engines.length === 0) test.skip('an engine of its own, which DRYDOCK_ENGINES names', () => undefined);

describe.each(engines)('$name', ({ client }) => {
  const host = describeEndpoint(client.endpoint);
  const access = new EngineAccess({ setting: () => host, delays: [100] });
  const watch = new ImageWatch({ engines: access, isTrusted: () => true, query: () => ({ all: false, filters: undefined }), times: { settle: 10, retry: 100, mostRetry: 200 } });
  const shown = (): unknown => [watch.state.phase, watch.state.images.some(({ tags }) => tags.includes(name))];

  beforeAll(async () => {
    await cleanUp(client);
    await client.importImage(Readable.from([tar({ name: 'big', body: randomBytes(48 << 20) })]), name, { changes: [`LABEL ${label}=matrix`] });
  }, 60_000);

  afterAll(async () => {
    watch.dispose();
    access.dispose();
    script('up');
    await cleanUp(client);
    client.dispose();
  }, 60_000);

  test('is killed while a view shows it, an archive comes and events are awaited; all recover when it is back', async () => {
    watch.look();
    await vi.waitFor(() => expect(shown()).toEqual(['ready', true]), 10_000);
    const stream = await client.saveImage(name);
    await new Promise((resolve) => stream.once('readable', resolve));
    const events = kindOf((async () => { for await (const _ of client.events()); })());
    send('SIGKILL');
    expect(await kindOf(stream.toArray())).toBe('lost');
    // The request for events may come when nobody is there any more.
    expect(['lost', 'worked', 'not-running']).toContain(await events);
    expect(await kindOf(client.listImages())).toBe('not-running');
    await vi.waitFor(() => expect(shown()).toEqual(['problem', false]), 10_000);
    expect(access.state).toMatchObject({ kind: 'missing', error: { kind: expect.stringMatching(/lost|not-running/) as string } });

    script('up');
    await vi.waitFor(() => expect(shown()).toEqual(['ready', true]), 20_000);
    expect(access.state.kind).toBe('ready');
    expect((await client.inspect(name)).tags).toEqual([name]);
  }, 120_000);

  test('ends in good order and comes back', async () => {
    await vi.waitFor(() => expect(shown()).toEqual(['ready', true]), 10_000);
    script('down');
    await vi.waitFor(() => expect(shown()).toEqual(['problem', false]), 10_000);
    script('up');
    await vi.waitFor(() => expect(shown()).toEqual(['ready', true]), 20_000);
  }, 120_000);

  test('hangs: a list ends after its time, and works again afterwards', async () => {
    const impatient = new ApiClient(client.endpoint, { timeout: 500 });
    try {
      await impatient.listImages();
      send('SIGSTOP');
      expect(await kindOf(impatient.listImages())).toBe('timeout');
      const control = new AbortController();
      const cancelled = kindOf(client.listImages({ signal: control.signal }));
      control.abort();
      expect(await cancelled).toBe('cancelled');
      send('SIGCONT');
      expect(await kindOf(client.listImages())).toBe('worked');
    } finally {
      send('SIGCONT');
      impatient.dispose();
    }
  }, 60_000);
});
