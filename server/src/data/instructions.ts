/**
 * The table of instructions. Owns: the 18 keywords, their forms, flags and snippets, as BuildKit's Dockerfile frontend has them.
 * Everything that lists instructions or flags (parsing hints, rules, completion, hover, grammar, snippets) reads it here. Must not hold behaviour.
 */
import type { Availability } from './availability.ts';

export const instructionNames = [
  'ADD', 'ARG', 'CMD', 'COPY', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'FROM', 'HEALTHCHECK', 'LABEL', 'MAINTAINER', 'ONBUILD', 'RUN', 'SHELL', 'STOPSIGNAL',
  'USER', 'VOLUME', 'WORKDIR',
] as const;

export type InstructionName = (typeof instructionNames)[number];

/** How the arguments may be written. */
export type InstructionForm =
  /** A command line for the shell. */
  | 'shell'
  /** A JSON array of strings. */
  | 'json'
  /** Words separated by white space. */
  | 'words'
  /** `key=value` pairs, or names with an optional default. */
  | 'pairs'
  /** One value, taken whole. */
  | 'string'
  /** Another instruction. */
  | 'instruction'
  /** `<<EOF` with a body below. */
  | 'heredoc';

/** Which variables of the arguments the builder itself replaces. Flags say it one by one. */
export type BuilderExpansion =
  /** Everything: `$VAR` and `${VAR}` are replaced before the instruction is carried out. */
  | 'all'
  /** The image name, with ARGs from before the first FROM and the platform ARGs only. */
  | 'globalArgs'
  /** Nothing: a shell, if there is one, sees the text as it stands. */
  | 'none'
  /** When the trigger is carried out, as that instruction has it. */
  | 'trigger';

/** What a flag's value is, for completion and checks. */
export type FlagValue =
  | { readonly kind: 'boolean' }
  /** One of `values` and nothing else. */
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** Free text; `examples` are worth offering. */
  | { readonly kind: 'text'; readonly placeholder: string; readonly examples?: readonly string[] }
  /** A Go duration: `30s`, `1m30s`; at least 1ms, or 0. */
  | { readonly kind: 'duration'; readonly examples: readonly string[] }
  /** A whole number, not negative. */
  | { readonly kind: 'count'; readonly examples: readonly string[] }
  /** `os[/arch[/variant]]`. */
  | { readonly kind: 'platform' }
  /** A stage name or index, a named context or an image. */
  | { readonly kind: 'stage' }
  /** Comma-separated mount options; see mountOptions.ts. */
  | { readonly kind: 'mount' };

export interface FlagSpec extends Availability {
  /** Without the dashes; flag names are case-sensitive. */
  readonly name: string;
  readonly value: FlagValue;
  /** May be given more than once. */
  readonly repeatable: boolean;
  /** True when the builder replaces variables in the value. */
  readonly expanded: boolean;
  /** What holds when the flag is absent, as one would write it; undefined when there is no such value. */
  readonly default?: string;
}

export interface InstructionSnippet {
  /** What it is for, in a few words. */
  readonly label: string;
  /** Snippet syntax (`$1`, `${2:text}`). Keywords stand between `%` so that they can be written in the document's case: see `snippetText`. */
  readonly body: string;
}

export interface InstructionSpec {
  readonly name: InstructionName;
  readonly forms: readonly InstructionForm[];
  readonly flags: readonly FlagSpec[];
  /** Fewest and most arguments; words for `words`, pairs for `pairs`, the command's words for `shell`. */
  readonly minArguments: number;
  readonly maxArguments: number;
  readonly expansion: BuilderExpansion;
  /** May follow ONBUILD. */
  readonly onbuildAllowed: boolean;
  /** May stand before the first FROM. */
  readonly beforeFrom: boolean;
  /** Only the last one of a stage counts. */
  readonly lastWins: boolean;
  readonly deprecated: boolean;
  /** The first one is the instruction's usual form. */
  readonly snippets: readonly [InstructionSnippet, ...InstructionSnippet[]];
}

const boolean: FlagValue = { kind: 'boolean' };

