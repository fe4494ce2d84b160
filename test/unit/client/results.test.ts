import { describe, expect, test } from 'vitest';
import { BuildResults } from '../../../client/src/commands/results/buildResults.ts';
import { forgetResults, showCachePrediction, showGrowth, showImageCosts, toggleResults } from '../../../client/src/commands/results/results.ts';
import type { RememberedBuild } from '../../../client/src/model/results.ts';
import { ResultsStore } from '../../../client/src/model/resultsStore.ts';
import { fakeDeps, file } from '../../support/fakeDeps.ts';

const dockerfile = file('/app/Dockerfile');
const build: RememberedBuild = {
  file: '/app/Dockerfile', target: undefined, buildArgs: undefined, outcome: 'succeeded', started: 0, ended: 0, dockerfile: '', imageId: 'sha256:1', imageName: 'app:1', buildRef: undefined, totalSize: 500_000, sizes: 'unpacked',
  instructions: [{ lines: [2, 2], name: 'RUN', text: 'RUN a', state: 'done', milliseconds: 1, layer: { index: 1, size: 1, diffId: undefined, created: undefined, total: 1 }, knownBy: 'alignment', confidence: 1 }],
};
const growth = { total: 90_000, base: -10_000, since: 0, instructions: [{ kind: 'same' as const, name: 'RUN', text: 'RUN a\n  b', line: 4, before: 0, after: 100_000 }, { kind: 'gone' as const, name: 'COPY', text: 'COPY x /', line: 9, before: 500, after: 0 }] };

describe('Show Growth Since Last Build', () => {
  test('lists what grew and goes there', async () => {
    const { deps, log } = fakeDeps({ active: dockerfile, pick: '+100 kB  RUN a b', results: { latest: async () => [{ build, stages: [], growth }] } });
    await showGrowth(deps);
    expect(log).toEqual(['choices: −10 kB  base image | +100 kB  RUN a b | −500 B  COPY x /', 'go to: /app/Dockerfile:4']);
  });
  test.each<[string, Parameters<typeof fakeDeps>[0]['results'], RegExp]>([
    ['without a build', {}, /No build of this Dockerfile is remembered/],
    ['after the first build', { latest: async () => [{ build, stages: [], growth: undefined }] }, /only one build/],
    ['when nothing grew', { latest: async () => [{ build, stages: [], growth: { total: 0, base: 0, since: 0, instructions: [] } }] }, /Nothing grew and nothing shrank .* 500 kB/],
  ])('says so %s', async (_, results, message) => {
    const { deps, log } = fakeDeps({ active: dockerfile, ...(results ? { results } : {}) });
    await showGrowth(deps);
    expect(log.join()).toMatch(message);
  });
});

describe('Show What the Next Build Runs Again', () => {
  const step = (line: number, prediction: object): never => ({ stage: 0, name: 'RUN', lines: [line, line], prediction }) as never;
  test('lists the marks of the gutter', async () => {
    const steps = [step(1, { kind: 'same' }), step(2, { kind: 'miss', reason: 'a.txt has changed since the last build.' }), step(3, { kind: 'miss', because: 2 })];
    const { deps, log } = fakeDeps({ active: dockerfile, pick: 'line 4: runs again. It builds on line 3, which runs again.', results: { predict: async () => ({ steps, since: 0, target: undefined }) } });
    await showCachePrediction(deps);
    expect(log).toContain('choices: line 3: runs again. a.txt has changed since the last build. | line 4: runs again. It builds on line 3, which runs again.');
    expect(log.at(-1)).toBe('go to: /app/Dockerfile:3');
  });
  test('says when nothing is known, and when nothing changed', async () => {
    const unknown = fakeDeps({ active: dockerfile });
    await showCachePrediction(unknown.deps);
    expect(unknown.log.join()).toMatch(/It is not known what the next build will find in the cache/);
    const same = fakeDeps({ active: dockerfile, results: { predict: async () => ({ steps: [], since: 0, target: undefined }) } });
    await showCachePrediction(same.deps);
    expect(same.log.join()).toMatch(/Nothing has changed since the build of/);
  });
  test('asks no engine without trust', async () => {
    const { deps, log } = fakeDeps({ active: dockerfile, trusted: false, results: { predict: async () => { throw new Error('asked'); } } });
    await showCachePrediction(deps);
    expect(log.join()).toMatch(/trusted workspace/);
  });
});

