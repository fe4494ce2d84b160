import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dockerfileOf, type RebuildOptions } from '../../../server/src/image/dockerfileOf.ts';
import { settingsOf } from '../../../server/src/image/imageSettings.ts';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import { defaultConfig } from '../../../server/src/rules/config.ts';
import { makeSnapshot } from '../../../server/src/semantics/snapshotOf.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { recordedHistories } from '../../support/histories.ts';

type Options = Partial<RebuildOptions> & { readonly comments?: readonly string[] };

/** The lines after FROM. */
function rebuilt(createdBy: readonly string[], { comments, ...options }: Options = {}): string[] {
  const entries = createdBy.map((text, at) => ({ createdBy: text, comment: comments?.[at] ?? (text.includes('#(nop)') ? '' : 'buildkit.dockerfile.v0'), emptyLayer: undefined }));
  const { text } = dockerfileOf(entries, { name: 'app', ...options });
  const lines = text.split('\n').slice(0, -1);
  return lines.slice(lines.findIndex((line) => line.startsWith('FROM ')) + 1);
}

describe('one entry', () => {
  test.each<[createdBy: string, ...lines: string[]]>([
    ['RUN /bin/sh -c apt-get update     && apt-get install     curl # buildkit', 'RUN apt-get update \\', '    && apt-get install \\', '    curl'],
    ['RUN /bin/sh -c set -e; \tmake; \t\ttrue # buildkit', 'RUN set -e; \\', '\tmake; \\', '\t\ttrue'],
    ['RUN /bin/sh -c echo a  # b    # c # buildkit', 'RUN echo a  # b    # c'],
    ['RUN |2 A=1 B=x y /bin/sh -c echo $A # buildkit', 'RUN echo $A'],
    ['RUN /bin/sh -c set -e\nmake\n # buildkit', 'RUN <<EOF', 'set -e', 'make', 'EOF'],
    ['RUN /bin/sh -c cat <<EOF > /x\nEOF\n # buildkit', 'RUN <<EOF2', 'cat <<EOF > /x', 'EOF', 'EOF2'],
    ['RUN /bin/sh -c cat <<EOF > /x && cat <<-B\none\nEOF\ntwo\n\tB # buildkit', 'RUN cat <<EOF > /x && cat <<-B', 'one', 'EOF', 'two', '\tB'],
    ['RUN /bin/sh -c cat <<X # buildkit', 'RUN <<EOF', 'cat <<X', 'EOF'],
    ['RUN /bin/sh -c /dev/pipes/PY # buildkit', 'RUN <<PY', '#!/bin/sh', '# The script of this heredoc is not recorded.', 'PY'],
    ['RUN touch /exec form # buildkit', '# In JSON form; where its words end is not recorded.', 'RUN ["touch", "/exec", "form"]'],
    ['RUN ls # buildkit', 'RUN ["ls"]'],
    ['RUN /bin/bash -o pipefail -c a | b # buildkit', 'RUN ["/bin/bash", "-o", "pipefail", "-c", "a | b"]'],
    ['COPY a.txt d /dst/ # buildkit', 'COPY a.txt d /dst/'],
    ['COPY --chown=1:2 --chmod=644 a.txt /dst # buildkit', 'COPY --chown=1:2 --chmod=644 a.txt /dst'],
    ['COPY a b.txt /dst # buildkit', '# A path has spaces; where it ends is not recorded.', 'COPY ["a b.txt", "/dst"]'],
    ['COPY /src/out /out # buildkit', '# Perhaps with --from, which is not recorded.', 'COPY /src/out /out'],
    ['COPY a$b.txt /c # buildkit', 'COPY "a\\$b.txt" /c'],
    ['COPY <<one <<two /files/ # buildkit', '# The text of the heredoc is not recorded.', 'COPY <<one <<two /files/', 'one', 'two'],
    ['ADD https://example.com/x /x # buildkit', 'ADD https://example.com/x /x'],
    ['ENV A=1 B=two words', 'ENV A=1 B="two words"'],
    ['ENV A=$x "y" \\z', 'ENV A="\\$x \\"y\\" \\\\z"'],
    ['LABEL a.b=c d e= f=g', 'LABEL a.b="c d" e="" f=g'],
    ['ARG A=1 B C=x', 'ARG A=1 B C=x'],
    ['ARG MSG=hello big world', 'ARG MSG="hello big world"'],
    ['EXPOSE [443/tcp 80/tcp]', 'EXPOSE 443/tcp 80/tcp'],
    ['EXPOSE map[80/tcp:{}]', 'EXPOSE 80/tcp'],
    ['VOLUME [/a /b]', 'VOLUME ["/a", "/b"]'],
    ['CMD ["a b" "c\\"d" "\\x01\\u00e9\\a"]', 'CMD ["a b", "c\\"d", "\\u0001é\\u0007"]'],
    ['CMD ["/bin/sh" "-c" "exec top"]', 'CMD exec top'],
    ['CMD ["/bin/sh" "-c" "[ x ]"]', 'CMD ["/bin/sh", "-c", "[ x ]"]'],
    ['CMD []', 'CMD []'],
    ['ENTRYPOINT &{["/bin/sh" "-x"]}', 'ENTRYPOINT ["/bin/sh", "-x"]'],
    ['HEALTHCHECK {Test:[CMD-SHELL wget x || exit 1] Interval:30s Timeout:0s StartPeriod:500ms StartInterval:0s Retries:3}', 'HEALTHCHECK --interval=30s --start-period=500ms --retries=3 CMD wget x || exit 1'],
    ['HEALTHCHECK {Test:[CMD wget -q x y] Interval:0s Timeout:0s StartPeriod:0s StartInterval:0s Retries:0}', '# Where the words of this command end is not recorded.', 'HEALTHCHECK CMD ["wget", "-q", "x", "y"]'],
    ['HEALTHCHECK &{["CMD" "wget" "x y"] "1h30m0s" "1.5s" "0s" "0s" \'\\x03\'}', 'HEALTHCHECK --interval=1h30m0s --timeout=1.5s --retries=3 CMD ["wget", "x y"]'],
    ['HEALTHCHECK &{["CMD-SHELL" "a"] "0s" "0s" "0s" \'\\\'\'}', 'HEALTHCHECK --retries=39 CMD a'],
    ['HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}', 'HEALTHCHECK NONE'],
    ['SHELL [/bin/bash -o pipefail -c]', 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]'],
    ["SHELL [powershell -Command $ErrorActionPreference = 'Stop';]", `SHELL ["powershell", "-Command", "$ErrorActionPreference = 'Stop';"]`],
    ['USER $me', 'USER "\\$me"'],
    ['WORKDIR /work dir', 'WORKDIR /work dir'],
    ['STOPSIGNAL SIGINT', 'STOPSIGNAL SIGINT'],
    ['MAINTAINER me <me@example.com>', 'MAINTAINER me <me@example.com>'],
    ['bazel build ...', '# A layer that no instruction made: bazel build ...'],
    ['', '# A layer of which nothing is recorded.'],
    ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
    ['/bin/sh -c #(nop)  HEALTHCHECK &{[CMD-SHELL a b] 1m30s 1m0s 0s 0s 3}', 'HEALTHCHECK --interval=1m30s --timeout=1m0s --retries=3 CMD a b'],
    ['/bin/sh -c <<EOF\necho hi', 'RUN <<EOF', 'echo hi', 'EOF'],
    ['/bin/sh -c cat <<-"X" > /y\n\ta\nb', 'RUN cat <<-"X" > /y', '\ta', 'b', 'X'],
    ['/bin/sh -c #(nop)  ONBUILD RUN make', 'ONBUILD RUN make'],
    ['/bin/sh -c #(nop) COPY file:0123abc in /dst ', '# Which files were copied is not recorded, only their checksum.', 'COPY file:0123abc /dst'],
    ['/bin/sh -c #(nop) ADD multi:0123abc in /dst dir/ ', '# Which files were copied is not recorded, only their checksum.', 'ADD ["multi:0123abc", "/dst dir/"]'],
  ])('%j', (createdBy, ...lines) => expect(rebuilt([createdBy], createdBy === '' || createdBy.startsWith('bazel') ? { comments: [''] } : {})).toEqual(lines));

  test.each([
    ['RUN apk add curl', 'RUN apk add curl'], ['COPY --from=build /out /out', 'COPY --from=build /out /out'], ['ENV A="two words" B=$A', 'ENV A="two words" B=$A'],
    ['HEALTHCHECK --retries=3 CMD true', 'HEALTHCHECK --retries=3 CMD true'], ['CMD ["a", "b"]', 'CMD ["a", "b"]'],
  ])('Kaniko: %j', (createdBy, line) => expect(rebuilt([createdBy], { comments: [''] })).toEqual([line]));

  test('of Windows', () => {
    const lines = rebuilt(['cmd /S /C #(nop)  ENV A=C:\\x `y`', 'cmd /S /C #(nop) WORKDIR C:\\app', 'cmd /S /C dir', 'cmd /S /C #(nop)  SHELL [powershell -Command]', 'powershell -Command Get-Item .'], { os: 'windows', comments: ['', '', '', '', ''] });
    expect(lines).toEqual(['ENV A="C:\\x ``y``"', 'WORKDIR C:\\app', 'RUN dir', 'SHELL ["powershell", "-Command"]', 'RUN Get-Item .']);
  });
});

