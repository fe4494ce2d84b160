// The pictures of the README, taken in a real VS Code with the packaged extension. Started by scripts/screenshots.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import { docker, example, hasEngine, makeWorkspace, packagedExtension, root } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const viewport = { width: 1120, height: 700 };
const image = (name: string): string => path.join(root, 'docs/images', name);
const settings = { 'workbench.colorTheme': 'Default Dark Modern', 'workbench.activityBar.location': 'default', 'breadcrumbs.enabled': false, 'window.title': '${activeEditorShort} – Visual Studio Code' };

async function withVsCode(workspace: string, work: (vscode: VsCode) => Promise<void>): Promise<void> {
  const vscode = await startVsCode({ vsix: await packagedExtension(), workspace, viewport, settings });
  try {
    await work(vscode);
  } finally {
    await vscode.stop();
  }
}

test('the editor: findings, and the menu that merges RUN lines', () => withVsCode(path.join(root, 'examples'), async (vscode) => {
  await vscode.openFile('static-site/Dockerfile');
  await vscode.problems('StageNameCasing');
  await vscode.goToText('static-site/Dockerfile', 'RUN gzip', 5);
  await vscode.codeActions();
  await vscode.screenshot('', image('editor.png'));
}));

test.skipIf(!hasEngine)('layers of an image', async () => {
  const files = makeWorkspace(Object.fromEntries(['Dockerfile', 'public/index.html', 'public/style.css'].map((name) => [name, example(`static-site/${name}`)])));
  docker('build', '-q', '-t', 'static-site:latest', files);
  await withVsCode(files, async (vscode) => {
    await vscode.openFile('Dockerfile');
    await vscode.runCommand('Drydock: Inspect Image Layers');
    await vscode.pick('static-site:latest');
    await vscode.treeRow('Image Layers', 'static-site:latest').first().waitFor();
    await vscode.onlyView('Image Layers');
    await vscode.expand('Image Layers', 'RUN rm /srv/www/leftover.txt');
    await vscode.expand('Image Layers', /^srv/);
    await vscode.expand('Image Layers', /^www/);
    await vscode.treeRow('Image Layers', /^leftover\.txt/).first().waitFor();
    await vscode.screenshot('', image('layers.png'));
  });
  docker('image', 'rm', '-f', 'static-site:latest');
});

test.skipIf(!hasEngine)('what a build leaves at the lines, and what the next one runs again', async () => {
  const files = makeWorkspace({ Dockerfile: shop, '.dockerignore': 'node_modules\n', 'package.json': '{}\n', 'src/server.js': 'console.log("hello")\n' });
  await withVsCode(files, async (vscode) => {
    await vscode.openFile('Dockerfile');
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer('shop:1.0');
    await vscode.notification('Built shop:1.0').waitFor({ timeout: 90_000 });
    await vscode.runCommand('Notifications: Clear All Notifications');
    await vscode.runCommand('View: Hide Panel').catch(() => vscode.page.keyboard.press('Control+J'));
    fs.writeFileSync(path.join(vscode.workspace, 'src/server.js'), 'console.log("hello, world")\n');
    await vscode.editor.locator('.margin-view-overlays .cgmr, .glyph-margin-widgets .cgmr').first().waitFor({ timeout: 30_000 });
    await vscode.goTo(11);
    await vscode.page.waitForTimeout(1500); // the marks of the lines below come with the next drawing
    await vscode.screenshot('', image('results.png'));
  });
  docker('image', 'rm', '-f', 'shop:1.0');
});

/** Files of some size from nothing but a shell, so that no network is needed. */
const shop = `FROM alpine:3.19 AS deps
WORKDIR /app
COPY package.json ./
RUN mkdir -p node_modules/express \\
 && head -c 7400000 /dev/urandom > node_modules/express/index.js

FROM alpine:3.19 AS build
WORKDIR /app
COPY src/ ./src/
RUN mkdir dist && cat src/*.js > dist/server.js && sleep 1

FROM alpine:3.19
WORKDIR /app
RUN head -c 3200000 /dev/urandom > /tmp/index
COPY --from=deps /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
RUN rm /tmp/index
RUN chmod -R a-w node_modules
CMD ["node", "dist/server.js"]
`;
