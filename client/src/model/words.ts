/**
 * Options as a person types them. Owns: cutting a line into words. Must not expand anything: there is no shell.
 */

/** 'a "b c" d\ e' → ['a', 'b c', 'd e']. Quotes keep blanks together; a backslash counts only before a blank, a quote or another one, as paths have them too. */
export function splitWords(line: string): readonly string[] {
  const words = line.match(/(?:\\[\s"'\\]|[^\s"']|"(?:\\["\\]|[^"])*"?|'[^']*'?)+/g) ?? [];
  return words.map((word) => word.replace(/"((?:\\["\\]|[^"])*)"?|'([^']*)'?|\\([\s"'\\])/g,
    (_all, double?: string, single?: string, plain?: string) => double?.replace(/\\(["\\])/g, '$1') ?? single ?? plain ?? ''));
}

/** The same words as one line again. */
export function joinWords(words: readonly string[]): string {
  return words.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : `"${word.replace(/(["\\])/g, '\\$1')}"`)).join(' ');
}
