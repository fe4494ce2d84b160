/**
 * What instructions leave in an image's config. Owns: adding them up as a builder does, and the instructions that are lacking for what the image really sets.
 * Must not know histories.
 */
import { jsonWords, quotedLine, quotedWord } from './dockerfileWords.ts';
import type { Escape } from './dockerfileWords.ts';
import type { Healthcheck, ImageSettings } from './imageSettings.ts';

type ListSetting = 'cmd' | 'entrypoint' | 'shell';
type TextSetting = 'user' | 'workingDir' | 'stopSignal';

/** What one instruction does to the config. */
export type Effect =
  | { readonly kind: 'pairs'; readonly of: 'env' | 'labels'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: 'list'; readonly of: ListSetting; readonly words: readonly string[] }
  | { readonly kind: 'text'; readonly of: TextSetting; readonly text: string }
  | { readonly kind: 'members'; readonly of: 'ports' | 'volumes'; readonly members: readonly string[] }
  | { readonly kind: 'healthcheck'; readonly check: Healthcheck }
  | { readonly kind: 'onbuild'; readonly instruction: string }
  /** It sets this, but its text does not tell plainly what. */
  | { readonly kind: 'unknown'; readonly of: keyof ImageSettings };

export class SettingsSoFar {
  readonly env = new Map<string, string>();
  readonly labels = new Map<string, string>();
  readonly ports = new Set<string>();
  readonly volumes = new Set<string>();
  readonly lists: Record<ListSetting, readonly string[]> = { cmd: [], entrypoint: [], shell: [] };
  readonly texts: Record<TextSetting, string> = { user: '', workingDir: '', stopSignal: '' };
  readonly onbuild: string[] = [];
  readonly unknown = new Set<keyof ImageSettings>();
  healthcheck: Healthcheck | undefined;
  #isBase = true;
  #hasOwnCmd = false;

  /** From here on, instructions stand in the Dockerfile that is written. */
  endOfBase(): void {
    this.#isBase = false;
  }

  apply(effect: Effect | undefined): void {
    switch (effect?.kind) {
      case 'pairs':
        for (const [name, value] of effect.pairs) this[effect.of].set(name, value);
        return;
      case 'list':
        this.#list(effect.of, effect.words);
        return;
      case 'text':
        this.texts[effect.of] = effect.of === 'workingDir' ? joined(this.texts.workingDir, effect.text) : effect.text;
        return;
      case 'members':
        for (const member of effect.members) this[effect.of].add(member);
        return;
      case 'healthcheck':
        this.healthcheck = effect.check;
        return;
      case 'onbuild':
        this.onbuild.push(effect.instruction);
        return;
      case 'unknown':
        this.unknown.add(effect.of);
    }
  }

  /** An ENTRYPOINT takes away the CMD of the base, not one of the same stage. */
  #list(of: ListSetting, words: readonly string[]): void {
    this.lists[of] = words;
    if (of === 'cmd') this.#hasOwnCmd = !this.#isBase;
    if (of === 'entrypoint' && !this.#hasOwnCmd) this.lists.cmd = [];
  }
}

