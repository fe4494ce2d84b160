import { expect, test } from 'vitest';
import { fullName, parseReference, shortId } from '../../../client/src/model/imageReference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['busybox', 'docker.io', 'library/busybox', 'busybox', '', ''],
  ['busybox:1.36', 'docker.io', 'library/busybox', 'busybox', '1.36', ''],
  ['team/app:1', 'docker.io', 'team/app', 'team/app', '1', ''],
  ['registry.example/app:1', 'registry.example', 'app', 'registry.example/app', '1', ''],
  ['localhost/app', 'localhost', 'app', 'localhost/app', '', ''],
  ['localhost:5000/a/b/c', 'localhost:5000', 'a/b/c', 'localhost:5000/a/b/c', '', ''],
  [`app:1@${digest}`, 'docker.io', 'library/app', 'app', '1', digest],
  [`registry.example:5000/app@${digest}`, 'registry.example:5000', 'app', 'registry.example:5000/app', '', digest],
  ['index.docker.io/library/x:1', 'docker.io', 'library/x', 'index.docker.io/library/x', '1', ''],
])('%s', (reference, registry, path, repository, tag, itsDigest) => {
  expect(parseReference(reference)).toEqual({ registry, path, repository, tag, digest: itsDigest });
});

test.each([
  ['busybox', 'docker.io/library/busybox:latest'],
  ['registry.example/app', 'registry.example/app:latest'],
  [`app@${digest}`, `docker.io/library/app@${digest}`],
  ['team/app:2', 'docker.io/team/app:2'],
])('where %s leads', (reference, full) => {
  expect(fullName(reference)).toBe(full);
});

test('ids are shown by their first twelve digits', () => {
  expect(shortId(digest)).toBe('a'.repeat(12));
});
