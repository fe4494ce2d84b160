import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { familiarName, parseImageReference } from '../../../server/src/semantics/imageReference.ts';

const recorded = JSON.parse(readFileSync(new URL('recordedReferences.json', import.meta.url), 'utf8')) as [string, string | null][];

test.each(recorded)('%j is judged as BuildKit judges it', (text, error) => {
  expect(parseImageReference(text).error ?? null).toBe(error);
});

/** Written domain, path, tag and digest; then what they mean. */
test.each([
  ['alpine', [undefined, 'alpine', undefined, undefined], 'docker.io library/alpine', 'alpine'],
  ['alpine:3.20', [undefined, 'alpine', '3.20', undefined], 'docker.io library/alpine', 'alpine'],
  ['docker.io/alpine', ['docker.io', 'alpine', undefined, undefined], 'docker.io library/alpine', 'alpine'],
  ['bitnami/redis', [undefined, 'bitnami/redis', undefined, undefined], 'docker.io bitnami/redis', 'bitnami/redis'],
  ['localhost:5000/a/b:c', ['localhost:5000', 'a/b', 'c', undefined], 'localhost:5000 a/b', 'localhost:5000/a/b'],
  [`ghcr.io/x/y:1@sha256:${'a'.repeat(64)}`, ['ghcr.io', 'x/y', '1', `sha256:${'a'.repeat(64)}`], 'ghcr.io x/y', 'ghcr.io/x/y'],
])('%s in its parts', (text, written, normal, familiar) => {
  const { reference } = parseImageReference(text);
  const { domainRange, pathRange, tagRange, digestRange, domain, path } = reference!;
  expect([domainRange, pathRange, tagRange, digestRange].map((range) => range && text.slice(range.start, range.end))).toEqual(written);
  expect(`${domain} ${path}`).toBe(normal);
  expect(familiarName(reference!)).toBe(familiar);
});

test('long texts are judged without delay', () => {
  for (const piece of ['a', 'a-', 'a.', 'a/', ':', '@', 'a_', 'A.']) expect(parseImageReference(piece.repeat(30_000)).reference).toBeUndefined();
});
