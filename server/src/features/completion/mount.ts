/**
 * The options of `RUN --mount`. Owns: which keys and values a mount of the given type still takes. Must not know other flags.
 */
import { availabilityText, compareVersions } from '../../data/availability.ts';
import { mountKeyMarkdown, mountTypeMarkdown } from '../../data/docs.ts';
import { cacheTargets, defaultMountType, mountKeys, mountKeySpec, mountOptions, mountTypeOf, mountTypes, type MountKey, type MountKeySpec, type MountType } from '../../data/mountOptions.ts';
import type { CompletionItem } from '../types.ts';
import type { InstructionContext } from './context.ts';
import { replaceAround } from './cursor.ts';
import { stageItems } from './stage.ts';

const fieldRest = /^[^\s,]*/;
const keyRest = /^\w*/;

/** `typed` is the flag's value up to the cursor. */
export function mountItems(context: InstructionContext, typed: string): CompletionItem[] {
  const behind = fieldsBehind(context.after);
  const before = typed.split(',');
  const field = before.pop()!;
  const others = [...before, ...behind];
  const type = typeOf(others);
  const equals = field.indexOf('=');
  if (equals < 0) return keyItems(context, field, type, others);
  const spec = mountKeySpec(field.slice(0, equals));
  return spec ? valueItems(context, spec, field.slice(equals + 1), type ?? defaultMountType) : [];
}

/** The fields of the same flag that stand behind the cursor's own. */
function fieldsBehind(after: string): string[] {
  return /^\S*/.exec(after)![0].split(',').slice(1);
}

function typeOf(fields: readonly string[]): MountType | undefined {
  const value = fields.findLast((field) => /^type=/i.test(field))?.slice('type='.length);
  return value === undefined ? undefined : mountTypeOf(value);
}

function keyItems(context: InstructionContext, typed: string, type: MountType | undefined, others: readonly string[]): CompletionItem[] {
  const present = new Set(others.map((field) => mountKeySpec(field.split('=', 1)[0]!)?.key));
  const types = present.has('type') ? [] : mountTypes.map((name, index) => typeItem(context, `type=${name}`, name, typed, keyRest, index));
  const actual = type ?? defaultMountType;
  const keys = mountKeys.filter((key) => key !== 'type' && !present.has(key) && isUseful(key, actual) && !contradicts(key, actual, present));
  return [...types, ...keys.map((key, index) => keyItem(context, mountOptions[key], actual, typed, index))];
}

function isUseful(key: MountKey, type: MountType): boolean {
  const use = mountOptions[key].uses[type];
  return use === 'required' || use === 'allowed';
}

/** Keys that undo one another, or that BuildKit refuses together. */
function contradicts(key: MountKey, type: MountType, present: ReadonlySet<MountKey | undefined>): boolean {
  if (key === 'readonly') return present.has('readwrite');
  if (key === 'readwrite') return present.has('readonly');
  // For a secret, source is another name for id.
  return type === 'secret' && ((key === 'id' && present.has('source')) || (key === 'source' && present.has('id')));
}

function typeItem(context: InstructionContext, label: string, type: MountType, typed: string, rest: RegExp, index: number): CompletionItem {
  return {
    label, kind: 'value', documentation: mountTypeMarkdown(type), edit: replaceAround(context.cursor, typed.length, rest, label), isSnippet: false, sortText: `0${index}`,
    ...(type === defaultMountType ? { detail: 'default' } : {}),
  };
}

function keyItem(context: InstructionContext, spec: MountKeySpec, type: MountType, typed: string, index: number): CompletionItem {
  const isFollowed = /^\w*=/.test(context.cursor.after);
  const wantsValue = spec.value.kind !== 'boolean';
  const label = wantsValue ? `${spec.key}=` : spec.key;
  const isRequired = spec.uses[type] === 'required';
  const defaultText = spec.defaults[type];
  // Every key but the newest came with the flag itself.
  const needs = compareVersions(spec.since!, mountOptions.type.since!) > 0 ? availabilityText(spec) : undefined;
  const detail = [isRequired ? 'required' : '', defaultText === undefined ? '' : `default ${defaultText}`, needs ?? ''].filter((text) => text !== '').join(', ');
  return {
    label,
    kind: 'flag',
    ...(detail === '' ? {} : { detail }),
    documentation: mountKeyMarkdown(spec.key, type)!,
    edit: replaceAround(context.cursor, typed.length, keyRest, isFollowed ? spec.key : label),
    isSnippet: false,
    ...(wantsValue && !isFollowed ? { triggerSuggest: true } : {}),
    sortText: `${isRequired ? 1 : 2}${String(index).padStart(2, '0')}`,
  };
}

function valueItems(context: InstructionContext, spec: MountKeySpec, typed: string, type: MountType): CompletionItem[] {
  if (spec.key === 'type') return mountTypes.map((name, index) => typeItem(context, name, name, typed, fieldRest, index));
  if (spec.value.kind === 'stage') return stageItems(context, { typed, rest: fieldRest, numbers: false });
  return examples(spec, type).map((value, index) => ({
    label: value, kind: 'value', edit: replaceAround(context.cursor, typed.length, fieldRest, value), isSnippet: false, sortText: String(index).padStart(2, '0'),
    ...(value === spec.defaults[type] ? { detail: 'default' } : {}),
  }));
}

function examples({ key, value }: MountKeySpec, type: MountType): readonly string[] {
  if (key === 'target' && type === 'cache') return cacheTargets;
  switch (value.kind) {
    case 'boolean': return ['true', 'false'];
    case 'enum': return value.values;
    case 'text': return value.examples ?? [];
    default: return [];
  }
}
