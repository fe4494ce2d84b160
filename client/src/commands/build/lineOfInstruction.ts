/**
 * Finding a step's line by its text. Owns: the comparison. Serves builders that print an instruction and no line. Must not parse Dockerfiles.
 */

/**
 * The 0-based line that `instruction`, as a builder prints it on one line, begins on. Undefined when no line fits or several do: no guess is shown.
 */
export function lineOfInstruction(text: string, instruction: string): number | undefined {
  const wanted = plain(instruction);
  if (wanted === '') return undefined;
  const lines = text.split(/\r\n|\r|\n/);
  const fitting = lines.flatMap((_, index) => (plain(joined(lines, index)) === wanted ? [index] : []));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The line with those that continue it. */
function joined(lines: readonly string[], from: number): string {
  let text = '';
  for (const line of lines.slice(from)) {
    const continued = /^(.*)[\\`][ \t]*$/.exec(line);
    if (!continued) return text + line;
    text += continued[1];
  }
  return text;
}

/** One space for any white space, the keyword in upper case. */
function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replace(/^[A-Za-z]+/, (word) => word.toUpperCase());
}
