// Switching between engines, the status of the one in use, and an engine that goes and comes back.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hasEngine, makeWorkspace, packagedExtension } from '../support/product.ts';
import { dockerVersion, startFakeEngine } from '../support/fakeEngine.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

describe.skipIf(!hasEngine)('engines', () => {
  let vscode: VsCode;
  let files: string;
  const config = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-contexts-'));
  const real = process.env['DOCKER_HOST'] ?? '';

  /** A docker context, as "docker context create" keeps it. */
  function context(name: string, host: string): void {
    const folder = path.join(config, 'contexts/meta', createHash('sha256').update(name).digest('hex'));
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'meta.json'), JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }));
  }

  beforeAll(async () => {
    context('nobody', `unix://${config}/none.sock`);
    context('same', real);
    files = makeWorkspace({ Dockerfile: 'FROM busybox\n' });
    vscode = await startVsCode({ vsix: await packagedExtension(), workspace: files, env: { DOCKER_CONFIG: config } });
  });
  afterAll(async () => {
    await vscode?.stop();
    for (const folder of [files, config]) if (folder) fs.rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
    await vscode.closeEverything();
  });

  test('the status says who answers, and has the rest as a document', async () => {
    await vscode.openFile('Dockerfile');
    await vscode.runCommand('Drydock: Show Engine Status');
    const answer = vscode.notification(/answers at/);
    await answer.waitFor({ timeout: 30_000 });
    await answer.getByRole('button', { name: 'Show Details' }).click();
    await vscode.page.getByRole('tab', { name: 'Engine Status.txt' }).waitFor();
    await vscode.screenshot('engine-status');
  });

  test('another engine is chosen from those that there are, and the way back', async () => {
    await vscode.runCommand('Drydock: Switch Engine…');
    await expect.poll(() => vscode.picks(), { timeout: 20_000 }).toEqual(expect.arrayContaining([
      expect.stringMatching(/DOCKER_HOST.*Docker Engine \d+\./s) as string, expect.stringMatching(/Context nobody.*No engine is running at/s) as string, expect.stringMatching(/Context same.*Docker Engine/s) as string,
    ]));
    await vscode.screenshot('switch-engine');
    await vscode.pick('Context nobody');
    await vscode.notification('No engine is running at').waitFor();
    await vscode.closeEverything();

    await vscode.runCommand('Drydock: Show Engine Status');
    await vscode.notification('No engine is running at').waitFor();
    await vscode.closeEverything();

    await vscode.runCommand('Drydock: Switch Engine…');
    await vscode.picks();
    await vscode.pick("Docker's own choice");
    await vscode.notification(/This workspace now uses Docker Engine/).waitFor();
  });

  test('a view that waits for an engine sees it as soon as it is there', async () => {
    await vscode.runCommand('Drydock: Switch Engine…');
    await vscode.picks();
    await vscode.pick('Context nobody');
    await vscode.notification('No engine is running at').waitFor();
    await vscode.closeEverything();
    await vscode.runCommand('Drydock: Focus on Image History View');
    const missing = vscode.page.locator('.welcome-view-content', { hasText: 'No container engine answered.' }).first();
    await missing.waitFor({ timeout: 20_000 });
    await vscode.screenshot('engine-missing');
    const engine = await startFakeEngine({ '/version': dockerVersion, '/images/json': [], '/containers/json': [] }, path.join(config, 'none.sock'));
    try {
      await vscode.page.locator('.welcome-view-content', { hasText: 'See the history of an image.' }).first().waitFor({ timeout: 60_000 });
    } finally {
      await engine.stop();
    }
  });
});
