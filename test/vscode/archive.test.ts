// History and layers of an image archive on a machine without an engine.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { packagedExtension, root } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

let vscode: VsCode;

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(root, 'scripts/makeExampleArchive.mjs')]);
  const workspace = path.join(root, 'examples');
  vscode = await startVsCode({ vsix: await packagedExtension(), workspace, viewport: { width: 1280, height: 1600 }, env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock', DOCKER_CONTEXT: undefined } });
});
afterAll(() => vscode?.stop());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
  await vscode.closeEverything();
});

const noEngine = (): Promise<void> => vscode.quickInput.locator('.monaco-list-row', { hasText: 'No images from an engine' }).waitFor();

test('without an engine the list says so and still offers archives', async () => {
  await vscode.runCommand('Drydock: Show Image History');
  await noEngine();
  expect((await vscode.picks()).join('\n')).toMatch(/Open an archive/);
  await vscode.screenshot('no-engine');
});

test('a build says that it needs an engine, and disturbs nothing else', async () => {
  await vscode.openFile('static-site/Dockerfile');
  await vscode.runCommand('Drydock: Build Image');
  await vscode.answer('drydock-no-engine:1');
  const notification = vscode.notification(/No engine is running at|Neither the docker nor the podman command/);
  await notification.waitFor();
  // Without a program to build with, another engine is no help.
  if ((await notification.innerText()).includes('No engine')) await notification.locator('.monaco-button', { hasText: 'Switch Engine…' }).waitFor();
  await vscode.squiggles('warning').first().waitFor();
  await vscode.screenshot('build-without-engine');
});

test('the history of the archive', async () => {
  await openArchive('Drydock: Show Image History');
  await vscode.treeRow('Image History', 'hello-layers:1.0').first().waitFor();
  await vscode.onlyView('Image History');
  await vscode.treeRow('Image History', 'ENTRYPOINT ["/usr/bin/serve"]').first().waitFor();
  await vscode.treeRow('Image History', '18.1 kB · RUN fetch-packages').first().waitFor();
  await vscode.screenshot('archive-history');
});

test('the layers of the archive, down to a file that a later layer deletes', async () => {
  await openArchive('Drydock: Inspect Image Layers');
  await vscode.treeRow('Image Layers', 'hello-layers:1.0').first().waitFor();
  await vscode.onlyView('Image Layers');
  await vscode.expand('Image Layers', 'RUN rm -rf /var/cache/packages');
  await vscode.expand('Image Layers', /^var/);
  await vscode.expand('Image Layers', /^cache/);
  await vscode.treeRow('Image Layers', /^packages/).first().waitFor();
  await vscode.screenshot('archive-layers');
});

async function openArchive(command: string): Promise<void> {
  await vscode.runCommand(command);
  await noEngine();
  await vscode.pick('Open an archive');
  await vscode.answerPath(path.join(vscode.workspace, 'hello-layers.tar'));
}
