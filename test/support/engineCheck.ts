/**
 * Dockerfiles to ask a real engine about, and the comparison of its answer with preset `buildkit`. The engine of the tests speaks an older
 * frontend than the one that the rules follow; what that one lacks is left out here, by name.
 */
import fs from 'node:fs';
import path from 'node:path';
import { buildkitVerdict } from './buildkitVerdict.ts';

export interface EngineAnswer {
  readonly error: string | null;
  /** 1-based; null when the engine names none. */
  readonly line: number | null;
  readonly warnings: readonly (readonly [rule: string, line: number])[];
}

const corpus = path.resolve(import.meta.dirname, '../corpus');
export const recordedFile = path.join(corpus, 'engineCheck.jsonl');

/** Base images that the engine of the tests has. */
const known = /^\s*FROM\s+(?:--platform=\S+\s+)?(?:scratch|(?:busybox|alpine)(?::(?:latest|3\.19))?|debian:bookworm-slim|node:20(?:-alpine)?)(?:\s|$)/i;
/** A remote frontend, and the answer to it, cannot be had without a network. */
const remoteFrontend = /^\s*#\s*syntax\s*=/im;

/** What the engine's frontend does not know yet: RUN --security came with 1.20, the check of SOURCE_DATE_EPOCH with 1.25. */
const laterSyntax = /--security|SOURCE_DATE_EPOCH/;

interface Case {
  readonly text: string;
  readonly repeat?: unknown;
  readonly buildArgs?: unknown;
  readonly target?: unknown;
  readonly platform?: unknown;
}

function canBeAsked({ text, repeat, buildArgs, target, platform }: Case): boolean {
  if (repeat || buildArgs || target || platform || remoteFrontend.test(text) || laterSyntax.test(text)) return false;
  return !/windows|https?:|git@/i.test(text);
}

/** Cases of every message, and whole Dockerfiles with their bases replaced by one that the engine has. */
export function engineCheckTexts(): string[] {
  const cases = JSON.parse(fs.readFileSync(path.join(corpus, 'buildkitCases.json'), 'utf8')) as Case[];
  const files = JSON.parse(fs.readFileSync(path.join(corpus, 'dockerfiles.json'), 'utf8')) as Case[];
  const own = files.filter((file) => canBeAsked(file) && !/[$`]/.test(file.text.match(/^\s*FROM.*$/gim)?.join('') ?? '$')).slice(0, 120).map(({ text }) => withKnownBase(text));
  return [...cases.filter(canBeAsked).map(({ text }) => text), ...own];
}

function withKnownBase(text: string): string {
  const stages = new Set([...text.matchAll(/^\s*FROM\s.*\sAS\s+(\S+)/gim)].map((match) => match[1]!.toLowerCase()));
  return text.replace(/^(\s*FROM\s+(?:--platform=\S+\s+)?)(\S+)/gim, (line, start: string, image: string) =>
    known.test(line) || stages.has(image.toLowerCase()) ? line : `${start}busybox`);
}

/** Checks that came with frontend 1.18 or later. */
const laterChecks = new Set(['ExposeProtoCasing', 'ExposeInvalidFormat']);

function comparable(warnings: EngineAnswer['warnings']): string[] {
  return warnings.filter(([rule]) => !laterChecks.has(rule)).map(([rule, line]) => `${rule} ${line}`).sort();
}

/** True when the engine gave up because a base image is on no engine and no registry here: then it says nothing about the file. */
export function isUnresolved(answer: EngineAnswer): boolean {
  return answer.error?.includes('failed to resolve source metadata') ?? false;
}

/** A description of how the two differ; undefined when they agree. */
export function difference(text: string, answer: EngineAnswer): object | undefined {
  const ours = buildkitVerdict(text);
  const theirs = { error: answer.error?.replace(/^dockerfile parse error on line \d+: /, '') ?? null, warnings: comparable(answer.warnings) };
  const mine = { error: ours.error, warnings: comparable(ours.warnings.map(([rule, line]) => [rule, line])) };
  return JSON.stringify(theirs) === JSON.stringify(mine) ? undefined : { text, theirs, mine };
}
