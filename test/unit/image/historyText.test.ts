import { describe, expect, test } from 'vitest';
import { alignEngineHistory } from '../../../server/src/image/historyAlignment.ts';
import { parseCreatedBy, parseHistory } from '../../../server/src/image/historyText.ts';

function check(createdBy: string, instruction: string, text: string, more: { shell?: string; buildArgs?: string[]; isMetadata?: boolean } = {}): void {
  expect(parseCreatedBy(createdBy)).toEqual({ instruction, text, shell: '', buildArgs: [], isMetadata: false, ...more });
}

const sh = { shell: '/bin/sh -c' };
const metadata = { isMetadata: true };

describe('BuildKit', () => {
  test('RUN in shell form', () => check('RUN /bin/sh -c apk add curl   && rm -rf /x # buildkit', 'RUN', 'apk add curl   && rm -rf /x', sh));
  test('RUN with a comment sign of its own', () => check('RUN /bin/sh -c echo "# buildkit" # buildkit', 'RUN', 'echo "# buildkit"', sh));
  test('RUN with other shells', () => {
    check('RUN /bin/bash -o pipefail -c a | b # buildkit', 'RUN', 'a | b', { shell: '/bin/bash -o pipefail -c' });
    check('RUN /bin/bash -euo pipefail -c a # buildkit', 'RUN', 'a', { shell: '/bin/bash -euo pipefail -c' });
    check('RUN cmd /S /C dir # buildkit', 'RUN', 'dir', { shell: 'cmd /S /C' });
    check('RUN powershell -NoProfile -Command Get-Item . # buildkit', 'RUN', 'Get-Item .', { shell: 'powershell -NoProfile -Command' });
  });
  test('RUN in exec form', () => check('RUN python -m pip install -c x # buildkit', 'RUN', 'python -m pip install -c x'));
  test('RUN with a heredoc', () => check('RUN /bin/sh -c set -e\necho hi\n # buildkit', 'RUN', 'set -e\necho hi', sh));
  test('RUN with build arguments', () => check('RUN |2 A=1 B=x y z /bin/sh -c echo $A # buildkit', 'RUN', 'echo $A', { ...sh, buildArgs: ['A=1', 'B=x y z'] }));
  test('RUN with an argument without a value', () => check('RUN |2 A= B= /bin/sh -c true # buildkit', 'RUN', 'true', { ...sh, buildArgs: ['A=', 'B='] }));
  test('RUN in exec form with build arguments', () => check('RUN |1 A=1 ls -l # buildkit', 'RUN', 'ls -l', { buildArgs: ['A=1'] }));
  test('COPY, ADD, WORKDIR', () => {
    check('COPY --chown=app a b /dst/ # buildkit', 'COPY', '--chown=app a b /dst/');
    check('ADD https://example.com/x /x # buildkit', 'ADD', 'https://example.com/x /x');
    check('WORKDIR /app', 'WORKDIR', '/app');
  });
  test('what makes no layer', () => {
    check('ENV A=1 B=two words', 'ENV', 'A=1 B=two words', metadata);
    check('LABEL a=b', 'LABEL', 'a=b', metadata);
    check('ARG V=1', 'ARG', 'V=1', metadata);
    check('USER app', 'USER', 'app', metadata);
    check('EXPOSE [80/tcp 443/tcp]', 'EXPOSE', '80/tcp 443/tcp', metadata);
    check('EXPOSE map[80/tcp:{} 90/udp:{}]', 'EXPOSE', '80/tcp 90/udp', metadata);
    check('VOLUME [/a /b]', 'VOLUME', '/a /b', metadata);
    check('SHELL [/bin/bash -o pipefail -c]', 'SHELL', '["/bin/bash", "-o", "pipefail", "-c"]', metadata);
    check('CMD ["a b" "c\\"d" "e\\x01\\a"]', 'CMD', '["a b", "c\\"d", "e\\u0001\\u0007"]', metadata);
    check('CMD []', 'CMD', '[]', metadata);
    check('ENTRYPOINT ["/bin/sh" "-c" "exec top"]', 'ENTRYPOINT', '["/bin/sh", "-c", "exec top"]', metadata);
    check('STOPSIGNAL SIGTERM', 'STOPSIGNAL', 'SIGTERM', metadata);
  });
});