/** Builders clean what is recorded as it was written. Paths of Windows are left alone. */
function joined(before: string, path: string): string {
  if (/^[A-Za-z]:|\\/.test(path)) return path;
  const names: string[] = [];
  for (const name of (path.startsWith('/') ? path : `${before}/${path}`).split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return `/${names.join('/')}`;
}

/** BuildKit leaves a path in the config as it was written; the root is as good as none. */
function withoutRoot(path: string): string {
  const clean = path === '' ? path : joined('', path);
  return clean === '/' ? '' : clean;
}

export interface MissingOptions {
  readonly escape: Escape;
  readonly isFromScratch: boolean;
  readonly os: string;
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The lines that make of what there is so far what the image sets; comments where no instruction can. */
export function missingSettings(soFar: SettingsSoFar, image: ImageSettings, { escape, isFromScratch, os }: MissingOptions): string[] {
  const isDefaultPath = (name: string, value: string): boolean => name.toUpperCase() === 'PATH' && isFromScratch && (value === defaultPath || os === 'windows') && !soFar.env.has(name);
  const lines = [
    ...pairLines('ENV', soFar.env, new Map([...image.env].filter(([name, value]) => !isDefaultPath(name, value))), soFar.unknown.has('env'), escape),
    ...pairLines('LABEL', soFar.labels, image.labels, soFar.unknown.has('labels'), escape),
    ...memberLines('EXPOSE', soFar.ports, image.ports, soFar.unknown.has('ports'), (all) => all.map((port) => quotedWord(port, escape)).join(' ')),
    ...memberLines('VOLUME', soFar.volumes, image.volumes, soFar.unknown.has('volumes'), (all) => jsonWords(all, escape)),
  ];
  for (const [name, of] of [['STOPSIGNAL', 'stopSignal'], ['USER', 'user'], ['WORKDIR', 'workingDir']] as const) {
    const [has, wants] = [soFar.texts[of], image[of]].map((text) => (of === 'workingDir' ? withoutRoot(text) : text)) as [string, string];
    if (has === wants || soFar.unknown.has(of)) continue;
    lines.push(wants === '' && of !== 'workingDir' ? `# No ${name}.` : `${name} ${quotedLine(wants || '/', escape)}`);
  }
  if (!isSameCheck(soFar.healthcheck, image.healthcheck) && !soFar.unknown.has('healthcheck')) lines.push(image.healthcheck ? healthcheckText(image.healthcheck) : '# No HEALTHCHECK.');
  for (const [name, of] of [['SHELL', 'shell'], ['ENTRYPOINT', 'entrypoint'], ['CMD', 'cmd']] as const) {
    if (soFar.unknown.has(of) || isSameList(soFar.lists[of], image[of])) continue;
    lines.push(of === 'shell' && image.shell.length === 0 ? '# No SHELL.' : `${name} ${jsonWords(image[of])}`);
  }
  if (!soFar.unknown.has('onbuild')) lines.push(...image.onbuild.slice(sharedStart(soFar.onbuild, image.onbuild)).map((instruction) => (/\n|<</.test(instruction) ? `# ONBUILD ${JSON.stringify(instruction)}` : `ONBUILD ${instruction}`)));
  return lines;
}

function pairLines(name: string, has: ReadonlyMap<string, string>, wants: ReadonlyMap<string, string>, isUnknown: boolean, escape: Escape): string[] {
  if (isUnknown) return [];
  const set = [...wants].filter(([key, value]) => has.get(key) !== value);
  const gone = [...has.keys()].filter((key) => !wants.has(key));
  return [
    ...set.map(([key, value]) => {
      const line = `${name} ${quotedWord(key, escape)}=${quotedWord(value, escape)}`;
      return line.includes('\n') ? `# ${name} ${JSON.stringify(key)} has a value with line breaks, which no Dockerfile can write: ${JSON.stringify(value)}` : line;
    }),
    ...gone.map((key) => `# No ${name} ${key}.`),
  ];
}

function memberLines(name: string, has: ReadonlySet<string>, wants: readonly string[], isUnknown: boolean, written: (members: readonly string[]) => string): string[] {
  if (isUnknown) return [];
  const lacking = wants.filter((member) => !has.has(member));
  const gone = [...has].filter((member) => !wants.includes(member));
  return [...(lacking.length > 0 ? [`${name} ${written(lacking)}`] : []), ...gone.map((member) => `# No ${name} ${member}.`)];
}

/** HEALTHCHECK as an instruction; its command is in JSON form unless a shell runs it. */
export function healthcheckText({ test, interval, timeout, startPeriod, startInterval, retries }: Healthcheck): string {
  if (test[0] === 'NONE') return 'HEALTHCHECK NONE';
  const flags = [['interval', interval], ['timeout', timeout], ['start-period', startPeriod], ['start-interval', startInterval]]
    .flatMap(([name, value]) => (value === '0s' || value === '' ? [] : [`--${name}=${value} `]));
  const command = test[0] === 'CMD-SHELL' ? test.slice(1).join(' ') : jsonWords(test.slice(1));
  return `HEALTHCHECK ${flags.join('')}${retries > 0 ? `--retries=${retries} ` : ''}CMD ${command}`;
}

function isSameCheck(a: Healthcheck | undefined, b: Healthcheck | undefined): boolean {
  return (a === undefined && b === undefined) || (a !== undefined && b !== undefined && healthcheckText(a) === healthcheckText(b));
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, at) => word === b[at]);
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
