// Imports only go down. Lint says so while one writes; this test says so for every file, and shows that it would notice.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf, layeringViolations } from '../support/layers.ts';

const root = path.resolve(import.meta.dirname, '../..');

function sources(): Map<string, string> {
  const folders = ['server/src', 'client/src'];
  return new Map(folders.flatMap((folder) => fs.readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name): [string, string] => {
      const file = `${folder}/${name.split(path.sep).join('/')}`;
      return [file, fs.readFileSync(path.join(root, file), 'utf8')];
    })));
}

test('no file imports from a layer above it, or a package that is not its business', () => {
  const files = sources();
  expect(files.size).toBeGreaterThan(20);
  expect(layeringViolations(files)).toEqual([]);
});

describe('the check notices', () => {
  const broken: [what: string, file: string, text: string][] = [
    ['an import from above', 'server/src/syntax/a.ts', `import { x } from '../lsp/server.ts';`],
    ['an import of a type from above', 'server/src/rules/a.ts', `import type { Hover } from '../features/types.ts';`],
    ['an import over several lines', 'server/src/data/a.ts', `import {\n  a,\n  b,\n} from '../syntax/nodes.ts';`],
    ['an export from above', 'server/src/base/a.ts', `export * from '../data/instructions.ts';`],
    ['a dynamic import', 'server/src/features/a.ts', `const x = await import('../lsp/server.ts');`],
    ['the type of an import', 'server/src/features/a.ts', `type T = import('../lsp/server.ts').T;`],
    ['a module imported for its effect', 'server/src/lsp/a.ts', `import '../node/main.ts';`],
    ['the parser outside its file', 'server/src/syntax/a.ts', `import { DockerfileParser } from 'dockerfile-ast';`],
    ['the protocol in a feature', 'server/src/features/a.ts', `import { Range } from 'vscode-languageserver';`],
    ['Node in the core', 'server/src/semantics/a.ts', `import fs from 'node:fs';`],
    ['Node in the worker', 'server/src/browser/a.ts', `import fs from 'node:fs';`],
    ['VS Code below the views', 'client/src/model/a.ts', `import * as vscode from 'vscode';`],
    ['the server in the client', 'client/src/commands/a.ts', `import { parse } from '../../../server/src/syntax/tree.ts';`],
    ['a folder that is no layer', 'server/src/misc/a.ts', ''],
  ];
  test.each(broken)('%s', (_what, file, text) => {
    expect(layeringViolations(new Map([[file, text]]))).toHaveLength(1);
  });

  test('and lets pass what is right', () => {
    const files = new Map([
      ['server/src/syntax/lower.ts', `import { DockerfileParser } from 'dockerfile-ast';\nimport type { Node } from './nodes.ts';\nimport { x } from '../base/textRange.ts';`],
      ['client/src/commands/a.ts', `import * as vscode from 'vscode';\nimport type { Stages } from '../../../server/src/lsp/protocol.ts';`],
    ]);
    expect(layeringViolations(files)).toEqual([]);
    expect(importsOf([...files.values()].join('\n'))).toHaveLength(5);
  });
});

test('lint notices too', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-lint-'));
  try {
    fs.copyFileSync(path.join(root, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
    const write = (file: string, text: string): void => {
      fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    };
    write('server/src/syntax/a.ts', `import type { A } from '../lsp/x.ts';\nexport const a: A = 1;\n`);
    write('server/src/features/a.ts', `import { Range } from 'vscode-languageserver';\nexport const a = Range;\n`);
    write('client/src/engine/a.ts', `import { window } from 'vscode';\nexport const a = window;\n`);
    const lint = spawnSync(process.execPath, [path.join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix'], { cwd: folder, encoding: 'utf8' });
    expect(lint.status).toBe(1);
    expect(lint.stdout.match(/no-restricted-imports/g)).toHaveLength(3);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

test('nothing that is built or fetched is tracked by git', () => {
  const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).split('\n');
  expect(tracked.filter((file) => /^(node_modules|dist|out|\.cache|coverage)\/|\.(vsix|tar|tgz)$/.test(file))).toEqual([]);
});
