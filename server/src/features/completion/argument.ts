/**
 * Arguments. Owns: what each instruction takes behind its flags, other than stages of `--from` and variables. Must not know flags.
 */
import { availabilityText } from '../../data/availability.ts';
import { instructions, instructionSpec, snippetText } from '../../data/instructions.ts';
import { labelKeys } from '../../data/labels.ts';
import { predefinedArg, predefinedArgs } from '../../data/predefinedArgs.ts';
import { stopSignals } from '../../data/signals.ts';
import type { CompletionItem } from '../types.ts';
import type { InstructionContext } from './context.ts';
import { replaceAround } from './cursor.ts';
import { plainText } from './item.ts';
import { stageItems } from './stage.ts';
import { variableItems, type Reader } from './variable.ts';

/** What may stand at the cursor behind the flags. */
export function argumentItems(context: InstructionContext): CompletionItem[] {
  const { args, name } = context;
  const reader = readerOf(context);
  const variables = reader && variableItems(context, args, reader, name === 'ARG' ? wordsOf(args).length - 1 : 0);
  if (variables) return variables;
  switch (name) {
    case 'FROM': return fromItems(context);
    case 'ARG': return argItems(context);
    case 'EXPOSE': return exposeItems(context);
    case 'LABEL': return labelItems(context);
    case 'STOPSIGNAL': return signalItems(context);
    case 'HEALTHCHECK': return healthcheckItems(context);
    default: return jsonItems(context, args);
  }
}

/** Who replaces variables in the text at the cursor; nobody in a command's JSON form. */
function readerOf({ name, args }: InstructionContext): Reader | undefined {
  const expansion = instructionSpec(name)?.expansion;
  if (expansion === 'all' || expansion === 'globalArgs') return 'builder';
  if (expansion !== 'none' || name === 'SHELL' || name === 'MAINTAINER') return undefined;
  const command = name === 'HEALTHCHECK' ? args.replace(/^\S+\s+/, '') : args;
  if (/^\[\s*(?:"|$)/.test(command)) return undefined;
  return name === 'RUN' ? 'runShell' : 'containerShell';
}

/** The words up to the cursor; the last one, possibly empty, is the one being written. */
function wordsOf(args: string): string[] {
  return args.split(/\s+/);
}

const wordRest = /^\S*/;

function fromItems(context: InstructionContext): CompletionItem[] {
  const words = wordsOf(context.args);
  const typed = words.at(-1)!;
  if (words.length === 1) {
    const scratch: CompletionItem = {
      label: 'scratch', kind: 'image', detail: 'nothing at all', edit: replaceAround(context.cursor, typed.length, wordRest, 'scratch'), isSnippet: false, sortText: '1',
    };
    return [...stageItems(context, { typed, rest: wordRest, numbers: false }), scratch];
  }
  // `AS` stands alone behind the image, and only once.
  if (words.length !== 2 || /^\S*\s+\S/.test(context.after)) return [];
  const label = context.keywordCase === 'lower' ? 'as' : 'AS';
  return [{ label, kind: 'keyword', detail: 'Name the stage', edit: replaceAround(context.cursor, typed.length, wordRest, `${label} `), isSnippet: false }];
}

/** In a stage: what exists outside of it and needs an ARG to be seen. */
function argItems(context: InstructionContext): CompletionItem[] {
  const typed = wordsOf(context.args).at(-1)!;
  if (!context.stage || /[^\w]/.test(typed)) return [];
  const { semantics, ordinal, cursor } = context;
  const env = semantics.envAt(ordinal);
  const declared = semantics.globalEnv.declaredArgs().map((name) => ({ name, detail: 'ARG before FROM', sort: '0' }));
  const platform = predefinedArgs.filter(({ kind }) => kind === 'platform').map((arg) => ({ name: arg.name, detail: [arg.meaning, availabilityText(arg) ?? ''].join(' ').trim(), sort: '1' }));
  return [...declared, ...platform]
    .filter(({ name, sort }) => !env.declares(name) && !(sort === '0' && predefinedArg(name)?.kind === 'platform'))
    .map(({ name, detail, sort }) => ({
      label: name, kind: 'variable', detail, edit: replaceAround(cursor, typed.length, /^\w*/, name), isSnippet: false, sortText: `${sort}${name}`,
    }));
}

/** Keys that are not there yet. */
function labelItems(context: InstructionContext): CompletionItem[] {
  const { args, after, cursor } = context;
  const typed = wordsOf(args).at(-1)!;
  if (!/^[\w.-]*$/.test(typed)) return [];
  const others = `${args.slice(0, args.length - typed.length)} ${after.replace(/^\S*/, '')}`;
  const isFollowed = /^[\w.-]*=/.test(cursor.after);
  return labelKeys.filter(({ key }) => !others.includes(`${key}=`)).map(({ key, meaning }, index) => ({
    label: key, kind: 'value', detail: meaning, edit: replaceAround(cursor, typed.length, /^[\w.-]*/, isFollowed ? key : `${key}=`), isSnippet: false,
    sortText: String(index).padStart(2, '0'),
  }));
}

function exposeItems(context: InstructionContext): CompletionItem[] {
  const protocol = /\d\/(\w*)$/.exec(context.args);
  if (!protocol) return [];
  return ['tcp', 'udp', 'sctp'].map((label, index) => ({
    label, kind: 'value', edit: replaceAround(context.cursor, protocol[1]!.length, /^\w*/, label), isSnippet: false, sortText: String(index),
    ...(index === 0 ? { detail: 'default' } : {}),
  }));
}

function signalItems(context: InstructionContext): CompletionItem[] {
  const words = wordsOf(context.args);
  if (words.length > 1) return [];
  return stopSignals.map(({ name, meaning }, index) => ({
    label: name, kind: 'signal', detail: meaning, edit: replaceAround(context.cursor, words[0]!.length, wordRest, name), isSnippet: false, sortText: String(index),
  }));
}

function healthcheckItems(context: InstructionContext): CompletionItem[] {
  const words = wordsOf(context.args);
  if (words.length > 1) return words[0]!.toUpperCase() === 'CMD' ? jsonItems(context, context.args.replace(/^\S+\s+/, '')) : [];
  const inCase = (word: string): string => (context.keywordCase === 'lower' ? word.toLowerCase() : word);
  return [
    { word: inCase('CMD'), newText: `${inCase('CMD')} `, detail: 'The command that checks' },
    // Flags have no meaning with NONE.
    ...(context.flags.length === 0 ? [{ word: inCase('NONE'), newText: inCase('NONE'), detail: 'Switch off the base image’s check' }] : []),
  ].map(({ word, newText, detail }, index) => ({
    label: word, kind: 'keyword', detail, edit: replaceAround(context.cursor, words[0]!.length, /^\w* ?/, newText), isSnippet: false, sortText: String(index),
  }));
}

/** The JSON form, where nothing stands yet. */
function jsonItems(context: InstructionContext, written: string): CompletionItem[] {
  if (written !== '' || context.after.trim() !== '') return [];
  const spec = context.name === 'HEALTHCHECK' ? instructions.CMD : instructionSpec(context.name);
  const bodies = spec?.snippets.map(({ body, label }) => ({ body: snippetText(body, 'upper').slice(spec.name.length + 1), label })) ?? [];
  return bodies.filter(({ body }) => body.startsWith('[')).map(({ body, label }, index) => ({
    label: plainText(body), kind: 'snippet', detail: label, edit: replaceAround(context.cursor, 0, /^$/, body), isSnippet: true, sortText: `0${index}`,
  }));
}
