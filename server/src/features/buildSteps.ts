/**
 * The steps of a build as the builder's cache tells them apart. Owns: which instructions make a step, what each is known by, and where it takes files from.
 * Must not look at files or remember anything: comparing with an earlier build is others' business.
 *
 * BuildKit knows a step by what it runs and by the step below; an instruction's comments, its line and its stage's name make no difference.
 */
import { cleanPath } from '../base/goPath.ts';
import { Evaluation } from '../rules/evaluation.ts';
import { gitReference, isHttpSource } from '../rules/support/gitReference.ts';
import { readMountFields } from '../semantics/mount.ts';
import { commandOfLine } from '../semantics/commandLine.ts';
import { textOf } from '../semantics/environment.ts';
import type { Semantics, Stage, Step } from '../semantics/semantics.ts';
import type { Snapshot } from '../semantics/snapshot.ts';
import { parseHeredocWord } from '../syntax/heredoc.ts';
import type { InstructionNode, InstructionSegment } from '../syntax/nodes.ts';

/** Files that a step takes out of the build context. */
export interface ContextPaths {
  /** Cleaned, relative to the context, '' for all of it; may have wildcards. */
  readonly path: string;
  /** `--exclude` of COPY and ADD. */
  readonly exclude: readonly string[];
}

/** What the builder's cache knows a step by, apart from the step below it. */
export interface StepKey {
  /** What is run or copied, flags included. */
  readonly command: string;
  /** RUN: the environment in the builder's order, as "NAME=value". */
  readonly env: readonly string[];
  readonly workdir: string;
  readonly user: string;
  /** Stages that it takes files from. */
  readonly stages: readonly number[];
  /** Images that it takes files from. */
  readonly images: readonly string[];
  readonly context: readonly ContextPaths[];
  /** What no file tells: the step may have to run again although nothing here has changed. */
  readonly unknown: readonly ('url' | 'repository' | 'trigger')[];
  /** `COPY --link`: the step below makes no difference. */
  readonly isLinked: boolean;
}

export interface BuildStep {
  /** The instruction; for a trigger of a base stage the FROM that sets it off. */
  readonly ordinal: number;
  readonly stage: number;
  /** In upper case. */
  readonly name: string;
  /** The instruction without comments and continuations: equal texts mean the same where all above is the same. */
  readonly text: string;
  /** Undefined for what only sets something, and for FROM. */
  readonly key: StepKey | undefined;
}

export interface StageSteps {
  readonly index: number;
  readonly name: string | undefined;
  readonly base: { readonly kind: 'stage'; readonly index: number } | { readonly kind: 'image' | 'scratch' | 'unknown'; readonly name: string };
  /** As written after `--platform=`, '' without. */
  readonly platform: string;
  /** True when the build of the target needs it. */
  readonly isBuilt: boolean;
  /** The FROM first. */
  readonly steps: readonly BuildStep[];
}

/** The stages with their steps, in the file's order. Instructions before the first FROM are none of a stage and are left out. */
export function buildSteps(snapshot: Snapshot): StageSteps[] {
  const { semantics } = snapshot;
  const built = semantics.target ? semantics.reachable(semantics.target) : new Set<Stage>();
  const environments = new Environments(semantics);
  return semantics.stages.map((stage): StageSteps => ({
    index: stage.index,
    name: stage.name,
    base: stage.base.kind === 'stage' ? { kind: 'stage', index: stage.base.stage.index } : { kind: stage.base.kind === 'invalid' ? 'unknown' : stage.base.kind, name: stage.base.text },
    platform: stage.platform?.text ?? '',
    isBuilt: built.has(stage),
    steps: [fromStep(snapshot, stage), ...semantics.steps(stage).flatMap((step, at) => stepOf(snapshot, stage, step, at, environments))],
  }));
}

function fromStep({ tree }: Snapshot, stage: Stage): BuildStep {
  const segment = tree.instructions[stage.ordinal]!;
  return { ordinal: stage.ordinal, stage: stage.index, name: 'FROM', text: textOfInstruction(segment, segment.node), key: undefined };
}

function stepOf(snapshot: Snapshot, stage: Stage, step: Step, at: number, environments: Environments): BuildStep[] {
  const segment = snapshot.tree.instructions[step.ordinal]!;
  const node = step.onbuild ? segment.node.trigger : segment.node;
  if (!node || step.facts.name === '') return [];
  const key = new KeyReader(snapshot, stage, step, at, segment, node, environments).read();
  return [{ ordinal: step.onbuild ? stage.ordinal : step.ordinal, stage: stage.index, name: node.name, text: textOfInstruction(segment, node), key }];
}

