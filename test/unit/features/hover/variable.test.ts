import { test } from 'vitest';
import { checkHover, checkHoverHas } from '../../../support/hover.ts';

function origins(...rows: readonly string[]): string {
  return ['| line | sets it |  |', '| --- | --- | --- |', ...rows.map((row) => `| ${row} |`)].join('\n');
}

test('an ENV wins over the ARG of its name', () => {
  checkHover('ARG V=1\nFROM a\nARG V=2\nENV V=3\nRUN echo $V$0', '$V', [
    '**`V`** when the command starts: `3`.', origins('1 | `ARG V=1`, global | overridden', '3 | `ARG V=2` | overridden', '4 | `ENV V=3` | **wins**'),
    'ENV wins over the ARG of the same name: `--build-arg V=…` changes nothing here.',
  ].join('\n\n'));
});

test('an ENV that uses the ARG lets --build-arg through', () => {
  checkHover('FROM a\nARG V=1\nENV V=${V}-x\nWORKDIR /$V$0', '$V', [
    '**`V`** here: `1-x`.', origins('2 | `ARG V=1` | overridden', '3 | `ENV V=${V}-x` | **wins**'), 'ENV wins over the ARG, but its value uses a build argument.',
  ].join('\n\n'));
});

test('an ARG after an ENV', () => {
  checkHoverHas('FROM a\nENV V=1\nARG V=2\nRUN $V$0', '$V', '**`V`** when the command starts: `2`.', 'The ARG comes after the ENV and wins for the rest of the build of this stage; containers get the ENV. `--build-arg V=…` wins over the default.');
});

test('a global ARG is not visible in a stage', () => {
  checkHover('ARG V=1\nFROM a\nENV X=$0$V', '$V', [
    '**`V`** here: no value, unless `a` sets it.', origins('1 | `ARG V=1`, global | not declared in this stage'), 'The global ARG is not visible in a stage: write `ARG V` below FROM.',
  ].join('\n\n'));
});

test('an ARG that takes the global value', () => {
  checkHover('ARG V=1\nFROM a\nARG V$0', 'V', [
    '**`V`** from here on: `1`.', origins('1 | `ARG V=1`, global | gives the value', '3 | `ARG V` | **wins**'), 'ARG without a default takes the global value; `--build-arg V=…` wins over both.',
  ].join('\n\n'));
});

test('an ARG without a value', () => {
  checkHover('FROM scratch\nARG V\nENV A=$V$0', '$V', ['**`V`** here: no value.', origins('2 | `ARG V` | has no value'), 'Declared without a value: only `--build-arg V=…` gives it one.'].join('\n\n'));
});

test('in FROM the global ARGs count', () => {
  checkHover('ARG T=22\nFROM node:$T$0', '$T', ['**`T`** here: `22`.', origins('1 | `ARG T=22`, global | **wins**'), '`--build-arg T=…` wins over the default.'].join('\n\n'));
});

test('predefined ones', () => {
  checkHover('FROM a\nARG TARGETARCH\nRUN x-$TARGETARCH$0', '$TARGETARCH', [
    '**`TARGETARCH`** when the command starts: depends on the build, `amd64` for linux/amd64.', origins(' | predefined | gives the value', '2 | `ARG TARGETARCH` | **wins**'),
    'ARG without a default takes the global value; `--build-arg TARGETARCH=…` wins over both.', 'Architecture of the image being built.',
  ].join('\n\n'));
  checkHoverHas('FROM --platform=$BUILDPLATFORM$0 a', '$BUILDPLATFORM', 'depends on the build, `linux/amd64` for linux/amd64', 'predefined | **wins**');
  checkHoverHas('FROM a\nRUN curl $http_proxy$0', '$http_proxy', 'predefined, from `--build-arg` or the proxy settings | for RUN only');
  checkHoverHas('FROM a\nENV A=$TARGETARCH$0', '$TARGETARCH', 'predefined | not declared in this stage', 'write `ARG TARGETARCH` below FROM');
});

test('inherited from the stage that this one starts from', () => {
  checkHoverHas('FROM a AS b\nENV V=1\nFROM b\nENV W=$V$0', '$V', '**`V`** here: `1`.', '2 | `ENV V=1`, stage `b` | **wins**');
  checkHoverHas('FROM a AS b\nONBUILD ENV V=1\nFROM b\nENV W=$V$0', '$V', '2 | `ENV V=1`, ONBUILD | **wins**');
});

test('in a container there are ENVs only', () => {
  checkHover('FROM a\nARG V=1\nCMD echo $V$0', '$V', [
    '**`V`** in the container: not set by this file; `a` or the command itself may set it.', origins('2 | `ARG V=1` | during the build only'),
    '`docker run -e V=…` sets it. An ARG is gone when the container runs; `ENV V=$V` keeps it.',
  ].join('\n\n'));
  checkHoverHas('FROM a\nENV V=1\nCMD echo $V$0\nENV V=2', '$V', '**`V`** in the container: `2`.', '4 | `ENV V=2` | **wins**', '`docker run -e V=…` wins over ENV.');
});

test('PATH, and what the base image decides', () => {
  checkHoverHas('FROM a\nENV PATH$0=/x:$PATH', 'PATH', 'depends on `a`, probably `/x:/usr/local/sbin:', 'A login shell, such as one over ssh, sets its own PATH');
  checkHoverHas('FROM a\nRUN echo $HOME$0', '$HOME', 'when the command starts: not set by this file; `a` or the command itself may set it.');
});

test('where the value is empty or cannot be had', () => {
  checkHoverHas('FROM a\nENV V=\nENV W=$V$0', '$V', '**`V`** here: empty.');
  checkHoverHas('FROM a\nENV V=${X^}\nENV W=$V$0', '$V', 'its value cannot be expanded');
});

test('a text with bars and backticks stays in its cell', () => {
  checkHoverHas('FROM a\nENV V=a|`b`\nENV W=$V$0', '$V', '**`V`** here: `` a|`b` ``.', '| 2 | `` ENV V=a\\|`b` `` | **wins** |');
});

test('of a long history the last lines are shown', () => {
  checkHoverHas(`FROM a\n${'ENV V=1\n'.repeat(40)}ENV W=$V$0`, '$V', '| 30 | `ENV V=1` | overridden |\n| 31', '| 41 | `ENV V=1` | **wins** |');
});
