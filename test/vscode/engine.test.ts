// Build, history and layers from the command palette, with a real engine.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import fs from 'node:fs';
import { docker, example, hasEngine, makeWorkspace, packagedExtension } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const image = 'drydock-vscode-test:1';
const stageImage = 'drydock-vscode-test:pages';

describe.skipIf(!hasEngine)('with an engine', () => {
  let vscode: VsCode;
  let files: string;

  beforeAll(async () => {
    files = makeWorkspace({
      'site/Dockerfile': example('static-site/Dockerfile'),
      'site/public/index.html': example('static-site/public/index.html'),
      'site/public/style.css': example('static-site/public/style.css'),
      'broken/Dockerfile': 'FROM alpine:3.19\nRUN echo fine\nRUN echo broken && false\n',
    });
    vscode = await startVsCode({ vsix: await packagedExtension(), workspace: files, viewport: { width: 1280, height: 1600 } });
  });
  afterAll(async () => {
    await vscode?.stop();
    fs.rmSync(files, { recursive: true, force: true });
    for (const name of [image, stageImage]) if (docker('image', 'ls', '-q', name)) docker('image', 'rm', '-f', name);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
    await vscode.closeEverything();
  });

  test('an image is built from the open Dockerfile', async () => {
    await vscode.openFile('site/Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer(image);
    await vscode.notification(`Built ${image}`).waitFor({ timeout: 60_000 });
    expect(docker('image', 'inspect', '--format', '{{index .Config.Labels "org.opencontainers.image.title"}}', image)).toBe('static-site');
    await vscode.screenshot('built');
  });

  test('the name is remembered', async () => {
    await vscode.openFile('site/Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await expect.poll(() => vscode.quickInput.locator('input.input').inputValue(), { timeout: 15_000 }).toBe(image);
  });

  test('its history is that of docker history', async () => {
    await vscode.runCommand('Drydock: Show Image History');
    await vscode.pick(image);
    await vscode.treeRow('Image History', image).first().waitFor();
    await vscode.onlyView('Image History');
    await vscode.treeRow('Image History', 'RUN rm /srv/www/leftover.txt').first().waitFor();
    await vscode.treeRow('Image History', '10 B · RUN echo "temporary"').first().waitFor();
    await vscode.treeRow('Image History', 'COPY').first().waitFor();
    await vscode.screenshot('history');
  });

  test('its layers are a tree down to the files, with what a later layer deletes', async () => {
    await vscode.runCommand('Drydock: Inspect Image Layers');
    await vscode.pick(image);
    await vscode.treeRow('Image Layers', image).first().waitFor();
    await vscode.onlyView('Image Layers');
    await vscode.expand('Image Layers', 'RUN rm /srv/www/leftover.txt');
    await vscode.expand('Image Layers', /^srv/);
    await vscode.expand('Image Layers', /^www/);
    await vscode.treeRow('Image Layers', 'leftover.txt').nth(1).waitFor();
    await vscode.screenshot('layers');
  });

  test('a deleted file opens as it was, and against nothing', async () => {
    await vscode.treeRow('Image Layers', /^leftover\.txt/).first().click();
    await vscode.editor.locator('.view-line', { hasText: 'temporary' }).waitFor();
    await vscode.runCommand('Drydock: Open Changes');
    await vscode.page.locator('.monaco-diff-editor .editor.original .view-line', { hasText: 'temporary' }).waitFor();
    expect(await vscode.page.locator('.monaco-diff-editor .editor.modified .view-line').allInnerTexts()).toEqual(['']);
    await vscode.screenshot('layer-diff');
  });

  test('the lens above FROM builds up to that stage', async () => {
    await vscode.openFile('site/Dockerfile');
    await vscode.page.locator('.codelens-decoration a', { hasText: 'Build this stage' }).first().click();
    await vscode.answer(stageImage);
    await vscode.notification(`Built ${stageImage}`).waitFor({ timeout: 60_000 });
    expect(docker('image', 'inspect', '--format', '{{.Config.WorkingDir}}', stageImage)).toBe('/site');
  });

  test('a failing step is an error on its line', async () => {
    await vscode.openFile('broken/Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer('drydock-vscode-broken:1');
    await vscode.notification('was not built').waitFor({ timeout: 60_000 });
    expect((await vscode.problems('drydock build')).join('\n')).toMatch(/\[Ln 3, Col 1\]/);
    await vscode.squiggles('error').first().waitFor();
    await vscode.screenshot('failed-build');
  });
});