describe('with the config', () => {
  const settings = (config: object) => settingsOf(config as Record<string, unknown>);

  test('values with pairs in them are told apart', () => {
    const config = { Env: ['A=x B=3', 'B=3', 'C=5'], Labels: { 'a b': 'c d=e' }, Volumes: { '/a b': {}, '/c': {} } };
    expect(rebuilt(['ENV A=x B=3 B=1 C=1', 'ENV B=3 C=5', 'LABEL a b=c d=e', 'VOLUME [/a b /c]'], { settings: settings(config) }))
      .toEqual(['ENV A="x B=3" B=1 C=1', 'ENV B=3 C=5', 'LABEL "a b"="c d=e"', 'VOLUME ["/a b", "/c"]']);
  });
  test('what the history lacks is added, and what it has too much is said', () => {
    const config = { Env: ['A=2', 'B=$x'], Cmd: ['a b'], User: 'app', WorkingDir: '/w', ExposedPorts: { '80/tcp': {} }, OnBuild: ['RUN x'], Shell: ['/bin/sh', '-e c', '-c'], Healthcheck: { Test: ['CMD', 'x y'], Interval: 90e9, Timeout: 1.5e9, StartPeriod: 2e6, Retries: 2 } };
    const lines = rebuilt(['ENV A=1', 'ENV C=3', 'LABEL gone=1'], { settings: settings(config) });
    expect(lines.slice(lines.indexOf('# The image is otherwise than its history leaves it:') + 1)).toEqual([
      'ENV A=2', 'ENV B="\\$x"', '# No ENV C.', '# No LABEL gone.', 'EXPOSE 80/tcp', 'USER app', 'WORKDIR /w', 'HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=2ms --retries=2 CMD ["x y"]',
      'SHELL ["/bin/sh", "-e c", "-c"]', 'CMD ["a b"]', 'ONBUILD RUN x',
    ]);
  });
  test('an ENTRYPOINT takes away the CMD of the base, and only that', () => {
    const history = ['CMD ["sh"]', 'ENTRYPOINT ["a"]'];
    expect(rebuilt(history, { settings: settings({ Entrypoint: ['a'] }), base: { entries: 1, name: 'busybox' } })).toEqual(['ENTRYPOINT ["a"]']);
    expect(rebuilt(history, { settings: settings({ Entrypoint: ['a'] }) })).toEqual([...history, '', '# The image is otherwise than its history leaves it:', 'CMD []']);
  });
  test('a shell whose words have spaces', () => {
    const history = ['SHELL [/bin/sh -e c -c]', 'CMD ["/bin/sh" "-e c" "-c" "top"]', 'SHELL [/bin/sh -c]'];
    expect(rebuilt(history, { settings: settings({ Shell: ['/bin/sh', '-c'], Cmd: ['/bin/sh', '-e c', '-c', 'top'] }) })).toEqual(['SHELL ["/bin/sh", "-e c", "-c"]', 'CMD top', 'SHELL ["/bin/sh", "-c"]']);
  });
});

