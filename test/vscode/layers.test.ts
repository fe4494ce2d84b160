// The layers of an image archive: the tree, its modes, files, comparisons, finding, and hidden bytes in Problems. No engine.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { packagedExtension, root } from '../support/product.ts';
import { file, folder, imageArchive, tar } from '../support/tarBuilder.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

let vscode: VsCode;
const view = 'Image Layers';
const row = (text: string | RegExp): Locator => vscode.treeRow(view, text);

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(root, 'scripts/makeExampleArchive.mjs')]);
  const workspace = path.join(root, 'examples');
  vscode = await startVsCode({ vsix: await packagedExtension(), workspace, viewport: { width: 1280, height: 900 }, env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock', DOCKER_CONTEXT: undefined } });
  fs.writeFileSync(path.join(vscode.workspace, 'Dockerfile'), dockerfile);
  fs.writeFileSync(path.join(vscode.workspace, 'second.tar'), imageArchive('docker', { tags: ['second:1.0'], layers: [tar(folder('srv'), folder('srv/site'), file('srv/site/index.html', 'Hello from the second image'))] }));
  fs.writeFileSync(path.join(vscode.workspace, 'files.tar'), tar(file('readme.txt', 'no image')));
  await vscode.runCommand('Drydock: Open Image Archive');
  await vscode.answerPath(path.join(vscode.workspace, 'hello-layers.tar'));
  await row('RUN rm -rf /var/cache/packages').first().waitFor();
  await vscode.onlyView(view);
});
afterAll(() => vscode?.stop());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
  await vscode.closeEverything();
});

test('the tree says what each layer costs, and badges say what happened to a file', async () => {
  await vscode.expand(view, 'COPY site-v2/');
  await vscode.expand(view, /^srv/);
  await vscode.expand(view, /^site/);
  const page = row(/^index\.html/).first();
  await page.waitFor();
  expect(await page.getAttribute('aria-label')).toMatch(/index\.html, changed, \d+ B/);
  await vscode.screenshot('layers-changes');
});

test('a changed file opens against the layer below, read-only', async () => {
  await row(/^index\.html/).first().click();
  await vscode.page.locator('.tabs-container .tab.active', { hasText: 'index.html' }).waitFor();
  await vscode.page.locator('.monaco-diff-editor .view-line', { hasText: 'Hello again' }).first().waitFor();
  await vscode.screenshot('layers-diff');
});

test('the files after a layer, and what is hidden in one', async () => {
  await vscode.runCommand('Drydock: Files After This Layer');
  await row(/^style\.css/).first().waitFor();
  await vscode.screenshot('layers-after');
  await row(/^style\.css/).first().click();
  await vscode.page.locator('.view-line', { hasText: /h1\{color:.{0,3}navy\}/ }).first().waitFor();
  await vscode.runCommand('Drydock: Hidden Bytes');
  await vscode.expand(view, 'COPY site/ .');
  await row(/^srv/).first().waitFor();
  await vscode.screenshot('layers-hidden');
  await vscode.runCommand('Drydock: Changes in This Layer');
});

test('a file is found by a pattern and shown in its layer', async () => {
  await vscode.runCommand('Drydock: Find File in Image');
  await vscode.quickInput.locator('input.input').fill('*.pkg');
  await vscode.quickInput.locator('.monaco-list-row', { hasText: 'httpd.pkg' }).waitFor();
  await vscode.screenshot('layers-find');
  await vscode.page.keyboard.press('Enter');
  await vscode.treeRow(view, 'httpd.pkg').and(vscode.page.locator('.selected')).first().waitFor();
  await vscode.screenshot('layers-found');
});

test('two images are compared, and a difference opens', async () => {
  await vscode.runCommand('Drydock: Compare Images');
  await vscode.pick('hello-layers:1.0');
  await vscode.quickInput.locator('.monaco-list-row', { hasText: 'No images from an engine' }).waitFor();
  await vscode.pick('Open an archive');
  await vscode.answerPath(path.join(vscode.workspace, 'second.tar'));
  await vscode.expand(view, /^Other content/);
  await row(/^index\.html64 B → 27 B/).first().click();
  await vscode.page.locator('.monaco-diff-editor .view-line', { hasText: 'Hello from the second image' }).first().waitFor();
  await vscode.screenshot('layers-compare');
});

