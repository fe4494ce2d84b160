/**
 * Build with Options…, profiles, Build Again, and the words that people type.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { LargeContexts, type ContextOptions } from '../../../client/src/commands/build/largeContext.ts';
import { looksSecret, profilesOf, rememberProfile, secretValues, withoutSecrets } from '../../../client/src/commands/build/profiles.ts';
import { buildAgain, buildImage, buildWithOptions, deleteProfile } from '../../../client/src/commands/buildImage.ts';
import { proposedName } from '../../../client/src/commands/imageName.ts';
import { readBuilders } from '../../../client/src/engine/builders.ts';
import { joinWords, splitWords } from '../../../client/src/model/words.ts';
import { insertionOf, newTasksFile } from '../../../client/src/model/tasksFile.ts';
import { back } from '../../../client/src/ui/ports.ts';
import { fakeDeps, file, type Script } from '../../support/fakeDeps.ts';

let count = 0;
/** A file of its own for each test: half-made builds are remembered by file. */
const fresh = (): ReturnType<typeof file> => file(`/src/shop${++count}/Dockerfile`);
const stages = [{ name: 'build', index: 0, line: 0 }, { name: null, index: 1, line: 4 }];
const declared = [{ name: 'VERSION', default: '1', stage: 0, line: 1 }, { name: 'NPM_TOKEN', default: null, stage: 0, line: 2 }];
const withSteps = (steps: Script['steps'], more: Script = {}): ReturnType<typeof fakeDeps> => fakeDeps({ stages, arguments: declared, steps: steps!, ...more });

describe('Build with Options', () => {
  it('builds at the first Enter as it stands', async () => {
    const { deps, builds } = withSteps(['']);
    const one = fresh();
    await buildWithOptions(deps, one);
    expect(builds).toEqual([{ file: one.fsPath, context: one.fsPath.replace('/Dockerfile', ''), tags: [`shop${count}:latest`] }]);
  });

  it('takes every option', async () => {
    const { deps, builds, log } = withSteps([
      'Image Names', 'a:1 registry.example/b:2, a:1', 'Build Context', 'No Context', 'Target', 'build', 'Platforms', ['linux/arm64', 'linux/s390x'], 'Build Arguments', 'VERSION', '2', back,
      'SSH', 'default', 'Cache', 'No Cache for', ['build'], 'Pull', 'Network', 'None', 'Builder', 'big', 'Output', 'Push', 'Cache From', 'type=local,src=c', 'Cache To', 'type=inline', 'Labels', 'a=b "c=d e"',
      'Further', '--ulimit nofile=1', 'Build',
    ], { builders: [{ name: 'big', driver: 'docker-container', isCurrent: false, status: 'running', platforms: ['linux/s390x'] }] });
    const one = fresh();
    await buildWithOptions(deps, one);
    expect(builds).toEqual([{
      file: one.fsPath, context: '-', tags: ['a:1', 'registry.example/b:2'], target: 'build', platforms: ['linux/arm64', 'linux/s390x'], buildArgs: { VERSION: '2' }, ssh: ['default'], noCache: ['build'], pull: true,
      network: 'none', builder: 'big', push: true, cacheFrom: ['type=local,src=c'], cacheTo: ['type=inline'], labels: { a: 'b', c: 'd e' }, options: ['--ulimit', 'nofile=1'],
    }]);
    expect(log.join('\n')).toContain('VERSION (1 (default))');
  });

  it('goes back without a change, and takes values away again', async () => {
    const { deps, builds } = withSteps(['Network', back, 'Network', 'Host', 'Network', 'Default', 'Pull', 'Pull', 'Target', 'build', 'Target', 'The last stage', 'Image Names', '', '']);
    const one = fresh();
    await buildWithOptions(deps, one);
    expect(builds).toEqual([{ file: one.fsPath, context: expect.any(String), tags: [] }]);
  });

  it('keeps what was chosen for who leaves and comes back', async () => {
    const one = fresh();
    const first = withSteps(['Target', 'build', 'Image Names', undefined]);
    await buildWithOptions(first.deps, one);
    expect(first.builds).toEqual([]);
    const second = withSteps(['']);
    await buildWithOptions(second.deps, one);
    expect(second.builds[0]?.target).toBe('build');
  });

  it('keeps the value of an argument that looks secret out of the request and of memory', async () => {
    const one = fresh();
    const { deps, builds, log, memory } = withSteps(['Build Arguments', 'NPM_TOKEN', 'hunter2', back, 'Remember', 'mine', '']);
    await buildWithOptions(deps, one);
    expect(builds[0]).toMatchObject({ environmentArgs: ['NPM_TOKEN'] });
    expect(log).toContain('environment: NPM_TOKEN');
    expect(log.filter((line) => line.startsWith('text, hidden'))).toHaveLength(1);
    expect(JSON.stringify([builds, [...memory]])).not.toContain('hunter2');
    expect(profilesOf(deps.memory, one)).toMatchObject([{ name: 'mine', definition: { buildArgs: { NPM_TOKEN: null } } }]);
  });

  it('offers the proxies of the environment, by name', async () => {
    const { deps, builds, log, memory } = withSteps(['Build Arguments', 'http_proxy', back, ''], { environment: { http_proxy: 'http://user:pass@proxy.example' } });
    await buildWithOptions(deps, fresh());
    expect(builds[0]).toMatchObject({ environmentArgs: ['http_proxy'] });
    expect(JSON.stringify([builds, log, [...memory]])).not.toContain('user:pass');
  });

  it('takes secrets by where they are', async () => {
    const { deps, builds, log } = withSteps(['Secrets', 'From a File', 'npm', 'From an Environment', 'token', 'TOKEN', 's3cret', 'From a File', 'gone', 'gone', back, ''], { openFile: '/home/me/.npmrc' });
    await buildWithOptions(deps, fresh());
    expect(builds[0]?.secrets).toEqual([{ id: 'npm', file: '/home/me/.npmrc' }, { id: 'token', env: 'TOKEN' }]);
    expect(JSON.stringify(builds)).not.toContain('s3cret');
    expect(log).toContain('environment: TOKEN');
  });

  it('refuses names that docker would refuse', async () => {
    const { deps, builds, log } = withSteps(['Image Names', 'ok Bad']);
    await buildWithOptions(deps, fresh());
    expect(builds).toEqual([]);
    expect(log.at(-1)).toBe('refused: An image name is in lower case: "bad".');
  });

  it('remembers the last choices without being asked, under one name, but no build as usual', async () => {
    const one = fresh();
    const { deps } = withSteps(['Target', 'build', '', 'Last Build', 'Network', 'None', '', 'Begin Anew', '']);
    await buildWithOptions(deps, one);
    await buildWithOptions(deps, one);
    await buildWithOptions(deps, one);
    expect(profilesOf(deps.memory, one)).toMatchObject([{ name: 'Last Build', definition: { target: 'build', network: 'none' } }]);
  });

  it('writes a task without secrets', async () => {
    const { deps, log } = withSteps(['Build Arguments', 'Another', 'MY_PASSWORD', 'x1y2', back, 'Save as Task', undefined]);
    await buildWithOptions(deps, fresh());
    expect(log.find((line) => line.startsWith('task: '))).toContain('"environmentArgs":["MY_PASSWORD"]');
    expect(log.join()).not.toContain('x1y2');
  });
});

