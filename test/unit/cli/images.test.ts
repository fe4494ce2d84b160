// `drydock layers` and `drydock history`: what they print, of what, and how they end.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exceeds, readWasteLimit, sizeText } from '../../../server/src/cli/sizes.ts';
import { buildBundle, removeBundle } from '../../support/bundles.ts';
import { readSchema, schemaErrors } from '../../support/jsonSchema.ts';
import { archiveItems, digestOf, file, folder as directory, imageArchive, pax, tar } from '../../support/tarBuilder.ts';

let drydock: string;
let folder: string;

beforeAll(async () => {
  drydock = await buildBundle('drydock.cjs');
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-images-'));
}, 60_000);

afterAll(() => {
  removeBundle(drydock);
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(name: string, content: string | Buffer): string {
  const target = path.join(folder, name);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, content);
  return name;
}

function run(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [drydock, ...args], { cwd: folder, encoding: 'utf8', env: { ...process.env, FROM_ENVIRONMENT: '3.0' } });
}

interface LayersOutput {
  images: { tags: string[]; layers: Record<string, unknown>[] }[];
  error: unknown;
  warnings: string[];
}

/** The JSON of `layers`, which fits the schema. */
function layers(...args: string[]): LayersOutput {
  const json = JSON.parse(run('layers', '--format', 'json', ...args).stdout) as LayersOutput;
  expect(schemaErrors(readSchema('layers.json'), json)).toEqual([]);
  return json;
}

function history(...args: string[]): { entries: { createdBy: string; emptyLayer: boolean; lines: unknown; confidence: number }[] } {
  const json = JSON.parse(run('history', '--format', 'json', ...args).stdout) as ReturnType<typeof history>;
  expect(schemaErrors(readSchema('history.json'), json)).toEqual([]);
  return json;
}

const base = tar(directory('etc/'), file('etc/a', 'aaaa'), file('etc/b', 'bb'));
const top = tar(file('etc/a', 'AAAA'), file('etc/.wh.b'), file('./c/../d', 'ddd'), file('../../up', 'u'));
const dockerfile = 'FROM busybox\nARG V=1.0\nENV A=$V\nRUN make \\\n  all\n';
const entries = [
  { created_by: 'ADD rootfs.tar / # buildkit' }, { created_by: 'ARG V=1.0', empty_layer: true }, { created_by: 'ENV A=1.0', empty_layer: true },
  { created_by: 'RUN |1 V=1.0 /bin/sh -c make   all # buildkit' },
];
const spec = { tags: ['app:1'], layers: [base, top], history: entries };

const wholeImage = {
  tags: ['app:1'], platform: 'linux/amd64',
  history: entries.map((entry) => ({ createdBy: entry.created_by, emptyLayer: entry.empty_layer === true })),
  layers: [
    { diffId: `sha256:${digestOf(base)}`, compression: 'none', historyIndex: 0, added: ['etc', 'etc/a', 'etc/b'], modified: [], rewritten: [], deleted: [], bodyBytes: 6, cumulativeBytes: 6 },
    {
      diffId: `sha256:${digestOf(top)}`, compression: 'none', historyIndex: 3, added: ['d', 'up'], modified: ['etc/a'], rewritten: [],
      deleted: [{ path: 'etc/b', files: 1, bytes: 2 }], bodyBytes: 8, cumulativeBytes: 14,
    },
  ],
  totalBodyBytes: 14, visibleBytes: 8, wastedBytes: 6, efficiency: 8 / 14, wasteByCause: [{ causeLayer: 1, ownerLayer: 0, bytes: 6 }], finalFiles: 3,
};

