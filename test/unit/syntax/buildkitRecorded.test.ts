/**
 * Our reading against BuildKit's. The answers were recorded from frontend/dockerfile/parser and frontend/dockerfile/shell at commit
 * 73ed682, asked about small Dockerfiles and words of ours with random edits.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { InstructionNode } from '../../../server/src/syntax/nodes.ts';
import { processError, processWord } from '../../../server/src/syntax/shellWord.ts';
import { parse, type SyntaxTree } from '../../../server/src/syntax/tree.ts';

function recorded<T>(name: string): T[] {
  return readFileSync(new URL(`../../corpus/${name}`, import.meta.url), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as T);
}

interface RecordedInstruction {
  keyword: string;
  flags: string[];
  words: string[];
  json?: true;
  trigger?: RecordedInstruction;
  heredocs?: { name: string; expand: boolean; chomp: boolean; content: string }[];
  line?: number;
}

/** The words of a node as BuildKit strings them together. */
function wordsOf(node: InstructionNode): string[] {
  if (node.healthcheckType) return [node.healthcheckType.text, ...(node.form === 'json' ? node.words.map((word) => word.text) : node.args.text === '' ? [] : [node.args.text])];
  switch (node.form) {
    case 'none':
    case 'trigger':
      return [];
    case 'unknown':
      return [''];
    case 'shell':
    case 'string':
      return [node.args.text];
    case 'json':
    case 'words':
      return node.words.map((word) => word.text);
    case 'pairs':
      if (node.name === 'ARG') return node.pairs.map((pair) => (pair.value ? `${pair.key.text}=${pair.value.text}` : pair.key.text));
      return node.pairs.flatMap((pair) => [pair.key.text, pair.value?.text ?? '', node.legacyPairs ? '' : '=']);
  }
}

function show(node: InstructionNode): RecordedInstruction {
  return {
    keyword: node.keyword.text, flags: node.flags.map((flag) => flag.text), words: wordsOf(node), ...(node.form === 'json' && { json: true as const }),
    ...(node.trigger && { trigger: show({ ...node.trigger, heredocs: [] }) }),
  };
}

function showTree(tree: SyntaxTree): RecordedInstruction[] {
  return tree.instructions.map((segment, ordinal) => {
    const heredocs = segment.node.heredocs.map(({ name, expand, chomp, bodyRange }) => ({ name, expand, chomp, content: segment.text.slice(bodyRange.start, bodyRange.end) }));
    return { ...show(segment.node), ...(heredocs.length > 0 && { heredocs }), line: tree.lfLineOf(tree.segmentIndexOf(ordinal)) + 1 };
  });
}

test('instructions are read as BuildKit reads them', () => {
  for (const { text, error, instructions } of recorded<{ text: string; error?: string; instructions?: RecordedInstruction[] }>('buildkit-parser.jsonl')) {
    const tree = parse(text);
    const refused = tree.header?.directives.find((directive) => directive.error)?.error ?? tree.instructions.flatMap((segment) => segment.node.problems)[0]?.message;
    if (error === 'file with no instructions') expect(tree.instructions, text).toEqual([]);
    else expect(refused, text).toBe(error);
    if (instructions) expect(showTree(tree), text).toEqual(instructions);
  }
});

test('words are expanded as BuildKit expands them', () => {
  const values: Readonly<Record<string, string>> = { A: 'abc', EMPTY: '', P: '/usr/local/bin', S: 'x y' };
  type Answer = { word: string; escape?: '`'; raw?: true; skipUnset?: true; error?: string; result?: string; words: string[]; unmatched: string[] };
  for (const { word, escape, raw, skipUnset, error, result, words, unmatched } of recorded<Answer>('buildkit-words.jsonl')) {
    const given = processWord(word, escape ?? '\\', { get: (name) => (Object.hasOwn(values, name) ? values[name] : undefined) }, { rawQuotes: raw ?? false, rawEscapes: raw ?? false, skipUnsetEnv: skipUnset ?? false });
    expect(given.error && processError(word, given.error), word).toBe(error);
    if (result !== undefined) expect([given.result, given.words, [...given.unmatched].sort()], word).toEqual([result, words, unmatched]);
  }
});