describe('profiles', () => {
  it('are offered, the last used first, and are built by one more Enter', async () => {
    const one = fresh();
    const { deps, builds, log } = fakeDeps({ stages, pick: 'test' });
    const request = { file: one.fsPath, context: '/src', tags: ['x:1'] };
    await rememberProfile(deps.memory, one, 'test', { ...request, target: 'build' });
    await rememberProfile(deps.memory, one, 'all', request);
    await buildImage(deps, one);
    expect(log).toContain('choices: all | test | Without Profile… | With Options…');
    expect(builds).toEqual([{ ...request, target: 'build' }]);
    expect(profilesOf(deps.memory, one).map(({ name }) => name)).toEqual(['test', 'all']);
    await deleteProfile(deps, one);
    expect(profilesOf(deps.memory, one).map(({ name }) => name)).toEqual(['all']);
  });

  it.each(['', 'x', '{}', '[1]', '[{"name":"a"}]', '[{"name":"a","definition":{"file":3}}]', '[{"name":"a","definition":{"file":"/x","tags":"y"}}]'])('what memory holds may be wrong: %s', (stored) => {
    expect(profilesOf({ get: () => stored, set: async () => undefined }, fresh())).toEqual([]);
  });

  it.each([['NPM_TOKEN', true], ['password', true], ['apiKey', true], ['DB_PASSWD', true], ['AWS_SECRET_ACCESS_KEY', true], ['GH_PAT', true], ['VERSION', false], ['KEYBOARD', false], ['TOKENIZER_VERSION', false], ['MONKEY', false]])('%s looks secret: %s', (name, is) => {
    expect(looksSecret(name)).toBe(is);
  });

  test('the value of an argument that looks secret goes to the environment, wherever the build was written down', () => {
    const request = { file: '/src/Dockerfile', context: '/src', tags: [], buildArgs: { NPM_TOKEN: 'hunter2', VERSION: '1' }, environmentArgs: ['http_proxy'] };
    expect(withoutSecrets(request)).toEqual({ file: '/src/Dockerfile', context: '/src', tags: [], buildArgs: { VERSION: '1' }, environmentArgs: ['http_proxy', 'NPM_TOKEN'] });
    expect(secretValues(request)).toEqual({ NPM_TOKEN: 'hunter2' });
    expect(secretValues({ ...request, buildArgs: { PROXY: 'http://me:pass@proxy.example:3128', URL: 'https://a.example/b@c' } })).toEqual({ PROXY: 'http://me:pass@proxy.example:3128' });
  });
});

