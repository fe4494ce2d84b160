/**
 * What a container of a stage starts. Owns: the text about CMD and ENTRYPOINT together, for both. Must not look at other instructions.
 */
import { commandAtEnd, type CommandAtEnd } from '../../semantics/commandLine.ts';
import type { Snapshot } from '../../semantics/snapshot.ts';
import type { Stage } from '../../semantics/stages.ts';
import { argvText, cell, code, table } from './markdown.ts';
import { baseImageOf, lineNumber, stageTitle } from './place.ts';

type Name = 'CMD' | 'ENTRYPOINT';

/** CMD and ENTRYPOINT at the end of the stage of the instruction, and what `docker run` makes of them. */
export function containerCommand(snapshot: Snapshot, ordinal: number, name: Name): string {
  const { semantics } = snapshot;
  const stage = semantics.stageAt(ordinal)!;
  const entrypoint = commandAtEnd(snapshot, stage, 'ENTRYPOINT');
  const cmd = commandAtEnd(snapshot, stage, 'CMD');
  const own = name === 'CMD' ? cmd : entrypoint;
  const image = baseImageOf(snapshot, stage);
  return [
    ...(isOther(own, ordinal) ? [`**Without effect:** ${name} in line ${lineNumber(snapshot, own.ordinal)} replaces it.`] : []),
    `**At the end of ${stageTitle(stage)}**`,
    table(['', 'is', 'from'], [['ENTRYPOINT', ...describe(snapshot, stage, entrypoint, image)], ['CMD', ...describe(snapshot, stage, cmd, image)]]),
    table(['command', 'starts'], runs(entrypoint, cmd, image)),
    ...notes(entrypoint, cmd),
    formsTable(entrypoint, cmd),
  ].join('\n\n');
}

function isOther(command: CommandAtEnd, ordinal: number): command is Extract<CommandAtEnd, { kind: 'line' }> {
  return command.kind === 'line' && command.ordinal !== ordinal;
}

function describe(snapshot: Snapshot, stage: Stage, command: CommandAtEnd, image: string | undefined): readonly [string, string] {
  switch (command.kind) {
    case 'line': {
      const place = command.stage === stage ? '' : `, ${stageTitle(command.stage)}`;
      return [cell(argvText(command.argv)), `line ${lineNumber(snapshot, command.ordinal)}${place}${command.onbuild ? ' (ONBUILD)' : ''}, ${command.form} form`];
    }
    case 'baseImage':
      return ['not known here', image ? `base image ${image}` : 'the base image'];
    case 'none':
      return ['none', ''];
  }
}

type Vector = readonly string[] | 'baseImage';

function vectorOf(command: CommandAtEnd): Vector {
  return command.kind === 'line' ? command.argv : command.kind === 'none' ? [] : 'baseImage';
}

/** Rows of a table: what is typed, what process it makes. */
function runs(entrypoint: CommandAtEnd, cmd: CommandAtEnd, image: string | undefined): readonly (readonly [string, string])[] {
  const program = vectorOf(entrypoint);
  const base = image ?? 'the base image';
  const started = (argumentsOf: Vector): string => {
    if (program === 'baseImage') return argumentsOf === 'baseImage' ? `what ${base} starts` : `${cell(argvText(argumentsOf))}, behind the ENTRYPOINT of ${base} if it has one`;
    if (argumentsOf === 'baseImage') return `${cell(argvText(program))}, then the CMD of ${base}`;
    const argv = [...program, ...argumentsOf];
    return argv.length === 0 ? 'nothing: the engine refuses' : cell(argvText(argv));
  };
  return [
    ['`docker run IMAGE`', started(vectorOf(cmd))],
    ['`docker run IMAGE -i`', started(['-i'])],
    ['`docker run --entrypoint sh IMAGE`', cell(argvText(['sh']))],
  ];
}

function notes(entrypoint: CommandAtEnd, cmd: CommandAtEnd): string[] {
  const found: string[] = [];
  if (entrypoint.kind === 'line' && entrypoint.form === 'shell') {
    found.push('ENTRYPOINT is in shell form: CMD and arguments only become `$0`, `$1`, … of the shell, so the command does not see them; nor may it see the stop signal.');
  } else if (entrypoint.kind === 'line' && entrypoint.argv.length > 0 && cmd.kind === 'line' && cmd.form === 'shell') {
    found.push(`CMD is in shell form: the program gets ${code(argvText(cmd.shell))} and the text as its arguments. Write CMD as a JSON array.`);
  } else if (entrypoint.kind !== 'line' && cmd.kind === 'line' && cmd.form === 'shell') {
    found.push('CMD is in shell form: the stop signal goes to the shell, which need not pass it on.');
  }
  return found;
}

type Form = 'none' | 'exec' | 'shell' | undefined;

function formOf(command: CommandAtEnd): Form {
  if (command.kind === 'line') return command.argv.length === 0 ? 'none' : command.form;
  return command.kind === 'none' ? 'none' : undefined;
}

const forms = ['none', 'exec', 'shell'] as const;
/** Rows: ENTRYPOINT none, exec, shell. Columns: the same for CMD. */
const combinations: readonly (readonly string[])[] = [
  ['error', '`cmd`', '`sh -c "cmd"`'],
  ['`entry`', '`entry cmd`', '`entry sh -c "cmd"`'],
  ['`sh -c "entry"`', '`sh -c "entry"`, CMD unused', '`sh -c "entry"`, CMD unused'],
];

/** All combinations of forms, the one at hand in bold. */
function formsTable(entrypoint: CommandAtEnd, cmd: CommandAtEnd): string {
  const rows = forms.map((row, at) => [
    row === 'none' ? 'no ENTRYPOINT' : `ENTRYPOINT ${row} form`,
    ...forms.map((column, index) => (formOf(entrypoint) === row && formOf(cmd) === column ? `**${combinations[at]![index]!}**` : combinations[at]![index]!)),
  ]);
  return table(['', 'no CMD', 'CMD exec form', 'CMD shell form'], rows);
}
