// What the editor shows after a build and before the next one, with a real engine.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import fs from 'node:fs';
import path from 'node:path';
import { docker, hasEngine, makeWorkspace, packagedExtension } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const image = 'drydock-vscode-results:1';

const dockerfile = `FROM busybox AS build
WORKDIR /src
COPY app/ ./app/
RUN head -c 400000 /dev/zero > /result \\
  && echo ${Date.now()} >> /result

FROM busybox
ENV MODE=prod
COPY --from=build /result /srv/result
RUN head -c 90000 /dev/zero > /srv/leftover
RUN rm /srv/leftover
CMD ["sh"]
`;

describe.skipIf(!hasEngine)('results of builds', () => {
  let vscode: VsCode;
  let files: string;

  beforeAll(async () => {
    files = makeWorkspace({ Dockerfile: dockerfile, 'app/main.txt': `hello ${Date.now()}`, 'notes.md': 'no part of the image' });
    vscode = await startVsCode({ vsix: await packagedExtension(), workspace: files, viewport: { width: 1500, height: 900 } });
  });
  afterAll(async () => {
    await vscode?.stop();
    fs.rmSync(files, { recursive: true, force: true });
    if (docker('image', 'ls', '-q', image)) docker('image', 'rm', '-f', image);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
  });

  const build = async (): Promise<void> => {
    await vscode.runCommand('Drydock: Build Image');
    await vscode.answer(image);
    await vscode.notification(`Built ${image}`).waitFor({ timeout: 90_000 });
    await vscode.runCommand('Notifications: Clear All Notifications');
  };
  /** The editor's lines as they are drawn, hints and marks included, by their numbers from 1. */
  const drawn = (): Promise<string[]> => vscode.editor.locator('.view-lines .view-line').evaluateAll((lines) => lines
    .map((line) => {
      // What marks say behind a line stands in the style, not in the document.
      const after = [...line.querySelectorAll('span')].map((span) => getComputedStyle(span, '::after').content).filter((content) => content.startsWith('"'));
      return { top: parseFloat((line as HTMLElement).style.top), text: `${line.textContent ?? ''} ${after.join(' ')}`.replaceAll('\u00a0', ' ') };
    })
    .sort((a, b) => a.top - b.top).map(({ text }) => text));
  const lineWith = async (start: string): Promise<string> => (await drawn()).find((line) => line.startsWith(start)) ?? '';

  test('a build leaves sizes and times at the lines', async () => {
    await vscode.openFile('Dockerfile');
    await build();
    await expect.poll(() => lineWith('COPY --from'), { timeout: 30_000 }).toMatch(/400 kB · [\d.]+ m?s/);
    expect(await lineWith('RUN head -c 90000')).toMatch(/90 kB · /);
    expect(await lineWith('FROM busyboxbase')).toMatch(/base [\d.]+ MB · total [\d.]+ MB/);
    expect(await lineWith('RUN head -c 400000')).toMatch(/\\[\d.]+ m?s/);
    await vscode.runCommand('View: Hide Panel').catch(() => undefined);
    await vscode.screenshot('results');
  });

  test('the hint says how that is known, and leads to the layer', async () => {
    await vscode.editor.locator('.view-line', { hasText: 'COPY --from' }).locator('span', { hasText: /400.kB/ }).last().hover();
    const hover = vscode.page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: 'Known from the record of the build' });
    await hover.first().waitFor();
    expect(await hover.first().innerText()).toMatch(/Layer 2:.*sha256:[0-9a-f]{12}.*400 kB/s);
    await vscode.screenshot('results-hover');
    await hover.first().locator('a', { hasText: 'Show layer' }).click();
    await vscode.treeRow('Image Layers', 'COPY').first().waitFor({ timeout: 30_000 });
  });

  test('once the layers are read, hidden bytes are told on both lines', async () => {
    await vscode.page.keyboard.press('Escape');
    const hint = vscode.editor.locator('.view-line', { hasText: 'rm /srv/leftover' }).locator('span', { hasText: /0.B/ }).last();
    const hover = vscode.page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: 'Hides' });
    await expect.poll(async () => {
      await vscode.page.mouse.move(10, 10);
      await hint.hover();
      return hover.first().innerText({ timeout: 2_000 }).catch(() => '');
    }, { timeout: 30_000 }).toMatch(/Hides 90 kB \(1 file\) of line 10/);
    await vscode.screenshot('results-hidden');
  });

  test('the next build takes everything from the cache', async () => {
    await vscode.page.keyboard.press('Escape');
    await vscode.openFile('Dockerfile');
    await build();
    await expect.poll(() => lineWith('RUN rm'), { timeout: 30_000 }).toMatch(/cached/);
    await expect.poll(() => drawn()).not.toContain(expect.stringContaining('runs again'));
  });

  test('another file of the context says where the cache will end', async () => {
    fs.writeFileSync(path.join(vscode.workspace, 'app/main.txt'), 'changed');
    await expect.poll(() => lineWith('COPY app/'), { timeout: 30_000 }).toMatch(/runs again: app\/main\.txt has changed since the last build\./);
    expect(await lineWith('RUN head -c 90000')).not.toMatch(/runs again/);
    await expect.poll(() => vscode.editor.locator('.glyph-margin-widgets .cgmr, .margin-view-overlays .cgmr').count()).toBeGreaterThan(2);
    await vscode.screenshot('results-prediction');
    fs.writeFileSync(path.join(vscode.workspace, 'notes.md'), 'something else');
  });

  test('an edit takes the number off its line and puts those below in doubt', async () => {
    await vscode.goToText('Dockerfile', '90000');
    await vscode.page.keyboard.type('1');
    await expect.poll(() => lineWith('RUN head -c 190000'), { timeout: 30_000 }).toMatch(/runs again: The instruction has changed/);
    expect(await lineWith('RUN head -c 190000')).not.toMatch(/kB/);
    await expect.poll(() => lineWith('RUN rm')).toMatch(/\? 0 B/);
    expect(await lineWith('COPY --from')).toMatch(/srv\/result400 kB/);
    await vscode.screenshot('results-doubt');
  });

  test('after the build it is told what grew', async () => {
    await vscode.save();
    await build();
    await expect.poll(() => lineWith('RUN head -c 190000'), { timeout: 30_000 }).toMatch(/190 kB \(\+100 kB\)/);
    await vscode.runCommand('Drydock: Show Growth Since Last Build');
    await expect.poll(async () => (await vscode.picks()).join('\n')).toMatch(/\+100 kB RUN head -c 190000/);
    await vscode.screenshot('results-growth');
    await vscode.page.keyboard.press('Escape');
  });

  test('they can be switched off and on', async () => {
    await vscode.runCommand('Drydock: Toggle Build Results in the Editor');
    await expect.poll(() => lineWith('COPY --from')).not.toMatch(/kB/);
    await vscode.runCommand('Drydock: Toggle Build Results in the Editor');
    await expect.poll(() => lineWith('COPY --from')).toMatch(/400 kB/);
  });

  test('lenses show them in the place of hints', async () => {
    fs.mkdirSync(path.join(vscode.workspace, '.vscode'), { recursive: true });
    fs.writeFileSync(path.join(vscode.workspace, '.vscode/settings.json'), JSON.stringify({ 'drydock.results.show': 'codeLens' }));
    await vscode.page.locator('.codelens-decoration', { hasText: /400.kB/ }).first().waitFor({ timeout: 30_000 });
    expect(await lineWith('COPY --from')).not.toMatch(/kB/);
    await vscode.screenshot('results-lenses');
  });
});
