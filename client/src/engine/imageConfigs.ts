/**
 * Configurations of local images, for the language server. Owns: when the engine is asked at all, and for how long an answer is good.
 * Must not pull and must not know VS Code.
 */
import type { ImageConfigResult } from '../../../server/src/lsp/protocol.ts';
import type { ImageRunConfig } from '../../../server/src/engine/contract.ts';

export interface ImageConfigsOptions {
  /** The configuration of an image that the engine has; rejects when it has none of that name, or does not answer. */
  readonly config: (image: string, signal: AbortSignal) => Promise<ImageRunConfig>;
  readonly isTrusted: () => boolean;
  /** In milliseconds. */
  readonly now?: () => number;
}

/** In milliseconds. Several Dockerfiles that are opened together start from the same images. */
const goodFor = 10_000;
const timeout = 5_000;

export class ImageConfigs {
  readonly #options: ImageConfigsOptions;
  readonly #known = new Map<string, { readonly at: number; readonly answer: Promise<ImageConfigResult> }>();

  constructor(options: ImageConfigsOptions) {
    this.#options = options;
  }

  /** Null when nothing may be asked, nobody answers, or the image is not there. Never rejects. */
  get(image: string): Promise<ImageConfigResult> {
    if (!this.#options.isTrusted()) return Promise.resolve(null);
    const now = (this.#options.now ?? Date.now)();
    for (const [name, { at }] of this.#known) if (now - at >= goodFor) this.#known.delete(name);
    const known = this.#known.get(image);
    if (known) return known.answer;
    const answer = this.#options.config(image, AbortSignal.timeout(timeout)).then(resultOf, () => null);
    this.#known.set(image, { at: now, answer });
    return answer;
  }
}

function resultOf({ env, shell, workingDir, user, onbuild }: ImageRunConfig): ImageConfigResult {
  const pairs = env.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return { env: Object.fromEntries(pairs), shell, workingDir, user, onbuild };
}
