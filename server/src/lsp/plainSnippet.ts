/**
 * Snippets for clients that have none. Owns: taking the placeholders out of snippet syntax. Must not know completion.
 */

/** The snippet's text as plain text: `$1` and `$0` go, `${2:name}` becomes `name`, `${1|a,b|}` becomes `a`, escapes are undone. */
export function plainSnippet(snippet: string): string {
  let result = '';
  let depth = 0;
  for (let at = 0; at < snippet.length;) {
    const rest = snippet.slice(at);
    const choice = /^\$\{\d+\|((?:\\.|[^\\,|])*)(?:\\.|[^\\|])*\|\}/.exec(rest);
    const open = /^\$\{(?:\d+|\w+):/.exec(rest);
    const bare = /^\$(?:\d+|\{\d+\})/.exec(rest);
    if (rest[0] === '\\' && rest.length > 1) {
      result += rest[1];
      at += 2;
    } else if (choice) {
      result += choice[1]!.replace(/\\(.)/g, '$1');
      at += choice[0].length;
    } else if (open) {
      depth++;
      at += open[0].length;
    } else if (bare) {
      at += bare[0].length;
    } else if (rest[0] === '}' && depth > 0) {
      depth--;
      at++;
    } else {
      result += rest[0];
      at++;
    }
  }
  return result;
}
