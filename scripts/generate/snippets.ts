/**
 * The snippets file. Owns: how the tables' snippets become VS Code's format. `node scripts/generate.mjs` writes it to snippets/dockerfile.json.
 */
import { recipes } from '../../server/src/data/recipes.ts';
import { snippetText } from '../../server/src/data/instructions.ts';

interface Snippet {
  prefix: string;
  body: string[];
  description: string;
}

/** VS Code offers these itself, everywhere in the file; the instructions' own snippets come from the server, which knows where an instruction may begin. */
export function snippetsFile(): Record<string, Snippet> {
  return Object.fromEntries(recipes.map((recipe) => [
    recipe.title,
    { prefix: recipe.prefix, body: snippetText(recipe.body, 'upper').split('\n'), description: recipe.description },
  ]));
}
