import { test } from 'vitest';
import { checkHover, checkHoverHas } from '../../../support/hover.ts';

const dockerHub = (repository: string, ...rows: readonly string[]): string =>
  ['|  |  |', '| --- | --- |', '| registry | `docker.io` (Docker Hub) |', `| repository | \`${repository}\`${repository.startsWith('library/') ? ' (official image)' : ''} |`, ...rows.map((row) => `| ${row} |`)].join('\n');

test('a name says what the stage is and who uses it', () => {
  checkHover('FROM golang:1.24 AS Bu$0ild\nFROM build AS test\nFROM scratch\nCOPY --from=0 a b\nRUN --mount=from=build,target=/x y', 'Build',
    '**Stage `build`**, number 0, line 1, from `golang:1.24`.\n\nUsed by FROM in line 2, COPY in line 4, a mount in line 5.');
  checkHover('FROM a AS unu$0sed\nFROM b', 'unused', '**Stage `unused`**, number 0, line 1, from `a`.\n\nNothing uses it: it is built only with `--target`.');
  checkHover('FROM a AS la$0st', 'last', '**Stage `last`**, number 0, line 1, from `a`; the last stage is what a build makes.');
});

test('the keyword says the same', () => checkHover('FROM a AS b\nFR$0OM b', 'FROM', '**Stage 1**, line 2, from stage `b` from `a`; the last stage is what a build makes.'));

test('a base that is a stage', () => {
  checkHover('FROM a AS b\nONBUILD COPY . /x\nFROM $0b', 'b', '**Stage `b`**, number 0, line 1, from `a`.\n\nFirst run here, from ONBUILD of the base:\n- `COPY . /x` (line 2)');
});

test('where files come from', () => {
  checkHover('FROM a AS b\nFROM c\nCOPY --from=$0b x y', 'b', '**Stage `b`**, number 0, line 1, from `a`.');
  checkHover('FROM a AS b\nFROM c\nCOPY --from=0$0 x y', '0', '**Stage `b`**, number 0, line 1, from `a`.');
  checkHover('FROM a AS b\nFROM c\nRUN --mount=type=bind,from=b$0,target=/x y', 'b', '**Stage `b`**, number 0, line 1, from `a`.');
  checkHoverHas('FROM a\nCOPY --from=$0nginx x y', 'nginx', '**Image** `nginx`: no stage of this file has that name.');
  checkHoverHas('FROM a\nCOPY --from=7$0 x y', '7', 'No stage has the number 7');
  checkHoverHas('FROM a\nCOPY --from=b$0 x y\nFROM c AS b', 'b', 'It comes later');
  checkHoverHas('FROM a\nCOPY --from=0$0 x y', '0', 'cannot take files from itself');
  checkHoverHas('FROM a\nCOPY --from=x$X$0 x y', 'x$X', 'Variables are not replaced here.');
});

test('the parts of an image name', () => {
  checkHover('FROM al$0pine', 'alpine', `**Image** \`alpine\`\n\n${dockerHub('library/alpine', 'tag | `latest`, since none is written: it moves with every release')}\n\n[Docker Hub](https://hub.docker.com/_/alpine)`);
  checkHover('ARG V=3\nFROM x/y:$0$V', '$V', '**`V`** here: `3`.\n\n| line | sets it |  |\n| --- | --- | --- |\n| 1 | `ARG V=3`, global | **wins** |\n\n`--build-arg V=…` wins over the default.');
  checkHover('ARG V=3\nFROM x$0/y:$V', 'x/y:$V', `\`x/y:$V\` is \`x/y:3\`.\n\n**Image** \`x/y:3\`\n\n${dockerHub('x/y', 'tag | `3`')}\n\n[Docker Hub](https://hub.docker.com/r/x/y)`);
  checkHoverHas(`FROM ghcr.io/$0x/y:1@sha256:${'a'.repeat(64)}`, `ghcr.io/x/y:1@sha256:${'a'.repeat(64)}`, '| registry | `ghcr.io` |', '| tag | `1` |', `\`sha256:${'a'.repeat(64)}\`: always this very image; the tag is not looked at |`);
  checkHoverHas('FROM x-$TARGETARCH-$0', 'x-$TARGETARCH-', 'is `x-amd64-` when building on and for linux/amd64');
});

test('what is no image', () => {
  checkHoverHas('FROM scr$0atch', 'scratch', 'the stage starts with no files at all');
  checkHoverHas('FROM Alpi$0ne', 'Alpine', '**No valid image name:** invalid reference format: repository name (library/Alpine) must be lowercase');
  checkHoverHas('ARG B\nFROM ${B}$0""', '${B}', '**`B`** here: no value.');
});
