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
    expect(problems.find((row) => row.includes("'Pages'"))).toMatch(/StageNameCasing.*\[Ln 1, Col 21\]/);
    await vscode.screenshot('diagnostics');
  });

  test('several findings at once, and they go when the text is right', async () => {
    await vscode.openFile('python-api/Dockerfile');
    expect((await vscode.problems('MaintainerDeprecated')).length).toBeGreaterThan(2);
    await vscode.goToText('python-api/Dockerfile', 'MAINTAINER');
    await vscode.deleteLine();
    await vscode.problemGone('MaintainerDeprecated');
  });
});

describe('hover', () => {
  test('an instruction is explained', async () => {
    await vscode.openFile('node-service/Dockerfile');
    await vscode.goToText('node-service/Dockerfile', 'HEALTHCHECK', 2);
    expect(await vscode.hoverAtCursor('HEALTHCHECK')).toMatch(/--interval/);
  });

  test('CMD shows what will run', async () => {
    await vscode.openFile('node-service/Dockerfile');
    await vscode.goToText('node-service/Dockerfile', 'CMD ["server.js"]', 2);
    expect(await vscode.hoverAtCursor('server.js')).toMatch(/"node",\s*"server\.js"|node server\.js/);
    await vscode.screenshot('hover');
  });

  test('a variable shows its value', async () => {
    await vscode.openFile('node-service/Dockerfile');
    await vscode.goToText('node-service/Dockerfile', 'EXPOSE $PORT', 9);
    expect(await vscode.hoverAtCursor('PORT')).toMatch(/8080/);
  });
});

describe('completion', () => {
  test('an instruction is completed and leaves its snippet', async () => {
    await vscode.openFile('tools/Dockerfile');
    await vscode.goTo(2);
    await vscode.page.keyboard.type('HEAL');
    expect((await vscode.complete('HEALTHCHECK')).join('\n')).toMatch(/HEALTHCHECK/);
    await vscode.page.keyboard.press('Enter');
    await vscode.page.keyboard.press('Escape');
    await vscode.save();
    expect(vscode.read('tools/Dockerfile')).toMatch(/^FROM alpine:3\.19\nHEALTHCHECK .*CMD /);
  });

  test('stages are offered after --from=', async () => {
    await vscode.openFile('node-service/Dockerfile');
    await vscode.goToText('node-service/Dockerfile', '--from=deps', '--from='.length);
    expect((await vscode.complete('deps')).join('\n')).toMatch(/^deps/m);
    await vscode.screenshot('completion');
  });
});

describe('quick fixes by keyboard', () => {
  test('a stage name in lower case, here and where it is used', async () => {
    await vscode.openFile('static-site/Dockerfile');
    await vscode.squiggles('warning').first().waitFor();
    await vscode.goToText('static-site/Dockerfile', 'Pages', 2);
    await vscode.applyCodeAction('Write the stage name in lower case');
    await vscode.save();
    expect(vscode.read('static-site/Dockerfile')).toBe(example('static-site/Dockerfile').replaceAll('Pages', 'pages'));
  });

  test('two neighbouring RUN lines become one', async () => {
    await vscode.openFile('python-api/Dockerfile');
    await vscode.goToText('python-api/Dockerfile', 'RUN python -m venv', 5);
    await vscode.applyCodeAction('Merge with the next RUN (&& chain)');
    await vscode.save();
    expect(vscode.read('python-api/Dockerfile')).toContain('RUN python -m venv /venv \\\n    && /venv/bin/pip install -r requirements.txt\n');
  });

  test('the seven RUN lines of redis become one', async () => {
    await vscode.openFile('redis/Dockerfile');
    await vscode.goToText('redis/Dockerfile', 'RUN mkdir', 5);
    await vscode.applyCodeAction('Merge all 7 RUN instructions here (&& chain)');
    await vscode.screenshot('merged');
    await vscode.save();
    const lines = example('redis/Dockerfile').trimEnd().split('\n');
    expect(vscode.read('redis/Dockerfile')).toBe(`${lines[0]}\n${lines.slice(1).join(' \\\n').replaceAll(/\nRUN /g, '\n    && ')}\n`);
  });

});

describe('merging RUN', () => {
  test('as a heredoc, where the syntax version allows it', async () => {
    await vscode.openFile('static-site/Dockerfile');
    await vscode.goToText('static-site/Dockerfile', 'RUN echo "temporary"', 5);
    await vscode.applyCodeAction('Merge with the next RUN (RUN <<EOF)');
    await vscode.save();
    expect(vscode.read('static-site/Dockerfile')).toContain('RUN <<EOF\nset -e\necho "temporary" > /srv/www/leftover.txt\nrm /srv/www/leftover.txt\nEOF\n');
  });

  test('where it would change the build, it is shown disabled, with the reason', async () => {
    await vscode.openFile('helloworld/Dockerfile');
    await vscode.goToText('helloworld/Dockerfile', 'RUN apk --no-cache add git', 5);
    await vscode.runCommand('Refactor...');
    const row = vscode.page.locator('.action-widget .monaco-list-row.action', { hasText: 'Merge with the next RUN' });
    await row.waitFor();
    expect(await row.getAttribute('class')).toContain('option-disabled');
    expect(await row.innerText()).toContain('WORKDIR on line 3 stands between them');
    await vscode.screenshot('merge-disabled');
  });
});

describe('structure', () => {
  test('the outline lists the stages and their instructions', async () => {
    await vscode.openFile('helloworld/Dockerfile');
    await vscode.runCommand('Explorer: Focus on Outline View');
    await vscode.treeRow('Outline', 'apk --no-cache add git').first().waitFor();
    await vscode.treeRow('Outline', 'builder').first().click();
    await vscode.page.keyboard.press('ArrowLeft');
    await vscode.treeRow('Outline', 'prod').first().waitFor();
    await vscode.screenshot('outline');
  });

  test('each stage has a lens that builds it', async () => {
    await vscode.openFile('helloworld/Dockerfile');
    const lenses = vscode.page.locator('.codelens-decoration', { hasText: 'Build this stage' });
    await lenses.first().waitFor();
    expect(await lenses.count()).toBe(2);
  });
});
