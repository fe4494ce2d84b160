/** Tokenizes text with the grammar as VS Code does: vscode-textmate over the Oniguruma library. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import { cacheFolder } from '../../scripts/parts/common.mjs';

export interface GrammarToken {
  readonly text: string;
  /** From the outermost on, without source.dockerfile. */
  readonly scopes: readonly string[];
}

export interface Tokenizer {
  /** The tokens of each line. */
  tokenize(text: string): GrammarToken[][];
}

const here = import.meta.dirname;
export const standInShell = path.join(here, 'grammars/shell.tmLanguage.json');

/** VS Code's own shell grammar out of the editor that the tests in VS Code use; undefined before that was fetched. */
export function realShell(): string | undefined {
  const editors = fs.readdirSync(cacheFolder()).filter((name) => name.startsWith('vscode-')).sort();
  return editors.map((name) => path.join(cacheFolder(), name, 'extensions/shellscript/syntaxes/shell-unix-bash.tmLanguage.json')).findLast((file) => fs.existsSync(file));
}

let loaded: Promise<void> | undefined;

export async function makeTokenizer(shellGrammar: string): Promise<Tokenizer> {
  loaded ??= oniguruma.loadWASM(fs.readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')));
  await loaded;
  const files: Record<string, string> = {
    'source.dockerfile': path.join(here, '../../syntaxes/dockerfile.tmLanguage.json'),
    'source.shell': shellGrammar,
  };
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => {
      const file = files[scope];
      return Promise.resolve(file === undefined ? null : textmate.parseRawGrammar(fs.readFileSync(file, 'utf8'), file));
    },
  });
  const grammar = await registry.loadGrammar('source.dockerfile');
  if (!grammar) throw new Error('The grammar did not load');
  return { tokenize: (text) => tokenizeLines(grammar, text) };
}

function tokenizeLines(grammar: textmate.IGrammar, text: string): GrammarToken[][] {
  let state = textmate.INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens
      .map((token) => ({ text: line.slice(token.startIndex, token.endIndex), scopes: token.scopes.slice(1) }))
      .filter((token) => token.text !== '');
  });
}