describe('Build Again', () => {
  it('builds what was built last, in this window or before', async () => {
    const one = fresh();
    const { deps, builds } = fakeDeps({ input: (value) => value });
    await buildImage(deps, one);
    await buildAgain(deps);
    expect(builds[1]).toEqual(builds[0]);
    await buildAgain(deps, { ...builds[0]!, target: 'other' });
    expect(builds[2]).toMatchObject({ target: 'other' });
  });
  it('says when nothing was, and asks for trust', async () => {
    const none = fakeDeps({});
    await buildAgain(none.deps);
    expect(none.log.join()).toContain('Nothing has been built');
    const untrusted = fakeDeps({ trusted: false });
    await buildAgain(untrusted.deps);
    expect(untrusted.log.join()).toContain('trusted workspace');
  });
});

describe('a large build context', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-context-'));
  mkdirSync(join(folder, 'modules/a'), { recursive: true });
  writeFileSync(join(folder, 'modules/a/big'), 'x'.repeat(9000));
  writeFileSync(join(folder, 'small'), 'x'.repeat(1000));
  const request = { file: join(folder, 'Dockerfile'), context: folder, tags: [] };
  const ask = (answers: (string | undefined)[], more: Partial<ContextOptions> = {}): { contexts: LargeContexts; asked: string[] } => {
    const asked: string[] = [];
    const contexts = new LargeContexts({
      prompts: { confirm: async (message) => { asked.push(message); return answers.shift(); } }, limit: () => 5000, editIgnoreFile: async () => { asked.push('edit'); },
      files: async () => ({ paths: ['small', 'modules/', 'modules/a/', 'modules/a/big', 'modules/gone', 'small'], isComplete: true }), ...more,
    });
    return { contexts, asked };
  };
  const { signal } = new AbortController();

  it('is named with its largest parts, and asked about once', async () => {
    const { contexts, asked } = ask(['Build Anyway']);
    expect([await contexts.confirm(request, signal), await contexts.confirm(request, signal)]).toEqual([true, true]);
    expect(asked).toEqual(['The build sends 10 kB in 2 files: modules/ 9 kB, small 1 kB.']);
  });
  it('is not sent when it is dismissed, or when the ignore file is to be edited', async () => {
    const { contexts, asked } = ask([undefined, 'Edit .dockerignore']);
    expect([await contexts.confirm(request, signal), await contexts.confirm(request, signal)]).toEqual([false, false]);
    expect(asked.at(-1)).toBe('edit');
  });
  it('says "more than" where not everything was counted', async () => {
    const { contexts, asked } = ask(['Build Anyway'], { files: async () => ({ paths: ['small', 'modules/a/big'], isComplete: false }) });
    await contexts.confirm(request, signal);
    expect(asked[0]).toMatch(/^The build sends more than 10 kB/);
  });
  it.each<[string, Partial<ContextOptions>, object]>([
    ['a small one', { limit: () => 10_001 }, {}], ['one that nobody wants to hear of', { limit: () => 0 }, {}], ['a repository', {}, { context: 'https://host.example/x.git' }], ['an archive', {}, { context: '/x.tar' }],
    ['one of which the server says nothing', { files: () => Promise.reject(new Error('stopped')) }, {}],
    ['one that takes too long', { patience: 20, files: (_request, aborted) => new Promise((_resolve, reject) => { aborted.addEventListener('abort', () => reject(new Error('cancelled'))); }) }, {}],
  ])('%s is not asked about', async (_name, more, changed) => {
    const { contexts, asked } = ask([], more);
    expect(await contexts.confirm({ ...request, ...changed }, signal)).toBe(true);
    expect(asked).toEqual([]);
  });
  it('is gone with its folder', () => rmSync(folder, { recursive: true }));
});

