// An image of a registry: chosen by the FROM line, its layers and a file of them; and one behind a proxy. No engine.
import { gzipSync } from 'node:zlib';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasOpenssl, makeCertificate } from '../support/certificate.ts';
import { FakeProxy } from '../support/fakeProxy.ts';
import { FakeRegistry } from '../support/fakeRegistry.ts';
import { packagedExtension, root } from '../support/product.ts';
import { file, folder, tar } from '../support/tarBuilder.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const certificate = hasOpenssl ? makeCertificate('DNS:registry.example') : { key: '', cert: '' };
const registry = new FakeRegistry();
const distant = new FakeRegistry({ ...certificate, registry: 'registry.example', storage: 'storage.example' });
const proxy = new FakeProxy();
const authority = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-authority-')), 'authority.pem');
const view = 'Image Layers';
let vscode: VsCode;

// Text that is typed into an editor stays as it is.
const typing = { 'workbench.editor.useModal': 'off', 'editor.autoClosingBrackets': 'never', 'editor.autoIndent': 'none' };

beforeAll(async () => {
  await Promise.all([registry, distant, proxy].map((each) => each.start()));
  proxy.ways.set('registry.example:443', distant.ports.registry);
  fs.writeFileSync(authority, certificate.cert);
  const layers = [tar(folder('srv'), file('srv/page.html', 'Hello from the registry')), tar(file('srv/style.css', 'h1{}'))];
  const history = [{ created_by: 'COPY srv /srv # buildkit' }, { created_by: 'RUN /bin/sh -c make style # buildkit' }];
  for (const each of [registry, distant]) each.image('1.0', { layers, history }, layers.map((bytes) => ({ bytes: gzipSync(bytes), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' })));
  vscode = await startVsCode({ vsix: await packagedExtension(), workspace: path.join(root, 'examples'), settings: { ...typing, 'http.proxy': proxy.url('me:secret') }, env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock', DOCKER_CONTEXT: undefined, NODE_EXTRA_CA_CERTS: authority } });
  fs.writeFileSync(path.join(vscode.workspace, 'Dockerfile'), `FROM ${registry.host}/app:1.0\nRUN true\n`);
});
afterAll(async () => {
  await vscode?.stop();
  for (const each of [registry, distant, proxy]) each.stop();
  fs.rmSync(path.dirname(authority), { recursive: true });
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

test.skipIf(!hasOpenssl)('is read through the proxy of the settings', async () => {
  fs.writeFileSync(path.join(vscode.workspace, 'Dockerfile.distant'), 'FROM registry.example/app:1.0\nRUN true\n');
  await vscode.openFile('Dockerfile.distant');
  const settings = path.join(vscode.workspace, '../data/data/User/settings.json');
  proxy.clear({ account: 'me:other' });
  await vscode.runCommand('Drydock: Open Image from Registry');
  await vscode.pick('registry.example/app:1.0');
  await vscode.page.locator('.notification-toast', { hasText: `The proxy ${proxy.host} (from the setting http.proxy) does not accept the name and password` }).first().waitFor();
  await vscode.screenshot('registry-proxy');
  await vscode.runCommand('Preferences: Open User Settings (JSON)');
  await vscode.page.locator('.view-line', { hasText: 'security.workspace.trust' }).first().click();
  await vscode.page.keyboard.press('Control+A');
  await vscode.page.keyboard.insertText(fs.readFileSync(settings, 'utf8').replace('me:secret@', 'me:other@'));
  await vscode.page.keyboard.press('Control+S');
  await vscode.page.locator('.tab.active:not(.dirty)', { hasText: 'settings.json' }).waitFor();
  await vscode.openFile('Dockerfile.distant');
  await vscode.runCommand('Drydock: Open Image from Registry');
  await vscode.pick('registry.example/app:1.0');
  await vscode.treeRow(view, /registry\.example\/app:1\.0/).first().waitFor();
  expect(proxy.asked.length).toBeGreaterThan(0);
});
