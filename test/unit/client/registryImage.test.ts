import { describe, expect, it, test } from 'vitest';
import { commands } from '../../../client/src/commands/index.ts';
import { imageOfKey } from '../../../client/src/commands/layers/reopen.ts';
import { registryNameError } from '../../../client/src/commands/registryImage.ts';
import type { RegistryImageFacts } from '../../../client/src/model/registryImage.ts';
import type { Images } from '../../../client/src/commands/deps.ts';
import { fakeDeps, file, type Script } from '../../support/fakeDeps.ts';
import { imageOf } from '../../support/fakeLayers.ts';
import type { RegistrySource } from '../../../client/src/model/imageSource.ts';
import { RegistryError } from '../../../server/src/image/registryErrors.ts';

const name = 'registry.example/team/app:1';
const about = { imageId: 'sha256:1', platform: 'linux/amd64', platforms: [], sizes: 'packed', diffIds: [], labels: {}, settings: undefined } as const;
const facts: RegistryImageFacts = { platform: 'linux/amd64', platforms: [], history: { rows: [], totalSize: 0, about }, layers: 2, downloadBytes: 5_000_000 };

function registryOf(more: Partial<RegistryImageFacts> = {}): { images: Pick<Images, 'describe' | 'open'>; asked: string[] } {
  const asked: string[] = [];
  const note = (verb: string, source: RegistrySource): number => asked.push([verb, source.name, source.platform ?? ''].join(' ').trim());
  return {
    asked,
    images: {
      describe: async (source) => { note('describe', source); return { ...facts, ...more }; },
      open: async (source) => { note('open', source as RegistrySource); return { images: [await imageOf([['RUN true', []]])], problem: undefined }; },
    },
  };
}

const run = async (script: Script, command: keyof typeof commands = 'drydock.openRegistryImage', ...args: unknown[]): Promise<ReturnType<typeof fakeDeps>> => {
  const fake = fakeDeps(script);
  await commands[command]!(fake.deps, ...args);
  return fake;
};

describe('Open Image from Registry', () => {
  it('asks for a name and shows layers and history', async () => {
    const { images, asked } = registryOf();
    const { log, deps } = await run({ input: () => ` docker://${name} `, images });
    expect(asked).toEqual([`describe ${name}`, `describe ${name}`, `open ${name}`]);
    expect(log.slice(-2)).toEqual([`history view: ${name}`, `layers view: ${name}`]);
    expect(deps.layers.images.list[0]!.source).toEqual({ kind: 'registry', name, platform: undefined });
  });

  it('says what is wrong with the registry, and offers no other engine for it', async () => {
    const { log } = await run({ input: () => name, notice: 'Switch Engine…', images: { describe: async () => { throw new RegistryError('unreachable', 'It cannot be reached.', 'Check the network.'); } } });
    expect(log.at(-1)).toBe('fail: It cannot be reached. Check the network.');
  });

  it('offers the names of FROM and those of before', async () => {
    const { images } = registryOf();
    const fake = fakeDeps({
      pick: '$(package) debian:12', active: file('/app/Dockerfile'), images,
      history: { stages: [['image', 'debian:12'], ['scratch', 'scratch'], ['image', '$BASE'], ['image', 'debian:12']].map(([kind, base], index) => ({ index, name: null, base: { kind: kind as 'image', name: base! }, platform: '', isBuilt: true, steps: [] })) },
    });
    fake.memory.set('registry.names', JSON.stringify(['busybox', 'debian:12', 'No Name', 3]));
    await commands['drydock.openRegistryImage']!(fake.deps);
    expect(fake.log[0]).toBe('choices: $(package) debian:12 | $(package) busybox | $(edit) Another name…');
    expect(JSON.parse(fake.memory.get('registry.names')!)).toEqual(['debian:12', 'busybox']);
  });

  it('asks which platform where there are several, this machine\'s first', async () => {
    const { images, asked } = registryOf({ platforms: ['linux/s390x', 'linux/amd64'] });
    const { log } = await run({ input: () => name, pick: 'linux/s390x', images });
    expect(log).toContain('choices: linux/amd64 | linux/s390x');
    expect(asked.at(-1)).toBe(`open ${name} linux/s390x`);
    const dismissed = registryOf({ platforms: ['linux/s390x', 'linux/amd64'] });
    await run({ input: () => name, images: dismissed.images });
    expect(dismissed.asked).toEqual([`describe ${name}`]);
  });

  it.each<[string | undefined, string, boolean]>([['Download', `layers view: ${name}`, true], ['Show History Only', `history view: ${name}`, false], [undefined, '', false]])('asks before a large download: %s', async (answer, shown, isOpened) => {
    const { images, asked } = registryOf({ downloadBytes: 812_000_000 });
    const { log } = await run({ input: () => name, confirm: [answer], images });
    expect(log.find((line) => line.startsWith('confirm'))).toContain('Download up to 812 MB?');
    expect(asked.includes(`open ${name}`)).toBe(isOpened);
    if (shown) expect(log.at(-1)).toBe(shown);
  });

  it('asks nobody in an untrusted workspace', async () => {
    const { images, asked } = registryOf();
    const { log, deps } = await run({ trusted: false, input: () => name, images });
    await commands['drydock.inspectImageLayers']!(deps, { kind: 'registry', name });
    await commands['drydock.showImageHistory']!(deps, { kind: 'registry', name });
    expect(asked).toEqual([]);
    expect(log.filter((line) => line.startsWith('warn: Images of a registry need a trusted workspace.'))).toHaveLength(3);
  });

  it('says what the registry says', async () => {
    const { log } = await run({ input: () => name, images: { describe: async () => { throw Object.assign(new Error('registry.example has no image.'), { remedy: 'Check the name.' }); } } });
    expect(log.at(-1)).toBe('fail: registry.example has no image. Check the name.');
  });
});

