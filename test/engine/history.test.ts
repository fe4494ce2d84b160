/**
 * The history of images that the real engine built, by BuildKit and by the classic builder: as its API tells it, as the archive holds it, and as the
 * Dockerfile says.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineClient } from '../../server/src/engine/contract.ts';
import { findEngine } from '../../server/src/engine/findEngine.ts';
import { historyOfArchive, historyOfEngine } from '../../client/src/model/history.ts';
import type { HistoryModel } from '../../client/src/model/history.ts';
import { readImageArchive } from '../../server/src/image/archive.ts';
import { analyseImage } from '../../server/src/image/layers.ts';
import { build, removeBuilt } from '../support/builtImages.ts';
import { hasEngine } from '../support/product.ts';

const dockerfile = `FROM busybox
ARG VERSION=1.0
ARG EMPTY
ENV A=1 B="two words"
LABEL who="me and you"
WORKDIR /app
WORKDIR /
COPY a.txt b.txt /app/
RUN echo "$VERSION" > /v && \\
    # a comment
    true
RUN true
RUN ["touch", "/exec form"]
USER 1000
EXPOSE 80 443/tcp
VOLUME ["/data"]
SHELL ["/bin/sh", "-ec"]
RUN false || true
STOPSIGNAL SIGINT
HEALTHCHECK CMD true
ENTRYPOINT ["/bin/sh", "-c"]
CMD top
`;

const expected: readonly (readonly [instruction: string, text: string])[] = [
  ['ARG', 'VERSION=1.0'], ['ENV', 'A=1 B=two words'], ['LABEL', 'who=me and you'], ['WORKDIR', '/app'], ['WORKDIR', '/'], ['COPY', 'a.txt b.txt /app/'],
  ['RUN', 'echo "$VERSION" > /v &&     true'], ['RUN', 'true'], ['RUN', 'touch /exec form'], ['USER', '1000'], ['EXPOSE', '443/tcp 80/tcp'], ['VOLUME', '/data'],
  ['SHELL', '["/bin/sh", "-ec"]'], ['RUN', 'false || true'], ['STOPSIGNAL', 'SIGINT'], ['ENTRYPOINT', '["/bin/sh", "-c"]'], ['CMD', '["/bin/sh", "-ec", "top"]'],
];

async function fromArchive(engine: EngineClient, image: string): Promise<HistoryModel> {
  const archive = await readImageArchive(await engine.saveImage(image));
  expect(archive.error).toBeUndefined();
  return historyOfArchive(archive.images[0]!, analyseImage(archive.paths, archive.images[0]!));
}

describe.skipIf(!hasEngine)('history', () => {
  let engine: EngineClient;
  beforeAll(async () => {
    engine = await findEngine();
  });
  afterAll(() => {
    engine.dispose();
    removeBuilt('history');
  });

  test.each(['buildkit', 'classic'] as const)('of an image built by %s', async (builder) => {
    const image = build('history', dockerfile, { 'a.txt': 'a', 'b.txt': 'bb' }, { builder });
    const details = await engine.inspect(image);
    const api = historyOfEngine(await engine.history(image), details.diffIds.length);
    const archive = await fromArchive(engine, image);

    const texts = (model: HistoryModel) => model.rows.map(({ instruction, text, createdBy }) => [instruction, text, createdBy]);
    expect(texts(api)).toEqual(texts(archive));
    // The API has no flags: of BuildKit's entries it can be told all the same which made a layer, of the classic builder's not always, but never wrongly.
    const layers = (model: HistoryModel) => model.rows.map((row) => row.layer);
    if (builder === 'buildkit') expect(layers(api)).toEqual(layers(archive));
    else expect(layers(api)).toEqual(layers(archive).map((layer, at) => (layers(api)[at] === undefined ? undefined : layer)));
    expect(layers(api)).toContain(0);
    expect(archive.rows.filter((row) => !row.isEmpty).map((row) => row.layer)).toEqual(details.diffIds.map((_, at) => at));
    expect(JSON.stringify(api)).not.toContain('<missing>');

    // Above stand the base's entries; the classic builder adds one for the option --label.
    const rows = archive.rows.map(({ instruction, text }) => [instruction, text] as const);
    const own = rows.slice(rows.findIndex(([instruction]) => instruction === 'ARG')).filter(([instruction, text]) => instruction !== 'HEALTHCHECK' && text !== 'EMPTY' && !text.includes('dev.drydock.test'));
    if (builder === 'buildkit') expect(own).toEqual(expected);
    else expect(own.map(([instruction]) => instruction)).toEqual(expected.map(([instruction]) => instruction));
    const run = archive.rows.find((row) => row.text.startsWith('echo "$VERSION"'))!;
    expect(run.buildArgs[0]).toBe('VERSION=1.0');
  });

  test('the list, and an image that is not there', async () => {
    const image = build('history', 'FROM busybox\nLABEL x=1\n', {}, { tag: 'drydock-test-history:listed' });
    const listed = (await engine.listImages()).find((each) => each.tags.includes('drydock-test-history:listed'))!;
    expect(listed).toMatchObject({ id: (await engine.inspect(image)).id, labels: { x: '1' } });
    expect(listed.size).toBeGreaterThan(0);
    const none = 'drydock-test-history:none';
    for (const work of [() => engine.history(none), () => engine.inspect(none), () => engine.saveImage(none)]) {
      await expect(work()).rejects.toMatchObject({ name: 'EngineError', kind: 'image-gone' });
    }
  });

  test('who the engine is', async () => {
    expect(await engine.info()).toMatchObject({ kind: 'docker', version: expect.stringMatching(/^\d+\./) as string, apiVersion: expect.stringMatching(/^1\.\d+$/) as string, os: 'linux' });
  });
});
