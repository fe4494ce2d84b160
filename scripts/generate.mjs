// Writes what is made from the tables in server/src: the snippets, the grammar, the language configuration, and in package.json the rules' severities.
// The readable sources are in scripts/generate/; esbuild bundles them in memory, so nothing needs to be built first.
//
//   node scripts/generate.mjs            writes what is out of date
//   node scripts/generate.mjs --check    writes nothing and fails when something is out of date
import fs from 'node:fs';
import path from 'node:path';
import { isMain, root } from './parts/common.mjs';

const entry = `
export { dockerfileGrammar } from './scripts/generate/grammar.ts';
export { languageConfiguration } from './scripts/generate/languageConfiguration.ts';
export { severityNames } from './scripts/generate/settings.ts';
export { snippetsFile } from './scripts/generate/snippets.ts';
`;

/** Every generated file as it should be: path from the project's folder → text. */
export async function generatedFiles() {
  const sources = await loadSources();
  return new Map([
    ['package.json', manifest(sources.severityNames())],
    ['snippets/dockerfile.json', json(sources.snippetsFile())],
    ['syntaxes/dockerfile.tmLanguage.json', json(sources.dockerfileGrammar())],
    ['syntaxes/language-configuration.json', json(sources.languageConfiguration())],
  ]);
}

/** Paths of the files that differ from what `generatedFiles` gives. */
export function outOfDate(files) {
  return [...files].filter(([file, text]) => read(file) !== text).map(([file]) => file);
}

async function loadSources() {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

/** package.json as it is, but for the names in one setting. */
function manifest(names) {
  const value = JSON.parse(read('package.json'));
  const setting = value.contributes.configuration.map((section) => section.properties['drydock.severity']).find((found) => found !== undefined);
  setting.propertyNames = names;
  return json(value);
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function read(file) {
  const absolute = path.join(root, file);
  return fs.existsSync(absolute) ? fs.readFileSync(absolute, 'utf8') : undefined;
}

if (isMain(import.meta.url)) {
  const files = await generatedFiles();
  const stale = outOfDate(files);
  if (process.argv.includes('--check')) {
    for (const file of stale) console.error(`${file} is out of date; run: node scripts/generate.mjs`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const file of stale) {
      fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      fs.writeFileSync(path.join(root, file), files.get(file));
    }
    console.log(stale.length > 0 ? `Wrote ${stale.join(', ')}` : 'Everything is up to date.');
  }
}