test('an archive opens in an editor of its own, which leads into the views', async () => {
  await reopenAsArchive('second.tar');
  const page = vscode.webview();
  await page.getByRole('heading', { name: 'second:1.0' }).waitFor();
  expect(await page.getByRole('table', { name: 'Layers, bottom first' }).getByRole('row').count()).toBe(2);
  await vscode.screenshot('layers-archive-editor');
  await page.getByRole('link', { name: 'Show in Layers View' }).click();
  await vscode.treeRow(view, 'second:1.0').and(vscode.page.locator('.selected')).first().waitFor();
});

test('a tar file that is no image says so', async () => {
  await reopenAsArchive('files.tar');
  await vscode.webview().getByRole('alert').waitFor();
  expect(await vscode.webview().getByRole('alert').innerText()).toMatch(/no image/i);
  await vscode.screenshot('layers-no-image');
});

test('hidden bytes stand in Problems on both lines, and go with their image', async () => {
  await vscode.openFile('Dockerfile');
  await row('hello-layers:1.0').first().click();
  await vscode.runCommand('Drydock: Show Hidden Bytes in Problems');
  await vscode.pick(/^Dockerfile/);
  const rows = await vscode.problems(/added here are deleted or replaced by line 10/);
  expect(rows.join('\n')).toMatch(/Hides 12 kB that line 9 added/);
  await vscode.screenshot('layers-problems');
  await vscode.runCommand('Drydock: Close Image');
  await vscode.problemGone(/added here are deleted/);
});

test('a file of a layer is still there after the window was loaded anew', async () => {
  await vscode.runCommand('Drydock: Open Image Archive');
  await vscode.answerPath(path.join(vscode.workspace, 'hello-layers.tar'));
  await vscode.treeRow(view, 'hello-layers:1.0').and(vscode.page.locator('.selected')).first().waitFor();
  await vscode.runCommand('Drydock: Find File in Image');
  await vscode.quickInput.locator('input.input').fill('style.css');
  await vscode.quickInput.locator('.monaco-list-row', { hasText: '/srv/site/style.css' }).waitFor();
  await vscode.page.keyboard.press('Enter');
  await vscode.treeRow(view, 'style.css').and(vscode.page.locator('.selected')).first().waitFor();
  await vscode.runCommand('Drydock: Open File');
  await vscode.page.locator('.view-line', { hasText: /h1\{color:.{0,3}navy\}/ }).first().waitFor();
  // The browser's own reload would not wait until VS Code has written down what is open.
  await Promise.all([vscode.page.waitForEvent('load'), vscode.runCommand('Developer: Reload Window')]);
  await vscode.page.locator('.view-line', { hasText: /h1\{color:.{0,3}navy\}/ }).first().waitFor({ timeout: 40_000 });
  await vscode.screenshot('layers-reloaded');
});

async function reopenAsArchive(name: string): Promise<void> {
  await vscode.page.keyboard.press('Control+P');
  await vscode.quickInput.locator('input.input').fill(name);
  await vscode.quickInput.locator('.monaco-list-row', { hasText: name }).first().click();
  await vscode.page.locator('.tabs-container .tab.active', { hasText: name }).waitFor();
  await vscode.runCommand('View: Reopen Editor With...');
  await vscode.pick('Image Archive');
}

/** What the example's history came from. */
const dockerfile = `FROM scratch
ADD rootfs.tar /
CMD ["sh"]
LABEL org.opencontainers.image.title=hello-layers
ARG SITE=Hello
ENV PORT=8080 SITE_DIR=/srv/site
WORKDIR /srv/site
COPY site/ .
RUN fetch-packages httpd   && install-packages httpd   && echo "$SITE" > /etc/site-name
RUN rm -rf /var/cache/packages
COPY site-v2/ .
RUN rm srv/site/style.css && chown -R root /usr/bin
EXPOSE 8080
USER 1000
ENTRYPOINT ["/usr/bin/serve"]
`;
