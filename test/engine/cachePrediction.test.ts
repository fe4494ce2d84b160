/**
 * What the next build is predicted to run again, against what the real builder then runs. Each case builds, changes something, predicts, and builds again.
 */
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { predictionMarks, type PredictionMark } from '../../client/src/model/predictionShown.ts';
import { docker, removeBuilt } from '../support/builtImages.ts';
import { hasEngine } from '../support/product.ts';
import { seededRng } from '../support/rng.ts';
import { ranAndCached, ResultsBench } from '../support/resultsBench.ts';

/** No cache of an earlier run may have these steps. */
const salt = `${process.pid}-${Date.now()}`;
let count = 0;

const base = (name: string): string => `FROM ${name} AS build
ARG USED=1
ARG UNUSED=1
WORKDIR /src${salt}
COPY package.json ./
RUN echo ${salt} $USED > /out
COPY src/ ./src/
RUN cp -r src /built && \\
  # a comment
  echo done
FROM busybox
ENV MODE=prod OTHER=1
RUN echo ${salt} second > /x
COPY --from=build /out /out
COPY --chmod=644 other.txt /
RUN echo last
CMD ["sh"]
`;

interface Case {
  readonly name: string;
  /** Another Dockerfile than the usual. */
  readonly dockerfile?: string;
  change(bench: ResultsBench): void;
  /** Line (from 1) and beginning of the reason of the first line that runs again; undefined when none does. */
  readonly first: readonly [line: number, reason: string] | undefined;
  /** Lines that may run again. */
  readonly may?: readonly number[];
  /** What the builder did, recorded: the lines that ran again. */
  readonly ran: readonly number[];
}

const edit = (from: string, to: string) => (bench: ResultsBench): void => {
  if (!bench.dockerfile.includes(from)) throw new Error(`the Dockerfile has no ${JSON.stringify(from)}`);
  bench.write({ Dockerfile: bench.dockerfile.replace(from, to) });
};
const other = 'The instruction has changed since the last build.';

