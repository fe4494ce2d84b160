import { describe, expect, test } from 'vitest';
import { historyCommands } from '../../../client/src/commands/history/index.ts';
import { rememberedSettings, showHistory } from '../../../client/src/commands/history/showHistory.ts';
import type { Deps } from '../../../client/src/commands/deps.ts';
import { historyOfEngine, type HistoryModel } from '../../../client/src/model/history.ts';
import { childrenOf, rootsOf, type HistoryNode } from '../../../client/src/model/histories/nodes.ts';
import { fakeDeps, file, type Script } from '../../support/fakeDeps.ts';
import { imageSummary } from '../../support/fakeEngine.ts';

const id = `sha256:${'1'.repeat(64)}`;
const baseId = `sha256:${'b'.repeat(64)}`;
const source = { kind: 'engine', id, name: 'app:1' } as const;
const about = { imageId: id, platform: 'linux/amd64', platforms: [] as string[], sizes: 'unpacked' as const, diffIds: ['sha256:d0', 'sha256:d1'], labels: {}, settings: undefined };
const texts = ['ADD rootfs.tar / # buildkit', 'CMD ["sh"]', 'ENV A=1 B=two words', 'RUN /bin/sh -c make     && make install # buildkit', 'CMD ["/bin/sh" "-c" "top"]'];

function model(createdBy = texts, more: Partial<typeof about> = {}): HistoryModel {
  const entries = createdBy.map((text) => ({
    id: undefined, created: 0, createdBy: text, comment: 'buildkit.dockerfile.v0', tags: [], size: /^(?:ADD|RUN)/.test(text) ? 10 : 0, sizeKind: 'unpacked' as const,
  }));
  return { ...historyOfEngine(entries, 2), about: { ...about, ...more } };
}

/** Everything that was asked for is done when this resolves. */
const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 20); });

const dockerfile = file('/w/Dockerfile');
const lines = [null, null, [[1, 1]], [[2, 3]], [[4, 4]]] as const;

function scripted(script: Script = {}): ReturnType<typeof fakeDeps> {
  return fakeDeps({
    all: [dockerfile], pick: 'w/Dockerfile',
    historyLines: (_, question) => question.entries.map((_entry, at) => ({ lines: lines[at] ?? null, confidence: 1 })),
    ...script,
    images: { history: async (image) => (image === baseId ? model(texts.slice(0, 2)) : model()), list: async () => [imageSummary({ id: baseId, tags: ['debian:12'] })], ...script.images },
    engine: { inspect: async (image) => ({ diffIds: image === baseId ? ['sha256:d0'] : [] }) as never, inspectRaw: async () => ({ Config: { Env: ['A=1', 'B=two words'], Cmd: ['/bin/sh', '-c', 'top'] } }), ...script.engine },
  });
}

const run = (deps: Deps, command: keyof typeof historyCommands, ...args: unknown[]): Promise<void> => Promise.resolve(historyCommands[command]!(deps, ...args));

/** The step with this text, wherever it is folded. */
function step(deps: Deps, text: string): HistoryNode {
  const { histories } = deps.history;
  const all = (node: HistoryNode): HistoryNode[] => [node, ...(node.kind === 'entry' ? [] : childrenOf(node, histories.settings, 0).flatMap(all))];
  return rootsOf(histories.current).flatMap(all).find((node) => node.kind === 'entry' && node.copyText.startsWith(text))!;
}

describe('a history that is shown', () => {
  test('learns its base by the layers of other images', async () => {
    const { deps } = scripted();
    await showHistory(deps, source, model());
    await settled();
    expect(deps.history.histories.current!.base).toEqual({ name: 'debian:12', digest: baseId, entries: 2, layers: 1, by: 'layers' });
  });
  test('knows its Dockerfile from the build that made it', async () => {
    const { deps } = scripted({ builtFrom: { [id]: { file: '/w/Dockerfile', target: 'prod' } } });
    await showHistory(deps, source, model());
    await settled();
    expect(deps.history.histories.current!.dockerfile).toMatchObject({ file: 'file:///w/Dockerfile', label: 'w/Dockerfile', target: 'prod' });
    expect(deps.history.histories.current!.base).toMatchObject({ entries: 2 });
  });
  test('shows what it has when nothing more can be found out', async () => {
    const { deps } = scripted({ images: { list: async () => { throw new Error('gone'); } } });
    await showHistory(deps, source, model());
    await settled();
    expect(deps.history.histories.current!.base).toBeUndefined();
  });
});

