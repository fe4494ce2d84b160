/**
 * Flags and their values. Owns: which flags an instruction still takes, and what may stand behind their `=`. Mounts have a file of their own.
 */
import { availabilityText } from '../../data/availability.ts';
import { flagMarkdown } from '../../data/docs.ts';
import { flagSpec, instructionSpec, type FlagSpec, type FlagValue } from '../../data/instructions.ts';
import { commonPlatforms, platformVariables } from '../../data/platforms.ts';
import type { CompletionItem } from '../types.ts';
import type { InstructionContext } from './context.ts';
import { replaceAround } from './cursor.ts';
import { mountItems } from './mount.ts';
import { stageItems } from './stage.ts';
import { variableItems } from './variable.ts';

const valueRest = /^[^\s]*/;

/** Everything for the flag that ends at the cursor: its name, or behind the `=` its value. */
export function flagItems(context: InstructionContext, flag: string): CompletionItem[] {
  const equals = flag.indexOf('=');
  if (equals < 0) return flagNameItems(context, flag);
  const spec = flagSpec(context.name, flag.slice(2, equals));
  return spec ? valueItems(context, spec, flag.slice(equals + 1)) : [];
}

/** The flags that the instruction does not have yet, or may have again. */
export function flagNameItems(context: InstructionContext, typed: string): CompletionItem[] {
  const spec = instructionSpec(context.name);
  if (!spec) return [];
  const present = new Set(context.flags.map(({ cooked }) => cooked.slice(2).split('=', 1)[0]!));
  return spec.flags.filter(({ name, repeatable }) => repeatable || !present.has(name)).map((candidate, index) => nameItem(context, candidate, typed, index));
}

function nameItem(context: InstructionContext, spec: FlagSpec, typed: string, index: number): CompletionItem {
  const isFollowed = /^[\w-]*=/.test(context.cursor.after);
  const wantsValue = spec.value.kind !== 'boolean';
  const detail = availabilityText(spec);
  const documentation = flagMarkdown(instructionSpec(context.name)!.name, spec.name);
  const label = `--${spec.name}${wantsValue ? '=' : ''}`;
  return {
    label,
    kind: 'flag',
    ...(detail === undefined ? {} : { detail }),
    ...(documentation === undefined ? {} : { documentation }),
    edit: replaceAround(context.cursor, typed.length, /^[\w-]*/, isFollowed ? `--${spec.name}` : label),
    isSnippet: false,
    ...(wantsValue && !isFollowed ? { triggerSuggest: true } : {}),
    sortText: `~${String(index).padStart(2, '0')}`,
  };
}

function valueItems(context: InstructionContext, spec: FlagSpec, typed: string): CompletionItem[] {
  const variables = spec.expanded ? variableItems(context, typed, 'builder') : undefined;
  if (variables) return platformVariableItems(context, spec, typed) ?? variables;
  if (spec.value.kind === 'mount') return mountItems(context, typed);
  if (spec.value.kind === 'stage') return stageItems(context, { typed, rest: valueRest, numbers: true });
  return plainValues(spec.value).map((value, index) => valueItem(context, value, typed, index, value === spec.default ? 'default' : undefined));
}

/** `--platform=$` offers the variables as whole values, since they need no braces there. */
function platformVariableItems(context: InstructionContext, spec: FlagSpec, typed: string): CompletionItem[] | undefined {
  if (spec.value.kind !== 'platform' || !/^\$\w*$/.test(typed)) return undefined;
  const all = variableItems(context, typed, 'builder') ?? [];
  return [...platformVariables.map((value, index) => valueItem(context, value, typed, index, undefined)), ...all.filter(({ label }) => !platformVariables.includes(`$${label}`))];
}

function plainValues(value: FlagValue): readonly string[] {
  switch (value.kind) {
    case 'boolean': return ['true', 'false'];
    case 'enum': return value.values;
    case 'platform': return [...platformVariables, ...commonPlatforms];
    case 'duration':
    case 'count': return value.examples;
    case 'text': return value.examples ?? [];
    default: return [];
  }
}

function valueItem(context: InstructionContext, value: string, typed: string, index: number, detail: string | undefined): CompletionItem {
  return {
    label: value, kind: 'value', ...(detail === undefined ? {} : { detail }),
    edit: replaceAround(context.cursor, typed.length, valueRest, value), isSnippet: false, sortText: String(index).padStart(2, '0'),
  };
}
