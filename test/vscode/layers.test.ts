// The layers of an image archive: the tree, its modes, files, comparisons, finding, and hidden bytes in Problems. No engine.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { packagedExtension, root } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

let vscode: VsCode;
const view = 'Image Layers';
const row = (text: string | RegExp): Locator => vscode.treeRow(view, text);

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(root, 'scripts/makeExampleArchive.mjs')]);
  const workspace = path.join(root, 'examples');
  vscode = await startVsCode({ vsix: await packagedExtension(), workspace, viewport: { width: 1280, height: 900 }, env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock', DOCKER_CONTEXT: undefined } });
  await vscode.runCommand('Drydock: Open Image Archive');
  await vscode.answerPath(path.join(vscode.workspace, 'hello-layers.tar'));
  await row('RUN rm -rf /var/cache/packages').first().waitFor();
  // The tree needs the room: rows out of sight are not there.
  for (const other of ['Images', 'Image History', 'Containers']) await foldView(other);
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
  await vscode.page.locator('.view-line', { hasText: 'h1{color:navy}' }).first().waitFor();
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
  await vscode.page.locator('.monaco-list-row.selected', { hasText: 'httpd.pkg' }).waitFor();
  await vscode.screenshot('layers-found');
});

test('hidden bytes stand in Problems on both lines, and go with their image', async () => {
  fs.writeFileSync(path.join(vscode.workspace, 'Dockerfile'), dockerfile);
  await vscode.openFile('Dockerfile');
  await vscode.runCommand('Drydock: Show Hidden Bytes in Problems');
  await vscode.pick(/^Dockerfile/);
  const rows = await vscode.problems(/added here are deleted or replaced by line 10/);
  expect(rows.join('\n')).toMatch(/Hides 12 kB that line 9 added/);
  await vscode.screenshot('layers-problems');
  await vscode.runCommand('Drydock: Close Image');
  await vscode.problemGone(/added here are deleted/);
});

async function foldView(title: string): Promise<void> {
  const header = vscode.page.locator('.pane-header.expanded', { has: vscode.page.locator('.title', { hasText: new RegExp(`^${title}$`) }) });
  if (await header.count() > 0) await header.first().click();
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
