// What a Dockerfile's findings take from outside it, in a real VS Code: ignore files as they are typed, and what the engine knows of a base image.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import fs from 'node:fs';
import path from 'node:path';
import { build, removeBuilt } from '../support/builtImages.ts';
import { hasEngine, makeWorkspace, packagedExtension } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const image = 'drydock-vscode-base:1';
const group = 'vscode-base';

let vscode: VsCode;
let files: string;

beforeAll(async () => {
  if (hasEngine) build(group, 'FROM busybox\nENV GREETING=hello\n', {}, { tag: image });
  files = makeWorkspace({
    'web/Dockerfile': 'FROM alpine\nCOPY error.log notes.txt /x/\n',
    'web/.dockerignore': 'nothing\n',
    'own/Dockerfile': 'FROM alpine\nCOPY error.log notes.txt /x/\n',
    'own/Dockerfile.dockerignore': '# of this Dockerfile\nnotes.*\n',
    'own/.dockerignore': '*.log\n',
    'base/Dockerfile': `FROM ${image}\nLABEL one=$GREETING two=$GRETING\n`,
  });
  vscode = await startVsCode({ vsix: await packagedExtension(), workspace: files });
});
afterAll(async () => {
  await vscode?.stop();
  if (files) fs.rmSync(files, { recursive: true, force: true });
  if (hasEngine) removeBuilt(group);
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
  await vscode.closeEverything();
});

describe('ignore files', () => {
  test('what is typed into one shows in the Dockerfile before it is saved, and what is written on disk too', async () => {
    await vscode.openFile('web/Dockerfile');
    await vscode.openFile('web/.dockerignore');
    await vscode.goTo(1, 1);
    await vscode.page.keyboard.type('*.log\n');
    expect((await vscode.problems('error.log')).join('\n')).toMatch(/Attempting to Copy file "error\.log" that is excluded by \.dockerignore.*\[Ln 2, Col 6\]/s);
    await vscode.openFile('web/.dockerignore');
    await vscode.runCommand('File: Revert File');
    await vscode.problemGone('error.log');
    fs.writeFileSync(path.join(vscode.workspace, 'web/.dockerignore'), '*.txt\n');
    await vscode.problems('notes.txt');
  });

  test('the one of a Dockerfile wins, and is no Dockerfile itself', async () => {
    await vscode.openFile('own/Dockerfile');
    expect((await vscode.problems('notes.txt')).join('\n')).not.toContain('error.log');
    await vscode.openFile('own/Dockerfile.dockerignore');
    await vscode.page.locator('.statusbar-item', { hasText: 'Ignore' }).waitFor();
    expect((await vscode.problems('notes.txt')).join('\n')).not.toContain('unknown instruction');
  });
});

test.skipIf(!hasEngine)('what the engine knows of the base image is used', async () => {
  await vscode.openFile('base/Dockerfile');
  const problems = (await vscode.problems('GRETING')).join('\n');
  expect(problems).toContain("Usage of undefined variable '$GRETING' (did you mean $GREETING?)");
  expect(problems).not.toContain("'$GREETING'");
  await vscode.goToText('base/Dockerfile', '$GREETING', 3);
  expect(await vscode.hoverAtCursor('hello')).toContain(`Set by ${image}`);
});
