/**
 * Variables in words. Owns: the text about a variable's value at a point, and about the lines that could set it. Must not resolve.
 */
import { predefinedArg } from '../../data/predefinedArgs.ts';
import type { VariableValue } from '../../semantics/environment.ts';
import type { VariableMention } from '../../semantics/references.ts';
import { resolveInContainer, resolveVariable, type OriginState, type Resolution, type VariableOrigin } from '../../semantics/resolve.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import type { Stage } from '../../semantics/stages.ts';
import { cell, code, table } from './markdown.ts';
import { baseImageOf, lineNumber, stageTitle } from './place.ts';

/** Its value, the lines, and why it is so. */
export function variableHover(snapshot: Snapshot, ordinal: number, mention: VariableMention): string {
  const { semantics, tree } = snapshot;
  const { node } = tree.instructions[ordinal]!;
  const { name, pair } = mention;
  const stage = semantics.stageAt(ordinal);
  const isShell = mention.kind === 'use' && mention.use.by === 'shell';
  const inContainer = isShell && runTimeInstructions.has(node.name);
  const found = inContainer && stage
    ? resolveInContainer(semantics, stage, name)
    : resolveVariable(semantics, ordinal, name, { pair, after: mention.kind === 'definition' && node.name !== 'ONBUILD' });
  const when = inContainer ? 'in the container' : isShell ? 'when the command starts' : mention.kind === 'definition' ? 'from here on' : 'here';
  return [
    `**${code(name)}** ${when}: ${valueText(found.value, (stage && baseImageOf(snapshot, stage)) ?? 'the base image', isShell)}.`,
    ...fromImage(snapshot, stage, found),
    ...originsTable(snapshot, ordinal, found),
    ...reasons(ordinal, found, inContainer),
    ...predefinedText(name),
  ].join('\n\n');
}

const runTimeInstructions = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

function valueText(value: VariableValue, image: string, isShell: boolean): string {
  switch (value.kind) {
    case 'known':
      return value.text === '' ? 'empty' : code(value.text);
    case 'unset':
      return isShell ? 'not set by this file; the command itself may set it' : 'no value';
    case 'unknown':
      if (value.reason === 'error') return 'its value cannot be expanded';
      if (value.reason === 'platform') return `depends on the build, ${value.assumed ? code(value.assumed) : 'empty'} for linux/amd64`;
      if (value.assumed) return `depends on ${image}, probably ${code(value.assumed)}`;
      return isShell ? `not set by this file; ${image} or the command itself may set it` : `no value, unless ${image} sets it`;
  }
}

/** Where a value comes from that no line sets. */
function fromImage(snapshot: Snapshot, stage: Stage | undefined, { value, winner, name }: Resolution): string[] {
  const image = stage && snapshot.semantics.scopeOf(stage).baseImage;
  const isItsOwn = value.kind === 'known' && image !== undefined && Object.hasOwn(image.env, name) && (!winner || winner.kind === 'baseImage');
  return isItsOwn && stage ? [`Set by ${baseImageOf(snapshot, stage)}.`] : [];
}

const stateText: Readonly<Record<OriginState, string>> = {
  wins: '**wins**', source: 'gives the value', overridden: 'overridden', noValue: 'has no value', notDeclaredInStage: 'not declared in this stage', runOnly: 'for RUN only', later: 'later', buildOnly: 'during the build only',
};

/** The words of the instruction that set the variable, as written. */
function originText(snapshot: Snapshot, { kind, ordinal, range, raw }: VariableOrigin): string {
  const written = (): string => cell(`${kind === 'env' ? 'ENV' : 'ARG'} ${range && ordinal !== undefined ? snapshot.tree.instructions[ordinal]!.text.slice(range.start, range.end) : (raw ?? '')}`);
  switch (kind) {
    case 'arg': case 'env':
      return written();
    case 'globalArg':
      return `${written()}, global`;
    case 'platform':
      return 'predefined';
    case 'proxy':
      return 'predefined, from `--build-arg` or the proxy settings';
    case 'baseImage':
      return 'base image';
  }
}

const longest = 12;

function originsTable(snapshot: Snapshot, ordinal: number, { origins }: Resolution): string[] {
  const lines = origins.filter(({ kind }) => kind !== 'baseImage');
  if (lines.length === 0) return [];
  const here = snapshot.semantics.stageAt(ordinal);
  // The ones that matter are the last ones up to the winner; a long history in front of them is cut.
  const shown = lines.length <= longest ? lines : lines.filter(({ state }, index) => state !== 'overridden' || index >= lines.length - longest);
  const rows = shown.slice(-2 * longest).map((origin) => {
    const place = origin.ordinal === undefined ? '' : `${lineNumber(snapshot, origin.ordinal, origin.range?.start)}`;
    const stage = origin.stage && origin.stage !== here ? `, ${stageTitle(origin.stage)}` : '';
    return [place, `${originText(snapshot, origin)}${stage}${origin.onbuild ? ', ONBUILD' : ''}`, stateText[origin.state]];
  });
  return [table(['line', 'sets it', ''], rows)];
}

/** Why the winner wins, and what --build-arg does. */
function reasons(ordinal: number, found: Resolution, inContainer: boolean): string[] {
  const { name, winner, origins, declared, buildArgApplies } = found;
  const has = (kind: VariableOrigin['kind'], ...states: readonly OriginState[]): boolean => origins.some((origin) => origin.kind === kind && states.includes(origin.state));
  const text: string[] = [];
  const option = code(`--build-arg ${name}=…`);
  if (inContainer) {
    text.push(`${code(`docker run -e ${name}=…`)} ${winner ? 'wins over ENV' : 'sets it'}.`);
    if (has('arg', 'buildOnly') && !winner) text.push(`An ARG is gone when the container runs; ${code(`ENV ${name}=$${name}`)} keeps it.`);
  } else if (winner?.kind === 'env') {
    if (has('arg', 'overridden', 'noValue')) text.push(buildArgApplies ? 'ENV wins over the ARG, but its value uses a build argument.' : `ENV wins over the ARG of the same name: ${option} changes nothing here.`);
    if (winner.ordinal === ordinal) text.push(...envNotes(name));
  } else if (winner?.kind === 'arg' || winner?.kind === 'globalArg') {
    if (has('env', 'overridden')) text.push('The ARG comes after the ENV and wins for the rest of the build of this stage; containers get the ENV.');
    text.push(has('globalArg', 'source') || has('platform', 'source') ? `ARG without a default takes the global value; ${option} wins over both.` : `${option} wins over the default.`);
  } else if (declared && !winner) {
    text.push(`Declared without a value: only ${option} gives it one.`);
  }
  if (!declared && (has('globalArg', 'notDeclaredInStage') || has('platform', 'notDeclaredInStage'))) text.push(`The global ARG is not visible in a stage: write ${code(`ARG ${name}`)} below FROM.`);
  return text.length === 0 ? [] : [text.join(' ')];
}

function envNotes(name: string): string[] {
  return name === 'PATH' ? ['A login shell, such as one over ssh, sets its own PATH and does not see this one.'] : [];
}

function predefinedText(name: string): string[] {
  const arg = predefinedArg(name);
  return arg ? [arg.meaning] : [];
}
