/**
 * An instruction as one line of a tree. Owns: joining its lines, and the size before it. Must not know VS Code.
 *
 * The size comes first: a side bar shows some forty characters of a row, and what stands behind a long command would be out of sight.
 */
const longest = 200;

/** ("RUN", "apt-get update \\\n && …") → "RUN apt-get update && …". What no side bar could show is cut. */
export function instructionLabel(instruction: string, text: string): string {
  const line = `${instruction} ${text.replace(/\\\r?\n/g, ' ')}`.replace(/\s+/g, ' ').trim();
  // A cut within a surrogate pair would leave half a character.
  return line.length <= longest ? line : `${line.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** "52.3 MB · RUN apt-get update"; the label alone when `size` is ''. */
export function sizedLabel(size: string, label: string): string {
  return size === '' ? label : `${size} · ${label}`;
}