const cases: readonly Case[] = [
  { name: 'nothing', change: () => undefined, first: undefined, ran: [] },
  { name: 'the text of a RUN', change: edit('echo last', 'echo the last'), first: [16, other], ran: [16] },
  { name: 'a RUN in the middle', change: edit('second', 'the second'), first: [13, other], ran: [13, 14, 15, 16] },
  { name: 'a comment inside a RUN', change: edit('# a comment', '# another'), first: undefined, ran: [] },
  { name: 'white space at the start of a continued line', change: edit('  echo done', '    echo done'), first: [8, other], ran: [8] },
  { name: 'blank lines and comments between instructions', change: edit('ENV MODE', '\n# the mode\n\nENV MODE'), first: undefined, ran: [] },
  { name: 'the case of a keyword', change: edit('RUN echo last', 'run   echo last'), first: undefined, ran: [] },
  { name: 'a file that is copied', change: (bench) => bench.write({ 'package.json': '{"a":2}' }), first: [5, 'package.json has changed since the last build.'], may: [14], ran: [5, 6, 7, 8] },
  { name: 'a file in a folder that is copied', change: (bench) => bench.write({ 'src/deep/b.txt': 'other' }), first: [7, 'src/deep/b.txt has changed since the last build.'], may: [14], ran: [7, 8] },
  { name: 'the time of a file', change: (bench) => utimesSync(join(bench.folder, 'package.json'), 1, 1), first: undefined, ran: [] },
  { name: 'the same content written again', change: (bench) => bench.write({ 'src/a.txt': 'a' }), first: undefined, ran: [] },
  { name: 'the permissions of a file', change: (bench) => chmodSync(join(bench.folder, 'src/a.txt'), 0o755), first: [7, 'src/a.txt has other permissions'], may: [14], ran: [7, 8] },
  { name: 'the permissions of a folder', change: (bench) => chmodSync(join(bench.folder, 'src/deep'), 0o700), first: undefined, ran: [] },
  { name: 'a file that is ignored', change: (bench) => bench.write({ 'src/x.log': 'log' }), first: undefined, ran: [] },
  { name: 'a file that nobody copies', change: (bench) => bench.write({ 'notes.txt': 'more' }), first: undefined, ran: [] },
  { name: 'a new file in a folder that is copied', change: (bench) => bench.write({ 'src/new.txt': 'n' }), first: [7, 'src/new.txt is new since the last build.'], may: [14], ran: [7, 8] },
  { name: 'an empty folder in a folder that is copied', change: (bench) => mkdirSync(join(bench.folder, 'src/empty')), first: [7, 'src/empty/ is new'], may: [14], ran: [7, 8] },
  { name: 'a file that is gone', change: (bench) => rmSync(join(bench.folder, 'src/a.txt')), first: [7, 'src/a.txt is gone since the last build.'], may: [14], ran: [7, 8] },
  { name: 'a file with another name', change: (bench) => renameSync(join(bench.folder, 'src/a.txt'), join(bench.folder, 'src/c.txt')), first: [7, 'src/c.txt is new, and 1 more'], may: [14], ran: [7, 8] },
  { name: 'a build argument that is used', change: edit('ARG USED=1', 'ARG USED=2'), first: [6, 'The value of USED has changed'], may: [14], ran: [6, 7, 8, 14, 15, 16] },
  { name: 'a build argument that is not used', change: edit('ARG UNUSED=1', 'ARG UNUSED=2'), first: [6, 'The value of UNUSED has changed'], may: [14], ran: [6, 7, 8] },
  { name: 'a variable', change: edit('MODE=prod', 'MODE=test'), first: [13, 'The value of MODE has changed'], ran: [13, 14, 15, 16] },
  { name: 'the order of variables', change: edit('MODE=prod OTHER=1', 'OTHER=1 MODE=prod'), first: [13, 'The order of the variables has changed'], ran: [13, 14, 15, 16] },
  { name: 'a label', change: edit('CMD ["sh"]', 'LABEL a=b\nCMD ["sh", "-c"]'), first: undefined, ran: [] },
  { name: 'the order of two steps', change: edit('COPY package.json ./\nRUN echo', 'COPY src/ ./src/\nCOPY package.json ./\nRUN echo'), first: [5, 'The steps above are others, or in another order'], may: [15], ran: [5, 6, 7, 8, 9] },
  { name: 'the name of a stage', change: (bench) => bench.write({ Dockerfile: bench.dockerfile.replace('AS build', 'AS maker').replace('from=build', 'from=maker') }), first: undefined, ran: [] },
  { name: 'the result of another stage', change: edit('$USED >', '$USED again >'), first: [6, other], may: [14], ran: [6, 7, 8, 14, 15, 16] },
  { name: 'what another stage does, with the same result', change: edit('$USED > /out', '$USED > /out; true'), first: [6, other], may: [14], ran: [6, 7, 8] },
  { name: 'a working directory', change: edit('WORKDIR /src', 'WORKDIR /work'), first: [4, other], may: [14], ran: [4, 5, 6, 7, 8] },
  { name: 'a user before a working directory', change: edit(`WORKDIR /src${salt}`, `USER 1000\nWORKDIR /src${salt}\nUSER root`), first: [5, 'The user has changed'], may: [16], ran: [5, 7, 8, 9, 10] },
  { name: 'a shell', change: edit('ENV MODE', 'SHELL ["/bin/sh", "-ec"]\nENV MODE'), first: [14, 'A variable or the shell that it uses'], ran: [14, 15, 16, 17] },
  { name: 'flags of a COPY', change: edit('--chmod=644', '--chmod=640'), first: [15, other], ran: [15, 16] },
  { name: 'the Dockerfile in a context that is copied as a whole', dockerfile: `FROM busybox\nRUN echo ${salt}\nCOPY . /all\nRUN echo end\n`, change: edit('FROM', '# hello\nFROM'), first: [4, 'Dockerfile has changed'], ran: [4, 5] },
  { name: 'a step below a COPY --link', dockerfile: `FROM busybox\nRUN echo ${salt} > /a\nCOPY --link other.txt /b\nRUN cat /b\n`, change: edit('> /a', '> /c'), first: [2, other], may: [3], ran: [2, 3, 4] },
  { name: 'a file that is mounted', dockerfile: `FROM busybox\nRUN --mount=type=bind,source=src,target=/m ls /m && echo ${salt}\nRUN --mount=type=cache,target=/c --mount=type=tmpfs,target=/t true\n`, change: (bench) => bench.write({ 'src/a.txt': 'aa' }), first: [2, 'src/a.txt has changed'], ran: [2, 3] },
  { name: 'the order of mount options', dockerfile: `FROM busybox\nRUN --mount=type=cache,target=/c,id=${salt} true\n`, change: edit('type=cache,target=/c', 'target=/c,type=cache'), first: undefined, ran: [] },
  { name: 'a heredoc', dockerfile: `FROM busybox\nRUN <<EOF\necho ${salt}\nEOF\nCOPY <<one /one\n1\none\n`, change: edit('1\none', '2\none'), first: [5, other], ran: [5] },
  { name: 'wildcards', dockerfile: `FROM busybox\nRUN echo ${salt}\nCOPY *.txt src/*.txt /t/\n`, change: (bench) => bench.write({ 'extra.txt': 'x' }), first: [3, 'extra.txt is new'], ran: [3] },
  { name: 'a file that --exclude keeps out', dockerfile: `FROM busybox\nRUN echo ${salt}\nCOPY --exclude=*.md src/ /t/\n`, change: (bench) => bench.write({ 'src/x.md': 'x' }), first: undefined, ran: [] },
  { name: 'a file that --exclude leaves', dockerfile: `FROM busybox\nRUN echo ${salt}\nCOPY --exclude=*.md src/ /t/\n`, change: (bench) => bench.write({ 'src/a.txt': 'x' }), first: [3, 'src/a.txt has changed'], ran: [3] },
  { name: 'the folder that a file is copied from', dockerfile: `FROM busybox\nRUN echo ${salt}\nCOPY src/a.txt /t/\n`, change: (bench) => { bench.write({ 'two/a.txt': 'a' }); edit('src/a.txt', 'two/a.txt')(bench); }, first: undefined, ran: [] },
  { name: 'where a link leads', dockerfile: `FROM busybox\nRUN echo ${salt}\nCOPY src/ /t/\n`, change: (bench) => { rmSync(join(bench.folder, 'src/link'), { force: true }); symlinkSync('b.txt', join(bench.folder, 'src/link')); }, first: [3, 'src/link is new'], ran: [3] },
  { name: 'a stage that starts from a stage', dockerfile: `FROM busybox AS one\nRUN echo ${salt}\nFROM one\nRUN echo two\nFROM one\nRUN echo three\n`, change: edit('RUN echo', 'RUN  echo x'), first: [2, other], ran: [2, 6] },
];