describe('triggers', () => {
  const history = ['/bin/sh -c #(nop)  ONBUILD RUN a', '/bin/sh -c a', '/bin/sh -c #(nop)  ONBUILD RUN b'];
  test('only those that the image still has', () => {
    expect(rebuilt(history, { settings: settingsOf({ OnBuild: ['RUN b'] }) })).toEqual(['# Set off by the stage or image above it: ONBUILD RUN a', 'RUN a', 'ONBUILD RUN b']);
  });
  test('all, where nobody knows', () => expect(rebuilt(history)).toEqual(['ONBUILD RUN a', 'RUN a', 'ONBUILD RUN b']));
});

test('a path that is recorded as it was written is the same cleaned', () => {
  expect(rebuilt(['WORKDIR /a//b/../c'], { settings: settingsOf({ WorkingDir: '/a//b/../c' }) })).toEqual(['WORKDIR /a//b/../c']);
});

test('a value that only a command in shell form tells the end of', () => {
  expect(rebuilt(['/bin/sh -c #(nop)  ARG X', '|1 X=a b /bin/sh -c echo $X', '|1 X=a b /bin/echo c'])).toEqual(['ARG X', 'RUN echo $X', '# In JSON form; where its words end is not recorded.', 'RUN ["/bin/echo", "c"]']);
});

