// The examples in docs/rules: each one under ❌ has findings of its rule and of no other, each one under ✅ has none.
// `also=Code` after the fence's language names findings that cannot be avoided; `target=name` is the stage to build,
// and `ignore=a,b` are the lines of `.dockerignore`.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import type { Config } from '../../../server/src/rules/config.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { readIgnoreFile } from '../../../server/src/semantics/ignoreFile.ts';
import { analyse, type BuildOptions } from '../../../server/src/semantics/semantics.ts';
import { parse } from '../../../server/src/syntax/tree.ts';

const folder = path.resolve(import.meta.dirname, '../../../docs/rules');

interface Example {
  readonly isBad: boolean;
  readonly text: string;
  readonly also: readonly string[];
  readonly build: BuildOptions;
}

function examples(page: string): Example[] {
  const found: Example[] = [];
  const pattern = /^(❌|✅)$|^```dockerfile(.*)\n([\s\S]*?)^```$/gm;
  let isBad: boolean | undefined;
  for (const [, mark, info, text] of page.matchAll(pattern)) {
    if (mark) isBad = mark === '❌';
    else if (isBad !== undefined) {
      const options = new Map(info!.trim().split(' ').map((part) => part.split('=') as [string, string]));
      const target = options.get('target');
      const ignore = options.get('ignore')?.replaceAll(',', '\n');
      const build: BuildOptions = { ...(target === undefined ? {} : { target }), ...(ignore === undefined ? {} : { context: { ignore: readIgnoreFile(ignore), folders: new Map() } }) };
      found.push({ isBad, text: text!, also: options.get('also')?.split(',') ?? [], build });
    }
  }
  return found;
}

describe.each(rules.map((rule) => [rule.code, rule] as const))('%s', (code, rule) => {
  const page = fs.readFileSync(path.join(folder, `${code}.md`), 'utf8');
  const config: Config = { preset: rule.family === 'practice' ? 'recommended' : 'buildkit', severity: rule.recommended === false ? { [code]: rule.severity } : {} };

  test('has its code and summary at the top', () => {
    expect(page.startsWith(`# ${code}\n\n${rule.summary.replace(/\.$/, '')}.\n`)).toBe(true);
    expect(page).toContain(` · ${rule.severity}`);
  });

  const all = examples(page);
  test('has examples of both kinds', () => {
    // A line of 65,536 bytes makes no good example; that page has none at all.
    const expected = code !== 'LineTooLong';
    expect(all.some(({ isBad }) => isBad)).toBe(expected);
    expect(all.some(({ isBad }) => !isBad)).toBe(expected);
  });

  test.each(all.map((example) => [`${example.isBad ? '❌' : '✅'} ${JSON.stringify(example.text)}`, example] as const))('%s', (_name, { isBad, text, also, build }) => {
    const tree = parse(text);
    const found = diagnose({ uri: 'file:///Dockerfile', version: 1, tree, semantics: analyse(tree, undefined, build) }, config);
    expect([...new Set(found.map((diagnostic) => diagnostic.code))].filter((other) => !also.includes(other))).toEqual(isBad ? [code] : []);
  });
});