describe('words', () => {
  it.each<[string, string[]]>([
    ['a  b', ['a', 'b']], ['"a b" c', ['a b', 'c']], [`'a "b"'`, ['a "b"']], ['--x="y z"', ['--x=y z']], ['a\\ b', ['a b']], ['C:\\dir\\x', ['C:\\dir\\x']], ['"a\\"b"', ['a"b']], ['', []], ['"open end', ['open end']], ['$(id) `x`', ['$(id)', '`x`']],
  ])('%j', (line, words) => expect(splitWords(line)).toEqual(words));
  it('come back the same', () => {
    const words = ['plain', 'with blank', 'quote"d', "single'", 'back\\slash', '', 'C:\\a b\\'];
    expect(splitWords(joinWords(words.filter(Boolean)))).toEqual(words.filter(Boolean));
  });
});

describe('the proposed name', () => {
  it.each([
    ['/ws/shop/Dockerfile', ['/ws/shop'], 'shop:latest'], ['/ws/shop/api/Dockerfile', ['/ws/shop'], 'shop-api:latest'], ['/ws/shop/docker/Dockerfile', ['/ws/shop'], 'shop:latest'], ['/ws/shop/api/docker/Dockerfile.dev', ['/ws/shop'], 'shop-api:dev'],
    ['/ws/shop/a/b/c/Dockerfile', ['/ws/shop'], 'shop-c:latest'], ['/x/api/docker/Dockerfile', [], 'api:latest'], ['/ws/shop2/Dockerfile', ['/ws/shop'], 'shop2:latest'], ['C:\\ws\\shop\\api\\Dockerfile', ['C:\\ws\\shop'], 'shop-api:latest'],
  ])('%s', (path, roots, name) => expect(proposedName(path, undefined, roots)).toBe(name));
});

describe('tasks.json', () => {
  const task = { label: 'x', type: 'drydock', file: 'Dockerfile' };
  const added = (text: string): string => {
    const { offset, text: insertion } = insertionOf(text, task)!;
    return text.slice(0, offset) + insertion + text.slice(offset);
  };
  const read = (text: string): { tasks: { label: string }[] } => JSON.parse(text.replaceAll(/^\s*\/\/.*$|(?<=[,[\]}])\s*\/\/.*$|\/\*[^]*?\*\//gm, '').replaceAll(/,(\s*[\]}])/g, '$1')) as { tasks: { label: string }[] };
  const whole = '{\n  // ours\n  "version": "2.0.0",\n  "tasks": [\n    {\n      "label": "a // [ ] {", // first\n      "args": ["x", "}"]\n    } // last\n    /* end */\n  ],\n  "inputs": []\n}\n';
  it('is made when there is none', () => expect(JSON.parse(newTasksFile(task))).toEqual({ version: '2.0.0', tasks: [task] }));
  it('keeps everything else as it is', () => {
    const text = added(whole);
    expect(text.replace(/,\n {4}\{\n {6}"label": "x"[^}]*\}/, '')).toBe(whole);
    expect(text).toContain('    },\n    {\n      "label": "x",\n      "type": "drydock",\n      "file": "Dockerfile"\n    } // last\n');
  });
  it.each(['{"version":"2.0.0","tasks":[]}', '{"tasks":[{"label":"a"}]}', '{"tasks":[{"label":"a"},]}', '{\r\n\t"tasks": [\r\n\t\t{"label":"a"}\r\n\t]\r\n}', '{"inputs":[{"tasks":[1]}],"tasks":[ // none\n]}', '{"windows":{"tasks":[]},"tasks":[{"label":"a","x":[[],{}]}]}'])('%j gets one more', (text) => {
    expect(read(added(text)).tasks.at(-1)).toEqual(task);
    expect(read(added(text)).tasks).toHaveLength((read(text).tasks?.length ?? 0) + 1);
  });
  it.each(['', '[]', '{}', '{"tasks":{}}', '{"tasks":"x"}', '{"tasks":[', 'nonsense'])('%j is left alone', (text) => expect(insertionOf(text, task)).toBeUndefined());
});

test('the builders of buildx 0.29, as it prints them', () => {
  const line = '{"Current":true,"Driver":"docker","Dynamic":false,"LastActivity":"2026-11-21T13:01:33Z","Name":"default","Nodes":[{"Endpoint":"default","Name":"default","Platforms":["linux/amd64*","linux/386"],"Status":"running","Version":"v0.0.0+unknown"}]}';
  expect(readBuilders(`${line}\n${line}\nnoise\n{"Name":3}\n{"Name":"b","Nodes":null}\n`)).toEqual([
    { name: 'default', driver: 'docker', isCurrent: true, status: 'running', platforms: ['linux/amd64', 'linux/386'] }, { name: 'b', driver: '', isCurrent: false, status: '', platforms: [] },
  ]);
});
