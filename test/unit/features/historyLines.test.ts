import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { linesIn, linesText, recordedHistories } from '../../support/histories.ts';

describe('histories that builders wrote', () => {
  test.each(recordedHistories.map((history) => [history.name, history.builder, history] as const))('%s (%s)', (_, __, history) => {
    const createdBy = history.entries.map((entry) => entry.createdBy);
    const found = linesIn(history.dockerfile, createdBy, history);
    const own = history.lines.split(' ').filter(Boolean);
    const expected = [...createdBy.slice(own.length).map(() => '-'), ...own];
    expect(found.map((entry, at) => `${linesText(entry)} ${entry.confidence} ${createdBy[at]}`)).toEqual(expected.map((lines, at) => `${lines} 1 ${createdBy[at]}`));
  });
});

/** Entries of a base image, which no line of ours may claim. */
const base = ['ADD rootfs.tar / # buildkit', 'ENV PATH=/usr/bin', 'RUN /bin/sh -c apt-get update && apt-get install -y curl # buildkit', 'CMD ["bash"]'];

/** Entries on lines of their own, each behind its expected lines; a "?" behind them allows doubt, otherwise the entry is certain. */
function check(dockerfile: string, expected: string, options: Parameters<typeof linesIn>[2] = {}): void {
  const rows = expected.split('\n').filter((row) => row.trim() !== '').map((row) => /^\s*(\S+?)(\??)\s{2}(.*)$/.exec(row)!);
  const createdBy = [...base, ...rows.map((row) => row[3]!.replaceAll('⏎', '\n'))];
  const found = linesIn(dockerfile, createdBy, options);
  expect(found.map(linesText)).toEqual([...base.map(() => '-'), ...rows.map((row) => row[1])]);
  expect(found.slice(base.length).map((entry, at) => (entry.confidence < 1 ? `${at}?` : ''))).toEqual(rows.map((row, at) => (row[2] ? `${at}?` : '')));
}

