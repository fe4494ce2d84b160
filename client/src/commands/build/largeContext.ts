/**
 * The question before a large build context is sent. Owns: when it is asked, and its words. Must not import VS Code at run time.
 */
import { contextKind } from '../../engine/buildOptions.ts';
import { sizeOf, type ContextSize } from '../../engine/contextSize.ts';
import { formatSize } from '../../model/format.ts';
import type { BuildRequest } from '../../model/buildRequest.ts';
import type { Prompts } from '../../ui/ports.ts';

export interface ContextOptions {
  readonly prompts: Pick<Prompts, 'confirm'>;
  /** Bytes from which on it is asked; 0 for never. */
  limit(file: string): number;
  /** What the build takes out of its context, by paths relative to it, without what the ignore file leaves out; not complete where that is too much. */
  files(request: BuildRequest, signal: AbortSignal): Promise<{ readonly paths: readonly string[]; readonly isComplete: boolean }>;
  editIgnoreFile(request: BuildRequest): Promise<void>;
  /** Milliseconds after which the build begins without knowing the size; a few seconds when left out. */
  readonly patience?: number;
}

const defaultPatience = 4_000;
/** Parts that the question names. */
const namedParts = 4;

export class LargeContexts {
  readonly #options: ContextOptions;
  /** Bytes that were agreed to, by context: nobody wants to be asked at every build. */
  readonly #agreed = new Map<string, number>();

  constructor(options: ContextOptions) {
    this.#options = options;
  }

  /** False when the build shall not begin. What cannot be found out, or takes too long, is no reason to wait. */
  async confirm(request: BuildRequest, signal: AbortSignal): Promise<boolean> {
    const limit = this.#options.limit(request.file);
    if (limit <= 0 || contextKind(request.context) !== 'folder') return true;
    const measured = await this.#measure(request, signal).catch(() => undefined);
    if (signal.aborted) return false;
    if (!measured || measured.size.bytes < Math.max(limit, (this.#agreed.get(request.context) ?? 0) * 1.5)) return true;
    const { size, isComplete } = measured;
    const answer = await this.#options.prompts.confirm(largeText(size, isComplete), detailText, anyway, edit);
    if (answer === anyway) this.#agreed.set(request.context, size.bytes);
    if (answer === edit) await this.#options.editIgnoreFile(request);
    return answer === anyway;
  }

  async #measure(request: BuildRequest, signal: AbortSignal): Promise<{ size: ContextSize; isComplete: boolean }> {
    const both = AbortSignal.any([signal, AbortSignal.timeout(this.#options.patience ?? defaultPatience)]);
    const { paths, isComplete } = await this.#options.files(request, both);
    const size = await sizeOf(request.context, paths, both);
    return { size, isComplete: isComplete && !both.aborted };
  }
}

const anyway = 'Build Anyway';
const edit = 'Edit .dockerignore';
const detailText = 'That is what COPY and ADD take. The builder gets what it does not have yet from an earlier build. What the image does not need can be named in the ignore file.';

/** "The build takes 1.2 GB of files: node_modules/ 800 MB, .git/ 300 MB, 3 more." */
export function largeText({ bytes, files, parts }: ContextSize, isComplete: boolean): string {
  const named = parts.slice(0, namedParts).map(({ path, bytes: size }) => `${path} ${formatSize(size)}`);
  const others = parts.length > namedParts ? [`${parts.length - namedParts} more`] : [];
  return `The build sends ${isComplete ? '' : 'more than '}${formatSize(bytes)} in ${files} file${files === 1 ? '' : 's'}: ${[...named, ...others].join(', ')}.`;
}