describe('the same image', () => {
  const source = { kind: 'registry', name, platform: 'linux/arm64' } as const;

  it('is there in the lists of images, for its history with no layer read', async () => {
    const { images, asked } = registryOf();
    const { log } = await run({ pick: '$(cloud) Open an image from a registry…', input: () => name, images: { ...images, list: async () => [] } }, 'drydock.showImageHistory');
    expect(log.at(-1)).toBe(`history view: ${name}`);
    expect(asked.every((line) => line.startsWith('describe'))).toBe(true);
  });

  it('is read again by Reload Image, and after a restart of the window', async () => {
    const { images, asked } = registryOf();
    const { deps, log } = await run({ images }, 'drydock.inspectImageLayers', source);
    const [image] = deps.layers.images.list;
    await commands['drydock.reloadImage']!(deps, deps.layers.explorer.imageNode(image!));
    expect(asked.filter((line) => line === `open ${name} linux/arm64`)).toHaveLength(2);
    deps.layers.images.close(image!.key);
    expect((await imageOfKey(deps)(image!.key)).source).toEqual({ ...source });
    expect(asked.filter((line) => line === `open ${name} linux/arm64`)).toHaveLength(3);
    expect(log.some((line) => line.startsWith('fail'))).toBe(false);
  });

  it('has its history read again, and for another platform', async () => {
    const { images, asked } = registryOf({ history: { ...facts.history, about: { ...about, platforms: ['linux/arm64', 'linux/s390x'] } } });
    const fake = fakeDeps({ images, pick: 'linux/s390x' });
    fake.deps.history.histories.show(source, { rows: [], totalSize: 0, about: { ...about, platforms: ['linux/arm64', 'linux/s390x'] } });
    await commands['drydock.refreshHistory']!(fake.deps);
    await commands['drydock.chooseHistoryPlatform']!(fake.deps);
    expect(asked).toEqual([`describe ${name} linux/arm64`, `describe ${name} linux/s390x`]);
    expect(fake.deps.history.histories.all.map((open) => (open.source as RegistrySource).platform)).toEqual(['linux/s390x', 'linux/arm64']);
  });
});

test.each([
  ['busybox', undefined], ['registry.example:5000/team/app:1.2', undefined], [`docker://registry.example/app@sha256:${'0'.repeat(64)}`, undefined],
  ['', 'Give the name'], ['App', 'lower case'], ['app@sha256:12', '64 hexadecimal'], ['app:-1', 'tag'], ['a b', 'can\'t be'],
])('the name %o', (text, problem) => {
  if (problem === undefined) expect(registryNameError(text)).toBeUndefined();
  else expect(registryNameError(text)).toContain(problem);
});
