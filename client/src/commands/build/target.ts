/** Stages as builders name them. Owns: what stands for a stage behind --target. */
import type { StageInfo } from '../../../../server/src/lsp/protocol.ts';

/**
 * What `docker build --target` takes: a stage's name, or its number when it has none, which Podman and old builders take. '' for a last stage without a name:
 * it is what is built anyway.
 */
export function targetOf({ name, index }: Pick<StageInfo, 'name' | 'index'>, stages: readonly unknown[]): string {
  return name ?? (index === stages.length - 1 ? '' : String(index));
}