describe('other builders', () => {
  test('Buildah as it was recorded: defaults of ARG left out, the shell before JSON forms', () => {
    const { dockerfile, history } = JSON.parse(readFileSync(new URL('../../data/buildahHistory.json', import.meta.url), 'utf8')) as { dockerfile: string; history: { created_by: string }[] };
    const found = linesIn(dockerfile, history.map((entry) => entry.created_by));
    const lines = '3 4 5-6 7-8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32-34 35 36 37 38 39';
    expect(found.map((entry) => `${linesText(entry)} ${entry.confidence}`)).toEqual(['-', '-', '-', ...lines.split(' ')].map((text) => `${text} 1`));
  });


  test('BuildKit before 0.13: no flags, EXPOSE as a map, HEALTHCHECK with quotes', () => check('FROM x\nCOPY --chown=1 --chmod=755 a b /c/\nEXPOSE 80 90/udp\nHEALTHCHECK --interval=30s --retries=3 CMD curl -f http://x\nHEALTHCHECK CMD ["a", "b"]\n', `
    2  COPY a b /c/ # buildkit
    3  EXPOSE map[80/tcp:{} 90/udp:{}]
    4  HEALTHCHECK &{["CMD-SHELL" "curl -f http://x"] "30s" "0s" "0s" '\\x03'}
    5  HEALTHCHECK &{["CMD" "a" "b"] "0s" "0s" "0s" "0s" '\\x00'}`));

  test('Buildah: the line as it stands, flags of RUN, bodies of heredocs, digests of mounts', () => check('FROM x\nARG V=1\nENV A=$V\nRUN --mount=type=bind,from=y,target=/y \\\n  make $V\nRUN <<EOF\necho hi\nEOF\nCOPY --chown=1 src dst/\nEXPOSE ${V}80\nCMD ["a", "b"]\nWORKDIR sub\nUSER $A\nONBUILD RUN x\nENTRYPOINT run it\nHEALTHCHECK --interval=5s CMD true\nVOLUME ["/a"]\nSHELL ["/bin/bash", "-c"]\nRUN last\n', `
    2  /bin/sh -c #(nop) ARG V=1
    3  /bin/sh -c #(nop) ENV A=$V
    4-5  |1 V=1 /bin/sh -c --mount=type=bind,from=y,target=/y   make $V:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    6-8  /bin/sh -c <<EOF⏎echo hi
    9  /bin/sh -c #(nop) COPY dir:0123abc in dst/ 
    10  /bin/sh -c #(nop) EXPOSE \${V}80
    11  /bin/sh -c #(nop) CMD ["a", "b"]
    12  /bin/sh -c #(nop) WORKDIR sub
    13  /bin/sh -c #(nop) USER $A
    14  /bin/sh -c #(nop) ONBUILD RUN x
    15  /bin/sh -c #(nop) ENTRYPOINT run it
    16  /bin/sh -c #(nop) HEALTHCHECK --interval=5s CMD true
    17  /bin/sh -c #(nop) VOLUME ["/a"]
    18  /bin/sh -c #(nop) SHELL ["/bin/bash", "-c"]
    19  /bin/sh -c last`));

  test('Kaniko: only what makes a layer, as it stands', () => check('FROM x\nENV A=1\nRUN apk add \\\n  curl\nUSER app\nCOPY --from=0 /out /$A\nCMD ["a"]\n', `
    3-4  RUN apk add   curl
    6  COPY --from=0 /out /$A`));
  test('Kaniko: a setting has no entry, so the base image\'s is not its own', () => check('FROM x\nCMD ["bash"]\nUSER app\nWORKDIR /w\nRUN make\nCMD ["bash"]\nWORKDIR /v\n', `
    4  WORKDIR /w
    5  RUN make
    7  WORKDIR /v`));
  test('Kaniko: a command without an entry means doubt', () => check('FROM x\nRUN new\nRUN make\nUSER app\n', `
    3?  RUN make`));

  test('Kaniko: the end of a base image that says the same', () => check('FROM x\nRUN a\nWORKDIR /w\nCOPY . .\n', `
    -  RUN a
    -  WORKDIR /w
    -  COPY . .
    2  RUN a
    4  COPY . .`));

  test('build arguments that nobody told: the classic builder and Buildah show them at the commands', () => {
    check('FROM x\nARG A=1\nENV C=$A\nRUN make $A\n', `
      2  /bin/sh -c #(nop)  ARG A=1
      3  /bin/sh -c #(nop)  ENV C=7
      4  |1 A=7 /bin/sh -c make $A`);
    check('FROM x\nARG A=1\nWORKDIR /x/$A\nRUN make $A\n', `
      2?  /bin/sh -c #(nop) ARG A
      3  /bin/sh -c #(nop) WORKDIR /x/$A
      4  |1 A=7 /bin/sh -c make $A`);
  });

  test('Windows: folders put together', () => check('# escape=`\nFROM x\nWORKDIR C:\\srv\nWORKDIR app\nRUN a\n', `
    3  cmd /S /C #(nop) WORKDIR C:\\srv
    4  cmd /S /C #(nop) WORKDIR C:\\srv\\app
    5  cmd /S /C a`));

  test('the classic builder of old: lists as Go prints them', () => check('FROM x\nUSER daemon\nSTOPSIGNAL SIGINT\nENTRYPOINT ["/run.sh", "a b"]\nCMD ["-x"]\n', `
    2  /bin/sh -c #(nop) USER [daemon]
    3  /bin/sh -c #(nop) STOPSIGNAL [SIGINT]
    4  /bin/sh -c #(nop) ENTRYPOINT &{["/run.sh" "a b"]}
    5  /bin/sh -c #(nop) CMD ["-x"]`));

  test('Windows', () => check('FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN dir\nSHELL ["powershell", "-Command"]\nRUN Get-Item .\nUSER app\n', `
    2  cmd /S /C dir
    3  powershell -Command #(nop)  SHELL [powershell -Command]
    4  powershell -Command Get-Item .
    5  powershell -Command #(nop)  USER app`));
});

