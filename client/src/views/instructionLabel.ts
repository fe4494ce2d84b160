/**
 * An instruction as one short line. Owns: the cut that keeps a row's description in sight. Must not know VS Code.
 */
/** A side bar of usual width shows about 45 characters, and the size comes after. */
const longest = 34;

/** "RUN", "apt-get update \\\n && …" → "RUN apt-get update && …", cut at a word where there is one near the end. */
export function instructionLabel(instruction: string, text: string): string {
  const line = `${instruction} ${text.replace(/\\\r?\n/g, ' ')}`.replace(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest);
  const space = cut.lastIndexOf(' ');
  // A cut within a surrogate pair would leave half a character.
  return `${(space > longest * 0.6 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/, '')} …`;
}
