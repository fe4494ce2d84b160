/**
 * What buildx wrote into its metadata file for real builds, shortened to the parts that are read.
 */
import { describe, expect, test } from 'vitest';
import { readBuildRecord } from '../../../client/src/engine/buildRecord.ts';

const place = (...lines: number[]): object => ({ ranges: lines.map((line) => ({ start: { line }, end: { line } })) });
const source = { locations: { step0: { locations: [place(6), place(1)] }, step1: { locations: [place(2, 3, 4)] }, step2: {} } };
const digestMapping = { 'sha256:from': 'step0', 'sha256:run': 'step1', 'sha256:context': 'step2', 'sha256:end': 'step9' };
const old = { buildConfig: { digestMapping }, metadata: { 'https://mobyproject.org/buildkit@v1#metadata': { source } } };
const lines = { 'sha256:from': [{ first: 5, last: 5 }, { first: 0, last: 0 }], 'sha256:run': [{ first: 1, last: 3 }] };

describe('the record of a build', () => {
  test('with provenance of SLSA 0.2', () => {
    const { digests, buildRef, lines: found } = readBuildRecord(JSON.stringify({ 'buildx.build.provenance': old, 'buildx.build.ref': 'a/b/c', 'containerimage.config.digest': 'sha256:1', 'containerimage.digest': 'sha256:2' }));
    expect([digests, buildRef, Object.fromEntries(found)]).toEqual([['sha256:2', 'sha256:1'], 'a/b/c', lines]);
  });
  test('with provenance of SLSA 1.0', () => {
    const newer = { buildDefinition: { internalParameters: { buildConfig: { digestMapping } } }, runDetails: { metadata: { buildkit_metadata: { source } } } };
    expect(Object.fromEntries(readBuildRecord(JSON.stringify({ 'buildx.build.provenance': newer })).lines)).toEqual(lines);
  });
  test('of two platforms', () => {
    const other = { ...old, buildConfig: { digestMapping: { 'sha256:other': 'step1' } } };
    expect([...readBuildRecord(JSON.stringify({ 'buildx.build.provenance/linux/amd64': old, 'buildx.build.provenance/linux/arm64': other })).lines.keys()]).toEqual(['sha256:from', 'sha256:run', 'sha256:other']);
  });
  test.each(['', '{', 'null', '[]', '3', '{"buildx.build.provenance":7}', '{"buildx.build.provenance":{"buildConfig":{"digestMapping":{"a":{}}}}}', '{"buildx.build.ref":4,"containerimage.digest":{}}'])('that is odd says nothing: %s', (text) => {
    const { digests, buildRef, lines: found } = readBuildRecord(text);
    expect([digests, buildRef, found.size]).toEqual([[], undefined, 0]);
  });
});
