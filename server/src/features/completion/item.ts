/**
 * Small parts of completion items that several providers need. Must not know any context.
 */

/** A snippet's text with its placeholders' default texts in place of them. */
export function plainText(snippet: string): string {
  const defaults = new Map<string, string>();
  return snippet.replace(/\\([\\$}])|\$\{(\d+):((?:\\.|[^}])*)\}|\$(\d+)/g, (_, escaped: string | undefined, number: string | undefined, text: string | undefined, bare: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (number !== undefined) {
      const value = text!.replace(/\\(.)/g, '$1');
      defaults.set(number, value);
      return value;
    }
    return defaults.get(bare!) ?? '';
  });
}