describe('Buildah', () => {
  test('values of arguments, and what has none', () => {
    const history = ['ARG A', 'ARG A B', 'ENV B=1', 'ARG A B', 'ARG A B C'].map((text) => `/bin/sh -c #(nop) ${text}`);
    expect(rebuilt([...history, '|3 A=x y B=1 C=$z /bin/sh -c env', '/bin/sh -c #(nop) ARG A B C D'])).toEqual([
      'ARG A="x y"', '# Whether it has a value is not recorded.', 'ARG B', 'ENV B=1', '# Whether it has a value is not recorded.', 'ARG A="x y" B', 'ARG C="\\$z"', 'RUN env', '# Whether it has a value is not recorded.', 'ARG D',
    ]);
  });
  test('JSON form with what looks like a heredoc', () => {
    expect(rebuilt(['/bin/sh -c #(nop) USER a', '/bin/sh -c ["sh", "-c", "cat <<EOF"]'])).toEqual(['USER a', 'RUN ["sh", "-c", "cat <<EOF"]']);
  });
  test('a command that the shell in force did not run', () => {
    expect(rebuilt(['SHELL ["/bin/sh", "-ec"]', 'CMD top'].map((text) => `/bin/sh -c #(nop) ${text}`), { settings: settingsOf({ Shell: ['/bin/sh', '-ec'], Cmd: ['/bin/sh', '-c', 'top'] }) })).toEqual([
      'SHELL ["/bin/sh", "-ec"]', 'CMD top', '', '# The image is otherwise than its history leaves it:', 'CMD ["/bin/sh", "-c", "top"]',
    ]);
  });
  const { history, config } = JSON.parse(readFileSync(new URL('../../data/buildahHistory.json', import.meta.url), 'utf8')) as
    { history: { created_by: string; comment?: string; empty_layer?: boolean }[]; config: Record<string, unknown> };
  const { text, lines } = dockerfileOf(history.map((entry) => ({ createdBy: entry.created_by, comment: entry.comment ?? '', emptyLayer: entry.empty_layer === true })), { name: 'app', settings: settingsOf(config) });

  test('its own name of the base, and its instructions as they stood', () => {
    expect(text.split('\n').slice(4)).toEqual([
      'FROM localhost/bb:1', 'ARG FLAGS="-a b=c"', `ENV A=1 B="two words" C="say \\"hi\\"" D='dollar $x' E="back\\\\slash" F="tab\ttab" G="trail "`, 'ENV H="" I=" lead" J="x=y z=w" K="multiline"',
      `LABEL "com.example.a b"="c d" x="q\\"uo'te" multi="line next" empty="" dollar="\\$HOME" nl=a\\nb`, 'EXPOSE 80 443/tcp 53/udp 100-102', 'VOLUME ["/data", "/a b"]', 'VOLUME /x /y', 'WORKDIR /work dir',
      'WORKDIR rel', 'USER 1000:1000', 'STOPSIGNAL SIGINT', 'HEALTHCHECK --interval=1m30s --timeout=5s --start-period=500ms --retries=3 CMD wget -q "http://x/?a=b c" || exit 1',
      'HEALTHCHECK CMD ["wget", "-q", "x y"]', 'HEALTHCHECK NONE', 'HEALTHCHECK --retries=200 CMD ["curl", "[x] Interval:3s", "}"]', 'SHELL ["/bin/sh", "-e c", "-c"]', 'CMD echo "shell form" é \\t $HOME',
      'CMD ["a b", "c\\"d", "e\\\\f", "tab\\tnl\\nx", "é\\u0001"]', 'ENTRYPOINT ["/bin/sh", "-c", "exec \\"$0\\""]', 'CMD []', 'ENTRYPOINT []', '# Which files were copied is not recorded, only their checksum.',
      'COPY multi:2a2efce2f16c5b941241714598338359a273fe9221906cfa3805d5d5892c9ebc /dst-dir/', '# Which files were copied is not recorded, only their checksum.',
      'COPY ["multi:281fd41ed7e99f375de055f753b460c96682d3f9cb4a7a94fe397bfb287cd549", "/dst dir/"]', '# Which files were copied is not recorded, only their checksum.',
      'ADD file:3dd26e4965c8644baff67ea97c23805e6f97f0ca70f3e7eb6ebdc5e320d412fe /add/', 'SHELL ["/bin/sh", "-c"]', 'USER 0', 'RUN echo simple', 'RUN echo $A && \\', '    echo b \\', '   && echo c',
      'RUN ["/bin/echo", "exec form", "x"]', 'RUN --mount=type=tmpfs,target=/c echo "mount"', 'MAINTAINER me <me@x>', 'ONBUILD RUN echo onb', 'ONBUILD COPY ["a b", "/c"]', '',
    ]);
  });
  test('each entry knows its lines', () => {
    const texts = text.split('\n');
    expect(lines.slice(0, 4)).toEqual([undefined, undefined, undefined, [5, 5]]);
    const run = history.findIndex((entry) => entry.created_by.includes('echo b'));
    expect(texts.slice(lines[run]![0], lines[run]![1] + 1)).toEqual(['RUN echo $A && \\', '    echo b \\', '   && echo c']);
  });
});

test.each(recordedHistories.map((recorded) => [`${recorded.name}, ${recorded.builder}`, recorded] as const))('has no errors: %s', (_, { entries, builder }) => {
  const { text } = dockerfileOf(entries.map((entry) => ({ ...entry, comment: builder === 'buildkit' ? 'buildkit.dockerfile.v0' : '' })), { name: 'app' });
  expect(diagnose(makeSnapshot('Dockerfile', 0, parse(text)), defaultConfig).filter(({ severity }) => severity === 'error'), text).toEqual([]);
});