const chown: FlagSpec = {
  name: 'chown', since: '1.0', value: { kind: 'text', placeholder: 'user:group', examples: ['root:root', '1000:1000', 'www-data:www-data'] }, repeatable: false, expanded: true,
};
const chmod: FlagSpec = {
  name: 'chmod', since: '1.2', value: { kind: 'text', placeholder: '755', examples: ['755', '644', '600', 'u=rwX,go=rX', '+x'] }, repeatable: false, expanded: true,
  needs: 'symbolic modes need 1.14',
};
const link: FlagSpec = { name: 'link', since: '1.4', value: boolean, repeatable: false, expanded: false, default: 'false' };
const exclude: FlagSpec = {
  name: 'exclude', since: '1.19', labsSince: '1.7', value: { kind: 'text', placeholder: 'pattern', examples: ['*.md', '**/*.test.js', '.git'] }, repeatable: true, expanded: false,
};

const addFlags: readonly FlagSpec[] = [
  chown,
  chmod,
  link,
  { name: 'keep-git-dir', since: '1.1', value: boolean, repeatable: false, expanded: false, default: 'false' },
  { name: 'checksum', since: '1.6', value: { kind: 'text', placeholder: 'sha256:…', examples: ['sha256:'] }, repeatable: false, expanded: true, needs: 'Git sources need 1.17' },
  { name: 'unpack', since: '1.17', value: boolean, repeatable: false, expanded: false },
  exclude,
];

const copyFlags: readonly FlagSpec[] = [
  { name: 'from', since: '1.0', value: { kind: 'stage' }, repeatable: false, expanded: false },
  chown,
  chmod,
  link,
  { name: 'parents', since: '1.20', labsSince: '1.7', value: boolean, repeatable: false, expanded: false, default: 'false' },
  exclude,
];

const runFlags: readonly FlagSpec[] = [
  { name: 'mount', since: '1.2', value: { kind: 'mount' }, repeatable: true, expanded: true },
  { name: 'network', since: '1.3', value: { kind: 'enum', values: ['default', 'none', 'host'] }, repeatable: false, expanded: false, default: 'default' },
  { name: 'security', since: '1.20', labsSince: '1.1', value: { kind: 'enum', values: ['sandbox', 'insecure'] }, repeatable: false, expanded: false, default: 'sandbox' },
  { name: 'device', since: undefined, labsSince: '1.14', value: { kind: 'text', placeholder: 'vendor.com/class=name', examples: ['nvidia.com/gpu=all'] }, repeatable: true, expanded: false },
];

const healthcheckFlags: readonly FlagSpec[] = [
  { name: 'interval', since: '1.0', value: { kind: 'duration', examples: ['30s', '10s', '1m', '5m'] }, repeatable: false, expanded: false, default: '30s' },
  { name: 'timeout', since: '1.0', value: { kind: 'duration', examples: ['30s', '3s', '5s', '10s'] }, repeatable: false, expanded: false, default: '30s' },
  { name: 'start-period', since: '1.0', value: { kind: 'duration', examples: ['0s', '10s', '30s', '1m'] }, repeatable: false, expanded: false, default: '0s' },
  {
    name: 'start-interval', since: '1.6', needs: 'Docker Engine 25', value: { kind: 'duration', examples: ['5s', '1s', '2s'] }, repeatable: false, expanded: false, default: '5s',
  },
  { name: 'retries', since: '1.0', value: { kind: 'count', examples: ['3', '1', '5'] }, repeatable: false, expanded: false, default: '3' },
];

type SpecInput = Pick<InstructionSpec, 'forms' | 'minArguments' | 'expansion' | 'snippets'> & Partial<Omit<InstructionSpec, 'name'>>;

function spec(name: InstructionName, input: SpecInput): InstructionSpec {
  return { flags: [], maxArguments: Infinity, onbuildAllowed: true, beforeFrom: false, lastWins: false, deprecated: false, ...input, name };
}

