/**
 * Variables after `$` and `${`. Owns: which are in scope at the cursor, with their values. Must not expand anything itself.
 */
import { availabilityText } from '../../data/availability.ts';
import { predefinedArg, predefinedArgs } from '../../data/predefinedArgs.ts';
import type { Env } from '../../semantics/environment.ts';
import { resolveVariable, type OriginKind, type VariableOrigin } from '../../semantics/resolve.ts';
import type { CompletionItem } from '../types.ts';
import type { LineContext } from './context.ts';
import { replaceAround } from './cursor.ts';

/** What reads the text around the cursor. */
export type Reader =
  /** The builder: ARG and ENV. */
  | 'builder'
  /** The builder, for a heredoc's body, where quotes mean nothing. */
  | 'builderHeredoc'
  /** A shell in the build: proxies too. */
  | 'runShell'
  /** A shell in the container: what ENV sets. */
  | 'containerShell';

/**
 * The variables for the text that ends at the cursor; undefined when it does not end in `$` and letters that would be replaced.
 * `pair`: which pair of an ARG is being written.
 */
export function variableItems(context: LineContext, text: string, reader: Reader, pair = 0): CompletionItem[] | undefined {
  const match = /\$(\{?)([A-Za-z_]\w*)?$/.exec(text);
  if (!match || isLiteral(text.slice(0, match.index), context.escape, reader)) return undefined;
  const typed = match[2] ?? '';
  const braced = match[1] === '{';
  // What follows the name is the rest of the expression; a `/` may also be the path behind a brace that is still missing.
  const isClosed = /^\w*(?:[}:?+#%-]|\/\S*\})/.test(context.cursor.after);
  return namesFor(context, reader, pair).map((name) => {
    const { detail, isPredefined } = describe(context, name, reader, pair);
    const meaning = predefinedArg(name)?.meaning;
    return {
      label: name,
      kind: 'variable',
      detail,
      ...(meaning === undefined ? {} : { documentation: meaning }),
      edit: replaceAround(context.cursor, typed.length, /^\w*/, braced && !isClosed ? `${name}}` : name),
      isSnippet: false,
      sortText: `${isPredefined ? 1 : 0}${name}`,
    };
  });
}

/** True when a `$` behind the text is escaped or stands between single quotes. */
function isLiteral(text: string, escape: string, reader: Reader): boolean {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === escape && quote !== "'") {
      at++;
      if (at === text.length) return true;
    } else if (reader !== 'builderHeredoc' && (char === '"' || char === "'")) {
      if (quote === '') quote = char;
      else if (quote === char) quote = '';
    }
  }
  return quote === "'";
}

function namesFor(context: LineContext, reader: Reader, pair: number): string[] {
  const env = context.semantics.envAt(context.ordinal, pair);
  const names = new Set(reader === 'containerShell' ? env.keys().filter((name) => isEnv(context, name)) : [...env.keys(), ...env.declaredArgs()]);
  if (reader === 'runShell') for (const { name, kind } of predefinedArgs) if (kind === 'proxy') names.add(name);
  return [...names].filter((name) => /^[A-Za-z_]\w*$/.test(name));
}

function isEnv(context: LineContext, name: string): boolean {
  const kind = winnerOf(context, name, 0)?.kind;
  return kind === 'env' || kind === 'baseImage';
}

function winnerOf({ semantics, ordinal }: LineContext, name: string, pair: number): VariableOrigin | undefined {
  return resolveVariable(semantics, ordinal, name, { pair }).winner;
}

const originNames: Readonly<Record<OriginKind, string>> = {
  arg: 'ARG', env: 'ENV', globalArg: 'ARG before FROM', platform: 'platform', proxy: 'proxy', baseImage: 'base image',
};

/** What stands beside the name: where the value comes from, the value, and the frontend it needs. */
function describe(context: LineContext, name: string, reader: Reader, pair: number): { detail: string; isPredefined: boolean } {
  const predefined = predefinedArg(name);
  const from = originName(context, name, reader, pair);
  const text = valueText(context.semantics.envAt(context.ordinal, pair), name);
  const needs = predefined && availabilityText(predefined);
  return {
    detail: [text === undefined ? from : `${from} = ${text}`, ...(needs ? [needs] : [])].join(', '),
    isPredefined: predefined !== undefined,
  };
}

function originName(context: LineContext, name: string, reader: Reader, pair: number): string {
  const origin = winnerOf(context, name, pair);
  if (origin && origin.kind !== 'baseImage') return originNames[origin.kind];
  // A base image may set any name; what a line or the builder says of it tells more.
  if (context.semantics.envAt(context.ordinal, pair).declares(name)) return 'ARG without a value';
  return reader === 'runShell' && predefinedArg(name)?.kind === 'proxy' ? originNames.proxy : originNames.baseImage;
}

function valueText(env: Env, name: string): string | undefined {
  const value = env.value(name);
  const text = value.kind === 'known' ? value.text : undefined;
  if (text === undefined || text.length <= 60) return text;
  return `${text.slice(0, 59)}…`;
}
