import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readProvenance } from '../../../client/src/model/provenance.ts';

/** As buildx 0.29.1 with engine 28.5.2 gave it for a build of three stages, without what it measured of the machine. */
const recorded = readFileSync(new URL('../../data/provenance/multiStage.v02.json', import.meta.url), 'utf8');

interface Version02 {
  readonly buildConfig: unknown;
  readonly materials: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The same in the form of SLSA 1.0. */
function version1(): object {
  const { buildConfig, materials, metadata } = JSON.parse(recorded) as Version02;
  return {
    buildDefinition: { internalParameters: { buildConfig }, resolvedDependencies: materials },
    runDetails: { metadata: { buildkit_metadata: metadata['https://mobyproject.org/buildkit@v1#metadata'] } },
  };
}

const forms: readonly (readonly [string, string])[] = [
  ['SLSA 0.2', recorded], ['SLSA 1.0', JSON.stringify(version1())],
  ['within an in-toto statement', JSON.stringify({ predicateType: 'https://slsa.dev/provenance/v1', predicate: version1() })],
];

describe.each(forms)('%s', (_, text) => {
  const provenance = readProvenance(text)!;
  test('steps have lines and layers', () => {
    const steps = [...provenance.steps.values()].map(({ lines, layers }) => `${lines.map(({ first, last }) => `${first + 1}-${last + 1}`).join(',')} ${layers?.length ?? 0}`);
    // A FROM that two stages share stands on two lines; only layers of the image are recorded.
    expect(steps.sort()).toEqual([' 0', ' 0', '1-1,4-4 1', '10-10 3', '11-11 4', '12-12 5', '3-3 2', '5-5 0', '6-6 0', '7-7 0']);
  });
  test('the Dockerfile and the base image are in it', () => {
    expect(provenance.dockerfile?.split('\n')[2]).toBe('RUN echo base$V > /base');
    expect(provenance.images).toEqual([{ name: 'busybox:latest', digest: expect.stringMatching(/^sha256:/) as string }]);
  });
});

test.each(['', 'no JSON', 'null', '[]', '{}', '{"buildConfig":{}}', '{"predicate":7}'])('%j is none', (text) => {
  expect(readProvenance(text)).toBeUndefined();
});

test('what is odd is left out', () => {
  const provenance = readProvenance(JSON.stringify({
    buildConfig: { digestMapping: { 'sha256:1': 'step0', 'sha256:2': 5, 'sha256:3': 'step3' } }, materials: [{ uri: 'pkg:docker/a/b@1.2?platform=x' }, { uri: 'https://x' }, null],
    metadata: { 'https://mobyproject.org/buildkit@v1#metadata': { source: { locations: { step0: { locations: [{ ranges: [{ start: { line: 0 } }, { start: { line: 2 }, end: { line: 3 } }, { start: { line: 4 } }] }, {}] } } }, layers: { 'step3:0': [[{ digest: 7 }]] } } },
  }))!;
  expect([...provenance.steps]).toEqual([['sha256:1', { lines: [{ first: 1, last: 3 }], layers: undefined }], ['sha256:3', { lines: [], layers: undefined }]]);
  expect(provenance.images).toEqual([{ name: 'a/b:1.2', digest: undefined }]);
});
