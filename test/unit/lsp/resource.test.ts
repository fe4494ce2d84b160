import { describe, expect, test } from 'vitest';
import { below, contextFolder, folderOf, nameOf, resourceOf, sameResource, uriOf } from '../../../server/src/lsp/resource.ts';

test.each([
  ['file:///work/a%20b/Dockerfile', '/work/a b', 'Dockerfile'],
  ['file:///Dockerfile', '/', 'Dockerfile'],
  ['file:///c%3A/x/own.Dockerfile', '/c:/x', 'own.Dockerfile'],
  ['vscode-vfs://github/acme/app/Dockerfile', '/acme/app', 'Dockerfile'],
])('%s is in %s', (uri, folder, name) => {
  const resource = resourceOf(uri)!;
  expect([folderOf(resource).path, nameOf(resource)]).toEqual([folder, name]);
  expect(uriOf(resource)).toBe(uri);
});

test.each(['untitled:Dockerfile', 'git:/work/Dockerfile?x', 'file:', ''])('%j has no place', (uri) => {
  expect(resourceOf(uri)).toBeUndefined();
});

test('what is below a folder is encoded', () => {
  expect(uriOf(below(resourceOf('file:///w')!, 'a b/#c'))).toBe('file:///w/a%20b/%23c');
  expect(uriOf(below(resourceOf('file:///w')!, ''))).toBe('file:///w');
});

test('the same file may be encoded in two ways', () => {
  expect(sameResource('file:///c%3A/a', 'file:///c:/a')).toBe(true);
  expect(sameResource('file:///a', 'file:///b')).toBe(false);
  expect(sameResource('file:///%', 'file:///%')).toBe(true);
});

describe('the build context', () => {
  const dockerfile = resourceOf('file:///work/app/docker/Dockerfile')!;
  const folders = ['file:///work/other', 'file:///work/app'];

  test.each([
    ['', '/work/app/docker'],
    ['.', '/work/app/docker'],
    ['..', '/work/app'],
    ['../../..', '/'],
    ['/srv/x/', '/srv/x'],
    ['${workspaceFolder}', '/work/app'],
    ['${workspaceFolder}/ctx', '/work/app/ctx'],
    ['${fileDirname}/ctx', '/work/app/docker/ctx'],
    ['C:\\src\\app', '/C:/src/app'],
  ])('%j is %s', (setting, path) => {
    expect(contextFolder(dockerfile, setting, folders)).toEqual({ root: 'file://', path });
  });

  test('a folder of the workspace whose name only begins the same is another one', () => {
    expect(contextFolder(resourceOf('file:///work/app2/Dockerfile')!, '${workspaceFolder}', folders).path).toBe('/work/app2');
  });
});
