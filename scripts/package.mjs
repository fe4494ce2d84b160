// Makes the installable extension, drydock-<version>.vsix, out of the release bundles, and holds it against its size budgets.
//
//   node scripts/package.mjs        prints what is in it
//
// .vscodeignore is an allow-list; a package whose contents are those of the last one is not made again.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { isMain, main, readJson, root } from './parts/common.mjs';

const budgets = { '.vsix': 1_500_000, 'dist/server.cjs': 800_000, 'dist/browserServer.js': 800_000 };

/** Without these the extension would install and not work. */
const indispensable = ['package.json', 'README.md', 'LICENSE', 'NOTICE', 'CHANGELOG.md', 'dist/client.cjs', 'dist/imageWorker.cjs', 'dist/server.cjs', 'dist/browserServer.js', 'dist/licences.txt'];

/** Builds and packages. Returns { vsix, files: [{ name, size }], problems }, where problems are sentences about missing files and broken budgets. */
export async function makePackage() {
  await build();
  const { createVSIX, listFiles, PackageManager } = await import('@vscode/vsce');
  const names = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const files = names.map((name) => ({ name: name.split(path.sep).join('/'), size: fs.statSync(path.join(root, name)).size })).sort((a, b) => b.size - a.size);
  const vsix = path.join(root, `drydock-${readJson(path.join(root, 'package.json')).version}.vsix`);
  const stampFile = path.join(root, 'dist/.packaged');
  const stamp = contentStamp(names);
  if (!fs.existsSync(vsix) || !fs.existsSync(stampFile) || fs.readFileSync(stampFile, 'utf8') !== stamp) {
    await createVSIX({ cwd: root, packagePath: vsix, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false });
    fs.writeFileSync(stampFile, stamp);
  }
  return { vsix, files, problems: [...missing(files), ...overBudget(vsix, files)] };
}

function contentStamp(names) {
  const hash = createHash('sha256');
  for (const name of [...names].sort()) hash.update(`\0${name}\0`).update(fs.readFileSync(path.join(root, name)));
  return hash.digest('hex');
}

function missing(files) {
  return indispensable.filter((name) => !files.some((file) => file.name === name)).map((name) => `${name} is not in the package`);
}

function overBudget(vsix, files) {
  return Object.entries(budgets).flatMap(([name, budget]) => {
    const size = name === '.vsix' ? fs.statSync(vsix).size : files.find((file) => file.name === name)?.size ?? 0;
    return size > budget ? [`${name} has ${size} bytes, over its budget of ${budget}`] : [];
  });
}

if (isMain(import.meta.url)) {
  await main('Packaging', report);
}

async function report() {
  const { vsix, files, problems } = await makePackage();
  for (const { name, size } of files) console.log(`${String(size).padStart(9)}  ${name}`);
  const server = files.find((file) => file.name === 'dist/server.cjs')?.size ?? 0;
  console.log(`${path.basename(vsix)}: ${fs.statSync(vsix).size} bytes of ${budgets['.vsix']}; server bundle: ${server} of ${budgets['dist/server.cjs']}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