describe('Show Costs of Image in Dockerfile…', () => {
  const images = { list: async () => [{ id: 'sha256:1', tags: ['app:1'], digests: [], created: 0, size: 5, labels: {} }] } as never;
  const enter = (found: RememberedBuild) => async (...[image, path, , target]: [string, string, string, string | undefined, AbortSignal]): Promise<RememberedBuild> => {
    asked.push(`${image} ${path} ${target ?? '-'}`);
    return found;
  };
  let asked: string[] = [];
  test('enters the picked image', async () => {
    asked = [];
    const { deps, log } = fakeDeps({ active: dockerfile, pick: '$(package) app:1', images, stages: [{ name: 'a', index: 0, line: 0 }], results: { enter: enter(build) } });
    await showImageCosts(deps);
    expect(asked).toEqual(['sha256:1 /app/Dockerfile -']);
    expect(log.at(-1)).toBe('go to: /app/Dockerfile');
  });
  test('says when no layer fits', async () => {
    asked = [];
    const { deps, log } = fakeDeps({ active: dockerfile, pick: '$(package) app:1', images, results: { enter: enter({ ...build, instructions: [] }) } });
    await showImageCosts(deps);
    expect(log.join()).toMatch(/No layer of app:1 fits an instruction/);
  });
});

test('results are forgotten on request', async () => {
  const { deps, log } = fakeDeps({ active: dockerfile });
  await forgetResults(deps);
  expect(log).toEqual(['forget: /app/Dockerfile', 'inform: What the builds of app/Dockerfile left is forgotten.']);
  const none = fakeDeps({ active: dockerfile, results: { forget: async () => false } });
  await forgetResults(none.deps);
  expect(none.log).toEqual(['inform: No build of app/Dockerfile is remembered.']);
});

test('switching the results says so only where no Dockerfile shows it', async () => {
  const open = fakeDeps({ active: dockerfile });
  await toggleResults(open.deps);
  const none = fakeDeps({});
  await toggleResults(none.deps);
  expect([open.log, none.log]).toEqual([['toggle results'], ['toggle results', 'inform: The results of builds are not shown any more in Dockerfiles.']]);
});

test('of a build only what a prediction asks for is remembered, and forgetting takes its image along', async () => {
  const memory = new Map<string, string>();
  const store = new ResultsStore(undefined);
  const { deps } = fakeDeps({});
  const results = new BuildResults({
    engines: deps.engines, store, output: deps.output, isTrusted: () => true, predicts: () => false, toggleShown: async () => 'shown',
    memory: { get: (key) => memory.get(key), set: async (key, value) => { memory.set(key, value); } },
    reader: { steps: async () => ({ stages: [], syntax: '' }), files: async () => ({ steps: [], isComplete: true }), historyLines: async () => [] },
  });
  const request = { file: '/app/Dockerfile', context: '/app', tags: ['app'], cacheTo: ['type=s3,bucket=b,secret_access_key=hunter2'] };
  const imageId = `sha256:${'1'.repeat(64)}`;
  await results.finished({ request, outcome: 'succeeded', started: 1, ended: 2, dockerfile: 'FROM a', imageId, buildRef: undefined, steps: [] }, { id: 1 });
  expect(await store.of('/app/Dockerfile')).toHaveLength(1);
  expect(JSON.stringify([await store.of('/app/Dockerfile'), [...memory]])).not.toContain('hunter2');
  expect(results.dockerfileOf(imageId)).toEqual({ file: '/app/Dockerfile' });
  expect([await results.forget('/app/Dockerfile'), await results.forget('/app/Dockerfile')]).toEqual([true, false]);
  expect(results.dockerfileOf(imageId)).toBeUndefined();
});
