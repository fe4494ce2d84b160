/** When the engine is asked for images and containers, and what becomes of it when it goes away. Times are only waited for, never measured. */
import { afterEach, describe, expect, test } from 'vitest';
import { ImageWatch, type ImageQuery } from '../../../client/src/engine/imageWatch.ts';
import type { EngineClient, EngineEvent, ImageSummary, ListOptions } from '../../../server/src/engine/contract.ts';
import { EngineError } from '../../../server/src/engine/errors.ts';
import { fakeContainer, fakeImage } from '../../support/fakeImages.ts';

interface World {
  images: ImageSummary[];
  broken: Error | undefined;
  /** Whether it tells what images share. */
  measures: boolean;
  /** Ends or feeds the events. */
  event: (event: Pick<EngineEvent, 'action'> | 'end') => void;
  readonly asked: ListOptions[];
  connections: number;
}

let watch: ImageWatch | undefined;
afterEach(() => watch?.dispose());

function start(options: { trusted?: () => boolean; query?: () => ImageQuery } = {}): { watch: ImageWatch; world: World; until: (what: () => boolean) => Promise<void> } {
  const world: World = { images: [fakeImage('a', ['app:1'])], broken: undefined, measures: true, event: () => undefined, asked: [], connections: 0 };
  const engine: Partial<EngineClient> = {
    async listImages(asked = {}) {
      world.asked.push(asked);
      if (world.broken) throw world.broken;
      if (asked.sharedSize && !world.measures) throw new EngineError('refused', 'It is being measured already.', '');
      return world.images.map((image) => (asked.sharedSize ? { ...image, sharedSize: 10, uniqueSize: 5 } : image));
    },
    containers: async () => [fakeContainer('web', 'a')],
    async *events({ signal } = {}) {
      const queue: (Pick<EngineEvent, 'action'> | 'end')[] = [];
      let wake = (): void => undefined;
      world.event = (event) => { queue.push(event); wake(); };
      signal?.addEventListener('abort', () => world.event('end'));
      for (;;) {
        const next = queue.shift();
        if (next === 'end') return;
        if (next) yield { type: 'image', id: 'x', time: 0, ...next };
        else await new Promise<void>((resolve) => { wake = resolve; });
      }
    },
  };
  const made = new ImageWatch({
    engines: {
      async use(_signal, work) {
        world.connections++;
        return work(engine as EngineClient);
      },
    },
    isTrusted: options.trusted ?? (() => true), query: options.query ?? (() => ({ all: false, filters: undefined })), times: { settle: 1, retry: 2, mostRetry: 5 },
  });
  watch = made;
  const until = async (what: () => boolean): Promise<void> => { while (!what()) await new Promise((resolve) => { setTimeout(resolve, 1); }); };
  return { watch: made, world, until };
}

describe('who asks', () => {
  test('nobody looks, nothing is asked', async () => {
    const { watch: made, world } = start();
    made.refresh();
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    expect(world.connections).toBe(0);
    expect(made.state.phase).toBe('idle');
  });
  test('without trust nothing is asked, and with it at once', async () => {
    let trusted = false;
    const { watch: made, world, until } = start({ trusted: () => trusted });
    made.look();
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    expect(world.connections).toBe(0);
    trusted = true;
    made.refresh();
    await until(() => made.state.phase === 'ready');
  });
  test('two views share one connection, and the last one to go ends it', async () => {
    const { watch: made, world, until } = start();
    const [one, two] = [made.look(), made.look()];
    await until(() => made.state.sizesKnown);
    expect(world.connections).toBe(1);
    one.dispose();
    one.dispose();
    world.images = [fakeImage('b', ['app:2'])];
    world.event({ action: 'tag' });
    await until(() => made.state.images[0]?.tags[0] === 'app:2');
    two.dispose();
    const asked = world.asked.length;
    world.event({ action: 'tag' });
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    expect(world.asked).toHaveLength(asked);
  });
});

describe('what is shown', () => {
  test('the list first, what images share afterwards', async () => {
    const { watch: made, until } = start();
    const shown: string[] = [];
    made.onDidChange(() => shown.push(`${made.state.phase} ${made.state.images[0]?.uniqueSize ?? '-'} ${made.state.sizesKnown}`));
    made.look();
    await until(() => made.state.sizesKnown);
    expect(shown).toEqual(['loading - false', 'ready - false', 'ready 5 true']);
  });
  test('what changes nothing that is listed asks nothing', async () => {
    const { watch: made, world, until } = start();
    made.look();
    await until(() => made.state.sizesKnown);
    const asked = world.asked.length;
    world.event({ action: 'exec_start: sh' });
    world.event({ action: 'health_status: healthy' });
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    expect(world.asked).toHaveLength(asked);
  });
  test('the same again is no change', async () => {
    const { watch: made, world, until } = start();
    made.look();
    await until(() => made.state.sizesKnown);
    let changes = 0;
    made.onDidChange(() => changes++);
    const asked = world.asked.length;
    world.event({ action: 'start' });
    await until(() => world.asked.length > asked);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    expect(changes).toBe(0);
  });
  test('a filter goes to the engine; an image is dangling only when nothing was built on it, whether that is listed or not', async () => {
    const { watch: made, world, until } = start({ query: () => ({ all: true, filters: { label: ['x'] } }) });
    world.images = [fakeImage('a', []), fakeImage('b', ['app:1'], { parentId: fakeImage('a', []).id })];
    made.look();
    await until(() => made.state.phase === 'ready');
    expect(world.asked[0]).toMatchObject({ all: true, filters: { label: ['x'] } });
    expect(made.state.images.map(({ isDangling }) => isDangling)).toEqual([false, false]);
  });
});

describe('faults', () => {
  const gone = new EngineError('not-running', 'No engine is running.', 'Start it.');
  test('an engine that goes away is said to be gone, and its images come back with it', async () => {
    const { watch: made, world, until } = start();
    made.look();
    await until(() => made.state.sizesKnown);
    world.broken = gone;
    world.event('end');
    await until(() => made.state.phase === 'problem');
    expect(made.state).toMatchObject({ problem: gone, images: [], containers: [] });
    world.broken = undefined;
    await until(() => made.state.phase === 'ready');
    expect(made.state.images).toHaveLength(1);
  });
  test('an engine without events is asked again and again', async () => {
    const { watch: made, world, until } = start();
    made.look();
    await until(() => made.state.sizesKnown);
    world.event('end');
    world.images = [fakeImage('b', ['later:1'])];
    await until(() => made.state.images[0]?.tags[0] === 'later:1');
  });
  test('shared sizes that can\'t be had leave the list as it is', async () => {
    const { watch: made, world, until } = start();
    world.measures = false;
    made.look();
    await until(() => made.state.sizesKnown);
    expect(made.state.phase).toBe('ready');
    expect(made.state.images.map(({ tags, sharedSize }) => [tags, sharedSize])).toEqual([[['app:1'], undefined]]);
  });
});
