/**
 * `docker push`, `docker pull` and their Podman counterparts as data. Owns: their arguments, and reading what they print. Must not start anything.
 *
 * The program does it rather than the engine's API, because the person's sign-in to registries, with its credential helpers, is the program's.
 */
export function pushArguments(name: string): string[] {
  return ['push', name];
}

export function pullArguments(name: string, platform: string | undefined): string[] {
  return ['pull', ...(platform ? ['--platform', platform] : []), name];
}

const layerLine = /^([0-9a-f]{12}): (.+)$/;
const finished = /^(?:Pushed|Layer already exists|Mounted from .*|Pull complete|Already exists)$/;
const podmanLayer = /^Copying (?:blob|config) (?:sha256:)?([0-9a-f]{12})/;

/** The error and the digest come last. */
const mostLines = 500;

/** Layers of a push or a pull, by what the program has printed so far. */
export class TransferProgress {
  readonly #layers = new Map<string, string>();
  readonly #lines: string[] = [];
  #rest = '';

  push(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n|\r/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line.trim());
  }

  /** Also what the last line without an end says. */
  end(): void {
    if (this.#rest.trim()) this.#line(this.#rest.trim());
    this.#rest = '';
  }

  get text(): string {
    const layers = [...this.#layers.values()];
    const done = layers.filter((status) => finished.test(status)).length;
    if (layers.length === 0) return '';
    const current = [...this.#layers].find(([, status]) => !finished.test(status) && !/^(?:Waiting|Preparing|Pulling fs layer)$/.test(status));
    return `${done} of ${layers.length} layers done${current ? `, ${current[0]}: ${current[1]}` : ''}`;
  }

  /** How many layers there are, and how many of them are done. */
  get counts(): { readonly layers: number; readonly done: number } {
    return { layers: this.#layers.size, done: [...this.#layers.values()].filter((status) => finished.test(status)).length };
  }

  /** "sha256:…" that a push ended with, '' when it named none. */
  get digest(): string {
    return this.#lines.map((line) => /digest: (sha256:[0-9a-f]{64})/i.exec(line)?.[1]).findLast((digest) => digest !== undefined) ?? '';
  }

  /** The last line that tells of an error, otherwise the last one at all. */
  get failure(): string {
    const line = this.#lines.findLast((each) => /error|denied|unauthorized|not found|refused|timeout/i.test(each)) ?? this.#lines.at(-1) ?? '';
    return line.replace(/^Error(?: response from daemon)?: /i, '');
  }

  #line(line: string): void {
    if (line === '') return;
    this.#lines.push(line);
    if (this.#lines.length > mostLines) this.#lines.shift();
    const layer = layerLine.exec(line);
    const podman = podmanLayer.exec(line);
    if (layer) this.#layers.set(layer[1] ?? '', layer[2] ?? '');
    else if (podman) this.#layers.set(podman[1] ?? '', 'Pushed');
  }
}