describe('the classic builder and Buildah', () => {
  test('metadata', () => {
    check('/bin/sh -c #(nop)  ENV A=1', 'ENV', 'A=1', metadata);
    check('/bin/sh -c #(nop)  CMD ["sh"]', 'CMD', '["sh"]', metadata);
    check('/bin/bash -o pipefail -c #(nop)  EXPOSE 80', 'EXPOSE', '80', metadata);
    check('cmd /S /C #(nop)  USER app', 'USER', 'app', metadata);
    check('/bin/sh -c #(nop) LABEL a=b', 'LABEL', 'a=b', metadata);
  });
  test('COPY and ADD', () => {
    check('/bin/sh -c #(nop) COPY file:0123abc in /dst ', 'COPY', 'file:0123abc in /dst');
    check('/bin/sh -c #(nop) ADD file:0123abc in / ', 'ADD', 'file:0123abc in /');
  });
  test('Buildah counts words of arguments, and leaves JSON and flags behind the shell', () => {
    check('|4 A=x y z B=1 /bin/sh -c echo $A', 'RUN', 'echo $A', { ...sh, buildArgs: ['A=x y z', 'B=1'] });
    check('|2 FLAGS=-a b=c /bin/sh -c echo simple', 'RUN', 'echo simple', { ...sh, buildArgs: ['FLAGS=-a', 'b=c'] });
    check('/bin/sh -c ["/bin/echo", "exec form"]', 'RUN', '["/bin/echo", "exec form"]', sh);
    check('/bin/sh -c --mount=type=tmpfs,target=/c echo', 'RUN', '--mount=type=tmpfs,target=/c echo', sh);
    check('/bin/sh -c #(nop) SHELL ["/bin/sh", "-e c", "-c"]', 'SHELL', '["/bin/sh", "-e c", "-c"]', metadata);
    check('/bin/sh -c #(nop) ENV A=1 B="two words"', 'ENV', 'A=1 B="two words"', metadata);
    check('/bin/sh -c #(nop) COPY multi:2a2e in /dst dir/ ', 'COPY', 'multi:2a2e in /dst dir/');
  });
  test('values end where they end', () => check('/bin/sh -c #(nop)  ENV F=1 G=trail ', 'ENV', 'F=1 G=trail ', metadata));
  test('a command that has the mark of another builder in it', () => {
    check('/bin/sh -c echo "#(nop) ENV A=1"', 'RUN', 'echo "#(nop) ENV A=1"', sh);
    check('|1 A=b /bin/sh -c echo "#(nop) ENV A=1"', 'RUN', 'echo "#(nop) ENV A=1"', { ...sh, buildArgs: ['A=b'] });
    check('RUN /bin/sh -c echo "#(nop) ENV A=1" # buildkit', 'RUN', 'echo "#(nop) ENV A=1"', sh);
    check('LABEL a=b # buildkit', 'LABEL', 'a=b # buildkit', metadata);
    check("powershell -Command $ErrorActionPreference = 'Stop'; #(nop)  ENV A=1", 'ENV', 'A=1', metadata);
  });
  test('old forms of lists', () => {
    check('/bin/sh -c #(nop) USER [daemon]', 'USER', 'daemon', metadata);
    check('/bin/sh -c #(nop)  STOPSIGNAL [SIGTERM]', 'STOPSIGNAL', 'SIGTERM', metadata);
    check('/bin/sh -c #(nop) ENTRYPOINT &{["/bin/sh" "-x"]}', 'ENTRYPOINT', '["/bin/sh", "-x"]', metadata);
    check('/bin/sh -c #(nop) CMD [/bin/sh -x]', 'CMD', '["/bin/sh", "-x"]', metadata);
    check('/bin/sh -c #(nop) EXPOSE map[80/tcp:{}]', 'EXPOSE', '80/tcp', metadata);
    check('/bin/sh -c #(nop) VOLUME map[/a:{} /b:{}]', 'VOLUME', '/a /b', metadata);
  });
  test('Windows', () => {
    check('cmd /S /C dir', 'RUN', 'dir', { shell: 'cmd /S /C' });
    check('powershell -Command $x = 1; dir', 'RUN', '$x = 1; dir', { shell: 'powershell -Command' });
    check('cmd /S /C #(nop) WORKDIR C:\\app', 'WORKDIR', 'C:\\app');
  });
  test('RUN', () => {
    check('/bin/sh -c apt-get update', 'RUN', 'apt-get update', sh);
    check('|1 A=1 /bin/sh -c echo $A', 'RUN', 'echo $A', { ...sh, buildArgs: ['A=1'] });
  });
});

