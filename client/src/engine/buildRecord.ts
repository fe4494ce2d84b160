/**
 * What buildx says of a finished build in its metadata file. Owns: reading it. Must not read files or know VS Code; what is odd counts as not there.
 */

export interface BuildRecord {
  /** Names of the image, best first: which of them is its id depends on the engine's store. */
  readonly digests: readonly string[];
  readonly buildRef: string | undefined;
  /** Lines of each step by its digest, 0-based, both included. A FROM that several stages share has several. */
  readonly lines: ReadonlyMap<string, readonly { readonly first: number; readonly last: number }[]>;
}

type Json = Readonly<Record<string, unknown>>;

/** `text` is the file's content, '' when there is none. */
export function readBuildRecord(text: string): BuildRecord {
  const metadata = parsed(text);
  const digest = (name: string): string[] => (typeof metadata[name] === 'string' ? [metadata[name]] : []);
  const lines = new Map<string, { first: number; last: number }[]>();
  for (const [name, value] of Object.entries(metadata)) {
    // Of several platforms each has its own: "buildx.build.provenance/linux/arm64".
    if (name === 'buildx.build.provenance' || name.startsWith('buildx.build.provenance/')) addLines(lines, object(value));
  }
  return { digests: [...digest('containerimage.digest'), ...digest('containerimage.config.digest')], buildRef: digest('buildx.build.ref')[0], lines };
}

/** SLSA 0.2 has its parts at the top, 1.0 below definitions and details. */
function addLines(lines: Map<string, { first: number; last: number }[]>, provenance: Json): void {
  const internal = object(object(provenance['buildDefinition'])['internalParameters']);
  const details = object(object(provenance['runDetails'])['metadata']);
  const config = object(provenance['buildConfig'] ?? internal['buildConfig']);
  const metadata = object(object(provenance['metadata'])['https://mobyproject.org/buildkit@v1#metadata'] ?? details['buildkit_metadata']);
  const locations = object(object(metadata['source'])['locations']);
  for (const [digest, step] of Object.entries(object(config['digestMapping']))) {
    // Each line of an instruction is a range of its own; each place that makes the same step is a location.
    const found = list(object(locations[String(step)])['locations']).flatMap((location) => whole(list(location['ranges']).flatMap(rangeOf)));
    if (found.length > 0) lines.set(digest, found);
  }
}

function whole(ranges: readonly { first: number; last: number }[]): { first: number; last: number }[] {
  return ranges.length === 0 ? [] : [{ first: Math.min(...ranges.map(({ first }) => first)), last: Math.max(...ranges.map(({ last }) => last)) }];
}

function rangeOf({ start, end }: Json): { first: number; last: number }[] {
  const line = (value: unknown): number => Number(object(value)['line'] ?? 0);
  const first = line(start);
  return Number.isInteger(first) && first > 0 ? [{ first: first - 1, last: Math.max(first, line(end)) - 1 }] : [];
}

function parsed(text: string): Json {
  try {
    return object(JSON.parse(text));
  } catch {
    return {};
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Json : {};
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(object) : [];
}
