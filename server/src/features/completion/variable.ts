/**
 * Variables after `$` and `${`. Owns: which are in scope at the cursor, with their values. Must not expand anything itself.
 */
import { availabilityText } from '../../data/availability.ts';
import { predefinedArg, predefinedArgs, type PredefinedArg } from '../../data/predefinedArgs.ts';
import type { Env } from '../../semantics/environment.ts';
import { resolveInContainer, resolveVariable, type OriginKind, type Resolution } from '../../semantics/resolve.ts';
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
  const scope = scopeAt(context, reader, pair);
  return namesIn(scope).map((name) => {
    const predefined = predefinedArg(name);
    return {
      label: name,
      kind: 'variable',
      detail: describe(scope, name, predefined),
      ...(predefined ? { documentation: predefined.meaning } : {}),
      edit: replaceAround(context.cursor, typed.length, /^\w*/, braced && !isClosed ? `${name}}` : name),
      isSnippet: false,
      sortText: `${predefined ? 1 : 0}${name}`,
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

/** What is known at the cursor. */
interface VariableScope {
  readonly env: Env;
  readonly reader: Reader;
  /** Undefined where the answer would cost too much. */
  resolve(name: string): Resolution | undefined;
}

/** Each name is looked up through all stages that the cursor's is built on; no real file has so many, and a made-up one gets names alone. */
const longestChain = 50;

function scopeAt({ semantics, stage, ordinal }: LineContext, reader: Reader, pair: number): VariableScope {
  const isLong = stage !== undefined && semantics.chain(stage).length > longestChain;
  // A container starts with what the whole stage has set.
  if (reader === 'containerShell' && stage) {
    return { env: semantics.envAtEnd(stage), reader, resolve: (name) => (isLong ? undefined : resolveInContainer(semantics, stage, name)) };
  }
  return { env: semantics.envAt(ordinal, pair), reader, resolve: (name) => (isLong ? undefined : resolveVariable(semantics, ordinal, name, { pair })) };
}

function namesIn({ env, reader, resolve }: VariableScope): string[] {
  // Only an ENV is left there, and the PATH that every image has.
  const isLeft = (name: string): boolean => name === 'PATH' || resolve(name)?.winner?.kind === 'env';
  const names = new Set(reader === 'containerShell' ? env.keys().filter(isLeft) : [...env.keys(), ...env.declaredArgs()]);
  if (reader === 'runShell') for (const { name, kind } of predefinedArgs) if (kind === 'proxy') names.add(name);
  return [...names].filter((name) => /^[A-Za-z_]\w*$/.test(name));
}

const originNames: Readonly<Record<OriginKind, string>> = {
  arg: 'ARG', env: 'ENV', globalArg: 'ARG before FROM', platform: 'platform', proxy: 'proxy', baseImage: 'base image',
};

/** What stands beside the name: where the value comes from, the value, and the frontend it needs. */
function describe(scope: VariableScope, name: string, predefined: PredefinedArg | undefined): string {
  const text = valueText(scope, name);
  const from = originName(scope, name);
  const needs = predefined && availabilityText(predefined);
  return [text === undefined ? from : `${from} = ${text}`, ...(needs ? [needs] : [])].join(', ');
}

function originName({ env, reader, resolve }: VariableScope, name: string): string {
  const origin = resolve(name)?.winner;
  if (origin && origin.kind !== 'baseImage') return originNames[origin.kind];
  // A base image may set any name; what a line or the builder says of it tells more.
  if (env.declares(name)) return 'ARG without a value';
  return reader === 'runShell' && predefinedArg(name)?.kind === 'proxy' ? originNames.proxy : originNames.baseImage;
}

function valueText({ resolve }: VariableScope, name: string): string | undefined {
  const value = resolve(name)?.value;
  const text = value?.kind === 'known' ? value.text : undefined;
  return text === undefined || text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
