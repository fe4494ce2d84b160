import { describe, expect, test } from 'vitest';
import { findBase, fullName, type BaseClues } from '../../../client/src/model/baseImage.ts';

const history = [
  { isEmpty: false, layer: 0 }, { isEmpty: false, layer: 1 }, { isEmpty: true, layer: undefined },
  { isEmpty: true, layer: undefined }, { isEmpty: false, layer: 2 },
];
const own: BaseClues = { diffIds: ['a', 'b', 'c'], history };
const base = { id: 'sha256:1', tags: ['node:20'], digests: ['node@sha256:9'], diffIds: ['a', 'b'], entries: 3 };
const part = { id: 'sha256:2', tags: ['debian:12'], diffIds: ['a'], entries: 1 };
const self = { id: 'sha256:3', tags: ['app:1'], diffIds: ['a', 'b', 'c'], entries: 5 };
const images = [self, part, { ...base, id: 'sha256:4', tags: [] }, base];

describe('the base of an image', () => {
  test.each<[string, Partial<BaseClues>, unknown]>([
    ['nothing is known', {}, undefined],
    ['the build says it', { provenance: { name: 'node:20', digest: 'sha256:9', layers: 2 }, firstMapped: 3 }, { name: 'node:20', digest: 'sha256:9', layers: 2, entries: 3, by: 'provenance' }],
    ['the build says it, and the image is there', { provenance: { name: 'node:20', digest: undefined, layers: undefined }, images }, { name: 'node:20', digest: undefined, layers: 2, entries: 3, by: 'provenance' }],
    ['a label says it', { labels: { 'org.opencontainers.image.base.name': 'docker.io/library/node:20' }, images }, { name: 'docker.io/library/node:20', digest: undefined, layers: 2, entries: 3, by: 'label' }],
    ['a label says the digest', { labels: { 'org.opencontainers.image.base.digest': 'sha256:9' }, images }, { name: undefined, digest: 'sha256:9', layers: 2, entries: 3, by: 'label' }],
    ['FROM says it', { from: 'node:20', images }, { name: 'node:20', digest: 'sha256:1', layers: 2, entries: 3, by: 'dockerfile' }],
    ['FROM names an image that is another by now', { from: 'node:20', firstMapped: 3, images: [{ ...base, diffIds: ['x'] }] }, { name: 'node:20', digest: 'sha256:1', layers: 2, entries: 3, by: 'dockerfile' }],
    ['FROM names an image that is not there', { from: 'node:20' }, { name: 'node:20', digest: undefined, layers: undefined, entries: undefined, by: 'dockerfile' }],
    ['FROM scratch', { from: 'scratch', images }, { name: 'scratch', digest: undefined, layers: 0, entries: 0, by: 'dockerfile' }],
    ['another image has the same lower layers', { images }, { name: 'node:20', digest: 'sha256:1', layers: 2, entries: 3, by: 'layers' }],
    ['only the lines say where ours begins', { firstMapped: 3 }, { name: undefined, digest: undefined, layers: 2, entries: 3, by: 'lines' }],
    ['an entry below may have made a layer', { firstMapped: 2, history: [{ isEmpty: false, layer: undefined }, ...history] }, { name: undefined, digest: undefined, layers: undefined, entries: 2, by: 'lines' }],
  ])('%s', (_, clues, expected) => {
    expect(findBase({ ...own, ...clues })).toEqual(expected);
  });
});

test.each([
  ['node', 'docker.io/library/node:latest'], ['node:20', 'docker.io/library/node:20'], ['me/app', 'docker.io/me/app:latest'],
  ['localhost:5000/a/b:1', 'localhost:5000/a/b:1'], ['registry.example/a', 'registry.example/a:latest'], ['node:20@sha256:1', 'docker.io/library/node@sha256:1'],
  ['index.docker.io/library/node', 'docker.io/library/node:latest'],
])('the full name of %s', (name, full) => {
  expect(fullName(name)).toBe(full);
});
