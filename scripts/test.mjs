// `npm test`: sets up everything and runs everything. Only Node's own modules are loaded before the dependencies are there.
//
//   npm test                          all suites; what needs a real part is skipped, in one line, where that part can't be had
//   npm run test:fast                 types, lint, unit, property (fewer rounds), grammar and protocol: nothing is fetched
//   npm test -- --only vscode,engine  some suites, by name
//
// The last line is `N passed, N failed, N skipped`; the exit code is 1 when anything failed.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installDependencies, readJson, root, run, seconds, tail, Unavailable } from './parts/common.mjs';
import { debianProgram } from './parts/debian.mjs';
import { startEngine, startOtherEngines } from './parts/engine.mjs';
import { vscodeParts } from './parts/vscode.mjs';

const fast = process.argv.includes('--fast');
const only = valueAfter('--only')?.split(',');
const results = path.join(root, '.cache/results');
const node = process.execPath;
const tool = (file) => path.join(root, 'node_modules', file);

/** A check that either passes or fails, as a whole. */
const check = (name, work) => ({ name, run: async () => { await work(); return { passed: 1, failed: 0, skipped: 0 }; } });

const hermeticFolders = ['unit', 'property', 'meta', 'grammar', 'corpus', 'protocol'].map((folder) => `test/${folder}/`);

const suites = [
  check('types', () => run(node, [tool('typescript/bin/tsc'), '-b'], { capture: true })),
  check('lint', () => run(node, [tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'], { capture: true })),
  check('generated files', () => generated()),
  check('build', () => run(node, ['scripts/build.mjs'], { capture: true })),
  { name: 'hermetic', run: hermeticSuite },
  ...fast ? [] : [
    check('package', () => run(node, ['scripts/package.mjs'], { capture: true })),
    { name: 'vscode', needs: ['vscode', 'chromium'], run: vscodeSuite },
    { name: 'engine', needs: ['engine', 'otherEngines'], run: engineSuite },
    { name: 'neovim', needs: ['nvim'], run: () => vitest('neovim', ['run', '--config', 'test/editors/vitest.config.ts']) },
  ],
].filter((suite) => !only || only.includes(suite.name));

/** What the suites with real parts need. Each is begun at once, so that it arrives while the others run; a failure is looked at by the suite that needs it. */
const makers = {
  vscode: () => vscodeParts(() => {}),
  chromium: () => debianProgram('chromium'),
  nvim: () => debianProgram('nvim'),
  engine: startEngine,
  otherEngines: async () => {
    await parts.engine;
    return startOtherEngines();
  },
};
const parts = {};

async function main() {
  const begin = Date.now();
  await installDependencies();
  fs.rmSync(results, { recursive: true, force: true });
  fs.mkdirSync(results, { recursive: true });
  for (const name of new Set(suites.flatMap((suite) => suite.needs ?? []))) {
    parts[name] = makers[name]();
    parts[name].catch(() => {});
  }
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const suite of suites) {
    const counts = await runSuite(suite);
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
  await stopEngine();
  console.log(`All suites: ${seconds(begin)}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

async function runSuite(suite) {
  const begin = Date.now();
  console.log(`▸ ${suite.name}`);
  try {
    for (const part of suite.needs ?? []) await parts[part];
    const counts = await suite.run();
    console.log(`${counts.failed > 0 ? '✗' : '✓'} ${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds(begin)})`);
    return counts;
  } catch (error) {
    if (error instanceof Unavailable) {
      console.log(`– ${suite.name} skipped: ${error.message}`);
      return { passed: 0, failed: 0, skipped: 1 };
    }
    console.log(`✗ ${suite.name} failed (${seconds(begin)}): ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Runs vitest and counts its tests. A file that could not even be loaded counts as one failed test. */
async function vitest(name, args, env = {}) {
  const outputFile = path.join(results, `${name}.json`);
  const { code, output } = await run(node, [tool('vitest/vitest.mjs'), ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`],
    { env: { ...process.env, NO_COLOR: '1', ...env }, capture: true, check: false });
  const report = readJson(outputFile);
  if (report === undefined) throw new Error(`vitest wrote no report\n${tail(output)}`);
  const broken = report.testResults.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length;
  const counts = { passed: report.numPassedTests, failed: report.numFailedTests + broken, skipped: report.numPendingTests + report.numTodoTests };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.failed > 0) console.log(tail(output, 400));
  return counts;
}

/** Tests share their worker's modules, which halves the time; files that replace a module get one of their own.
 * Some tests wait for a program or a clock, so one worker more than processors keeps them all at work. */
async function hermeticSuite() {
  const env = fast ? { DRYDOCK_PROPERTY_ROUNDS: process.env.DRYDOCK_PROPERTY_ROUNDS ?? '1000', DRYDOCK_ROUNDS: process.env.DRYDOCK_ROUNDS ?? '12' } : {};
  const alone = hermeticFolders.flatMap(testsThatMock);
  const shared = await vitest('hermetic', ['run', '--no-isolate', `--maxWorkers=${os.availableParallelism() + 1}`, ...alone.flatMap((file) => ['--exclude', file]), ...hermeticFolders], env);
  const isolated = alone.length > 0 ? await vitest('isolated', ['run', ...alone], env) : {};
  return Object.fromEntries(Object.entries(shared).map(([key, count]) => [key, count + (isolated[key] ?? 0)]));
}

function testsThatMock(folder) {
  if (!fs.existsSync(path.join(root, folder))) return [];
  return fs.readdirSync(path.join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.test.ts') && fs.readFileSync(path.join(root, folder, name), 'utf8').includes('vi.mock('))
    .map((name) => folder + name.split(path.sep).join('/'));
}

function generated() {
  const script = path.join(root, 'scripts/generate.mjs');
  return fs.existsSync(script) ? run(node, [script, '--check'], { capture: true }) : undefined;
}

/** The commands that need an engine are tried when there is one; the rest of the suite runs without. */
async function vscodeSuite() {
  parts.engine ??= startEngine();
  const started = await parts.engine.catch(() => undefined);
  return vitest('vscode', ['run', '--config', 'test/vscode/vitest.config.ts'], started?.env);
}

/** One test file plays the same story with several engines; those that can't be had are skipped aloud. */
async function engineSuite() {
  const { env } = await parts.engine;
  const { engines, missing } = await parts.otherEngines;
  for (const why of missing) console.log(`– without ${why}`);
  const counts = await vitest('engine', ['run', '--no-file-parallelism', 'test/engine/'], { ...env, DRYDOCK_ENGINES: engines });
  return { ...counts, skipped: counts.skipped + missing.length };
}

async function stopEngine() {
  for (const part of [parts.otherEngines, parts.engine]) await (await part?.catch(() => undefined))?.stop();
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => void stopEngine().finally(() => process.exit(130)));
}

function valueAfter(name) {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}

await main();
