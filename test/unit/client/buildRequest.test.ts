import { describe, expect, it } from 'vitest';
import { contextBySetting, requestFrom, taskName } from '../../../client/src/model/buildRequest.ts';
import { lineOfInstruction } from '../../../client/src/commands/build/lineOfInstruction.ts';
import { throughEdit } from '../../../client/src/commands/build/lineShift.ts';

const besideFile = (path: string): string => path.replace(/\/[^/]*$/, '');

describe('a task definition', () => {
  it('gets absolute paths, relative to the workspace folder', () => {
    expect(requestFrom({ type: 'drydock', file: 'api/Dockerfile', context: '.', tag: 'x', target: 't', buildArgs: { A: '1' } }, '/ws', besideFile))
      .toEqual({ file: '/ws/api/Dockerfile', context: '/ws', tag: 'x', target: 't', buildArgs: { A: '1' } });
  });
  it('has the Dockerfile’s folder as context when it names none', () => {
    expect(requestFrom({ file: 'api/Dockerfile' }, '/ws', besideFile)).toEqual({ file: '/ws/api/Dockerfile', context: '/ws/api' });
    expect(requestFrom({ file: '/x/Dockerfile', tag: '' }, undefined, besideFile)).toEqual({ file: '/x/Dockerfile', context: '/x' });
  });
  it.each([[{}], [{ file: '' }], [{ file: 3 }], [{ file: 'a', tag: 3 }], [{ file: 'a', buildArgs: ['A=1'] }], [{ file: 'a', buildArgs: { A: 1 } }]])('%j is refused with a sentence', (definition) => {
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

describe('the line of an instruction that a builder printed', () => {
  const text = 'FROM busybox\nrun  echo \\\n  one\nRUN echo two\nRUN same\n# RUN echo three\nRUN same\n';
  it.each([['RUN echo   one', 1], ['RUN echo', undefined], ['RUN echo two', 3], ['FROM busybox', 0], ['RUN same', undefined], ['RUN other', undefined], ['', undefined]])('%j', (instruction, line) => {
    expect(lineOfInstruction(text, instruction)).toBe(line);
  });
});
