/**
 * Parser directives, and `# check=skip=` above an instruction. Owns: what may stand in these comments. Must not know instructions.
 */
import { availabilityText, type Availability } from '../../data/availability.ts';
import { buildChecks, checkCommentSince } from '../../data/buildChecks.ts';
import { checkOptionNames, checkOptions, directiveNames, directives, type CheckOptionName, type DirectiveName } from '../../data/directives.ts';
import { directiveMarkdown } from '../../data/docs.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import type { CompletionItem } from '../types.ts';
import { replaceAround, type Cursor } from './cursor.ts';

/** What may stand on a line where a directive still counts; the line is empty or a comment. */
export function directiveItems(tree: SyntaxTree, cursor: Cursor): CompletionItem[] {
  const written = /^\s*#\s*([A-Za-z]+)\s*=\s*(.*)$/.exec(cursor.before);
  const name = written && directiveNames.find((candidate) => candidate === written[1]!.toLowerCase());
  if (written) return name ? directiveValueItems(cursor, name, written[2]!) : [];
  const typed = /^\s*(#?\s*[A-Za-z]*)$/.exec(cursor.before)?.[1];
  if (typed === undefined) return [];
  const line = tree.lines.positionAt(cursor.offset).line;
  const present = new Set((tree.header?.directives ?? []).filter(({ range }) => tree.lines.positionAt(range.start).line !== line).map((directive) => directive.name));
  return directiveNames.filter((candidate) => !present.has(candidate)).flatMap((candidate, index) => wholeItems(cursor, candidate, typed, index));
}

/** The whole directive: one item for each value worth offering, or its beginning. */
function wholeItems(cursor: Cursor, name: DirectiveName, typed: string, index: number): CompletionItem[] {
  const { values } = directives[name];
  // Only the first value: the others are offered behind the `=`.
  const value = name === 'check' ? 'skip=' : values[0]!.value;
  const label = `# ${name}=${value}`;
  return [{
    label, kind: 'directive', ...detailOf(name === 'check' ? 'Leave out build checks' : values[0]!.meaning, directives[name]), documentation: directiveMarkdown(name),
    edit: replaceAround(cursor, typed.length, /^.*$/, label), isSnippet: false, sortText: `${name === 'syntax' ? '!' : '~'}${index}`, ...(name === 'check' ? { triggerSuggest: true } : {}),
  }];
}

function directiveValueItems(cursor: Cursor, name: DirectiveName, typed: string): CompletionItem[] {
  if (name === 'check') return checkItems(cursor, typed, false);
  return directives[name].values.map(({ value, meaning }, index) => ({
    label: value, kind: 'value', detail: meaning, edit: replaceAround(cursor, typed.length, /^.*$/, value), isSnippet: false, sortText: String(index),
  }));
}

/** `# check=skip=` in the comment lines above an instruction. Other comments have nothing to complete. */
export function commentItems(cursor: Cursor): CompletionItem[] {
  const written = /^\s*#\s*check\s*=\s*(\S*)$/i.exec(cursor.before);
  return written ? checkItems(cursor, written[1]!, true) : [];
}

/** Above an instruction only `skip` has an effect, and not for every check. */
function checkItems(cursor: Cursor, typed: string, isComment: boolean): CompletionItem[] {
  const parts = typed.split(';');
  const part = parts.pop()!;
  const equals = part.indexOf('=');
  const names: readonly CheckOptionName[] = isComment ? ['skip'] : checkOptionNames;
  if (equals < 0) {
    const present = new Set([...parts, ...optionsBehind(cursor.after)].map((option) => option.split('=', 1)[0]!));
    return names.filter((name) => !present.has(name)).map((name, index) => optionItem(cursor, name, part, index));
  }
  const name = names.find((candidate) => candidate === part.slice(0, equals));
  if (!name) return [];
  const value = part.slice(equals + 1);
  if (checkOptions[name].value === 'boolean') return ['true', 'false'].map((label, index) => valueItem(cursor, label, value, index));
  return checkNameItems(cursor, value, name === 'experimental', isComment);
}

function optionsBehind(after: string): string[] {
  return /^\S*/.exec(after)![0].split(';').slice(1);
}

function optionItem(cursor: Cursor, name: CheckOptionName, typed: string, index: number): CompletionItem {
  return {
    label: `${name}=`, kind: 'directive', detail: checkOptions[name].summary, edit: replaceAround(cursor, typed.length, /^\w*=?/, `${name}=`), isSnippet: false,
    triggerSuggest: true, sortText: String(index),
  };
}

function valueItem(cursor: Cursor, label: string, typed: string, index: number): CompletionItem {
  return { label, kind: 'value', edit: replaceAround(cursor, typed.length, /^\w*/, label), isSnippet: false, sortText: String(index).padStart(2, '0') };
}

function checkNameItems(cursor: Cursor, list: string, experimental: boolean, isComment: boolean): CompletionItem[] {
  const names = list.split(',');
  const typed = names.pop()!;
  const present = new Set([...names, ...(/^[\w,]*/.exec(cursor.after)![0].split(',').slice(1))]);
  const offered = buildChecks.filter((check) => check.experimental === experimental && (!isComment || check.skippableByComment) && !present.has(check.name));
  const items = offered.map((check, index) => ({ ...valueItem(cursor, check.name, typed, index + 1), ...detailOf('', isComment ? { since: checkCommentSince } : check) }));
  const isFirst = names.length === 0 && present.size === 0;
  return isFirst ? [{ ...valueItem(cursor, 'all', typed, 0), detail: experimental ? 'Every experimental check' : 'Every check' }, ...items] : items;
}

function detailOf(text: string, availability: Availability): { detail?: string } {
  const detail = [text, availabilityText(availability) ?? ''].filter((part) => part !== '').join(', ');
  return detail === '' ? {} : { detail };
}