/** Heredocs belong to it. White space at the ends does not, as the builder trims it too. */
function textOfInstruction({ logical, text, headEnd }: InstructionSegment, node: InstructionNode): string {
  return `${node.name} ${logical.text.slice(logical.toLogical(node.keyword.range.end)).trim()}\n${text.slice(headEnd)}`.trim();
}

/** The environments of stages with their order, which is part of a RUN's key: a name that is set once more moves to the end. */
class Environments {
  readonly #ends: { readonly order: readonly string[]; readonly image: readonly string[] }[] = [];
  /** For each stage and step the order of names, and the step before which the list was last another. */
  readonly #before: { readonly order: readonly string[]; readonly since: number }[][] = [];
  readonly #lists = new Map<string, readonly string[]>();

  constructor(readonly semantics: Semantics) {
    for (const stage of semantics.stages) this.#walk(stage);
  }

  #walk(stage: Stage): void {
    const { semantics } = this;
    const base = stage.base.kind === 'stage' ? this.#ends[stage.base.stage.index] : undefined;
    const image = base ? [...base.image] : this.#namesOfImage(stage);
    // The base's own variables are set anew at the start of a stage.
    const order = moveToEnd([...(base?.order ?? [])], image);
    let here = { order: [...order], since: 0 };
    const before: typeof here[] = [];
    this.#before.push(before);
    for (const [at, { facts }] of semantics.steps(stage).entries()) {
      before.push(here);
      if (facts.name !== 'ENV' && facts.name !== 'ARG') continue;
      const env = semantics.envBefore(stage, at + 1);
      const names = facts.declares.map(({ key }) => key.text).filter((name) => env.get(name) !== undefined);
      moveToEnd(order, names);
      if (facts.name === 'ENV') for (const name of names) if (!image.includes(name)) image.push(name);
      here = { order: [...order], since: at + 1 };
    }
    this.#ends.push({ order, image });
  }

  #namesOfImage({ base }: Stage): string[] {
    const known = base.kind === 'image' ? Object.keys(this.semantics.options.baseImages?.get(base.text)?.env ?? {}) : [];
    return known.includes('PATH') ? known : [...known, 'PATH'];
  }

  /** Steps between which nothing is set share one list. */
  at(stage: Stage, at: number): readonly string[] {
    const { order, since } = this.#before[stage.index]![at]!;
    const key = `${stage.index} ${since}`;
    let list = this.#lists.get(key);
    if (!list) {
      const env = this.semantics.envBefore(stage, at);
      list = order.flatMap((name) => {
        const value = env.get(name);
        return value === undefined ? [] : [`${name}=${value}`];
      });
      this.#lists.set(key, list);
    }
    return list;
  }
}

function moveToEnd(order: string[], names: readonly string[]): string[] {
  for (const name of names) {
    const at = order.indexOf(name);
    if (at >= 0) order.splice(at, 1);
    order.push(name);
  }
  return order;
}

class KeyReader {
  readonly #evaluation: Evaluation;

  constructor(
    readonly snapshot: Snapshot,
    readonly stage: Stage,
    readonly step: Step,
    readonly at: number,
    readonly segment: InstructionSegment,
    readonly node: InstructionNode,
    readonly environments: Environments,
  ) {
    this.#evaluation = new Evaluation(node, segment, (pair) => snapshot.semantics.envBefore(stage, at, pair));
  }

  read(): StepKey | undefined {
    switch (this.node.name) {
      case 'RUN': return this.#run();
      case 'COPY': case 'ADD': return this.#copy();
      case 'WORKDIR': return this.#workdir();
      default: return undefined;
    }
  }

