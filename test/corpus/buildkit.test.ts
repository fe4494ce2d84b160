// Preset `buildkit` against recorded answers of BuildKit: the same first error on the same line, and the same warnings on the same lines.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BuildOptions } from '../../server/src/semantics/semantics.ts';
import { buildkitVerdict } from '../support/buildkitVerdict.ts';

interface Answer {
  readonly error: string | null;
  readonly errorLine: number | null;
  readonly warnings: readonly (readonly [rule: string, line: number, message: string])[];
}

interface Case extends Answer {
  readonly id: string;
  readonly text: string;
  readonly repeat?: { readonly text: string; readonly count: number };
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly platform?: string;
}

interface Dockerfile extends Answer {
  readonly repository: string;
  readonly path: string;
  readonly text: string;
}

function read<T>(name: string): T[] {
  return JSON.parse(fs.readFileSync(path.join(import.meta.dirname, name), 'utf8')) as T[];
}

function optionsOf({ buildArgs, target, platform }: Case): BuildOptions | undefined {
  if (!buildArgs && !target && !platform) return undefined;
  const [os = '', architecture = '', variant = ''] = platform?.split('/') ?? [];
  return { ...(buildArgs && { buildArgs }), ...(target && { target }), ...(platform && { platform: { os, architecture, variant } }) };
}

/** BuildKit names the line in the message too; ours is told apart from it. */
function answer({ error, errorLine, warnings }: Answer): Answer {
  return { error: error?.replace(/^dockerfile parse error on line \d+: /, '') ?? null, errorLine, warnings: sorted(warnings) };
}

function sorted(warnings: Answer['warnings']): Answer['warnings'] {
  return [...warnings].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[2] < b[2] ? -1 : 1));
}

function verdict(text: string, options?: BuildOptions): Answer {
  const { error, errorLine, warnings } = buildkitVerdict(text, options);
  return { error, errorLine, warnings: sorted(warnings) };
}

describe('every message', () => {
  test.each(read<Case>('buildkitCases.json').map((one) => [one.id, one] as const))('%s', (_id, one) => {
    const text = one.text + (one.repeat ? `${one.repeat.text.repeat(one.repeat.count)}\n` : '');
    expect(verdict(text, optionsOf(one))).toEqual(answer(one));
  });
});

/** Explained in docs/buildkit-differences.md. */
const different = new Set(['moby/moby contrib/busybox/Dockerfile']);

describe('real Dockerfiles', () => {
  const files = read<Dockerfile>('dockerfiles.json').map((one) => [`${one.repository} ${one.path}`, one] as const);

  test.each(files.filter(([name]) => !different.has(name)))('%s', (_name, one) => {
    expect(verdict(one.text)).toEqual(answer(one));
  });

  test('the known differences are still there', () => {
    for (const [name, one] of files) if (different.has(name)) expect(verdict(one.text), name).not.toEqual(answer(one));
  });
});
