// Builds in the window: the tree of steps, the failing step's squiggle, the log, options, tasks.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import fs from 'node:fs';
import { docker, hasEngine, makeWorkspace, packagedExtension } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const image = 'drydock-vscode-build:1';

// Not in the cache, however often the test runs.
const good = `FROM alpine:3.19 AS base\nRUN echo first said; sleep 1; echo then said ${Date.now()}\nFROM base AS Final\nARG VERSION=1\nRUN echo "$VERSION" > /version\nCMD echo hi\n`;
const broken = 'FROM alpine:3.19\nRUN echo fine\nRUN echo about to break; \\\n  exit 3\n';

// More steps than the view has rows.
const long = `FROM alpine:3.19\n${Array.from({ length: 45 }, (_, index) => `WORKDIR /folder${index}\n`).join('')}RUN echo about to break; echo the last word; exit 3\n`;

describe.skipIf(!hasEngine)('building', () => {
  let vscode: VsCode;
  let files: string;

  beforeAll(async () => {
    files = makeWorkspace({ 'good/Dockerfile': good, 'broken/Dockerfile': broken, 'long/Dockerfile': long, 'slow/Dockerfile': `FROM alpine:3.19\nRUN echo ${Date.now()}; sleep 300\n`, 'large/Dockerfile': 'FROM scratch\nCOPY . /\n' });
    fs.mkdirSync(`${files}/large/modules`);
    fs.writeFileSync(`${files}/large/modules/big`, Buffer.alloc(101_000_000));
    vscode = await startVsCode({ vsix: await packagedExtension(), workspace: files });
  });
  afterAll(async () => {
    await vscode?.stop();
    fs.rmSync(files, { recursive: true, force: true });
    if (docker('image', 'ls', '-q', image)) docker('image', 'rm', '-f', image);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
    await vscode.closeEverything();
  });

  /** The view by itself, so that its rows are all drawn. */
  const showBuilds = async (): Promise<void> => {
    await vscode.runCommand('Focus on Build View');
    for (const title of ['Images', 'Image History', 'Image Layers', 'Containers']) {
      const header = vscode.page.locator('.pane-header', { hasText: new RegExp(`^${title}`) }).first();
      if (await header.isVisible() && await header.getAttribute('aria-expanded') === 'true') await header.click();
    }
  };
  const label = (row: string | RegExp) => expect.poll(() => vscode.treeRow('Build', row).first().getAttribute('aria-label'), { timeout: 15_000 });

  test('shows each step with its state, and its log below it', async () => {
    await showBuilds();
    await vscode.openFile('good/Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer(image);
    await vscode.treeRow('Build', 'base 2/2 RUN echo first said').first().waitFor({ timeout: 60_000 });
    await vscode.notification(`Built ${image}`).waitFor({ timeout: 60_000 });
    await label('base 2/2 RUN echo first said').toMatch(/^\d+\.\d s · base 2\/2 .*, done/);
    await label(new RegExp(`^${image}`)).toMatch(/built in /);
    // A click on the row itself leads to its instruction.
    await vscode.treeRow('Build', 'base 2/2 RUN echo first said').first().locator('.monaco-tl-twistie').click();
    await vscode.treeRow('Build', 'then said').last().waitFor();
    await vscode.screenshot('build-tree');
  });

  test('a step leads to its instruction', async () => {
    await showBuilds();
    await vscode.treeRow('Build', 'final 1/1 RUN echo').first().click();
    await vscode.page.locator('.tabs-container .tab.active', { hasText: 'Dockerfile' }).waitFor();
    await vscode.page.locator('.statusbar-item', { hasText: 'Ln 5, Col 1' }).waitFor();
  });

  test('says each warning once: what the language server says is not said again', async () => {
    await vscode.openFile('good/Dockerfile');
    const rows = await vscode.problems('StageNameCasing');
    expect(rows.filter((row) => row.includes('StageNameCasing'))).toHaveLength(1);
    expect(rows.filter((row) => row.includes('JSONArgsRecommended'))).toHaveLength(1);
  });

  test('marks the failing instruction and says what it printed', async () => {
    await showBuilds();
    await vscode.openFile('broken/Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer('drydock-vscode-broken:1');
    await vscode.notification('was not built').waitFor({ timeout: 60_000 });
    await vscode.squiggles('error').first().waitFor();
    await vscode.treeRow('Build', '3/3 RUN echo about to break').first().waitFor();
    await label('3/3 RUN echo about to break').toMatch(/, failed/);
    const rows = (await vscode.problems('drydock build')).join('\n');
    expect(rows).toMatch(/exit code 3[^]*about to break/);
    expect(rows).toMatch(/\[Ln 3, Col 1\]/);
    await vscode.screenshot('build-failed');
  });

  test('the log of a step opens as a document', async () => {
    await vscode.runCommand('Drydock: Show Log of Build Step');
    await vscode.pick('3/3 RUN echo about to break');
    await vscode.page.locator('.tabs-container .tab.active', { hasText: '.log' }).waitFor();
    await vscode.editor.locator('.view-line', { hasText: 'about to break' }).nth(1).waitFor();
  });

  test('options are gone through with a way back, kept as a profile, and built', async () => {
    await vscode.openFile('good/Dockerfile');
    await vscode.runCommand('Drydock: Build with Options');
    await vscode.pick('Target Stage');
    await vscode.pick('base');
    await vscode.quickInput.locator('.monaco-list-row', { hasText: 'Target Stage' }).filter({ hasText: 'base' }).waitFor();
    await vscode.pick('Build Arguments');
    await vscode.quickInput.locator('.monaco-list-row', { hasText: 'VERSION' }).filter({ hasText: '1 (default)' }).waitFor();
    await vscode.screenshot('build-arguments');
    await vscode.quickInput.locator('.quick-input-left-action-bar .action-label').first().click();
    await vscode.quickInput.locator('.monaco-list-row', { hasText: 'Remember as Profile' }).waitFor();
    await vscode.screenshot('build-options');
    await vscode.pick('Remember as Profile');
    await vscode.quickInput.locator('.quick-input-message', { hasText: 'Name of the profile' }).waitFor();
    await vscode.answer('only base');
    await vscode.quickInput.locator('.monaco-list-row', { hasText: 'Target Stage' }).waitFor();
    await vscode.pick(/^\s*Build/);
    await vscode.notification(`Built ${image}`).waitFor({ timeout: 60_000 });
    await vscode.runCommand('Notifications: Clear All Notifications');
    await vscode.runCommand('Drydock: Build Image');
    await expect.poll(async () => (await vscode.picks())[0], { timeout: 20_000 }).toContain('only base');
    await vscode.page.keyboard.press('Enter');
    await vscode.notification(`Built ${image}`).waitFor({ timeout: 60_000 });
  });

  test('a build is saved as a task, and Run Task lists stages and profiles', async () => {
    await vscode.openFile('good/Dockerfile');
    await vscode.runCommand('Drydock: Build with Options');
    await vscode.pick('only base');
    await vscode.pick('Save as Task');
    await expect.poll(() => fs.existsSync(`${vscode.workspace}/.vscode/tasks.json`) && vscode.read('.vscode/tasks.json'), { timeout: 10_000 }).toBeTruthy();
    expect(JSON.parse(vscode.read('.vscode/tasks.json'))).toMatchObject({ tasks: [{ type: 'drydock', file: 'good/Dockerfile', context: 'good', tag: image, target: 'base' }] });
    await vscode.page.keyboard.press('Escape');
    await vscode.runCommand('Tasks: Run Task');
    await vscode.pick(/^\s*drydock(?!-)/);
    await expect.poll(async () => (await vscode.picks()).join('\n'), { timeout: 20_000 }).toMatch(/Build good\/Dockerfile, stage base[^]*only base/);
    await vscode.screenshot('build-tasks');
    await vscode.page.keyboard.press('Escape');
  });

  test('a large context is asked about first', async () => {
    await vscode.openFile('large/Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer(image);
    const dialog = vscode.page.locator('.monaco-dialog-box', { hasText: 'The build sends 101 MB' });
    await dialog.waitFor({ timeout: 30_000 });
    expect(await dialog.innerText()).toContain('modules/ 101 MB');
    await vscode.screenshot('build-large-context');
    await dialog.locator('.monaco-button', { hasText: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });

  test('a build that is cancelled says so and leaves nothing running', async () => {
    await showBuilds();
    await vscode.openFile('slow/Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer('drydock-vscode-slow:1');
    // The newest build stands first, above steps of others with the same text.
    await vscode.treeRow('Build', 'drydock-vscode-slow:1').first().waitFor({ timeout: 60_000 });
    await vscode.treeRow('Build', '2/2 RUN echo').first().waitFor({ timeout: 60_000 });
    await vscode.runCommand('Drydock: Cancel Build');
    await vscode.treeRow('Build', 'cancelled after').first().waitFor({ timeout: 20_000 });
  });

  test('the step that failed comes into sight by itself, with the end of its log', async () => {
    await showBuilds();
    await vscode.openFile('long/Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer('drydock-vscode-long:1');
    await vscode.notification('was not built').waitFor({ timeout: 60_000 });
    // Rows that are out of sight are not there.
    await vscode.treeRow('Build', 'failed · 47/47 RUN echo').first().waitFor();
    await vscode.treeRow('Build', 'the last word').last().waitFor();
    expect(await vscode.treeRow('Build', /· 2\/47 WORKDIR/).count()).toBe(0);
    await vscode.screenshot('build-failed-in-sight');
  });
});
