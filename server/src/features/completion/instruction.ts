/**
 * Instructions where one may begin. Owns: their snippets in the document's case. Must not know arguments.
 */
import { instructionMarkdown } from '../../data/docs.ts';
import { instructionNames, instructions, snippetText, type InstructionName, type InstructionSpec } from '../../data/instructions.ts';
import type { CompletionItem } from '../types.ts';
import type { LineContext } from './context.ts';
import { replaceAround } from './cursor.ts';
import { plainText } from './item.ts';

export interface InstructionOptions {
  readonly typed: string;
  /** Behind ONBUILD. */
  readonly isTrigger: boolean;
  /** Arguments stand behind it already: only the word is offered. */
  readonly isFollowed: boolean;
}

/** The instructions that BuildKit accepts here: before the first FROM only ARG and FROM, behind ONBUILD all but three. */
export function instructionItems(context: LineContext, options: InstructionOptions): CompletionItem[] {
  const accepted = instructionNames.filter((name) => isAccepted(instructions[name], context, options.isTrigger));
  return accepted.flatMap((name) => (options.isFollowed ? [wordItem(context, name, options.typed)] : snippetItems(context, name, options.typed)));
}

function isAccepted(spec: InstructionSpec, context: LineContext, isTrigger: boolean): boolean {
  if (isTrigger) return spec.onbuildAllowed;
  return spec.beforeFrom || context.semantics.stageAt(context.ordinal - 1) !== undefined;
}

function wordItem(context: LineContext, name: InstructionName, typed: string): CompletionItem {
  const word = context.keywordCase === 'lower' ? name.toLowerCase() : name;
  return {
    label: word, kind: 'keyword', documentation: instructionMarkdown(name), edit: replaceAround(context.cursor, typed.length, wordRest, word), isSnippet: false, sortText: name,
    ...(instructions[name].deprecated ? { deprecated: true } : {}),
  };
}

const wordRest = /^[A-Za-z]*/;

function snippetItems(context: LineContext, name: InstructionName, typed: string): CompletionItem[] {
  return instructions[name].snippets.map((snippet, index) => {
    const body = snippetText(snippet.body, context.keywordCase);
    return {
      ...wordItem(context, name, typed),
      label: index === 0 ? body.slice(0, name.length) : shortened(plainText(body).split('\n')[0]!),
      kind: index === 0 ? 'keyword' : 'snippet',
      detail: snippet.label,
      edit: replaceAround(context.cursor, typed.length, wordRest, body),
      isSnippet: true,
      sortText: `${name}${index}`,
    };
  });
}

function shortened(text: string): string {
  return text.length <= 70 ? text : `${text.slice(0, 69)}…`;
}
