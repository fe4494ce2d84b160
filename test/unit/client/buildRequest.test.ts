import { describe, expect, it } from 'vitest';
import { contextBySetting, definitionFrom, requestFrom, taskName } from '../../../client/src/model/buildRequest.ts';
import { contextKind, pathInArchive } from '../../../client/src/engine/buildOptions.ts';
import { throughEdit } from '../../../client/src/model/lineShift.ts';
import { linesOfInstruction } from '../../../client/src/model/stepLines.ts';

const besideFile = (path: string): string => path.replace(/\/[^/]*$/, '');

describe('a task definition', () => {
  it('gets absolute paths, relative to the workspace folder', () => {
    expect(requestFrom({ type: 'drydock', file: 'api/Dockerfile', context: '.', tag: 'x', target: 't', buildArgs: { A: '1' } }, '/ws', besideFile))
      .toEqual({ file: '/ws/api/Dockerfile', context: '/ws', tags: ['x'], target: 't', buildArgs: { A: '1' } });
  });
  it('has the Dockerfile’s folder as context when it names none', () => {
    expect(requestFrom({ file: 'api/Dockerfile' }, '/ws', besideFile)).toEqual({ file: '/ws/api/Dockerfile', context: '/ws/api', tags: [] });
    expect(requestFrom({ file: '/x/Dockerfile', tag: '' }, undefined, besideFile)).toEqual({ file: '/x/Dockerfile', context: '/x', tags: [] });
  });
  const whole = {
    file: 'api/Dockerfile', context: '.', tags: ['x:1', 'y:1'], target: 't', platforms: ['linux/amd64', 'linux/arm64'], buildArgs: { A: '1', HTTP_PROXY: null },
    secrets: [{ id: 'npm', file: '.npmrc' }, { id: 'token', env: 'TOKEN' }], ssh: ['default'], noCache: ['test'], pull: true, network: 'none', builder: 'b', output: ['type=oci,dest=x.tar'],
    load: true, push: true, cacheFrom: ['type=local,src=c'], cacheTo: ['type=inline'], labels: { a: 'b' }, options: ['--ulimit', 'nofile=1'],
  };
  it('may say everything, and is the same again from its request', () => {
    const request = requestFrom({ type: 'drydock', ...whole }, '/ws', besideFile);
    expect(request).toMatchObject({
      file: '/ws/api/Dockerfile', context: '/ws', tags: ['x:1', 'y:1'], buildArgs: { A: '1' }, environmentArgs: ['HTTP_PROXY'],
      secrets: [{ id: 'npm', file: '/ws/.npmrc' }, { id: 'token', env: 'TOKEN' }], noCache: ['test'], options: ['--ulimit', 'nofile=1'],
    });
    if (typeof request === 'string') throw new Error(request);
    expect(definitionFrom(request, '/ws')).toEqual(whole);
  });
  it('has each name once, and says nothing where it says nothing', () => {
    expect(requestFrom({ file: '/x/Dockerfile', tag: 'a', tags: ['a', 'b'], target: '', platforms: [], pull: false, noCache: false, network: '' }, undefined, besideFile))
      .toEqual({ file: '/x/Dockerfile', context: '/x', tags: ['a', 'b'] });
  });
  it.each([
    [{}], [{ file: '' }], [{ file: 3 }], [{ file: 'a', context: 3 }], [{ file: 'a', tag: 3 }], [{ file: 'a', tags: 'x' }], [{ file: 'a', tags: [''] }], [{ file: 'a', target: 1 }], [{ file: 'a', platforms: 'linux/arm64' }],
    [{ file: 'a', buildArgs: ['A=1'] }], [{ file: 'a', buildArgs: { A: 1 } }], [{ file: 'a', buildArgs: { 'A=B': 'x' } }], [{ file: 'a', secrets: [{ id: 'x' }] }], [{ file: 'a', secrets: [{ id: 'x', value: 'y' }] }],
    [{ file: 'a', secrets: [{ id: 'x', file: 'a,type=env' }] }], [{ file: 'a', secrets: [{ id: 'x,src=/etc/shadow', file: 'b' }] }], [{ file: 'a', secrets: [{ id: 'x', env: 'A B' }] }], [{ file: 'a', ssh: true }],
    [{ file: 'a', noCache: 'yes' }], [{ file: 'a', pull: 1 }], [{ file: 'a', network: [] }], [{ file: 'a', builder: {} }], [{ file: 'a', output: 'x' }], [{ file: 'a', load: 'x' }], [{ file: 'a', push: 'x' }],
    [{ file: 'a', cacheFrom: 'x' }], [{ file: 'a', cacheTo: 'x' }], [{ file: 'a', labels: ['x'] }], [{ file: 'a', options: '--x' }],
  ])('%j is refused with a sentence', (definition) => {
    expect(requestFrom(definition, '/ws', besideFile)).toMatch(/\.$/);
  });
  it('needs a folder for a relative file', () => {
    expect(requestFrom({ file: 'Dockerfile' }, undefined, besideFile)).toMatch(/absolute/);
  });
});

