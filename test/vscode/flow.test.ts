// The whole way through the product as one goes it: build, costs at the lines, history, layer, file, comparison with the layer below. With a real engine.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fs from 'node:fs';
import type { Locator } from 'playwright-core';
import { docker, hasEngine, makeWorkspace, packagedExtension } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const image = 'drydock-vscode-flow:1';
const dockerfile = `FROM busybox AS build
COPY . /src
RUN mkdir /dist && cat /src/app/*.js > /dist/server.js

FROM busybox
RUN mkdir -p /var/cache/packages && head -c 300000 /dev/zero > /var/cache/packages/list
COPY --from=build /dist /srv
COPY config/app.json /etc/app/app.json
RUN rm -r /var/cache/packages
RUN sed -i s/info/debug/ /etc/app/app.json
CMD ["sh", "/srv/server.js"]
`;

describe.skipIf(!hasEngine)('from the Dockerfile to a file of a layer', () => {
  let vscode: VsCode;
  let files: string;
  beforeAll(async () => {
    files = makeWorkspace({ Dockerfile: dockerfile, '.dockerignore': 'notes\n', 'app/main.js': `console.log(${Date.now()})\n`, 'config/app.json': '{\n  "log": "info"\n}\n', 'notes/todo.md': 'nothing' });
    vscode = await startVsCode({ vsix: await packagedExtension(), workspace: files, viewport: { width: 1280, height: 800 } });
  });
  afterAll(async () => {
    await vscode?.stop();
    fs.rmSync(files, { recursive: true, force: true });
    if (docker('image', 'ls', '-q', image)) docker('image', 'rm', '-f', image);
  });

  /** The text of the editor's line that starts so, with what hints show at its end. */
  const line = async (start: string): Promise<string> => (await vscode.editor.locator('.view-line', { hasText: start }).first().innerText()).replaceAll('\u00a0', ' ');
  const rows = (view: string, text: string | RegExp): Locator => vscode.treeRow(view, text).first();

  test('one goes without typing a name twice', async () => {
    try {
      await vscode.openFile('Dockerfile');
      await vscode.runCommand('Drydock: Build Image');
      await vscode.answer(image);
      const built = vscode.notification(`Built ${image}`);
      await built.waitFor({ timeout: 60_000 });
      await expect.poll(() => line('COPY --from'), { timeout: 20_000 }).toMatch(/\d B · /);
      expect(await line('RUN mkdir -p')).toMatch(/300 kB · /);
      await vscode.screenshot('flow-1-built');

      // The history of what was built, and from a step to its line, without being asked for the image or the Dockerfile.
      await built.getByText('Show History').click();
      await vscode.onlyView('Image History');
      await rows('Image History', 'RUN rm -r /var/cache/packages').click();
      await expect.poll(() => vscode.page.locator('.statusbar-item', { hasText: /Ln \d+/ }).first().innerText()).toMatch(/Ln 9,/);
      await vscode.screenshot('flow-2-history');

      // From the step to its layer, in which a file was deleted.
      await vscode.runCommand('Drydock: Show Layer of Step');
      await rows('Image Layers', /RUN rm -r \/var\/cache/).waitFor({ timeout: 30_000 });
      await vscode.onlyView('Image Layers');
      expect(await rows('Image Layers', /RUN rm -r \/var\/cache/).innerText()).toMatch(/0 B, hides 300 kB/);
      await vscode.screenshot('flow-3-layer');

      // A file of the next layer, beside what it was in the layer below.
      await vscode.expand('Image Layers', 'RUN sed -i');
      for (const folder of [/^etc/, /^app/]) await vscode.expand('Image Layers', folder);
      await rows('Image Layers', /^app\.json/).click();
      const sides = vscode.page.locator('.monaco-diff-editor');
      await sides.locator('.view-line', { hasText: '"info"' }).first().waitFor();
      await sides.locator('.view-line', { hasText: '"debug"' }).first().waitFor();
      await vscode.screenshot('flow-4-diff');

      await vscode.runCommand('Drydock: Open File');
      await vscode.page.locator('.tabs-container .tab.active', { hasText: /^\s*app\.json\s*$/ }).waitFor();
      await vscode.editor.locator('.view-line', { hasText: '"debug"' }).first().waitFor();
      await vscode.screenshot('flow-5-file');
    } catch (error) {
      await vscode.screenshot('failed-flow');
      throw error;
    }
  });
});
