/**
 * Finding a step's line by its text. Owns: the comparison. Serves builders that print an instruction and no line. Must not parse Dockerfiles.
 */

/**
 * The 0-based line that `instruction`, as a builder prints it on one line, begins on. Undefined when no line fits or several do: no guess is shown.
 */
export function lineOfInstruction(text: string, instruction: string): number | undefined {
  const wanted = plain(instruction);
  if (wanted === '') return undefined;
  const fitting: number[] = [];
  let start = 0;
  let joined = '';
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const continued = /^(.*)[\\`][ \t]*$/.exec(line);
    joined += continued ? continued[1] : line;
    if (continued) continue;
    if (plain(joined) === wanted) fitting.push(start);
    start = index + 1;
    joined = '';
  }
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** One space for any white space, the keyword in upper case. */
function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/^[A-Za-z]+/, (word) => word.toUpperCase());
}
