/**
 * What is remembered of builds by the real engine: sizes, times and layers on the lines of a Dockerfile, against what docker itself says.
 */
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shownResults, type ShownResult } from '../../client/src/model/resultsShown.ts';
import type { RememberedBuild } from '../../client/src/model/results.ts';
import { docker, removeBuilt } from '../support/builtImages.ts';
import { hasEngine } from '../support/product.ts';
import { ResultsBench } from '../support/resultsBench.ts';

/** No cache of an earlier build may have these steps. */
let salt = 0;

const made = (): string => `FROM busybox AS base
RUN echo ${process.pid}-${Date.now()}-${++salt} && head -c 100000 /dev/zero > /base
FROM busybox AS build
WORKDIR /src${process.pid}-${Date.now()}-${salt}
COPY a.txt .
# twice the same line
RUN head -c 5000 /dev/zero > /big
RUN head -c 5000 /dev/zero > /big
FROM base
ENV A=1
COPY --from=build /big /app/big
RUN true
RUN rm /base && \\
    echo gone
COPY --link a.txt /linked
CMD ["sh"]
`;

describe.skipIf(!hasEngine)('results of builds', () => {
  let bench: ResultsBench;
  let dockerfile: string;
  const signal = new AbortController().signal;
  beforeEach(async () => {
    bench = await ResultsBench.start('results');
    dockerfile = made();
    bench.write({ 'a.txt': 'hello', Dockerfile: dockerfile });
  });
  afterEach(() => bench.stop());
  afterAll(() => removeBuilt('results'));

  /** Sizes in docker's history, newest first, by the beginning of the command. */
  const sizesOf = (image: string): [string, number][] => docker(['history', '--no-trunc', '--human=false', '--format', '{{.Size}} {{.CreatedBy}}', image]).toString().trim().split('\n')
    .map((line) => [line.slice(line.indexOf(' ') + 1), Number(line.slice(0, line.indexOf(' ')))]);
  const bySource = ({ instructions }: RememberedBuild): Record<number, unknown> => Object.fromEntries(instructions.map(({ lines, layer, state, knownBy }) => [lines[0] + 1, [state, layer?.index, layer?.size, layer ? knownBy : '']]));
  const shown = async (text = bench.dockerfile): Promise<readonly ShownResult[]> => {
    const builds = await bench.results.latest(bench.file, signal);
    return shownResults(await Promise.all(builds.map(async (each) => ({ ...each, now: await bench.results.stagesOf({ ...each.build, dockerfile: text } as never, signal) }))), Date.now(), (title, command) => `[${title}](${command})`);
  };
  const texts = async (text?: string): Promise<Record<number, string>> => Object.fromEntries((await shown(text)).map(({ first, text: each }) => [first + 1, each.replace(/\d+(?:\.\d+)? (?:s|ms)\b/g, 'TIME')]));

  test('of several stages, by the record of the build', async () => {
    const build = await bench.build();
    expect(build.outcome, bench.log.join('\n')).toBe('succeeded');
    const [latest] = await bench.results.latest(bench.file, signal);
    const sizes = sizesOf(build.imageId!);
    const size = (start: string): number => sizes.find(([command]) => command.includes(start))![1];
    expect(bySource(latest!.build)).toEqual({
      1: [expect.any(String), undefined, undefined, ''],
      2: ['done', 1, size('head -c 100000'), 'provenance'],
      3: [expect.any(String), undefined, undefined, ''],
      4: ['done', undefined, undefined, ''], 5: ['done', undefined, undefined, ''], 7: ['done', undefined, undefined, ''], 8: ['done', undefined, undefined, ''],
      11: ['done', 2, size('COPY /big'), 'provenance'],
      12: ['done', 3, size('RUN /bin/sh -c true'), 'provenance'],
      13: ['done', 4, size('rm /base'), 'provenance'],
      15: ['done', 5, size('COPY a.txt /linked'), expect.any(String)],
    });
    expect(latest!.build.totalSize).toBe(sizes.reduce((sum, [, each]) => sum + each, 0));
    expect(latest!.build.instructions[0]!.baseSize).toBe(sizes.filter(([command]) => !/busybox|COPY|RUN \/bin|RUN true/.test(command)).reduce((sum, [, each]) => sum + each, 0));
    expect(size('head -c 100000')).toBeGreaterThanOrEqual(100_000);
    expect(bench.results.dockerfileOf(build.imageId!)).toEqual({ file: bench.file });
  });

  test('a second build comes from the cache, and grows by the line that grew', async () => {
    await bench.build();
    await bench.build();
    expect(await texts()).toMatchObject({ 2: expect.stringMatching(/^10\d kB · cached$/) as string, 7: 'cached', 11: expect.stringMatching(/ · cached$/) as string });
    bench.write({ Dockerfile: bench.dockerfile.replaceAll('5000', '50000') });
    await bench.build();
    const [latest] = await bench.results.latest(bench.file, signal);
    expect(latest!.growth!.total).toBe(latest!.growth!.instructions.reduce((sum, { before, after }) => sum + after - before, 0));
    expect(latest!.growth!.instructions.map(({ name, line, kind }) => [name, line + 1, kind])).toEqual([['COPY', 11, 'same']]);
    expect(latest!.growth!.total).toBeGreaterThan(40_000);
    expect((await texts())[11]).toMatch(/^\d+(?:\.\d+)? kB \(\+4\d(?:\.\d)? kB\) · TIME$/);
  });

  test('are doubted where the Dockerfile has changed since, and gone where the line itself has', async () => {
    await bench.build();
    const changed = dockerfile.replace('ENV A=1', 'ENV A=2').replace('RUN true', 'RUN echo true');
    const after = await texts(changed);
    expect(after[2]).toMatch(/^10\d kB · TIME$/);
    expect(after[11]).toMatch(/^\? /);
    expect(after[12]).toBeUndefined();
    expect(after[13]).toMatch(/^\? /);
    const moved = await texts(`# one more line\n${dockerfile}`);
    expect(moved[12]).toBe((await texts())[11]);
    expect((await shown(changed)).find(({ first }) => first === 10)!.markdown).toContain('The Dockerfile has changed since the build of');
  });

  test('of a target, and of a build that fails', async () => {
    await bench.build({ target: 'build' });
    const target = await texts();
    expect(target[3]).toMatch(/^base .* · total /);
    expect(target[7]).toMatch(/^\d.* · TIME$/);
    expect(target[11]).toBeUndefined();
    bench.write({ Dockerfile: dockerfile.replace('RUN true', 'RUN false') });
    expect((await bench.build()).outcome).toBe('failed');
    const failed = await texts();
    expect(failed[12]).toBe('failed after TIME');
    expect(failed[2]).toMatch(/^(?:TIME|cached)$/);
    expect(failed[7]).toBe('cached');
  });

  test('of an image that was built elsewhere', async () => {
    const image = docker(['build', '-q', '--label', 'dev.drydock.test=results', '-t', 'drydock-test-results:elsewhere', bench.folder]).toString().trim();
    try {
      const build = await bench.results.enter('drydock-test-results:elsewhere', bench.file, dockerfile, undefined, signal);
      expect(build.imageId).toBe(image);
      expect(build.instructions.map(({ lines, layer }) => [lines[0] + 1, layer?.index])).toEqual([[1, undefined], [2, 1], [11, 2], [12, 3], [13, 4], [15, 5]]);
      expect(bench.results.dockerfileOf(image)).toEqual({ file: bench.file });
      await bench.results.layersRead(image, [{ bytes: 100_000, owner: 1, cause: 4 }]);
      const after = await shown();
      expect(after.find(({ first }) => first === 1)!.markdown).toContain('100 kB (1 file) of this layer, by line 13.');
      expect(after.find(({ first }) => first === 12)!.markdown).toContain('100 kB (1 file) of line 2');
    } finally {
      docker(['rmi', '-f', 'drydock-test-results:elsewhere']);
    }
  });

  test('of the classic builder, which keeps no record', async () => {
    bench.write({ Dockerfile: `FROM busybox\nCOPY a.txt /a\nENV A=1\nRUN echo ${salt} && head -c 3000 /dev/zero > /b\n` });
    const build = await bench.build({}, { DOCKER_BUILDKIT: '0' });
    expect(build.outcome, bench.log.join('\n')).toBe('succeeded');
    const [latest] = await bench.results.latest(bench.file, signal);
    const sizes = latest!.build.instructions.filter(({ layer }) => layer).map(({ lines, layer, knownBy, confidence }) => [lines[0] + 1, layer!.size, knownBy, confidence]);
    // The option --label leaves an entry of its own, which no line made.
    expect(sizes).toEqual([[2, 5, 'alignment', 0.95], [4, 3000, 'alignment', 0.95]]);
    expect(await bench.results.predict(bench.file, bench.dockerfile, signal)).toBeUndefined();
  });
});