describe('the setting for the build context', () => {
  it.each([['', '/ws/api'], ['..', '/ws'], ['/data', '/data'], ['${workspaceFolder}', '/ws'], ['${workspaceFolder}/x', '/ws/x'], ['${fileDirname}/y', '/ws/api/y']])('%j → %s', (setting, context) => {
    expect(contextBySetting('/ws/api/Dockerfile', setting, '/ws')).toBe(context);
  });
});

it('names a task by its file and stage', () => {
  expect(taskName('api/Dockerfile', undefined)).toBe('Build api/Dockerfile');
  expect(taskName('Dockerfile', 'test')).toBe('Build Dockerfile, stage test');
});

describe('a failing step after an edit', () => {
  const lines = { first: 4, last: 5 };
  const edit = (first: number, firstCharacter: number, last: number, lastCharacter: number, text: string) => ({ first, firstCharacter, last, lastCharacter, text });
  it.each([
    ['an edit below leaves it', [edit(6, 0, 9, 0, '')], { first: 4, last: 5 }],
    ['lines put in above move it down', [edit(1, 3, 1, 3, '\na\nb')], { first: 6, last: 7 }],
    ['lines taken out above move it up', [edit(0, 0, 2, 0, '')], { first: 2, last: 3 }],
    ['a line put in right before it moves it', [edit(4, 0, 4, 0, 'RUN x\r\n')], { first: 5, last: 6 }],
    ['the line right before it taken out moves it', [edit(3, 0, 4, 0, '')], { first: 3, last: 4 }],
    ['joining it with the line before ends it', [edit(3, 5, 4, 0, '')], undefined],
    ['typing in it ends it', [edit(5, 2, 5, 2, 'x')], undefined],
    ['typing at its start ends it', [edit(4, 0, 4, 0, '#')], undefined],
    ['an edit over it ends it', [edit(0, 0, 20, 0, '')], undefined],
    ['two edits add up', [edit(7, 0, 7, 0, '\n'), edit(2, 0, 2, 0, '\n'), edit(0, 0, 1, 0, '')], { first: 4, last: 5 }],
  ])('%s', (_name, edits, expected) => {
    expect(throughEdit(lines, edits)).toEqual(expected);
  });
});

describe('the lines of an instruction that a builder printed', () => {
  const text = 'FROM busybox AS One\nrun  echo \\\n# why\n  one\nRUN echo two\nRUN same\n# RUN echo three\nFROM x\nRUN same\nFROM y as last\nRUN same\n';
  it.each<[string, string, [number, number] | undefined]>([
    ['RUN echo   one', '', [1, 3]], ['RUN echo', '', undefined], ['RUN echo two', '', [4, 4]], ['RUN echo two', 'nowhere', [4, 4]], ['RUN same', '', undefined], ['RUN other', '', undefined], ['', '', undefined],
    ['RUN same', 'one', [5, 5]], ['RUN same', 'stage-1', [8, 8]], ['RUN same', 'linux/arm64 last', [10, 10]], ['FROM docker.io/library/busybox:latest', 'one', [0, 0]], ['FROM docker.io/x@sha256:1', 'stage-1', [7, 7]],
  ])('%j of stage %j', (instruction, stage, lines) => {
    expect(linesOfInstruction(text, instruction, stage)).toEqual(lines && { first: lines[0], last: lines[1] });
  });
});

describe('a build context', () => {
  it.each([
    ['/src', 'folder'], ['C:\\src', 'folder'], ['/src/x.tar', 'archive'], ['ctx.tar.gz', 'archive'], ['a.tgz', 'archive'], ['-', 'none'], ['https://github.com/a/b.git#main:sub', 'remote'], ['git@github.com:a/b.git', 'remote'],
    ['github.com/a/b', 'remote'], ['ssh://git@host/x', 'remote'], ['https://host.example/ctx.tar.gz', 'remote'],
  ])('%s is a %s', (context, kind) => expect(contextKind(context)).toBe(kind));
  it('that is an archive holds the Dockerfile where it lies beside it', () => {
    expect(pathInArchive('/src/api/Dockerfile', '/src/ctx.tar')).toBe('api/Dockerfile');
    expect(pathInArchive('/src/api/Dockerfile', '/tmp/ctx.tar')).toBe('Dockerfile');
  });
});