/** Two builds a case take their time, so a run takes every third, in turn by the seed; DRYDOCK_ALL_CASES=1 takes all. */
const turns = process.env['DRYDOCK_ALL_CASES'] ? 1 : 3;
const { seed } = seededRng('cases of the cache');
const chosen = cases.filter((_, index) => index % turns === seed % turns);

describe.skipIf(!hasEngine)('what runs again', () => {
  let bench: ResultsBench;
  beforeEach(async () => {
    bench = await ResultsBench.start('cache-prediction');
    bench.write({ 'package.json': '{"a":1}', 'src/a.txt': 'a', 'src/deep/b.txt': `b${++count}`, 'other.txt': 'o', '.dockerignore': '*.log\n**/*.log\n', Dockerfile: base('busybox') });
  });
  afterEach(() => bench.stop());
  afterAll(() => removeBuilt('cache-prediction'));

  const predicted = async (): Promise<PredictionMark[]> => {
    const prediction = await bench.results.predict(bench.file, bench.dockerfile, new AbortController().signal);
    if (!prediction) throw new Error(`nothing is predicted: ${bench.log.join('\n')}`);
    return predictionMarks(prediction.steps);
  };

  /** Every line that is said to run again does, and every one that does was said to, or that it may. */
  const compare = async (marks: readonly PredictionMark[], ran: readonly number[]): Promise<void> => {
    const build = await bench.build();
    expect(build.outcome, bench.log.join('\n')).toBe('succeeded');
    const real = ranAndCached(build);
    const lines = (kinds: readonly PredictionMark['kind'][]): number[] => marks.filter(({ kind }) => kinds.includes(kind)).map(({ first }) => first + 1);
    const froms = new Set(bench.dockerfile.split('\n').flatMap((line, at) => (/^FROM/i.test(line) ? [at + 1] : [])));
    const sure = lines(['first', 'below']).filter((line) => !froms.has(line));
    expect(real.ran).toEqual(ran);
    expect(real.ran).toEqual(expect.arrayContaining(sure));
    const possible = new Set([...sure, ...lines(['may'])]);
    expect(real.ran.filter((line) => !possible.has(line))).toEqual([]);
  };

  test.each(chosen.map((each) => [each.name, each] as const))('after a change of %s', async (_, { dockerfile, change, first, may = [], ran }) => {
    if (dockerfile !== undefined) bench.write({ Dockerfile: `${dockerfile}# ${count}\n` });
    expect((await bench.build()).outcome, bench.log.join('\n')).toBe('succeeded');
    expect(await predicted()).toEqual([]);
    change(bench);
    const marks = await predicted();
    const found = marks.find(({ kind }) => kind === 'first');
    if (first) expect([found?.first === undefined ? undefined : found.first + 1, found?.reason]).toEqual([first[0], expect.stringContaining(first[1])]);
    else expect(marks).toEqual([]);
    expect(marks.filter(({ kind }) => kind === 'may').map(({ first: line }) => line + 1)).toEqual(expect.arrayContaining([...may]));
    await compare(marks, ran);
  }, 60_000);

  test('a text that was built before is found again, and what a failed build did too', async () => {
    await bench.build();
    const first = bench.dockerfile;
    edit('echo last', 'echo other')(bench);
    await bench.build();
    bench.write({ Dockerfile: first });
    expect(await predicted()).toEqual([]);
    bench.write({ Dockerfile: first.replace('second', 'fine').replace('echo last', 'false') });
    expect((await bench.build()).outcome).toBe('failed');
    bench.write({ Dockerfile: first.replace('second', 'fine').replace('echo last', 'true') });
    const marks = await predicted();
    expect(marks.map(({ first: line, kind }) => [line + 1, kind])).toEqual([[16, 'first']]);
    await compare(marks, [16]);
  }, 60_000);

  test('a base image that is another by now', async () => {
    const name = `drydock-test-cache-base:${salt}`;
    const image = (dockerfile: string): void => void docker(['build', '-q', '-t', name, '--label', 'dev.drydock.test=cache-prediction', '-'], { input: Buffer.from(dockerfile) });
    try {
      image(`FROM busybox\nRUN echo ${salt} > /base\n`);
      bench.write({ Dockerfile: base(name) });
      await bench.build();
      expect(await predicted()).toEqual([]);
      // The same files with other settings: the builder finds its steps by the files.
      image(`FROM busybox\nRUN echo ${salt} > /base\nLABEL a=b\n`);
      await new Promise((resolve) => { setTimeout(resolve, 5_100); });
      const same = await predicted();
      expect([...new Set(same.map(({ kind }) => kind))]).toEqual(['may']);
      await compare(same, []);
      image(`FROM busybox\nRUN echo ${salt} other > /base\n`);
      await new Promise((resolve) => { setTimeout(resolve, 5_100); });
      const moved = await predicted();
      expect([moved[0]?.first, moved[0]?.kind, moved[0]?.reason]).toEqual([0, 'first', `${name} is another image than in the last build.`]);
      await compare(moved, [4, 5, 6, 7, 8]);
    } finally {
      docker(['rmi', '-f', name]);
    }
  }, 60_000);

  test('nothing is said without a build, after one with another engine, and of a context that is too large', async () => {
    const signal = new AbortController().signal;
    expect(await bench.results.predict(bench.file, bench.dockerfile, signal)).toBeUndefined();
    await bench.build({ platforms: ['linux/amd64', 'linux/arm64'] }).catch(() => undefined);
    expect(await bench.results.predict(bench.file, bench.dockerfile, signal)).toBeUndefined();
    for (let folder = 0; folder < 21; folder++) bench.write(Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`src/many${folder}/${at}`, ''])));
    expect((await bench.build()).outcome).toBe('succeeded');
    expect(await bench.results.predict(bench.file, bench.dockerfile, signal)).toBeUndefined();
  }, 60_000);

  test('nothing is claimed of a URL, and all the same of what is another below it', async () => {
    let content = `first ${salt}`;
    const server = createServer((_, response) => void response.end(content));
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    try {
      bench.write({ Dockerfile: `FROM busybox\nADD http://127.0.0.1:${(server.address() as AddressInfo).port}/file /file\nRUN cat /file ; : ${salt}\nRUN echo ${salt}\n` });
      expect((await bench.build()).outcome, bench.log.join('\n')).toBe('succeeded');
      expect(await predicted()).toEqual([]);
      edit('cat /file', 'ls /file')(bench);
      const below = await predicted();
      expect(below.map(({ first, kind }) => [first + 1, kind])).toEqual([[3, 'first'], [4, 'below']]);
      // What the URL gives is looked at in every build, which counts as running or not.
      expect(ranAndCached(await bench.build()).ran.filter((line) => line > 2)).toEqual([3, 4]);
      content = `second ${salt}`;
      expect(await predicted()).toEqual([]);
      expect(ranAndCached(await bench.build()).ran).toEqual([2, 3, 4]);
    } finally {
      server.close();
    }
  }, 60_000);
});
