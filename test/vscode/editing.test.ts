// Editing Dockerfiles in a real VS Code with the packaged extension: what a person sees and what ends up on disk.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import path from 'node:path';
import { startVsCode, type VsCode } from '../support/vscode.ts';
import { example, packagedExtension, root } from '../support/product.ts';

let vscode: VsCode;

beforeAll(async () => {
  vscode = await startVsCode({ vsix: await packagedExtension(), workspace: path.join(root, 'examples') });
});
afterAll(() => vscode?.stop());
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
  await vscode.closeEverything();
});

describe('diagnostics', () => {
  test('a squiggle under the stage name, and a row in Problems with BuildKit\'s words', async () => {
    await vscode.openFile('static-site/Dockerfile');
    await vscode.squiggles('warning').first().waitFor();
    const problems = await vscode.problems("Stage name 'Pages' should be lowercase");
    expect(problems.find((row) => row.includes("'Pages'"))).toMatch(/StageNameCasing.*\[Ln 1, Col 24\]/);
    await vscode.screenshot('diagnostics');
  });

  test('several findings at once, and they go when the text is right', async () => {
    await vscode.openFile('python-api/Dockerfile');
    expect((await vscode.problems('MaintainerDeprecated')).length).toBeGreaterThan(2);
    await vscode.goTo(9);
    await vscode.deleteLine();
    await vscode.problemGone('MaintainerDeprecated');
  });
});

describe('hover', () => {
  test('an instruction is explained', async () => {
    await vscode.openFile('node-service/Dockerfile');
    await vscode.goTo(21, 2);
    expect(await vscode.hoverAtCursor('HEALTHCHECK')).toMatch(/interval/);
  });

  test('CMD shows what will run', async () => {
    await vscode.openFile('node-service/Dockerfile');
    await vscode.goTo(23, 2);
    expect(await vscode.hoverAtCursor('server.js')).toMatch(/node/);
    await vscode.screenshot('hover');
  });

  test('a variable shows its value', async () => {
    await vscode.openFile('node-service/Dockerfile');
    await vscode.goTo(20, 9);
    expect(await vscode.hoverAtCursor('PORT')).toMatch(/8080/);
  });
});

describe('completion', () => {
  test('an instruction is completed and leaves its snippet', async () => {
    await vscode.openFile('tools/Dockerfile');
    await vscode.goTo(3);
    await vscode.page.keyboard.type('HEAL');
    expect((await vscode.complete('HEALTHCHECK')).join('\n')).toMatch(/HEALTHCHECK/);
    await vscode.page.keyboard.press('Enter');
    await vscode.page.keyboard.press('Escape');
    await vscode.save();
    expect(vscode.read('tools/Dockerfile')).toMatch(/^HEALTHCHECK .*CMD /m);
  });

  test('stages are offered after --from=', async () => {
    await vscode.openFile('node-service/Dockerfile');
    await vscode.goTo(16, 13);
    expect((await vscode.complete(/^deps/)).join('\n')).toMatch(/deps/);
    await vscode.screenshot('completion');
  });
});

describe('quick fixes by keyboard', () => {
  test('a stage name in lower case, here and where it is used', async () => {
    await vscode.openFile('static-site/Dockerfile');
    await vscode.squiggles('warning').first().waitFor();
    await vscode.goTo(1, 25);
    await vscode.applyCodeAction(/pages/);
    await vscode.save();
    expect(vscode.read('static-site/Dockerfile')).toBe(example('static-site/Dockerfile').replaceAll('Pages', 'pages'));
  });

  test('the seven RUN lines of redis become one', async () => {
    await vscode.openFile('redis/Dockerfile');
    await vscode.goTo(2, 5);
    await vscode.applyCodeAction(/^Merge.*RUN/);
    await vscode.save();
    const merged = vscode.read('redis/Dockerfile');
    expect(merged.match(/^RUN\b/gm)).toHaveLength(1);
    const commands = example('redis/Dockerfile').split('\n').filter((line) => line.startsWith('RUN ')).map((line) => line.slice(4));
    for (const command of commands) expect(merged).toContain(command);
    expect(merged).toMatch(/^FROM debian:jessie\nRUN apt-get update/);
    await vscode.screenshot('merged');
  });
});

describe('structure', () => {
  test('the outline lists the stages and their instructions', async () => {
    await vscode.openFile('helloworld/Dockerfile');
    await vscode.runCommand('Explorer: Focus on Outline View');
    await vscode.treeRow('builder').first().waitFor();
    await vscode.treeRow('prod').first().waitFor();
  });

  test('each stage has a lens that builds it', async () => {
    await vscode.openFile('helloworld/Dockerfile');
    await vscode.page.locator('.codelens-decoration', { hasText: /build this stage/i }).first().waitFor();
    expect(await vscode.page.locator('.codelens-decoration', { hasText: /build this stage/i }).count()).toBe(2);
  });
});
