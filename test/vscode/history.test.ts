// The history of a built image: steps, base, settings, lines of the Dockerfile, and the Dockerfile that is made of it.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import fs from 'node:fs';
import { docker, hasEngine, makeWorkspace, packagedExtension } from '../support/product.ts';
import { startVsCode, type VsCode } from '../support/vscode.ts';

const image = 'drydock-vscode-history:1';
const view = 'Image History';
const dockerfile = `# The tools
FROM busybox AS tools
RUN echo tool > /tool

FROM busybox
ARG VERSION="1.0 beta"
ENV VERSION=$VERSION GREETING="hello world"
COPY --from=tools /tool /usr/bin/tool
RUN mkdir -p /srv \\
    && echo "$VERSION" > /srv/version
LABEL who="me and you"
EXPOSE 80
CMD ["top"]
`;

describe.skipIf(!hasEngine)('the history of an image', () => {
  let vscode: VsCode;
  let files: string;

  beforeAll(async () => {
    files = makeWorkspace({ 'app/Dockerfile': dockerfile, 'other/Dockerfile': 'FROM scratch\nCOPY . /\n' });
    docker('build', '-q', '-t', image, `${files}/app`);
    vscode = await startVsCode({ vsix: await packagedExtension(), workspace: files, viewport: { width: 1400, height: 1700 } });
  });
  afterAll(async () => {
    await vscode?.stop();
    fs.rmSync(files, { recursive: true, force: true });
    if (docker('image', 'ls', '-q', image)) docker('image', 'rm', '-f', image);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await vscode.screenshot(`failed-${task.name}`);
    await vscode.closeEverything();
  });

  const show = async (): Promise<void> => {
    await vscode.runCommand('Drydock: Show Image History');
    await vscode.pick(image);
    await vscode.treeRow(view, image).first().waitFor();
    await vscode.onlyView(view);
    await vscode.treeRow(view, 'RUN mkdir -p /srv').first().waitFor();
    await vscode.page.waitForTimeout(700); // the view takes the focus when it has drawn its rows, and a list that is open then closes
  };
  const rows = async (): Promise<string[]> => (await vscode.treeRow(view, /./).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());

  test('has the base apart, and the steps of the same image below it', async () => {
    await show();
    await vscode.treeRow(view, 'Base: ').first().waitFor();
    const shown = await rows();
    expect(shown[0]).toMatch(/^drydock-vscode-history:1.*oldest first/);
    expect(shown.join('\n')).not.toContain('missing');
    expect(shown.findIndex((row) => row.startsWith('Base: '))).toBe(1);
    expect(shown.some((row) => /^7 B · RUN mkdir|^9 B · RUN mkdir/.test(row))).toBe(true);
    await vscode.screenshot('history-base');
  });

  test('newest first, and without the steps that add no files', async () => {
    await show();
    await vscode.treeRow(view, 'Base: ').first().waitFor();
    await vscode.runCommand('Drydock: Show Newest Step First');
    await vscode.treeRow(view, 'newest first').waitFor();
    await expect.poll(async () => (await rows()).at(-1)).toMatch(/^Base: /);
    await vscode.runCommand('Drydock: Hide Empty Entries');
    await expect.poll(async () => (await rows()).join('\n')).not.toContain('GREETING');
    await vscode.screenshot('history-newest-first');
    await vscode.runCommand('Drydock: Show Empty Entries');
    await vscode.runCommand('Drydock: Show Oldest Step First');
    await vscode.treeRow(view, 'oldest first').waitFor();
  });

  test('a step opens into its whole command and what is known of it', async () => {
    await show();
    await vscode.treeRow(view, 'RUN mkdir -p /srv').first().locator('.monaco-tl-twistie').click();
    await vscode.treeRow(view, '&& echo "$VERSION" > /srv/version').first().waitFor();
    await vscode.treeRow(view, 'VERSION=1.0 beta').first().waitFor();
    await vscode.treeRow(view, /of files$/).first().waitFor();
    await vscode.screenshot('history-step');
  });

  test('a click leads to the line, after asking once for the Dockerfile', async () => {
    await show();
    await vscode.treeRow(view, 'RUN mkdir -p /srv').first().click();
    await vscode.quickInput.locator('.monaco-list-row', { hasText: 'app/Dockerfile' }).waitFor();
    await vscode.answer('app/Dockerfile');
    await vscode.page.locator('.tabs-container .tab.active', { hasText: 'Dockerfile' }).waitFor();
    await expect.poll(() => vscode.page.locator('.statusbar-item', { hasText: /Ln \d+/ }).first().innerText()).toMatch(/Ln 10, Col \d+ \(\d+ selected\)/);
    await vscode.treeRow(view, /lines 9–10/).first().waitFor();
    await vscode.screenshot('history-line');
    // The second time nobody is asked.
    await vscode.treeRow(view, 'COPY /tool /usr/bin/tool').first().click();
    await expect.poll(() => vscode.page.locator('.statusbar-item', { hasText: /Ln \d+/ }).first().innerText()).toMatch(/Ln 8,/);
  });

  test('Dockerfile from Image, without complaints, and compared with the real one', async () => {
    await show();
    await vscode.treeRow(view, 'Base: ').first().waitFor();
    await vscode.runCommand('Drydock: Dockerfile from Image');
    await vscode.page.locator('.tabs-container .tab.active', { hasText: `${image}.dockerfile` }).waitFor();
    await vscode.editor.locator('.view-line', { hasText: 'GREETING="hello world"' }).waitFor();
    const text = (await vscode.editor.locator('.view-line').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    expect(text).toContain('Made from the history of drydock-vscode-history:1.');
    expect(text).toContain('    && echo "$VERSION" > /srv/version');
    await vscode.goTo(5);
    await vscode.screenshot('history-dockerfile');
    await vscode.runCommand('View: Focus Problems');
    await vscode.page.locator('.markers-panel', { hasText: 'No problems have been detected' }).waitFor();

    fs.writeFileSync(`${vscode.workspace}/app/Dockerfile`, dockerfile.replace('EXPOSE 80', 'EXPOSE 8080').replace('LABEL who="me and you"\n', ''));
    await vscode.runCommand('Drydock: Compare Image with Dockerfile');
    await vscode.page.locator('.monaco-diff-editor').first().waitFor();
    await vscode.page.locator('.monaco-diff-editor .view-line', { hasText: 'EXPOSE 80/tcp' }).first().waitFor();
    await vscode.page.locator('.monaco-diff-editor .view-line', { hasText: 'LABEL who="me and you"' }).first().waitFor();
    await vscode.screenshot('history-compare');
  });
});
