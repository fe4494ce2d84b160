/**
 * Windows images. Owns: which operating system a stage is for, and how BuildKit reads paths there. Must not know instructions.
 */
import { Kept } from '../../base/kept.ts';
import { goQuote } from '../../base/goText.ts';
import { analyse, type Semantics } from '../../semantics/semantics.ts';
import type { Stage } from '../../semantics/stages.ts';
import { processWord } from '../../syntax/shellWord.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import { parsePlatform } from './platform.ts';

/** The operating system that the stage is built for: what --platform says where the chain of stages starts, else the build's. */
export function systemOf(stage: Stage | undefined, semantics: Semantics): string {
  const root = stage && semantics.chain(stage).at(-1);
  const flag = root?.platform;
  if (flag && flag.text !== '' && root.base.kind !== 'scratch') {
    const platform = parsePlatform(processWord(flag.text, semantics.escape, semantics.globalEnv).result);
    if (typeof platform !== 'string') return platform.os;
  }
  return semantics.options.platform?.os ?? 'linux';
}

/** True for a stage on an image that exists for Windows only, whatever the build is for. */
export function isWindowsImage(stage: Stage | undefined, semantics: Semantics): boolean {
  const base = stage && semantics.chain(stage).at(-1)!.base;
  return base?.kind === 'image' && `${base.reference.domain}/${base.reference.path}`.includes('/windows/');
}

/** BuildKit's message about a path's drive, or undefined: Windows knows only `C:`, and no UNC paths. */
export function drivePathError(path: string): string | undefined {
  if (path.length === 2 && path[1] === ':') return `No relative path specified in ${goQuote(path)}`;
  if (/^[\\/]{2}/.test(path)) return 'UNC paths are not supported';
  const colon = path.indexOf(':');
  return colon >= 0 && path.slice(0, colon).toLowerCase() !== 'c' ? 'The specified path is not on the system drive (C:)' : undefined;
}

/** True for a path that BuildKit takes as absolute on the system. */
export function isAbsolute(path: string, system: string): boolean {
  if (system !== 'windows') return path.startsWith('/');
  return drivePathError(path) === undefined && /^[\\/]/.test(path.replace(/^[cC]:/, ''));
}

const toJudge = new Kept<Semantics>();

/** The semantics to judge a file by: a file that starts from a Windows image can only be meant for a Windows builder. */
export function semanticsToJudge(tree: SyntaxTree, semantics: Semantics): Semantics {
  if (semantics.options.platform) return semantics;
  let found = toJudge.get(semantics);
  if (!found) {
    const isWindows = semantics.stages.some((stage) => isWindowsImage(stage, semantics));
    found = isWindows ? analyse(tree, undefined, { ...semantics.options, platform: { os: 'windows', architecture: 'amd64', variant: '' } }) : semantics;
    toJudge.set(semantics, found);
  }
  return found;
}
