// The layers of the sources and what each may import, as data, with the check that holds a set of files against it.
// It reads import statements as text; it does not resolve or load anything.
import path from 'node:path';

interface Layer {
  /** Files of this layer, as a prefix of their path from the project's folder. The longest prefix wins. */
  readonly files: string;
  /** Prefixes of own files that it may import, besides itself. */
  readonly may: readonly string[];
  /** Packages that it may import; a trailing '*' stands for the rest of the name. */
  readonly packages: readonly string[];
}

const below = (...names: string[]): string[] => names.map((name) => `server/src/${name}`);
const sharedWithClient = below('lsp/protocol.ts', 'image/', 'engine/', 'generated/');
const protocol = ['vscode-languageserver', 'vscode-languageserver-textdocument'];

const serverLayers: readonly Layer[] = [
  { files: 'server/src/base/', may: [], packages: [] },
  { files: 'server/src/host.ts', may: below('base/'), packages: [] },
  { files: 'server/src/generated/', may: below('base/'), packages: [] },
  { files: 'server/src/data/', may: below('base/'), packages: [] },
  { files: 'server/src/syntax/', may: below('data/', 'base/'), packages: [] },
  { files: 'server/src/syntax/lower.ts', may: below('syntax/', 'data/', 'base/'), packages: ['dockerfile-ast'] },
  { files: 'server/src/syntax/shell.ts', may: below('syntax/', 'data/', 'base/'), packages: ['unbash'] },
  { files: 'server/src/semantics/', may: below('syntax/', 'data/', 'base/', 'host.ts'), packages: [] },
  { files: 'server/src/rules/', may: below('semantics/', 'syntax/', 'data/', 'base/', 'generated/'), packages: ['fastest-levenshtein'] },
  { files: 'server/src/features/', may: below('rules/', 'semantics/', 'syntax/', 'data/', 'base/', 'host.ts', 'generated/'), packages: [] },
  // The text of a history is taken apart without any help of the platform.
  { files: 'server/src/lsp/', may: below('image/historyText.ts', 'features/', 'rules/', 'semantics/', 'syntax/', 'data/', 'base/', 'host.ts', 'generated/'), packages: protocol },
  { files: 'server/src/image/', may: below('data/', 'base/'), packages: ['node:*', 'tar-stream', 'fzstd'] },
  { files: 'server/src/engine/', may: below('data/', 'base/'), packages: ['node:*'] },
];

const entryLayers: readonly Layer[] = ['node/', 'browser/', 'cli/'].map((entry) => ({
  files: `server/src/${entry}`,
  may: below('lsp/', 'features/', 'rules/', 'semantics/', 'syntax/', 'data/', 'base/', 'host.ts', 'generated/', ...(entry === 'cli/' ? ['node/', 'image/', 'engine/'] : [])),
  packages: entry === 'browser/' ? [...protocol, 'vscode-languageserver/browser'] : [...protocol, 'vscode-languageserver/node', 'node:*'],
}));

const clientLayers: readonly Layer[] = [
  { files: 'client/src/', may: ['client/src/', ...sharedWithClient], packages: ['vscode', 'vscode-languageclient*', 'node:*'] },
  { files: 'client/src/engine/', may: sharedWithClient, packages: ['node:*', 'tar-stream'] },
  { files: 'client/src/image/', may: ['client/src/model/', ...sharedWithClient], packages: ['node:*'] },
  { files: 'client/src/model/', may: ['client/src/engine/', ...sharedWithClient], packages: ['node:*'] },
];

const layers = [...serverLayers, ...entryLayers, ...clientLayers];

/**
 * Returns one sentence for each import that a layer must not have, in the order of the files.
 * `files` maps a path from the project's folder, with forward slashes, to the file's text.
 */
export function layeringViolations(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, text]) => {
    const layer = layerOf(file);
    if (layer === undefined) return [`${file} belongs to no layer`];
    return importsOf(text).filter((name) => !allowed(layer, file, name)).map((name) => `${file} must not import ${name}`);
  });
}

function layerOf(file: string): Layer | undefined {
  return layers.filter((layer) => file.startsWith(layer.files)).sort((a, b) => b.files.length - a.files.length)[0];
}

function allowed(layer: Layer, file: string, name: string): boolean {
  if (!name.startsWith('.')) return layer.packages.some((known) => (known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known));
  const target = path.posix.join(path.posix.dirname(file), name);
  return [layer.files, ...layer.may].some((prefix) => target.startsWith(prefix)) || path.posix.dirname(target) === path.posix.dirname(file);
}

const importForms = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\b(?:import|require)\s*\(\s*['"`]([^'"`]+)['"`]/g,
];

/** Every module that a source names: import and export statements (of types too), dynamic imports, import types, require. */
export function importsOf(text: string): string[] {
  return importForms.flatMap((form) => [...text.matchAll(form)].map((match) => match[1]!));
}
