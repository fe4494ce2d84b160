/**
 * `drydock check`. Owns: its options, the run over the files, and the exit code. Must not find or print anything itself.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Severity } from '../features/types.ts';
import { defaultConfig, type Config } from '../rules/config.ts';
import { checkFile } from './checkFile.ts';
import { ContextReader } from './contextReader.ts';
import { filesOf, isFolder, type Input } from './files.ts';
import { formats, type Format } from './formats.ts';
import { PipeClosed, syncOutput } from './output.ts';
import { usageError } from './usage.ts';

const help = `Usage: drydock check [options] PATH…

Checks Dockerfiles. A folder is searched for files called Dockerfile*, Containerfile*, *.dockerfile and
*.containerfile; node_modules and .git are left out.

  --format text|json|jsonl              How findings are printed; text is the default
  --preset recommended|buildkit|all     Which rules look; recommended is the default
  --files-from FILE|-                   Also check the files that FILE or standard input names, one a line
  --context DIR                         The build context of all files, whose .dockerignore counts; the file's own
                                        folder is the default
  --fail-on error|warning|info|hint|never
                                        The least severity that makes the exit code 1; warning is the default

jsonl prints one line a file, json one array of the same objects:
  {"path", "diagnostics": [{"code", "aliases", "severity", "message", "range", "instructionRange", "fixable"}]}
Lines and characters count from 0. A line ends with a line feed and with nothing else, as for BuildKit; a character
is a UTF-16 code unit. text counts both from 1.

Exit code: 0 nothing found, 1 findings at or over --fail-on, 2 wrong usage. A file that cannot be read is a finding.
`;

const thresholds: Readonly<Record<string, readonly Severity[]>> = {
  never: [],
  error: ['error'],
  warning: ['error', 'warning'],
  info: ['error', 'warning', 'info'],
  hint: ['error', 'warning', 'info', 'hint'],
};

const presets: readonly string[] = ['recommended', 'buildkit', 'all'] satisfies Config['preset'][];

interface Options {
  readonly format: Format;
  readonly config: Config;
  readonly failOn: ReadonlySet<Severity>;
  readonly inputs: readonly Input[];
  readonly contexts: ContextReader;
}

/** Runs the command and returns the exit code. `args` is what follows `check`. */
export function checkCommand(args: readonly string[]): number {
  let options: Options | 'help';
  try {
    options = readOptions(args);
  } catch (error) {
    return usageError(error instanceof Error ? error.message : String(error), help);
  }
  if (options === 'help') {
    process.stdout.write(help);
    return 0;
  }
  return run(options);
}

function run({ format, config, failOn, inputs, contexts }: Options): number {
  const output = syncOutput(1);
  const printer = format(output.write);
  let fails = false;
  try {
    for (const file of filesOf(inputs)) {
      const checked = checkFile(file, config, contexts, ({ code, error }) => process.stderr.write(`drydock: the rule ${code} failed on ${file.path}: ${String(error)}\n`));
      fails ||= checked.diagnostics.some(({ severity }) => failOn.has(severity));
      printer.file(checked);
    }
    printer.end();
    output.flush();
  } catch (error) {
    // Whoever reads has seen enough, as in `drydock check … | head`.
    if (!(error instanceof PipeClosed)) throw error;
  }
  return fails ? 1 : 0;
}

/** Throws an error that says what is wrong. */
function readOptions(args: readonly string[]): Options | 'help' {
  const { values, tokens } = parseArgs({
    args: [...args],
    allowPositionals: true,
    tokens: true,
    options: {
      format: { type: 'string', default: 'text' },
      preset: { type: 'string', default: defaultConfig.preset },
      'files-from': { type: 'string', multiple: true },
      context: { type: 'string' },
      'fail-on': { type: 'string', default: 'warning' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return 'help';
  const inputs = tokens.flatMap((token): Input[] => {
    if (token.kind === 'positional') return [{ path: token.value, mayBeFolder: true }];
    return token.kind === 'option' && token.name === 'files-from' ? listedFiles(token.value ?? '') : [];
  });
  if (inputs.length === 0 && !values['files-from']) throw new Error('PATH is missing');
  return {
    format: formats[oneOf('--format', values.format, Object.keys(formats))]!,
    config: { ...defaultConfig, preset: oneOf('--preset', values.preset, presets) as Config['preset'] },
    failOn: new Set(thresholds[oneOf('--fail-on', values['fail-on'], Object.keys(thresholds))]),
    inputs,
    contexts: new ContextReader(values.context === undefined ? undefined : folderGiven(values.context)),
  };
}

function folderGiven(folder: string): string {
  if (!isFolder(folder)) throw new Error(`--context: there is no folder ${folder}`);
  return folder;
}

function oneOf(option: string, value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value)) throw new Error(`${option} must be one of ${allowed.join(', ')}`);
  return value;
}

function listedFiles(list: string): Input[] {
  let text: string;
  try {
    text = readFileSync(list === '-' ? 0 : list, 'utf8');
  } catch (error) {
    throw new Error(`cannot read the list ${list}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`, { cause: error });
  }
  return text.split(/\r?\n/).filter((path) => path !== '').map((path) => ({ path, mayBeFolder: false }));
}
