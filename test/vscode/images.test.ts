// The views of images and containers, with a real engine: what they list, that they follow the engine, and what their commands say before they do it.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import fs from 'node:fs';
import { build, removeBuilt } from '../support/builtImages.ts';
import { docker, hasEngine, makeWorkspace, packagedExtension } from '../support/product.ts';
import { Relay } from '../support/relay.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const group = 'vscode-images';
const repository = 'drydock-vscode-images/app';
const container = 'drydock-vscode-images';
const view = 'Images';

describe.skipIf(!hasEngine)('images and containers', () => {
  let vscode: VsCode;
  let files: string;
  let dangling: string;
  let relay: Relay;

  beforeAll(async () => {
    build(group, 'FROM busybox\nRUN head -c 500000 /dev/urandom > /random\n', {}, { tag: `${repository}:1.0` });
    build(group, 'FROM busybox\nRUN echo two > /two\n', {}, { tag: `${repository}:2.0` });
    dangling = build(group, 'FROM busybox\nRUN echo dangling > /three\n', {}).slice(7, 19);
    docker('run', '--name', container, '--network', 'none', `${repository}:1.0`, 'sh', '-c', 'echo new > /new; rm /random');
    files = makeWorkspace({ 'Dockerfile': 'FROM busybox\n' });
    relay = new Relay(process.env['DOCKER_HOST']!);
    await relay.mend();
    vscode = await startVsCode({ vsix: await packagedExtension(), workspace: files, env: { DOCKER_HOST: relay.host }, viewport: { width: 1280, height: 1000 } });
    await vscode.runCommand('Drydock: Focus on Images View');
    // Only what is made here: the engine has other images, and a long list shows only those in sight.
    await vscode.runCommand('Drydock: Filter Images');
    await vscode.pick('Label');
    await vscode.answer(`dev.drydock.test=${group}`);
  });
  afterAll(async () => {
    if (docker('ps', '-aq', '--filter', `name=${container}`)) docker('rm', '-f', container);
    for (const name of docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}').split('\n')) if (name.startsWith('drydock-vscode-images/')) docker('image', 'rm', '-f', name);
    removeBuilt(group);
    if (files) fs.rmSync(files, { recursive: true, force: true });
    await relay?.dispose();
    await vscode?.stop();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
    await vscode.closeEverything();
    await vscode.runCommand('Drydock: Focus on Images View');
  });

  const row = (text: string | RegExp) => vscode.treeRow(view, text).first();
  const menu = async (text: string | RegExp, item: string | RegExp): Promise<void> => {
    await row(text).click({ button: 'right' });
    const entry = vscode.page.locator('.context-view .action-menu-item', { hasText: item }).first();
    await entry.hover();
    await vscode.page.waitForTimeout(300); // a menu takes no click in its first moment
    await vscode.page.keyboard.press('Enter');
    await entry.waitFor({ state: 'hidden' });
  };
  const dialog = () => vscode.page.locator('.monaco-dialog-box');

  test('repositories, tags, sizes, users and dangling images are listed', async () => {
    await row(repository).waitFor();
    await row(/^1\.0.*2\.48 MB, 500 kB of its own, .*used by 1 container/).waitFor();
    await row(/^2\.0.*1\.98 MB, \d+ B of its own/).waitFor();
    await row('Dangling images').waitFor();
    await vscode.expand(view, 'Dangling images');
    await row(dangling).waitFor();
    await vscode.screenshot('images');
  });

  test('the list follows the engine', async () => {
    docker('tag', `${repository}:2.0`, `${repository}:3.0`);
    await row(/^3\.0/).waitFor();
    docker('rmi', `${repository}:3.0`);
    await row(/^3\.0/).waitFor({ state: 'detached' });
  });

  test('a filter is shown, and taken away again', async () => {
    await vscode.runCommand('Drydock: Filter Images');
    await vscode.pick('Reference pattern');
    await vscode.answer('drydock-vscode-images/*:2.*');
    await row(`${repository}:2.0`).waitFor();
    expect(await vscode.treeRow(view, /./).count()).toBe(1);
    await vscode.screenshot('images-filtered');
    await vscode.runCommand('Drydock: Filter Images');
    await vscode.pick('Reference pattern');
    await vscode.answer('');
    await row(/^1\.0/).waitFor();
  });

  test('flat, by size, without groups', async () => {
    await vscode.runCommand('Drydock: List Images Flat');
    await row(`${repository}:1.0`).waitFor();
    await vscode.runCommand('Drydock: Sort Images');
    await vscode.pick('Size');
    await expect.poll(async () => (await vscode.treeRow(view, /./).allInnerTexts()).map((text) => text.split('\n')[0])[0], { timeout: 10_000 }).toContain(`${repository}:1.0`);
    await vscode.screenshot('images-flat');
    await vscode.runCommand('Drydock: Group Images by Repository');
    await row(/^1\.0/).waitFor();
  });

  test('the removal of an image in use says what holds it', async () => {
    await menu(/^1\.0/, 'Remove Image…');
    await dialog().waitFor();
    const said = (await dialog().innerText()).replaceAll(/\s+/g, ' ');
    expect(said).toContain(`${repository}:1.0 can't be removed as it is.`);
    expect(said).toContain(`${repository}:1.0 is held by the container ${container} (not running).`);
    await vscode.screenshot('remove-held');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect(docker('image', 'inspect', '--format', '{{.Id}}', `${repository}:1.0`)).toMatch(/^sha256:/);
  });

  test('an image is removed after its question', async () => {
    docker('tag', `${repository}:2.0`, `${repository}:gone`);
    await row(/^gone/).waitFor();
    await menu(/^gone/, 'Remove Image…');
    await dialog().waitFor();
    expect((await dialog().innerText()).replaceAll(/\s+/g, ' ')).toContain(`Untagged: ${repository}:gone Kept: `);
    await vscode.screenshot('remove');
    await dialog().getByRole('button', { name: 'Remove' }).click();
    await vscode.notification(`Untagged: ${repository}:gone.`).waitFor();
    await row(/^gone/).waitFor({ state: 'detached' });
  });

  test('dangling images are listed before they are pruned', async () => {
    await vscode.runCommand('Drydock: Prune Dangling Images');
    await vscode.quickInput.locator('.monaco-list-row').first().waitFor();
    await vscode.quickInput.locator('input.input').fill(dangling); // a long list shows only those in sight
    await vscode.quickInput.locator('.monaco-list-row', { hasText: dangling }).first().waitFor();
    await vscode.screenshot('prune');
    await vscode.page.keyboard.press('Escape');
    await vscode.quickInput.waitFor({ state: 'hidden' });
    expect(docker('image', 'inspect', '--format', '{{.Id}}', dangling)).toContain(dangling);
  });

  test('inspect and disk usage open as read-only documents', async () => {
    await menu(/^2\.0/, /^Inspect Image$/);
    await vscode.page.locator('.tabs-container .tab.active', { hasText: '2.0.json' }).waitFor();
    await vscode.editor.locator('.view-line', { hasText: '"RepoTags"' }).first().waitFor();
    await vscode.runCommand('Drydock: Show Disk Usage');
    await vscode.page.locator('.tabs-container .tab.active', { hasText: 'Disk usage.txt' }).waitFor();
    await vscode.editor.locator('.view-line', { hasText: 'Reclaimable' }).first().waitFor();
    await vscode.screenshot('disk-usage');
  });

  test('a shell runs in a terminal', async () => {
    await menu(/^2\.0/, 'Run Shell in Image');
    await vscode.page.locator('.terminal-tabs-entry, .terminal-tab, .single-terminal-tab', { hasText: `${repository}:2.0` }).first().waitFor();
    await expect.poll(() => docker('ps', '-q', '--filter', `ancestor=${repository}:2.0`), { timeout: 20_000 }).not.toBe('');
    await vscode.page.waitForTimeout(500); // the prompt comes a moment after the container
    await vscode.page.keyboard.type('cat /two; exit\n');
    await vscode.screenshot('shell');
    await expect.poll(() => docker('ps', '-aq', '--filter', `ancestor=${repository}:2.0`), { timeout: 20_000 }).toBe('');
  });

  test('an engine that goes away is said to be gone, and its images come back with it', async () => {
    await relay.cut();
    await vscode.page.locator('.pane', { has: vscode.page.locator('.pane-header', { hasText: view }) }).getByText('No engine is running at').first().waitFor();
    await row('Try Again Now').waitFor();
    await vscode.screenshot('images-engine-gone');
    await relay.mend();
    await row(/^1\.0/).waitFor({ timeout: 30_000 });
  });

  test('a container shows what it changed', async () => {
    await vscode.runCommand('Drydock: Focus on Containers View');
    await vscode.expand('Containers', container);
    await vscode.treeRow('Containers', /^\/new.*added/).first().waitFor();
    await vscode.treeRow('Containers', /^\/random.*deleted/).first().waitFor();
    await vscode.screenshot('containers');
  });
});
