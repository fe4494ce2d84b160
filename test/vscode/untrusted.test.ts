// A workspace that nobody has trusted: editing works in full, and nothing that would start a program is on offer.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { packagedExtension, root } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

let vscode: VsCode;

beforeAll(async () => {
  execFileSync(process.execPath, [path.join(root, 'scripts/makeExampleArchive.mjs')]);
  vscode = await startVsCode({
    vsix: await packagedExtension(),
    workspace: path.join(root, 'examples'),
    settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' },
  });
  await vscode.openFile('static-site/Dockerfile');
});
afterAll(() => vscode?.stop());

test('the workspace is restricted', async () => {
  await vscode.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  await vscode.screenshot('untrusted');
});

test('diagnostics, hover and quick fixes work', async () => {
  await vscode.squiggles('warning').first().waitFor();
  await vscode.goTo(1, 2);
  expect(await vscode.hoverAtCursor('FROM')).toMatch(/Starts a stage/);
  await vscode.goTo(1, 25);
  expect((await vscode.codeActions()).join('\n')).toContain('Write the stage name in lower case');
  await vscode.page.keyboard.press('Escape');
});

test('the views of images and containers ask no engine, and say why', async () => {
  for (const view of ['Images', 'Containers']) {
    await vscode.runCommand(`Drydock: Focus on ${view} View`);
    const pane = vscode.page.locator('.pane', { has: vscode.page.locator('.pane-header', { hasText: view }) });
    await pane.getByText("This workspace isn't trusted").first().waitFor();
  }
  await vscode.screenshot('untrusted-images');
  expect(await vscode.commandsLike('Drydock: Pull Image')).toEqual([]);
});

test('building is not on offer; opening an archive is', async () => {
  expect(await vscode.commandsLike('Drydock: Build Image')).toEqual([]);
  await vscode.runCommand('Drydock: Open Image Archive');
  await vscode.answerPath(path.join(vscode.workspace, 'hello-layers.tar'));
  await vscode.treeRow('Image Layers', 'hello-layers:1.0').first().waitFor();
});