/** Every instruction by its upper-case name. */
export const instructions: Readonly<Record<InstructionName, InstructionSpec>> = {
  ADD: spec('ADD', {
    forms: ['words', 'json', 'heredoc'], minArguments: 2, expansion: 'all', flags: addFlags,
    snippets: [
      { label: 'Add files, a URL, a Git repository or an unpacked archive', body: '%ADD% ${1:source} ${2:target}' },
      { label: 'Add a verified download', body: '%ADD% --checksum=sha256:${1:digest} ${2:https://example.com/file.tar.gz} ${3:/tmp/}' },
    ],
  }),
  ARG: spec('ARG', {
    forms: ['pairs'], minArguments: 1, expansion: 'all', beforeFrom: true,
    snippets: [
      { label: 'Declare a build argument with a default', body: '%ARG% ${1:NAME}=${2:default}' },
      { label: 'Declare a build argument without a default', body: '%ARG% ${1:NAME}' },
    ],
  }),
  CMD: spec('CMD', {
    forms: ['json', 'shell'], minArguments: 0, expansion: 'none', lastWins: true,
    snippets: [
      { label: 'Default command, exec form', body: '%CMD% ["${1:executable}", "${2:argument}"]' },
      { label: 'Default command, shell form', body: '%CMD% ${1:command}' },
    ],
  }),
  COPY: spec('COPY', {
    forms: ['words', 'json', 'heredoc'], minArguments: 2, expansion: 'all', flags: copyFlags,
    snippets: [
      { label: 'Copy from the build context', body: '%COPY% ${1:source} ${2:target}' },
      { label: 'Copy from another stage or image', body: '%COPY% --from=${1:stage} ${2:source} ${3:target}' },
      { label: 'Write a file from a heredoc', body: '%COPY% <<${1:EOF} ${2:/etc/example.conf}\n$0\n$1' },
    ],
  }),
  ENTRYPOINT: spec('ENTRYPOINT', {
    forms: ['json', 'shell'], minArguments: 0, expansion: 'none', lastWins: true,
    snippets: [
      { label: 'Program that always runs, exec form', body: '%ENTRYPOINT% ["${1:executable}"]' },
      { label: 'Program that always runs, shell form', body: '%ENTRYPOINT% ${1:command}' },
    ],
  }),
  ENV: spec('ENV', {
    forms: ['pairs'], minArguments: 1, expansion: 'all',
    snippets: [{ label: 'Set an environment variable', body: '%ENV% ${1:NAME}=${2:value}' }],
  }),
  EXPOSE: spec('EXPOSE', {
    forms: ['words'], minArguments: 1, expansion: 'all',
    snippets: [{ label: 'Declare a port', body: '%EXPOSE% ${1:8080}' }],
  }),
  FROM: spec('FROM', {
    forms: ['words'], minArguments: 1, maxArguments: 3, expansion: 'globalArgs', onbuildAllowed: false, beforeFrom: true,
    flags: [{ name: 'platform', since: '1.0', value: { kind: 'platform' }, repeatable: false, expanded: true, default: '$TARGETPLATFORM' }],
    snippets: [
      { label: 'Start a stage', body: '%FROM% ${1:image}:${2:tag}' },
      { label: 'Start a named stage', body: '%FROM% ${1:image}:${2:tag} %AS% ${3:name}' },
      { label: 'Start a stage that runs on the builder’s platform', body: '%FROM% --platform=\\$BUILDPLATFORM ${1:image}:${2:tag} %AS% ${3:build}' },
    ],
  }),
  HEALTHCHECK: spec('HEALTHCHECK', {
    forms: ['shell', 'json'], minArguments: 1, expansion: 'none', flags: healthcheckFlags, lastWins: true,
    snippets: [
      { label: 'Check that the container works', body: '%HEALTHCHECK% --interval=${1:30s} --timeout=${2:3s} %CMD% ${3:curl -f http://localhost/ || exit 1}' },
      { label: 'Switch off the base image’s check', body: '%HEALTHCHECK% %NONE%' },
    ],
  }),
  LABEL: spec('LABEL', {
    forms: ['pairs'], minArguments: 1, expansion: 'all',
    snippets: [
      { label: 'Add metadata', body: '%LABEL% ${1:org.opencontainers.image.source}="${2:value}"' },
    ],
  }),
  MAINTAINER: spec('MAINTAINER', {
    forms: ['string'], minArguments: 1, maxArguments: 1, expansion: 'none', onbuildAllowed: false, deprecated: true,
    snippets: [{ label: 'Name the author (deprecated, use LABEL)', body: '%MAINTAINER% ${1:name}' }],
  }),
  ONBUILD: spec('ONBUILD', {
    forms: ['instruction'], minArguments: 1, maxArguments: 1, expansion: 'trigger', onbuildAllowed: false,
    snippets: [{ label: 'Keep an instruction for images built from this one', body: '%ONBUILD% ${1:INSTRUCTION}' }],
  }),
  RUN: spec('RUN', {
    forms: ['shell', 'json', 'heredoc'], minArguments: 0, expansion: 'none', flags: runFlags,
    snippets: [
      { label: 'Run a command', body: '%RUN% ${1:command}' },
      { label: 'Run a script from a heredoc', body: '%RUN% <<${1:EOF}\nset -e\n$0\n$1' },
      { label: 'Run with a cache that outlives the build', body: '%RUN% --mount=type=cache,target=${1:/root/.cache} ${2:command}' },
      { label: 'Run with a secret file', body: '%RUN% --mount=type=secret,id=${1:token} ${2:command}' },
      { label: 'Run with a file or folder mounted', body: '%RUN% --mount=type=bind,source=${1:source},target=${2:target} ${3:command}' },
    ],
  }),
  SHELL: spec('SHELL', {
    forms: ['json'], minArguments: 1, expansion: 'none',
    snippets: [
      { label: 'Change the shell, with pipefail', body: '%SHELL% ["${1:/bin/bash}", "${2:-o}", "${3:pipefail}", "-c"]' },
      { label: 'Change the shell to PowerShell', body: '%SHELL% ["powershell", "-Command", "\\$ErrorActionPreference = \'Stop\'; \\$ProgressPreference = \'SilentlyContinue\';"]' },
    ],
  }),
  STOPSIGNAL: spec('STOPSIGNAL', {
    forms: ['string'], minArguments: 1, maxArguments: 1, expansion: 'all',
    snippets: [{ label: 'Signal that stops the container', body: '%STOPSIGNAL% ${1:SIGTERM}' }],
  }),
  USER: spec('USER', {
    forms: ['string'], minArguments: 1, maxArguments: 1, expansion: 'all',
    snippets: [{ label: 'Run as a user', body: '%USER% ${1:user}' }],
  }),
  VOLUME: spec('VOLUME', {
    forms: ['json', 'words'], minArguments: 1, expansion: 'all',
    snippets: [{ label: 'Declare a volume', body: '%VOLUME% ["${1:/data}"]' }],
  }),
  WORKDIR: spec('WORKDIR', {
    forms: ['string'], minArguments: 1, maxArguments: 1, expansion: 'all',
    snippets: [{ label: 'Set the working directory', body: '%WORKDIR% ${1:/app}' }],
  }),
};

/** The spec of a keyword in any case; undefined when there is no such instruction. */
export function instructionSpec(keyword: string): InstructionSpec | undefined {
  const name = keyword.toUpperCase();
  return Object.hasOwn(instructions, name) ? instructions[name as InstructionName] : undefined;
}

/** A flag of an instruction by its exact name, without dashes; undefined when the instruction has no such flag. */
export function flagSpec(keyword: string, flag: string): FlagSpec | undefined {
  return instructionSpec(keyword)?.flags.find((candidate) => candidate.name === flag);
}

export type KeywordCase = 'upper' | 'lower';

/** A snippet's text with its keywords in the given case. */
export function snippetText(body: string, keywordCase: KeywordCase): string {
  return body.replace(/%([A-Z]+)%/g, (_, keyword: string) => (keywordCase === 'lower' ? keyword.toLowerCase() : keyword));
}
