/**
 * The provenance that BuildKit records of a build. Owns: reading both versions of SLSA provenance into what the editor needs: the lines and the layers of each
 * step. Must not fetch it; what has another form than expected is left out.
 */

export interface ProvenanceStep {
  /** 0-based, both included. Several for what more than one instruction made. */
  readonly lines: readonly { readonly first: number; readonly last: number }[];
  /** Digests of the layers up to this step, bottom first; of uncompressed layers where the engine keeps such. Undefined where they were not recorded. */
  readonly layers: readonly string[] | undefined;
}

export interface Provenance {
  /** By the digest that the progress of the same build names the step by. */
  readonly steps: ReadonlyMap<string, ProvenanceStep>;
  /** The Dockerfile that was built; undefined when it was not recorded. */
  readonly dockerfile: string | undefined;
  /** Images that the build started from or took files from. */
  readonly images: readonly { readonly name: string; readonly digest: string | undefined }[];
}

type Data = Readonly<Record<string, unknown>>;

/** Reads the JSON of a provenance attachment, as it is or within an in-toto statement; undefined when it is none. */
export function readProvenance(text: string): Provenance | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const statement = data(value);
  const predicate = 'predicate' in statement ? data(statement['predicate']) : statement;
  // Version 1 keeps in two places what version 0.2 has at the top.
  const definition = data(predicate['buildDefinition']);
  const isNew = 'buildDefinition' in predicate;
  const config = isNew ? data(data(definition['internalParameters'])['buildConfig']) : data(predicate['buildConfig']);
  const metadata = isNew
    ? data(data(data(predicate['runDetails'])['metadata'])['buildkit_metadata'])
    : data(data(predicate['metadata'])['https://mobyproject.org/buildkit@v1#metadata']);
  if (Object.keys(metadata).length === 0 && Object.keys(config).length === 0) return undefined;
  const source = data(metadata['source']);
  return {
    steps: stepsOf(data(config['digestMapping']), data(source['locations']), data(metadata['layers'])),
    dockerfile: dockerfileOf(source['infos']),
    images: list(isNew ? definition['resolvedDependencies'] : predicate['materials']).flatMap(imageOf),
  };
}

function stepsOf(mapping: Data, locations: Data, layers: Data): Map<string, ProvenanceStep> {
  const steps = new Map<string, ProvenanceStep>();
  for (const [digest, id] of Object.entries(mapping)) {
    if (typeof id !== 'string') continue;
    const places = list(data(locations[id])['locations']).flatMap((each) => placeOf(list(data(each)['ranges']).flatMap(linesOf)));
    const [chain] = list(layers[`${id}:0`]);
    const digests = list(chain).map((each) => data(each)['digest']).filter((each) => typeof each === 'string');
    steps.set(digest, { lines: places, layers: digests.length > 0 ? digests : undefined });
  }
  return steps;
}

/** An instruction of several lines has a range for each. */
function placeOf(ranges: readonly { first: number; last: number }[]): { first: number; last: number }[] {
  return ranges.length === 0 ? [] : [{ first: Math.min(...ranges.map(({ first }) => first)), last: Math.max(...ranges.map(({ last }) => last)) }];
}

function linesOf(range: unknown): { first: number; last: number }[] {
  const first = data(data(range)['start'])['line'];
  const last = data(data(range)['end'])['line'] ?? first;
  return typeof first === 'number' && typeof last === 'number' && first >= 1 && last >= first ? [{ first: first - 1, last: last - 1 }] : [];
}

function dockerfileOf(infos: unknown): string | undefined {
  const encoded = list(infos).map((info) => data(info)['data']).find((each) => typeof each === 'string');
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8');
}

/** "pkg:docker/node@20?platform=linux%2Famd64" → node:20. */
function imageOf(material: unknown): Provenance['images'][number][] {
  const { uri, digest } = data(material);
  const match = typeof uri === 'string' ? /^pkg:docker\/([^@?]+)(?:@([^?]+))?(?:\?(.*))?$/.exec(uri) : null;
  if (!match) return [];
  const sha = data(digest)['sha256'];
  const tag = match[2] === undefined ? '' : match[2].startsWith('sha256') ? `@${decodeURIComponent(match[2])}` : `:${decodeURIComponent(match[2])}`;
  return [{ name: decodeURIComponent(match[1]!) + tag, digest: typeof sha === 'string' ? `sha256:${sha}` : undefined }];
}

function data(value: unknown): Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Data : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
