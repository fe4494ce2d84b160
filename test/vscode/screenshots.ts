// The pictures of the README, taken in a real VS Code with the packaged extension. Started by scripts/screenshots.mjs.
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
