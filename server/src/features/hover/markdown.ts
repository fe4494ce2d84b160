/**
 * Markdown for hovers. Owns: quoting any text into it. Must not know Dockerfiles.
 */

const longest = 160;

/** The text as a code span of one line, cut when it is long. */
export function code(text: string): string {
  const oneLine = shorten(text.replace(/\s+/g, ' ').trim());
  if (oneLine === '') return '``` ```';
  const fence = '`'.repeat(Math.max(0, ...[...oneLine.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = oneLine.startsWith('`') || oneLine.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${oneLine}${pad}${fence}`;
}

/** The same for the cell of a table. */
export function cell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

export function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= longest ? text : `${characters.slice(0, longest).join('')}…`;
}

/** An argument vector as JSON, one line. */
export function argvText(argv: readonly string[]): string {
  return `[${argv.map((argument) => JSON.stringify(shorten(argument))).join(', ')}]`;
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