describe('what only the base image knows', () => {
  test('its shell, directory and variables', () => check('FROM x\nRUN make\nWORKDIR sub\nENV PATH=$PATH:/a OTHER=${UNKNOWN:-x}y\nCMD run\nCOPY a $HOME/\n', `
    2  RUN /bin/bash -o pipefail -c make # buildkit
    3  WORKDIR /srv/sub
    4  ENV PATH=/usr/bin:/a OTHER=xy
    5  CMD ["/bin/bash" "-o" "pipefail" "-c" "run"]
    6  COPY a /home/x/ # buildkit`));
  test('the platform in front of an exec form that is a shell', () => check('FROM x\nARG TARGETARCH\nARG V="a b"\nRUN ["bash", "-c", "make"]\nCMD ["a"]\n', `
    2  ARG TARGETARCH=arm64
    3  ARG V=a b
    4  RUN |2 TARGETARCH=arm64 V=a b bash -c make # buildkit
    5  CMD ["a"]`));
  test('where a path starts: how it ends is known all the same', () => {
    check('FROM x\nWORKDIR ${NONE:-/work}/x\nWORKDIR sub\nWORKDIR ../up\nRUN a\n', `
      2  WORKDIR /work/x
      3  WORKDIR /work/x/sub
      4  WORKDIR /work/x/up
      5  RUN /bin/sh -c a # buildkit`);
    check('FROM x\nWORKDIR ${NONE:-/work}/x\nWORKDIR sub\nRUN a\n', `
      2?  WORKDIR /work/x
      3?  WORKDIR /work/x/sub
      -?  WORKDIR /work/x/up
      4?  RUN /bin/sh -c a # buildkit`);
  });
  test('its triggers stand before our own lines and are not ours', () => check('FROM x\nRUN make\nCMD ["a"]\n', `
    -  COPY . /src # buildkit
    -  RUN /bin/sh -c npm install # buildkit
    2  RUN /bin/sh -c make # buildkit
    3  CMD ["a"]`));
  test('a line of ours that says what the base image says too', () => check('FROM x\nENV PATH=/usr/bin\nCMD ["bash"]\n', `
    2  ENV PATH=/usr/bin
    3  CMD ["bash"]`));
});

