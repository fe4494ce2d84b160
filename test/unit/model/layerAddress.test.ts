import { describe, expect, it } from 'vitest';
import { addressPath, nameOnDisk, parseAddress, type LayerAddress } from '../../../client/src/model/layers/address.ts';

describe('addresses', () => {
  it.each<[LayerAddress, string]>([
    [{ key: 'app-1-0a', where: 0, path: 'etc/passwd' }, '/app-1-0a/1/etc/passwd'],
    [{ key: 'k', where: 'final', path: 'a b/ü#?%' }, '/k/final/a b/ü#?%'],
    [{ key: 'k', where: 'none', path: 'x' }, '/k/none/x'],
    [{ key: 'k', where: 11, path: '' }, '/k/12'],
    [{ key: 'k', where: 1, path: 'line\nbreak' }, '/k/2/line\nbreak'],
  ])('%j', (address, text) => {
    expect(addressPath(address)).toBe(text);
    expect(parseAddress(text)).toEqual(address);
  });

  it.each(['', '/', '/k', '/k/0/x', '/k/-1/x', '/k/last/x', 'k/1/x', '/k/1234567/x'])('%j is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});

describe('names on disk', () => {
  it.each([
    ['usr/bin/env', 'env'], ['a/..', '_'], ['a/b\\..\\c', 'b_.._c'], ['x/con', '_con'], ['x/nul.txt', '_nul.txt'], ['a:b*?"<>|', 'a_b______'], ['dots...', 'dots'], ['', '_'],
  ])('%j → %j', (path, name) => {
    expect(nameOnDisk(path)).toBe(name);
  });
});
