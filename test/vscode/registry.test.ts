// An image of a registry: chosen by the FROM line, its layers and a file of them. No engine.
import { gzipSync } from 'node:zlib';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { FakeRegistry } from '../support/fakeRegistry.ts';
import { packagedExtension, root } from '../support/product.ts';
import { file, folder, tar } from '../support/tarBuilder.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const registry = new FakeRegistry();
const view = 'Image Layers';
let vscode: VsCode;

beforeAll(async () => {
  await registry.start();
  const layers = [tar(folder('srv'), file('srv/page.html', 'Hello from the registry')), tar(file('srv/style.css', 'h1{}'))];
  const history = [{ created_by: 'COPY srv /srv # buildkit' }, { created_by: 'RUN /bin/sh -c make style # buildkit' }];
  registry.image('1.0', { layers, history }, layers.map((bytes) => ({ bytes: gzipSync(bytes), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' })));
  vscode = await startVsCode({ vsix: await packagedExtension(), workspace: path.join(root, 'examples'), env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock', DOCKER_CONTEXT: undefined } });
  fs.writeFileSync(path.join(vscode.workspace, 'Dockerfile'), `FROM ${registry.host}/app:1.0\nRUN true\n`);
});
afterAll(async () => {
  await vscode?.stop();
  registry.stop();
});

test('is opened by the name that FROM says, shows its layers, and gives a file', async () => {
  await vscode.openFile('Dockerfile');
  await vscode.runCommand('Drydock: Open Image from Registry');
  await vscode.pick(`${registry.host}/app:1.0`);
  await vscode.treeRow(view, 'RUN make style').first().waitFor();
  await vscode.onlyView(view);
  await vscode.screenshot('registry-layers');
  await vscode.expand(view, 'COPY srv /srv');
  await vscode.expand(view, /^srv/);
  await vscode.treeRow(view, /^page\.html/).first().click();
  await vscode.page.locator('.view-line', { hasText: 'Hello from the registry' }).first().waitFor();
  await vscode.screenshot('registry-file');
  await vscode.runCommand('Drydock: Show Image History');
  await vscode.quickInput.locator('.monaco-list-row', { hasText: 'Open an image from a registry…' }).waitFor();
});