  /** A trigger has no place in the file of its own, so what is asked by ordinal is not known of it. */
  get #unknown(): StepKey['unknown'] {
    return this.step.onbuild ? ['trigger'] : [];
  }

  #workdirBefore(after = false): string {
    if (this.step.onbuild) return '';
    const { path, belowBase } = this.snapshot.semantics.workdirAt(this.step.ordinal, after);
    return belowBase ? `~${path}` : path;
  }

  #user(): string {
    return this.step.onbuild ? '' : textOf(this.snapshot.semantics.userAt(this.step.ordinal)) ?? '';
  }

  #key(command: unknown, more: Partial<StepKey> = {}): StepKey {
    return { command: JSON.stringify(command), env: [], workdir: '', user: '', stages: [], images: [], context: [], unknown: this.#unknown, isLinked: false, ...more };
  }

  #workdir(): StepKey | undefined {
    const path = this.#workdirBefore(true);
    return path === '/' ? undefined : this.#key(['WORKDIR', path], { user: this.#user() });
  }

  #run(): StepKey {
    const { node, segment } = this;
    const command = this.step.onbuild ? node.args.text : commandOfLine(this.snapshot, this.step.ordinal)?.argv ?? node.args.text;
    const bodies = segment.text.slice(segment.headEnd);
    const stages: number[] = [];
    const images: string[] = [];
    const context: ContextPaths[] = [];
    const flags = node.flags.map(({ name, value }) => (name === 'mount' ? undefined : `${name}=${value ?? ''}`)).filter((flag) => flag !== undefined && flag !== 'network=default' && flag !== 'security=sandbox');
    const mounts = this.#evaluation.mounts.mounts.map(({ type, from, source, flag }) => {
      const stage = from === '' ? undefined : this.#stageNamed(from);
      if (stage !== undefined) stages.push(stage);
      else if (from !== '') images.push(from);
      else if (type === 'bind') context.push({ path: cleanPath(`/${source}`).slice(1), exclude: [] });
      return this.#mountFields(flag, type === 'bind');
    });
    return this.#key(['RUN', command, bodies, flags, mounts], { env: this.environments.at(this.stage, this.at), workdir: this.#workdirBefore(), user: this.#user(), stages, images, context });
  }

  /** A mount's options in one order. What is mounted from is told apart by content, so neither a stage's name nor a path counts. */
  #mountFields(flag: InstructionNode['flags'][number], isBind: boolean): string[] {
    const { fields } = readMountFields(flag, this.segment.logical, this.segment.escape);
    return fields.flatMap(({ key, value, valueRange, range }) => {
      if (key === 'from' || (isBind && (key === 'source' || key === 'src' || key === 'type'))) return [];
      const name = key === 'dst' || key === 'destination' ? 'target' : key;
      return [value === undefined ? name : `${name}=${this.#evaluation.expand('mount', value, valueRange ?? range).text}`];
    }).sort();
  }

  #stageNamed(text: string): number | undefined {
    const { semantics } = this.snapshot;
    const named = semantics.stageNamed(text, this.stage.index);
    if (named) return named.index;
    return this.node.name === 'COPY' && /^\d+$/.test(text) && Number(text) < this.stage.index ? Number(text) : undefined;
  }

  #copy(): StepKey {
    const { node } = this;
    const flag = (name: string): string | undefined => node.flags.findLast((each) => each.name === name)?.value;
    const isSet = (name: string): boolean => node.flags.some((each) => each.name === name && each.value?.toLowerCase() !== 'false');
    const from = node.name === 'COPY' ? flag('from') ?? '' : '';
    const stage = from === '' ? undefined : this.#stageNamed(from);
    const exclude = node.flags.flatMap(({ name, value }) => (name === 'exclude' && value ? [this.#evaluation.expand('source', value, node.range).text] : []));
    const sources = this.#evaluation.inRole('source').map(({ text }) => text);
    const unknown = [...this.#unknown];
    const context: ContextPaths[] = [];
    const names = sources.map((source) => {
      const remote = from === '' && gitReference(source) ? 'repository' as const : from === '' && isHttpSource(source) ? 'url' as const : undefined;
      if (remote) {
        unknown.push(remote);
        return source;
      }
      const path = cleanPath(`/${source}`).slice(1);
      if (from === '') context.push({ path, exclude });
      // With --parents the whole path is made below the destination; otherwise only the last name tells.
      return isSet('parents') ? `${source.includes('/./') ? source : path}` : path.slice(path.lastIndexOf('/') + 1);
    });
    const destination = this.#evaluation.inRole('destination')[0]?.text ?? '';
    const ownFlags = ['chown', 'chmod', 'checksum'].map((name) => this.#evaluation.inRole(name as 'chown')[0]?.text ?? flag(name) ?? '');
    const switches = ['parents', 'link', 'keep-git-dir', 'unpack'].filter(isSet);
    // ADD unpacks archives, so the same files copied by COPY are another step.
    const command = [node.name, names, exclude, this.#inlineFiles(), destination, ownFlags, switches];
    return this.#key(command, {
      workdir: destination.startsWith('/') ? '' : this.#workdirBefore(), stages: stage === undefined ? [] : [stage],
      images: from !== '' && stage === undefined ? [from] : [], context, unknown, isLinked: isSet('link'),
    });
  }

  /** The files that stand in the Dockerfile itself, variables replaced where the builder does. */
  #inlineFiles(): string[] {
    const { node, segment } = this;
    if (node.heredocs.length === 0) return [];
    const texts = this.#evaluation.inRole('heredoc').map(({ text }) => text);
    const names = node.words.flatMap(({ text }) => parseHeredocWord(text)?.name ?? []);
    return [...names, ...texts, segment.text.slice(segment.headEnd)];
  }
}
