import { describe, expect, test } from 'vitest';
import { ContextFiles } from '../../../server/src/features/contextFiles.ts';
import { readIgnoreFile } from '../../../server/src/semantics/ignoreFile.ts';

const tree = ['Dockerfile', 'a.txt', 'b.md', 'src/a.txt', 'src/b.md', 'src/deep/c.txt', 'src/deep/d.log', 'empty/', 'node_modules/x/index.js'];

function list(folder: string): { name: string; isDirectory: boolean }[] {
  const start = folder === '' ? '' : `${folder}/`;
  const names = new Map<string, boolean>();
  for (const path of tree) {
    if (!path.startsWith(start) || path === start) continue;
    const rest = path.slice(start.length);
    const slash = rest.indexOf('/');
    names.set(slash < 0 ? rest : rest.slice(0, slash), slash >= 0);
  }
  return [...names].map(([name, isDirectory]) => ({ name, isDirectory }));
}

async function taken(path: string, ignore = '', exclude: readonly string[] = [], most = 100): Promise<string> {
  const files = new ContextFiles({ list: async (folder) => list(folder), isCancelled: () => false }, ignore === '' ? undefined : readIgnoreFile(ignore), most);
  const found = await files.of({ path, exclude });
  return `${found.map(({ path: file, name }) => (file === name ? file : `${file} as ${name}`)).join(', ')}${files.isComplete ? '' : ' …'}`;
}

describe('what a source takes', () => {
  test.each<[string, string, string, readonly string[], string]>([
    ['a file', 'a.txt', '', [], 'a.txt'],
    ['a file below', 'src/a.txt', '', [], 'src/a.txt as a.txt'],
    ['nothing', 'none', '', [], ''],
    ['a folder with all that is in it', 'src', '', [], 'src/, src/a.txt, src/b.md, src/deep/, src/deep/c.txt, src/deep/d.log'],
    ['an empty folder', 'empty', '', [], 'empty/'],
    ['a folder below', 'src/deep', '', [], 'src/deep/ as deep/, src/deep/c.txt as deep/c.txt, src/deep/d.log as deep/d.log'],
    ['wildcards', '*.txt', '', [], 'a.txt'],
    ['wildcards for folders', '*/deep', '', [], 'src/deep/ as deep/, src/deep/c.txt as deep/c.txt, src/deep/d.log as deep/d.log'],
    ['ignored files are not taken', 'src', '**/*.log\n*/*.md', [], 'src/, src/a.txt, src/deep/, src/deep/c.txt'],
    ['an ignored file', 'a.txt', 'a.txt', [], ''],
    ['an ignored folder', 'src', 'src', [], ''],
    ['an ignored folder with an exception', 'src', 'src\n!src/deep/c.txt', [], 'src/, src/deep/, src/deep/c.txt'],
    ['all but what is ignored', '', 'node_modules\nsrc/deep\n*.md\nempty', [], '/, Dockerfile, a.txt, src/, src/a.txt, src/b.md'],
    ['what --exclude leaves', 'src', '', ['*.md', 'deep'], 'src/, src/a.txt'],
  ])('%s', async (_, path, ignore, exclude, expected) => {
    expect(await taken(path, ignore, exclude)).toBe(expected);
  });

  test('no more than so many', async () => {
    expect(await taken('src', '', [], 2)).toMatch(/ …$/);
    expect(await taken('src', '', [], 6)).not.toMatch(/ …$/);
  });
});