describe('others', () => {
  test('Kaniko writes the instruction as it stands', () => {
    check('RUN apk add curl', 'RUN', 'apk add curl');
    check('COPY --from=build /out /out', 'COPY', '--from=build /out /out');
  });
  test.each([
    '', 'bazel build ...', 'sh', 'crane mutate', 'Run something', 'nix', 'Buildpacks Launcher', "Layer: 'sbom', Created by buildpack: paketo-buildpacks/syft@1.2.3", 'ko build ko://example.com/app',
    'jib-maven-plugin:3.4.0', 'apko', "# debian.sh --arch 'amd64' out/ 'bookworm' '@1700000000'", 'Apply image 10.0.17763.1', 'Install update 10.0.17763.5329', 'python app.py',
  ])('%j is left as it is', (text) => check(text, '', text));
});

describe('with what stands before', () => {
  test('a declared shell, and values with spaces and equals signs', () => {
    const [, , , last] = parseHistory(['SHELL [/usr/bin/env fish -c]', 'ARG FLAGS=-a b=c', 'ENV X=1', 'RUN |2 FLAGS=-a b=c X=1 /usr/bin/env fish -c make # buildkit']);
    expect(last).toMatchObject({ shell: '/usr/bin/env fish -c', text: 'make' });
  });
  test('an exec form after an argument with spaces', () => {
    const [, last] = parseHistory(['ARG WHO=a b c', 'RUN |1 WHO=a b c echo hello # buildkit']);
    expect(last).toMatchObject({ text: 'echo hello', buildArgs: ['WHO=a b c'] });
  });
});

describe('which entry made which layer, without flags', () => {
  const entry = (createdBy: string, size: number) => ({ createdBy, size, comment: createdBy.endsWith('# buildkit') ? 'buildkit.dockerfile.v0' : '' });
  const history = [entry('ADD rootfs.tar / # buildkit', 100), entry('ENV A=1', 0), entry('RUN /bin/sh -c true # buildkit', 0), entry('WORKDIR /', 0), entry('COPY a b # buildkit', 5), entry('CMD ["sh"]', 0)];

  /** Each entry's layer, "-" for none, "?" for a choice; "#" is a layer whose number is open. */
  const aligned = (entries: typeof history, layers: number): string | undefined => alignEngineHistory(entries, layers)?.map(({ made, layer }) => (made === 'no' ? '-' : made === 'maybe' ? '?' : String(layer ?? '#'))).join(' ');

  test('sizes suffice', () => expect(aligned(history, 2)).toBe('0 - - - 1 -'));
  test('a RUN that changed nothing has a layer all the same', () => expect(aligned(history, 3)).toBe('0 - 1 - 2 -'));
  test('numbers that cannot be', () => {
    expect(aligned(history, 1)).toBeUndefined();
    expect(aligned(history, 9)).toBeUndefined();
  });
  test('BuildKit before others', () => {
    const mixed = [entry('/bin/sh -c true', 0), entry('RUN /bin/sh -c true # buildkit', 0)];
    expect(aligned(mixed, 1)).toBe('- 0');
    expect(aligned(mixed, 2)).toBe('0 1');
  });
  test('a choice is left open, and what stands around it is not', () => {
    const classic = [entry('ADD', 9), entry('/bin/sh -c true', 0), entry('/bin/sh -c make', 5), entry('/bin/sh -c true', 0), entry('/bin/sh -c #(nop)  CMD x', 0), entry('COPY', 1)];
    expect(aligned(classic, 4)).toBe('0 ? # ? - 3');
    expect(aligned(classic, 5)).toBe('0 1 2 3 - 4');
  });
});
