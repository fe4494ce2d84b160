// History and layers of an image archive on a machine without an engine.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { packagedExtension, root } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

let vscode: VsCode;
let archive: string;

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(root, 'scripts/makeExampleArchive.mjs')]);
  const workspace = path.join(root, 'examples');
  archive = fs.readdirSync(workspace).find((name) => name.endsWith('.tar'))!;
  vscode = await startVsCode({ vsix: await packagedExtension(), workspace, env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock', DOCKER_CONTEXT: undefined } });
});
afterAll(() => vscode?.stop());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
  await vscode.closeEverything();
});

test('without an engine the list says so and still offers archives', async () => {
  await vscode.runCommand('Drydock: Show Image History');
  await vscode.quickInput.locator('.monaco-list-row', { hasText: 'No images from an engine' }).waitFor();
  expect((await vscode.picks()).join('\n')).toMatch(/Open an archive/);
  await vscode.screenshot('no-engine');
});

test('the history of the archive', async () => {
  await vscode.runCommand('Drydock: Show Image History');
  await vscode.pick('Open an archive');
  await vscode.answerPath(path.join(vscode.workspace, archive));
  await vscode.treeRow(/RUN|COPY|ADD/).first().waitFor();
  await vscode.screenshot('archive-history');
});

test('the layers of the archive, down to a file', async () => {
  await vscode.runCommand('Drydock: Inspect Image Layers');
  await vscode.pick('Open an archive');
  await vscode.answerPath(path.join(vscode.workspace, archive));
  const layers = vscode.treeRow(/RUN|COPY|ADD/);
  await layers.first().waitFor();
  await vscode.screenshot('archive-layers');
});