describe('a click on a step', () => {
  test('asks once for the Dockerfile and goes to the line', async () => {
    const { deps, log, memory } = scripted();
    await showHistory(deps, source, model());
    await run(deps, 'drydock.goToHistoryLine', step(deps, 'RUN'));
    await run(deps, 'drydock.goToHistoryLine', step(deps, 'ENV'));
    expect(log.filter((line) => /^(?:choices|go to|inform)/.test(line))).toEqual(['choices: w/Dockerfile', 'go to: /w/Dockerfile:2-3', 'go to: /w/Dockerfile:1-1']);
    expect(memory.get('history.dockerfile.app:1')).toBe('file:///w/Dockerfile');
  });
  test('says when it is not sure, and when no line made it', async () => {
    const { deps, log } = scripted({ historyLines: (_, { entries }) => entries.map((_entry, at) => ({ lines: at === 3 ? [[2, 3]] : null, confidence: 0.5 })) });
    await showHistory(deps, source, model());
    await run(deps, 'drydock.goToHistoryLine', step(deps, 'RUN'));
    await run(deps, 'drydock.goToHistoryLine', step(deps, 'ENV'));
    expect(log.slice(-3)).toEqual([
      'go to: /w/Dockerfile:2-3', 'inform: This step likely comes from lines 3–4 of w/Dockerfile. The Dockerfile has changed since the image was built, or it is another one.',
      "inform: No line of w/Dockerfile made this step. It is the base image's, or the Dockerfile has changed since.",
    ]);
  });
  test('of the base asks nobody', async () => {
    const { deps, log } = scripted();
    await showHistory(deps, source, model());
    await settled();
    await run(deps, 'drydock.goToHistoryLine', step(deps, 'ADD'));
    expect(log.at(-1)).toMatch(/^inform: This step is the base image's/);
  });
  test('without a Dockerfile in the workspace, without a selection, and with a server that fails', async () => {
    const none = scripted({ all: [] });
    await showHistory(none.deps, source, model());
    await run(none.deps, 'drydock.goToHistoryLine', step(none.deps, 'RUN'));
    await run(none.deps, 'drydock.goToHistoryLine');
    expect(none.log.slice(-2)).toEqual(['inform: There is no Dockerfile in this workspace to go to.', 'inform: Select a step in the view Image History first.']);
    const failing = scripted({ historyLines: () => { throw new Error('The server is gone.'); } });
    await showHistory(failing.deps, source, model());
    await run(failing.deps, 'drydock.goToHistoryLine', step(failing.deps, 'RUN'));
    expect(failing.log.at(-1)).toBe('fail: The server is gone.');
  });
});

describe('Dockerfile from Image', () => {
  test('of the image that is shown, from its base on', async () => {
    const { deps, log } = scripted();
    await showHistory(deps, source, model());
    await run(deps, 'drydock.dockerfileFromImage');
    const text = log.find((line) => line.startsWith('Dockerfile app:1.dockerfile:'))!;
    expect(text.slice(text.indexOf('\n\n') + 2).split('\n')).toEqual(['FROM debian:12', 'ENV A=1 B="two words"', 'RUN make \\', '    && make install', 'CMD top', '']);
  });
  test('of an image that is not shown yet, whose history is shown then', async () => {
    const { deps, log } = scripted();
    await run(deps, 'drydock.dockerfileFromImage', { fullTag: 'app:1' });
    expect(log.find((line) => line.startsWith('Dockerfile app:1'))).toContain('FROM debian:12');
    expect(deps.history.histories.current!.source).toMatchObject({ id: 'app:1' });
  });
  test('the engine is gone', async () => {
    const { deps, log } = scripted({ images: { history: async () => { throw Object.assign(new Error('No engine.'), { remedy: 'Start it.' }); } } });
    await run(deps, 'drydock.dockerfileFromImage', 'app:1');
    expect(log.at(-1)).toBe('fail: No engine. Start it.');
  });
  test('in an untrusted workspace no engine is asked', async () => {
    const { deps, log } = scripted({ trusted: false });
    await run(deps, 'drydock.dockerfileFromImage', 'app:1');
    expect(log.at(-1)).toMatch(/^warn: Images and containers of an engine need a trusted workspace/);
  });
  test('beside a Dockerfile: only what differs, or a sentence when nothing does', async () => {
    const text = 'FROM debian:12\nENV A=1 B="two words"\nRUN make \\\n    && make install\nCMD top\n';
    const same = scripted({ text });
    await showHistory(same.deps, source, model());
    await run(same.deps, 'drydock.compareWithDockerfile');
    expect(same.log.at(-1)).toBe('inform: w/Dockerfile says what app:1 was built from, as far as its history tells.');
    const other = scripted({ text, historyLines: (_, { entries }) => entries.map((_entry, at) => ({ lines: lines[at] ?? null, confidence: at === 2 ? 0.4 : 0.95 })) });
    await showHistory(other.deps, source, model([...texts.slice(0, 2), 'ENV A=2', ...texts.slice(3)]));
    await run(other.deps, 'drydock.compareWithDockerfile');
    expect(other.log.at(-1)).toContain('diff app:1 ↔ w/Dockerfile, app:1.dockerfile, /w/Dockerfile:\nFROM debian:12\nENV A=2\nRUN make');
  });
});

describe('the view', () => {
  test('keeps what it has when the image is gone, and reads it when it is back', async () => {
    let isThere = false;
    const { deps, log } = scripted({ images: { history: async () => { if (isThere) return model(); throw Object.assign(new Error('The engine has no image app:1.'), { remedy: 'Choose another.' }); } } });
    await showHistory(deps, source, model());
    await run(deps, 'drydock.refreshHistory');
    expect(deps.history.histories.current).toMatchObject({ problem: 'The engine has no image app:1. Choose another. This is the history as it was read last.' });
    expect(deps.history.histories.current!.history.rows).toHaveLength(5);
    isThere = true;
    await run(deps, 'drydock.refreshHistory');
    expect(deps.history.histories.current!.problem).toBeUndefined();
    expect(log.filter((line) => line.startsWith('fail'))).toEqual([]);
  });
  test('remembers how it was set', async () => {
    const { deps } = scripted();
    expect(rememberedSettings(deps.memory)).toEqual({ isNewestFirst: false, hidesEmpty: false });
    await run(deps, 'drydock.showNewestFirst');
    await run(deps, 'drydock.hideEmptyEntries');
    expect(deps.history.histories.settings).toEqual({ isNewestFirst: true, hidesEmpty: true });
    expect(rememberedSettings(deps.memory)).toEqual({ isNewestFirst: true, hidesEmpty: true });
    await run(deps, 'drydock.showOldestFirst');
    await run(deps, 'drydock.showEmptyEntries');
    expect(rememberedSettings(deps.memory)).toEqual({ isNewestFirst: false, hidesEmpty: false });
  });
  test('switches between images', async () => {
    const { deps } = scripted({ pick: '$(package) app:1' });
    await showHistory(deps, source, model());
    await showHistory(deps, { ...source, id: 'sha256:2', name: 'app:2' }, model());
    await run(deps, 'drydock.switchHistory');
    expect(deps.history.histories.current!.source.name).toBe('app:1');
  });
  test('asks for another platform where there are several', async () => {
    const asked: (string | undefined)[] = [];
    const platforms = ['linux/amd64', 'linux/arm64'];
    const { deps, log } = scripted({ pick: 'linux/arm64', images: { history: async (_image, _signal, platform) => { asked.push(platform); return model(texts, { platforms, platform: 'linux/arm64' }); } } });
    await showHistory(deps, source, model(texts, { platforms }));
    await run(deps, 'drydock.chooseHistoryPlatform');
    expect(asked).toContain('linux/arm64');
    expect(deps.history.histories.current!.platform).toBe('linux/arm64');
    await run(deps, 'drydock.showHistoryLayer', step(deps, 'RUN'));
    expect(log.at(-1)).toMatch(/own platform only/);
    const one = scripted();
    await showHistory(one.deps, source, model());
    await run(one.deps, 'drydock.chooseHistoryPlatform');
    expect(one.log.at(-1)).toMatch(/one platform only/);
  });
  test('copies steps and digests', async () => {
    const { deps, log } = scripted();
    await showHistory(deps, source, model());
    await run(deps, 'drydock.copyInstruction', step(deps, 'RUN'));
    await run(deps, 'drydock.copyHistoryEntry', step(deps, 'RUN'));
    await run(deps, 'drydock.copyLayerDigest', step(deps, 'RUN'));
    await run(deps, 'drydock.copyLayerDigest', step(deps, 'ENV'));
    expect(log.slice(-4)).toEqual([
      'copy: RUN make     && make install', 'copy: RUN /bin/sh -c make     && make install # buildkit', 'copy: sha256:d1', 'inform: This step made no layer that is known.',
    ]);
  });
});