describe('layers', () => {
  test.each(['docker', 'oci', 'podman', 'old docker'] as const)('JSON of an archive in the form of %s', (form) => {
    const name = write('image.tar', imageArchive(form, spec));
    expect(layers(name)).toEqual({ images: [wholeImage], error: null, warnings: [] });
    expect(run('layers', name).status).toBe(0);
  });

  test.each([['oci', 'layout'], ['docker', 'unpacked']] as const)('a folder with what an archive in the form of %s has', (form, name) => {
    for (const item of archiveItems(form, spec)) {
      if (item.body !== undefined) write(`${name}/${String(item.name)}`, Buffer.from(item.body));
    }
    expect(layers(name)).toEqual({ images: [wholeImage], error: null, warnings: [] });
    expect(history(name).entries).toHaveLength(4);
  });

  test.skipIf(process.platform === 'win32')('a pipe', () => {
    const name = write('image.tar', imageArchive('docker', spec));
    const { stdout } = spawnSync('bash', ['-c', '"$0" "$1" layers --format json <(cat "$2")', process.execPath, drydock, name], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({ images: [wholeImage], error: null, warnings: [] });
  });

  test('all lists are in the order of code points', () => {
    // As UTF-16, the emoji comes before the fullwidth letter.
    const names = ['ab', '😀', 'a/b', 'Ａ', 'a-b', 'é', 'Z'];
    const sorted = ['Z', 'a-b', 'a/b', 'ab', 'é', 'Ａ', '😀'];
    const files = names.map((name) => file(name, 'x'));
    const name = write('order.tar', imageArchive('docker', { layers: [tar(...files), tar(...files), tar(...files.map((item) => ({ ...item, body: 'y' }))), tar(...files.map((item) => file(String(item.name).replace(/([^/]*)$/, '.wh.$1'))))] }));
    const [first, second, third, last] = layers(name).images[0]!.layers;
    expect([first!.added, second!.rewritten, third!.modified, (last!.deleted as { path: string }[]).map((item) => item.path)]).toEqual([sorted, sorted, sorted, sorted]);
  });

  test.each(['abc', '-5', '1.5', '1e400', '9007199254740993'])('a file that claims a size of %s', (size) => {
    const lying = tar(file('before', 'x'), pax({ 'GNU.sparse.realsize': size }), file('a', 'b'));
    const { images, error } = layers(write('size.tar', imageArchive('docker', { layers: [base, lying, top] })));
    expect(error).toMatchObject({ class: 'layer', badLayers: [1] });
    expect(images[0]).toMatchObject({ totalBodyBytes: 14, layers: [{ bodyBytes: 6 }, { added: [], bodyBytes: 0 }, { bodyBytes: 8 }] });
  });

  test('links in a folder lead nowhere outside', () => {
    for (const item of archiveItems('oci', spec)) {
      if (item.body !== undefined) write(`links/${String(item.name)}`, Buffer.from(item.body));
    }
    const blob = path.join(folder, `links/blobs/sha256/${digestOf(top)}`);
    fs.renameSync(blob, path.join(folder, 'outside'));
    fs.symlinkSync(path.join(folder, 'outside'), blob);
    expect(layers('links')).toMatchObject({ error: { class: 'missing-blob', badLayers: [1] } });
    fs.renameSync(path.join(folder, 'outside'), path.join(folder, 'links/inside'));
    fs.rmSync(blob);
    fs.symlinkSync('../../inside', blob);
    expect(layers('links').error).toBeNull();
  });

  test('text', () => {
    const { stdout, status } = run('layers', write('image.tar', imageArchive('docker', spec)));
    expect(status).toBe(0);
    expect(stdout).toContain('app:1 (linux/amd64)\n3 files; 14 B in all layers, 8 B visible, 6 B hidden (57.1 % efficient)');
    expect(stdout.split('\n').slice(2)).toEqual([
      '',
      '  layer     adds    total   hidden      +     ~     =     -  made by',
      '      1      6 B      6 B      6 B      3     0     0     0  ADD rootfs.tar /',
      '      2      8 B     14 B      0 B      2     1     0     1  RUN make all',
      '  + added  ~ modified  = rewritten without a change  - deleted',
      '',
      '  hidden bytes, which are stored and which no path of the image reaches',
      '      6 B  of layer 1, by layer 2: RUN make all',
      '', '',
    ]);
  });

  test('text is no wider than most terminals', () => {
    const long = { created_by: `RUN /bin/sh -c ${'echo 😀 && '.repeat(40)} # buildkit` };
    const { stdout } = run('layers', write('long.tar', imageArchive('docker', { tags: ['app:1'], layers: [base, top], history: [long, long] })));
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
    expect(stdout).toContain('…\n');
  });

  test('a damaged layer counts as empty, and the others are as they would be without it', () => {
    const middle = tar(file('etc/a', 'x'), file('later', 'y'));
    const damaged = imageArchive('oci', { ...spec, layers: [base, middle, top], pack: (layer) => (layer === middle ? gzipSync(layer).subarray(0, -30) : layer) });
    const json = layers(write('damaged.tar', damaged));
    expect(json.error).toMatchObject({ class: 'layer', badLayers: [1] });
    expect(json.images[0]!.layers.map(({ added, bodyBytes }) => ({ added, bodyBytes }))).toEqual([
      { added: ['etc', 'etc/a', 'etc/b'], bodyBytes: 6 }, { added: [], bodyBytes: 0 }, { added: ['d', 'up'], bodyBytes: 8 },
    ]);
    const text = run('layers', 'damaged.tar');
    expect(text.status).toBe(1);
    expect(text.stdout).toContain('cannot be read: The layer');
  });

  test.each([
    ['no image', 'plain.tar', tar(file('a', 'b')), 'not-an-image'],
    ['no tar', 'text', Buffer.from('hello'), 'not-an-image'],
    ['cut off in a file', 'cut.tar', imageArchive('oci', spec).subarray(0, 1100), 'truncated'],
    ['cut off between files', 'between.tar', imageArchive('oci', spec).subarray(0, 2048), 'truncated'],
    ['cut off before the metadata', 'before.tar', imageArchive('podman', spec).subarray(0, 512 + 4096), 'truncated'],
    ['a manifest that is no JSON', 'json.tar', tar(file('manifest.json', '[{')), 'bad-json'],
    ['a config that is not there', 'blob.tar', tar(file('manifest.json', '[{"Config":"c.json","Layers":[]}]')), 'missing-blob'],
  ])('%s', (_, name, bytes, kind) => {
    const json = layers(write(name, bytes));
    expect(json).toMatchObject({ images: [], error: { class: kind, badLayers: [] } });
    const { status, stderr } = run('layers', name);
    expect([status, stderr.startsWith('drydock: ')]).toEqual([1, true]);
  });

  test('a file that is not there', () => {
    expect(layers('nowhere.tar')).toEqual({ images: [], error: { class: 'not-an-image', message: 'nowhere.tar cannot be read: there is no such file.', badLayers: [] }, warnings: [] });
  });

  test('--max-wasted', () => {
    const name = write('image.tar', imageArchive('docker', spec));
    const status = (limit: string): number | null => run('layers', '--max-wasted', limit, name).status;
    expect(['6', '6B', '43%', '1kB', '1.5 GiB'].map(status)).toEqual([0, 0, 0, 0, 0]);
    expect(['5', '0', '42.8%', '0%'].map(status)).toEqual([1, 1, 1, 1]);
    expect(['x', '-1', '5 lines', '%', '1iB'].map(status)).toEqual([2, 2, 2, 2, 2]);
    expect(run('layers', '--max-wasted', '0', name).stderr).toBe(
      'drydock: app:1 (linux/amd64) hides 6 B of 14 B, which is more than --max-wasted allows. Most: layer 2 (RUN make all) hides 6 B that layer 1 (ADD rootfs.tar /) added.\n');
    expect(run('layers', '--max-wasted', '1kB', '--max-wasted', '10%', name).status).toBe(1);
    expect(run('layers', '--max-wasted', '1kB', '--max-wasted', '90%', name).status).toBe(0);
  });

  test('several images, and a choice among them', () => {
    const one = archiveItems('docker', spec);
    const config = JSON.stringify({ os: 'linux', architecture: 'arm64', variant: 'v8', rootfs: { diff_ids: [] } });
    const manifest = JSON.parse(String(one.find((item) => item.name === 'manifest.json')!.body)) as object[];
    const items = one.filter((item) => item.name !== 'manifest.json');
    const both = [...manifest, { Config: 'other.json', RepoTags: ['docker.io/library/other:latest'], Layers: [] }];
    const name = write('two.tar', tar(...items, file('other.json', config), file('manifest.json', JSON.stringify(both))));
    const tags = (...args: string[]): string[] => layers(...args, name).images.flatMap((image) => image.tags);
    expect(tags()).toEqual(['app:1', 'docker.io/library/other:latest']);
    expect(tags('--image', 'other')).toEqual(['docker.io/library/other:latest']);
    expect(tags('--image', 'app:1')).toEqual(['app:1']);
    expect(tags('--image', '1')).toEqual(['docker.io/library/other:latest']);
    expect(tags('--platform', 'linux/arm64')).toEqual(['docker.io/library/other:latest']);
    expect(tags('--platform', 'linux/arm64/v8')).toEqual(['docker.io/library/other:latest']);
    const wrong = run('layers', '--image', 'app', name);
    expect([wrong.status, wrong.stderr.split('\n')[0]]).toEqual([2, 'drydock: the archive has no image called app; it has 0: app:1 (linux/amd64), 1: docker.io/library/other:latest (linux/arm64/v8)']);
    expect(history(name).entries).toHaveLength(4);
    expect(run('history', name).stderr).toContain('the archive has 2 images that fit');
  });
});

describe('history', () => {
  const archive = (): string => write('image.tar', imageArchive('oci', spec));

  test('with a Dockerfile', () => {
    const lines = [null, [[2, 2]], [[3, 3]], [[4, 5]]];
    expect(history(archive(), '--dockerfile', write('Dockerfile', dockerfile)).entries).toEqual(wholeImage.history.map((entry, at) => ({ ...entry, lines: lines[at], confidence: 1 })));
    const text = run('history', 'image.tar', '--dockerfile', 'Dockerfile');
    expect(text.stdout.split('\n').map((line) => line.slice(0, 14))).toEqual(['        -  ADD', '        2  ARG', '        3  ENV', '      4-5  RUN', '']);
    expect([text.status, text.stderr]).toEqual([0, '']);
  });

  test('without one', () => {
    expect(history(archive()).entries).toEqual(wholeImage.history.map((entry) => ({ ...entry, lines: null, confidence: 0 })));
    expect(run('history', 'image.tar').stdout.split('\n')[3]).toBe('RUN |1 V=1.0 /bin/sh -c make   all # buildkit');
  });

  test('what an image says of itself steers no terminal', () => {
    const name = write('steering.tar', imageArchive('oci', { tags: ['app:1'], layers: [base], history: [{ created_by: 'RUN \u001b]0;title\u0007\u009b2Jecho\ta' }] }));
    const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
    for (const command of ['history', 'layers']) {
      const { status, stdout, stderr } = run(command, name);
      expect([command, status, controls.test(stdout + stderr), stdout.includes('echo')]).toEqual([command, 0, false, true]);
    }
    expect(history(name).entries[0]!.createdBy).toContain('\u001b');
  });

  test('with one that has changed since', () => {
    write('Changed', dockerfile.replace('  all', '  everything'));
    const found = history(archive(), '--dockerfile', 'Changed').entries;
    expect(found.map((entry) => entry.lines)).toEqual([null, [[2, 2]], [[3, 3]], [[4, 5]]]);
    expect(found.map((entry) => entry.confidence < 1)).toEqual([true, true, true, true]);
    expect(found[3]!.confidence).toBeLessThan(0.9);
    const text = run('history', 'image.tar', '--dockerfile', 'Changed');
    expect(text.stdout).toContain('      4-5? RUN');
    expect(text.stderr).toContain('has probably changed since');
  });

  test.each([['V', 'V=3.0'], ['FROM_ENVIRONMENT', 'FROM_ENVIRONMENT']])('--build-arg of %s, and --target', (name, given) => {
    const created = [`ARG ${name}=3.0`, 'ENV A=3.0', 'COPY x /3.0 # buildkit'];
    const image = write('given.tar', imageArchive('oci', { layers: [base], history: created.map((created_by) => ({ created_by, empty_layer: !created_by.startsWith('COPY') })) }));
    write('Stages', `FROM scratch AS one\nARG ${name}=1\nENV A=$${name}\nCOPY x /$${name}\nFROM one\nRUN more\n`);
    const expected = [2, 3, 4].map((line) => ({ lines: [[line, line]], confidence: 1 }));
    expect(history(image, '--dockerfile', 'Stages', '--target', 'ONE', '--build-arg', given).entries).toMatchObject(expected);
    // Without it, the value shows in the history; whether it was given or the default has changed does not.
    expect(history(image, '--dockerfile', 'Stages', '--target', 'ONE').entries).toMatchObject([{ ...expected[0], confidence: 0.9 }, ...expected.slice(1)]);
  });

  test('a layer that cannot be read takes nothing from the history', () => {
    const name = write('damaged.tar', imageArchive('oci', { ...spec, pack: (layer) => gzipSync(layer).subarray(0, -20) }));
    expect(history(name).entries).toHaveLength(4);
    expect(run('history', name).status).toBe(0);
  });

  test('no image', () => {
    expect(history('nowhere.tar')).toEqual({ entries: [] });
    expect(run('history', 'nowhere.tar')).toMatchObject({ status: 1, stderr: 'drydock: nowhere.tar cannot be read: there is no such file.\n' });
  });

  test.each([
    [['image.tar', '--dockerfile', 'missing'], '--dockerfile: missing cannot be read: ENOENT'],
    [['image.tar', '--dockerfile', 'Dockerfile', '--target', 'x'], '--target: Dockerfile has no stage x'],
    [['image.tar', '--dockerfile', 'Dockerfile', '--build-arg', '=x'], '--build-arg: "=x" has no name'],
    [['image.tar', '--target', 'x'], '--target and --build-arg need a --dockerfile'],
    [['image.tar', '--format', 'xml'], '--format must be one of text, json'],
    [['image.tar', 'other.tar'], 'only one ARCHIVE or IMAGE at a time'],
    [[], 'ARCHIVE or IMAGE is missing'],
    [['--nothing'], "Unknown option '--nothing'"],
  ])('wrong usage: %j', (args, message) => {
    archive();
    write('Dockerfile', dockerfile);
    const { status, stderr, stdout } = run('history', ...args);
    expect([status, stderr.startsWith(`drydock: ${message}`), stdout]).toEqual([2, true, '']);
  });
});

describe('an image of an engine that does not answer', () => {
  const nobody = { ...process.env, DOCKER_HOST: 'unix:///nobody/listens.sock' };
  const ask = (...args: string[]): SpawnSyncReturns<string> => spawnSync(process.execPath, [drydock, ...args], { cwd: folder, encoding: 'utf8', env: nobody });

  test.each(['layers', 'history'])('%s', (command) => {
    const text = ask(command, 'busybox:latest');
    // One sentence what is wrong, and one what to do; they are the engine's part.
    expect([text.status, text.stdout, /^drydock: No engine is running at .*\/nobody\/listens\.sock\. \S.*\n$/.test(text.stderr)]).toEqual([2, '', true]);
    const { status, stdout, stderr } = ask(command, 'busybox', '--format', 'json');
    expect([status, stderr]).toEqual([2, text.stderr]);
    const error = { class: 'engine', message: text.stderr.slice('drydock: '.length).trimEnd() };
    expect(JSON.parse(stdout)).toEqual(command === 'layers' ? { images: [], error: { ...error, badLayers: [] }, warnings: [] } : { entries: [], error });
    expect(schemaErrors(readSchema(`${command}.json`), JSON.parse(stdout))).toEqual([]);
  });

  test('what looks like a path is a missing file, and what is there is read', () => {
    for (const missing of ['./busybox', '../a/b', '/busybox', 'app.tar', 'app.tar.gz', 'C:\\app', 'a\\b', '~/x']) {
      expect(ask('history', missing), missing).toMatchObject({ status: 1, stderr: `drydock: ${missing} cannot be read: there is no such file.\n` });
    }
    write('busybox', imageArchive('docker', spec));
    expect(ask('history', 'busybox').status).toBe(0);
    fs.rmSync(path.join(folder, 'busybox'));
  });
});

test.each(['layers', 'history'])('%s --help', (command) => {
  const { status, stdout } = run(command, '--help');
  expect([status, stdout.startsWith(`Usage: drydock ${command}`)]).toEqual([0, true]);
  expect(stdout).toContain('IMAGE is a name or id that the engine has');
});

test('sizes', () => {
  expect([0, 999, 1000, 1234, 999_499, 999_500, 12_345_678, 5e15].map(sizeText)).toEqual(['0 B', '999 B', '1.00 kB', '1.23 kB', '999 kB', '1.00 MB', '12.3 MB', '5.00e+3 TB']);
  expect(['0', '5b', '2 kB', '1KiB', '1.5mb', '10 %', '12.5%'].map(readWasteLimit)).toEqual([{ bytes: 0 }, { bytes: 5 }, { bytes: 2000 }, { bytes: 1024 }, { bytes: 1_500_000 }, { share: 0.1 }, { share: 0.125 }]);
  expect(exceeds({ share: 0.1 }, 1, 10)).toBe(false);
  expect(exceeds({ share: 0.1 }, 2, 10)).toBe(true);
  expect(exceeds({ share: 0 }, 0, 0)).toBe(false);
});
