/** The lines of histories that the real engine writes now: the recorded Dockerfiles, built again, give the entries and lines that were recorded. */
import { afterAll, describe, expect, test } from 'vitest';
import { readImageArchive } from '../../server/src/image/archive.ts';
import { build, docker, removeBuilt } from '../support/builtImages.ts';
import { linesIn, linesText, recordedHistories } from '../support/histories.ts';
import { withFile } from '../support/imageArchive.ts';
import { hasEngine } from '../support/product.ts';

const names = ['every instruction', 'heredocs', 'triggers of a base stage', 'continuations, comments and blank lines', 'working directories'];
const chosen = recordedHistories.filter(({ name, builder }) => names.includes(name) && (builder === 'buildkit' || name === 'working directories'));
const files = { 'a.txt': 'a', 'b.txt': 'bb', 'with space': 'w' };

describe.skipIf(!hasEngine)('lines of a fresh build', () => {
  afterAll(() => removeBuilt('history-lines'));

  test.each(chosen.map((history) => [history.name, history.builder, history] as const))('%s (%s)', async (_, builder, { dockerfile, lines, entries }) => {
    const image = build('history-lines', dockerfile, files, { builder: builder === 'classic' ? 'classic' : 'buildkit' });
    const archive = await withFile(docker(['save', image]), (path) => readImageArchive(path, { withLayers: false }));
    // The classic builder adds an entry for the option --label.
    const createdBy = archive.images[0]!.config.history.map((entry) => entry.createdBy).filter((text) => !text.includes('dev.drydock.test'));
    const own = lines.split(' ');
    expect(createdBy.slice(-own.length)).toEqual(entries.slice(-own.length).map((entry) => entry.createdBy));
    expect(linesIn(dockerfile, createdBy).slice(-own.length).map(linesText)).toEqual(own);
  });
});