describe('a Dockerfile that has changed since', () => {
  const dockerfile = ['FROM x', 'ARG V=1', 'ENV A=a B=b', 'RUN apt-get update && apt-get install -y git', 'WORKDIR /app', 'COPY src/ .', 'RUN make all', 'USER app', 'CMD ["a"]'];
  const entries = ['ARG V=1', 'ENV A=a B=b', 'RUN |1 V=1 /bin/sh -c apt-get update && apt-get install -y git # buildkit', 'WORKDIR /app', 'COPY src/ . # buildkit', 'RUN |1 V=1 /bin/sh -c make all # buildkit', 'USER app', 'CMD ["a"]'];
  const rows = (...lines: string[]): string => entries.map((entry, at) => `${lines[at]!}?  ${entry}`).join('\n');
  const changed = (line: number, ...text: string[]): string => `${dockerfile.toSpliced(line - 1, 1, ...text).join('\n')}\n`;

  test('a line deleted', () => check(changed(6), rows('2', '3', '4', '5', '-', '6', '7', '8')));
  test('the first and the last line deleted', () => check(`FROM x\n${dockerfile.slice(2, -1).join('\n')}`, rows('-', '2', '3', '4', '5', '6', '7', '-')));
  test('a line put in', () => check(changed(5, 'RUN apt-get install -y vim', dockerfile[4]!), rows('2', '3', '4', '6', '7', '8', '9', '10')));
  test('a line put on top that looks like one of the base image', () => check(changed(1, 'FROM x', 'RUN apt-get update && apt-get install -y wget'), rows('3', '4', '5', '6', '7', '8', '9', '10')));
  test('words changed', () => check(changed(4, 'RUN apt-get update && \\', ' apt-get install -y git curl'), rows('2', '3', '4-5', '6', '7', '8', '9', '10')));
  test('all of a line changed', () => check(changed(8, 'USER 1000:1000'), rows('2', '3', '4', '5', '6', '7', '8', '9')));
  test('two lines in another order', () => {
    const moved = dockerfile.toSpliced(6, 2, dockerfile[7]!, dockerfile[6]!).join('\n');
    check(moved, rows('2', '3', '4', '5', '6', '8', '7', '9'));
    const found = linesIn(moved, [...base, ...entries]).slice(-3, -1).map(({ confidence }) => confidence).sort();
    expect(found).toEqual([0.6, 0.95]);
  });
  test('a folder on the way changed', () => check(changed(5, 'WORKDIR /srv/app'), rows('2', '3', '4', '5', '6', '7', '8', '9')));
  test('as many files as the checksum of the classic builder tells', () => check('FROM x\nRUN a\nCOPY a b ./\nRUN b\n', `
    2?  /bin/sh -c a
    -?  /bin/sh -c #(nop) COPY dir:0123 in ./ 
    3?  /bin/sh -c #(nop) COPY multi:0123 in ./ 
    4?  /bin/sh -c b`));
  test('what an edited instruction may have made is not surely of the base image', () => {
    const found = linesIn('FROM x\nWORKDIR /other\nRUN make\n', [...base, 'WORKDIR /app', 'RUN /bin/sh -c make # buildkit']);
    expect(found.map(linesText)).toEqual([...base.map(() => '-'), '-', '3']);
    expect(found.at(-2)!.confidence).toBeLessThan(0.8);
  });
  test('another Dockerfile altogether', () => check('FROM y\nLABEL a=b\nSTOPSIGNAL SIGINT\n', rows('-', '-', '-', '-', '-', '-', '-', '-')));
  test('a line deleted from the top of what was made from scratch', () => {
    const found = linesIn('FROM scratch\nCOPY b /b\nCMD ["/b"]\n', ['COPY a /a # buildkit', 'COPY b /b # buildkit', 'CMD ["/b"]']);
    expect(found.map(linesText)).toEqual(['-', '2', '3']);
    expect(found.every(({ confidence }) => confidence < 1)).toBe(true);
  });
  test('another Dockerfile that has a common line', () => {
    const found = linesIn(`FROM y\nRUN ls\nLABEL a=b\nEXPOSE 80\nSTOPSIGNAL SIGINT\nVOLUME /v\n${dockerfile.at(-1)!}\n`, [...base, ...entries]).at(-1)!;
    expect(linesText(found)).toBe('7');
    expect(found.confidence).toBeLessThan(0.7);
  });
  test('no Dockerfile at all', () => check('# nothing\n', entries.map((entry) => `-  ${entry}`).join('\n')));
});

test('a very long history does not take forever', () => {
  const dockerfile = `FROM x\n${'RUN true\n'.repeat(3000)}`;
  const found = linesIn(dockerfile, Array.from({ length: 20_000 }, () => 'RUN /bin/sh -c true # buildkit'));
  expect(found).toHaveLength(20_000);
  expect(found.at(-1)!.lines).toEqual([[3001, 3001]]);
  expect(found[0]!.lines).toBeNull();
});

test.each(recordedHistories.filter(({ dockerfile }) => !dockerfile.includes('<<')).map((history) => [history.name, history.builder, history] as const))('CRLF and a byte order mark change nothing: %s (%s)', (_, __, history) => {
  const createdBy = history.entries.map((entry) => entry.createdBy);
  const other = `\ufeff${history.dockerfile.replace(/^\ufeff/, '').replaceAll(/\r?\n/g, '\r\n')}`;
  expect(linesIn(other, createdBy, history)).toEqual(linesIn(history.dockerfile, createdBy, history));
});
