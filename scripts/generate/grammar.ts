/**
 * The TextMate grammar, as data that a person can read. Owns: how a Dockerfile is coloured before the server has answered.
 * `node scripts/generate.mjs` writes it to syntaxes/dockerfile.tmLanguage.json; keywords, flags' values and mount keys come from server/src/data.
 *
 * Two things are not obvious.
 *
 * Continuations. The builder joins lines before anything else looks at them, so the rules for a continuation, and for comment and blank lines
 * between continued lines, are injections that win everywhere inside an instruction, also deep inside the embedded shell. They take the line end with
 * them: the rules around them see one long line, and every rule of ours may end at `eol`, the end of the whole instruction. (`$` would not do: it
 * also matches after a line end that was taken.)
 *
 * Broken shell. The embedded shell grammar may have an open quote at the end of the instruction, and then no `end` of ours is looked at. So a
 * `while` rule (`bounded`) stands around each instruction that embeds it: VS Code tests `while` at each line's start before anything else. A rule
 * cannot ask whether the line above went on, but it can keep what it saw in a capture. `(?<!\1)` at a line's start is true when capture 1 has any
 * text (nothing stands before the line) and false when it is empty (nothing always stands there): an instruction of one line ends with its
 * line, whatever the shell thinks. One of several lines ends, at the latest, where an instruction word begins a line at the same indentation.
 */
import { directiveNames } from '../../server/src/data/directives.ts';
import { instructionNames, instructions } from '../../server/src/data/instructions.ts';
import { mountKeyAliases, mountKeys, mountTypes, sharingModes } from '../../server/src/data/mountOptions.ts';
import { predefinedArgs } from '../../server/src/data/predefinedArgs.ts';

export interface Rule {
  name?: string;
  contentName?: string;
  match?: string;
  begin?: string;
  end?: string;
  while?: string;
  captures?: Captures;
  beginCaptures?: Captures;
  endCaptures?: Captures;
  patterns?: Rule[];
  include?: string;
}
type Captures = Record<string, { name: string }>;

export interface Grammar {
  information_for_contributors: string[];
  name: string;
  scopeName: string;
  patterns: Rule[];
  injections: Record<string, { patterns: Rule[] }>;
  repository: Record<string, { patterns: Rule[] }>;
}

/** A file is read with one escape character; both readings are generated. `suffix` tells their repository keys apart. */
interface Mode {
  readonly suffix: string;
  /** The escape character as a regular expression. */
  readonly escape: string;
  /** Who writes a backtick builds for Windows. */
  readonly shell: 'shell' | 'powershell';
}

const backslash: Mode = { suffix: '', escape: '\\\\', shell: 'shell' };
const backtick: Mode = { suffix: 'Backtick', escape: '`', shell: 'powershell' };

const eol = '(?=\\n)';
const keyword = 'keyword.other.special-method.dockerfile';
const anyInstruction = instructionNames.join('|');
const shellInstructions = ['CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN'];
const onbuildAllowed = instructionNames.filter((name) => instructions[name].onbuildAllowed);
const directive = `[ \\t]*#[ \\t]*(?i:${directiveNames.join('|')})[ \\t]*=`;

export function dockerfileGrammar(): Grammar {
  return {
    information_for_contributors: ['Written by scripts/generate.mjs from scripts/generate/grammar.ts; change it there.'],
    name: 'Dockerfile',
    scopeName: 'source.dockerfile',
    patterns: [{ include: '#header' }, { include: '#file' }],
    injections: { ...injections(backslash), ...injections(backtick) },
    repository: { ...header(), ...fileRules(backslash), ...fileRules(backtick) },
  };
}

// ── The top of the file ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

function header(): Grammar['repository'] {
  const line = (name: string, value: string): string => `^[ \\t]*(#)[ \\t]*((?i:${name}))[ \\t]*(=)[ \\t]*${value}`;
  const captures = (value: string): Captures => ({
    1: { name: 'punctuation.definition.comment.dockerfile' },
    2: { name: 'keyword.control.directive.dockerfile' },
    3: { name: 'keyword.operator.assignment.dockerfile' },
    4: { name: value },
  });
  const directives: Rule = { name: 'comment.line.directive.dockerfile', match: line(directiveNames.join('|'), '(.*?)[ \\t]*$'), captures: captures('string.unquoted.directive.dockerfile') };
  return {
    header: {
      patterns: [{
        begin: `\\A(?=${directive})`,
        end: `^(?!${directive})`,
        patterns: [
          {
            // From here to the end of the file the backtick is the escape character.
            begin: line('escape', '(`)[ \\t]*$'),
            beginCaptures: { 0: { name: 'comment.line.directive.dockerfile' }, ...captures('constant.character.escape.dockerfile') },
            end: '(?!)',
            contentName: 'meta.escape-backtick.dockerfile',
            patterns: [{ begin: '\\G', end: `^(?!${directive})`, patterns: [directives] }, { include: '#fileBacktick' }],
          },
          directives,
        ],
      }],
    },
  };
}

// ── Continuations, comments and blank lines inside an instruction; heredocs inside RUN ────────────────────────────────────────────────

function injections(mode: Mode): Grammar['injections'] {
  const [inside, outside] = mode === backtick ? ['meta.escape-backtick ', ''] : ['', ' - meta.escape-backtick'];
  const joined = { patterns: [{ include: `#continuation${mode.suffix}` }] };
  return {
    [`L:${inside}meta.instruction${outside} - meta.heredoc`]: joined,
    // The line of the opener is still the instruction's own, the lines below are not.
    [`L:${inside}meta.heredoc-line${outside}`]: joined,
    [`L:${inside}meta.instruction.run meta.embedded.inline${outside} - string - comment - meta.heredoc`]: { patterns: [{ include: `#heredocRun${mode.suffix}` }] },
  };
}

function continuation({ escape }: Mode): Rule[] {
  return [
    { name: 'constant.character.escape.line-continuation.dockerfile', match: `(?<!${escape})${escape}[ \\t]*$\\n?` },
    { ...comment(), match: '^[ \\t]*(#).*$\\n?' },
    { match: '^[ \\t]*$\\n?' },
  ];
}

function comment(): Rule {
  return { name: 'comment.line.number-sign.dockerfile', match: '^[ \\t]*(#).*$', captures: { 1: { name: 'punctuation.definition.comment.dockerfile' } } };
}

// ── Instructions ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function fileRules(mode: Mode): Grammar['repository'] {
  const key = (name: string): Rule => ({ include: `#${name}${mode.suffix}` });
  const entries: Record<string, Rule[]> = {
    file: [comment(), key('heredocInstruction'), key('bounded'), key('plain')],
    continuation: continuation(mode),
    // RUN with a heredoc on its first line is bounded by the heredoc's terminator. An opener does not stand between quotes.
    heredocInstruction: [{
      ...instruction('RUN', 'run', [key('flag'), ...commandBody(mode)]),
      begin: `${instructionBegin('RUN')}(?=(?:[^"'\\\\]|"(?:[^"\\\\]|\\\\.)*"|'[^']*'|\\\\.)*?[ \\t]\\d*<<(?!<))`,
    }],
    bounded: [bounded(mode)],
    shellInstruction: [
      instruction('RUN', 'run', [key('flag'), ...commandBody(mode)]),
      instruction('CMD|ENTRYPOINT', 'command', commandBody(mode)),
      instruction('HEALTHCHECK', 'healthcheck', [
        key('flag'),
        { name: 'constant.language.dockerfile', match: '(?i:NONE)(?=\\s|$)' },
        { begin: '((?i:CMD))(?=\\s|$)', beginCaptures: { 1: { name: keyword } }, end: eol, patterns: commandBody(mode) },
      ]),
    ],
    plain: plainInstructions(mode),
    flag: [flag(mode)],
    words: words(mode),
    string: strings(mode),
    variable: variables(mode),
    heredocRun: [heredoc('["\']?', [inlineShell(mode, '(?=[^\\s<])', [])], runBodies(mode))],
  };
  return Object.fromEntries(Object.entries(entries).map(([name, patterns]) => [`${name}${mode.suffix}`, { patterns }]));
}

function instructionBegin(keywords: string): string {
  const onbuild = keywords.split('|').every((name) => (onbuildAllowed as readonly string[]).includes(name)) ? '(?:((?i:ONBUILD))[ \\t]+)?' : '()';
  return `^[ \\t]*${onbuild}((?i:${keywords}))(?=\\s|$)`;
}

function instruction(keywords: string, scope: string, patterns: Rule[]): Rule {
  return {
    name: `meta.instruction.${scope}.dockerfile`,
    begin: instructionBegin(keywords),
    beginCaptures: { 1: { name: keyword }, 2: { name: keyword } },
    end: eol,
    patterns,
  };
}

/** See "Broken shell" above. Captures: 1 the indentation, 2 the keyword unless it is in upper case, 3 the continuation. */
function bounded({ escape, suffix }: Mode): Rule {
  const starts = `(?=[ \\t]*(?i:(?:ONBUILD[ \\t]+)?(?:${shellInstructions.join('|')}))(?:\\s|$))`;
  const sees = `(?=([ \\t]*)(?:[A-Z]+(?![A-Za-z])|([A-Za-z]+)).*?(?:(?<!${escape})(${escape})[ \\t]*$|$))`;
  const nextUpper = `(?!\\1(?:${anyInstruction})(?:[ \\t]|$))`;
  const nextAnyCase = `(?!(?<!\\2)\\1(?i:${anyInstruction})(?:[ \\t]|$))`;
  return {
    begin: `^${starts}${sees}`,
    while: `^(?<!\\3)${nextUpper}${nextAnyCase}`,
    patterns: [{ include: `#shellInstruction${suffix}` }, { include: `#file${suffix}` }],
  };
}

/** The JSON form, or text for the shell. */
function commandBody(mode: Mode): Rule[] {
  return [
    jsonArray(mode, []),
    inlineShell(mode, `(?=\\S)(?!${mode.escape}[ \\t]*$)`, mode.shell === 'shell' ? [firstCommand()] : []),
  ];
}

function inlineShell({ shell }: Mode, begin: string, patterns: Rule[]): Rule {
  return { name: `meta.embedded.inline.${shell}.dockerfile`, begin, end: eol, patterns: [...patterns, { include: `source.${shell}` }] };
}

/** VS Code's shell grammar finds a command at a line's start or after an operator; the one after the instruction word needs help. */
function firstCommand(): Rule {
  const compound = 'if|for|while|until|case|select|function|time|coproc|then|do|else|elif|fi|done|esac|in';
  return {
    name: 'meta.statement.shell',
    begin: `\\G(?=[^\\s\\[({!#<>;|&])(?!(?:${compound})\\b)(?![A-Za-z_]\\w*=)`,
    end: '(?=[;|&\\n)]|[ \\t]#)',
    patterns: [{ include: 'source.shell#typical_statements' }],
  };
}

function plainInstructions(mode: Mode): Rule[] {
  const key = (name: string): Rule => ({ include: `#${name}${mode.suffix}` });
  const pair = (scope: string): Rule => ({
    match: '(?<=\\s)([^\\s=$"\'`\\\\]+)(=)', captures: { 1: { name: scope }, 2: { name: 'keyword.operator.assignment.dockerfile' } },
  });
  const copyHeredocs = [
    heredoc('["\']', [key('words')], [literalBody([])]),
    heredoc('', [key('words')], [literalBody([key('variable')])]),
  ];
  return [
    instruction('FROM', 'from', [key('flag'), ...fromArguments(key('variable'))]),
    instruction('ADD|COPY', 'copy', [key('flag'), jsonArray(mode, [key('variable')]), ...copyHeredocs, key('words')]),
    instruction('ENV', 'pairs', [pair('variable.other.definition.dockerfile'), legacyKey(), key('words')]),
    instruction('ARG', 'pairs', [
      pair('variable.other.definition.dockerfile'),
      { name: 'variable.other.definition.dockerfile', match: '(?<=\\s)[A-Za-z_]\\w*(?=\\s|$)' },
      key('words'),
    ]),
    instruction('LABEL', 'pairs', [pair('support.type.property-name.dockerfile'), key('words')]),
    instruction('EXPOSE', 'expose', [
      { match: '(\\d+)(?:(-)(\\d+))?(?:(/)((?i:tcp|udp|sctp)))?', captures: {
        1: { name: 'constant.numeric.dockerfile' }, 2: { name: 'keyword.operator.range.dockerfile' }, 3: { name: 'constant.numeric.dockerfile' },
        4: { name: 'punctuation.separator.dockerfile' }, 5: { name: 'support.constant.protocol.dockerfile' },
      } },
      key('words'),
    ]),
    instruction('SHELL', 'shell', [jsonArray(mode, [])]),
    instruction('VOLUME', 'volume', [jsonArray(mode, [key('variable')]), key('words')]),
    instruction('STOPSIGNAL', 'stopsignal', [{ name: 'support.constant.signal.dockerfile', match: '(?i:SIG)?[A-Z][A-Z0-9]+(?:[+-]\\d+)?(?=\\s|$)' }, key('words')]),
    instruction('USER|WORKDIR', 'value', [key('words')]),
    instruction('MAINTAINER', 'maintainer', [{ name: 'invalid.deprecated.dockerfile', match: '\\S.*$' }]),
    instruction('ONBUILD', 'onbuild', []),
  ];
}

/** `ENV key value`. */
function legacyKey(): Rule {
  return { name: 'variable.other.definition.dockerfile', match: '\\G[ \\t]+[A-Za-z_]\\w*(?=\\s)' };
}

function fromArguments(variable: Rule): Rule[] {
  return [
    { match: '(?<=\\s)((?i:AS))(?:[ \\t]+([A-Za-z0-9_.-]+))?(?=\\s|$)', captures: { 1: { name: keyword }, 2: { name: 'entity.name.type.stage.dockerfile' } } },
    {
      begin: '(?=[^\\s\\\\`])', end: '(?=\\s)',
      patterns: [
        { name: 'constant.language.dockerfile', match: '(?<=\\s)scratch(?=\\s|$)' },
        { match: '(:)(\\d+)(?=/)', captures: { 1: { name: 'punctuation.separator.dockerfile' }, 2: { name: 'constant.numeric.dockerfile' } } },
        { match: '(:)([A-Za-z0-9_][A-Za-z0-9_.-]*)', captures: { 1: { name: 'punctuation.separator.dockerfile' }, 2: { name: 'entity.name.image.tag.dockerfile' } } },
        { match: '(@)([a-z0-9]+:[0-9a-f]+)', captures: { 1: { name: 'punctuation.separator.dockerfile' }, 2: { name: 'constant.other.digest.dockerfile' } } },
        variable,
        { name: 'entity.name.image.dockerfile', match: '[^\\s:@$]+' },
      ],
    },
  ];
}

// ── Flags ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function flag(mode: Mode): Rule {
  const enums = [...new Set(instructionNames.flatMap((name) => instructions[name].flags.flatMap(({ value }) => (value.kind === 'enum' ? value.values : []))))];
  const constants = [...enums, ...mountTypes, ...sharingModes];
  return {
    name: 'meta.flag.dockerfile',
    begin: '(?<=\\s)(--)([A-Za-z][\\w-]*)(=)?',
    beginCaptures: {
      1: { name: 'punctuation.definition.flag.dockerfile' },
      2: { name: 'entity.other.attribute-name.dockerfile' },
      3: { name: 'keyword.operator.assignment.dockerfile' },
    },
    end: '(?=\\s)',
    patterns: [
      { include: `#string${mode.suffix}` },
      { include: `#variable${mode.suffix}` },
      {
        match: `(?<=[=,])((?i:${[...mountKeys, ...Object.keys(mountKeyAliases)].join('|')}))(?:(=)|(?=,|\\s|$))`,
        captures: { 1: { name: 'support.type.property-name.dockerfile' }, 2: { name: 'keyword.operator.assignment.dockerfile' } },
      },
      { name: 'constant.language.dockerfile', match: '(?<==)(?i:true|false)(?=,|\\s|$)' },
      { name: 'support.constant.dockerfile', match: `(?<==)(?:${constants.join('|')})(?=,|\\s|$)` },
      { name: 'constant.numeric.dockerfile', match: '(?<==)(?:\\d+(?:\\.\\d+)?(?:ns|us|ms|[smhkgbSMHKGB])?)+(?=,|\\s|$)' },
      { name: 'punctuation.separator.dockerfile', match: ',' },
      { name: 'string.unquoted.dockerfile', match: '[^\\s,"\'$=\\\\`]+' },
    ],
  };
}

// ── Words, strings, variables ────────────────────────────────────────────────────────────────────────────────────────────────────────

function words(mode: Mode): Rule[] {
  return [
    { include: `#string${mode.suffix}` },
    { include: `#variable${mode.suffix}` },
    { name: 'constant.character.escape.dockerfile', match: `${mode.escape}\\S` },
    { name: 'string.unquoted.dockerfile', match: `(?:[^\\s"'$\\\\\`]|${mode === backtick ? '\\\\' : '`'})+` },
  ];
}

function strings(mode: Mode): Rule[] {
  const quote = (character: string): Pick<Rule, 'begin' | 'end' | 'beginCaptures' | 'endCaptures'> => ({
    begin: character,
    beginCaptures: { 0: { name: 'punctuation.definition.string.begin.dockerfile' } },
    end: `${character}|${eol}`,
    endCaptures: { 0: { name: 'punctuation.definition.string.end.dockerfile' } },
  });
  return [
    { name: 'string.quoted.double.dockerfile', ...quote('"'), patterns: [{ name: 'constant.character.escape.dockerfile', match: `${mode.escape}["$${mode.escape}]` }, { include: `#variable${mode.suffix}` }] },
    // Nothing is replaced between single quotes.
    { name: 'string.quoted.single.dockerfile', ...quote("'") },
  ];
}

function variables(mode: Mode): Rule[] {
  const inner: Rule[] = [{ include: `#string${mode.suffix}` }, { include: `#variable${mode.suffix}` }];
  const braced = (operator: string, patterns: Rule[]): Rule => ({
    name: 'variable.other.bracket.dockerfile',
    begin: `(\\$\\{)([A-Za-z_]\\w*|\\d+)?${operator}`,
    beginCaptures: { 1: { name: 'punctuation.definition.variable.dockerfile' }, 3: { name: 'keyword.operator.expansion.dockerfile' } },
    end: `\\}|${eol}`,
    endCaptures: { 0: { name: 'punctuation.definition.variable.dockerfile' } },
    patterns: [...patterns, ...inner],
  });
  const predefined = predefinedArgs.filter(({ kind }) => kind === 'platform').map(({ name }) => name);
  return [
    { name: 'constant.character.escape.dockerfile', match: `${mode.escape}\\$` },
    braced('(//?)', [{ name: 'keyword.operator.expansion.dockerfile', match: '/' }]),
    braced('(:?[-+?]|##?|%%?)?', []),
    { name: 'variable.language.dockerfile', match: `(\\$)(?:${predefined.join('|')})(?!\\w)`, captures: { 1: { name: 'punctuation.definition.variable.dockerfile' } } },
    { name: 'variable.other.normal.dockerfile', match: '(\\$)(?:[A-Za-z_]\\w*|[0-9@*#?!$-])', captures: { 1: { name: 'punctuation.definition.variable.dockerfile' } } },
  ];
}

function jsonArray(mode: Mode, inStrings: Rule[]): Rule {
  return {
    name: 'meta.array.json.dockerfile',
    // A `[` of the shell's test command is not followed by a whole JSON string and its comma.
    begin: `\\[(?=\\s*(?:\\]|"(?:[^"\\\\]|\\\\.)*"\\s*(?:,|\\]|${mode.escape}?[ \\t]*$)|${mode.escape}[ \\t]*$))`,
    beginCaptures: { 0: { name: 'punctuation.definition.array.begin.json.dockerfile' } },
    end: `(\\])|${eol}`,
    endCaptures: { 1: { name: 'punctuation.definition.array.end.json.dockerfile' } },
    patterns: [
      {
        name: 'string.quoted.double.json.dockerfile',
        begin: '"', beginCaptures: { 0: { name: 'punctuation.definition.string.begin.dockerfile' } },
        end: `"|${eol}`, endCaptures: { 0: { name: 'punctuation.definition.string.end.dockerfile' } },
        patterns: [
          { name: 'constant.character.escape.json.dockerfile', match: '\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})' },
          { name: 'invalid.illegal.escape.json.dockerfile', match: '\\\\[^\\s]' },
          ...inStrings,
        ],
      },
      { name: 'punctuation.separator.array.json.dockerfile', match: ',' },
      { name: 'invalid.illegal.json.dockerfile', match: '[^\\s,"\\]\\\\`]+' },
    ],
  };
}

// ── Heredocs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A heredoc from its opener to its terminator; when a line opens several, to the last one's. The body lies inside a `while` rule, so an
 * open quote in it cannot run past the terminator. `quote` is the quote before the name.
 */
function heredoc(quote: string, restOfLine: Rule[], bodies: Rule[]): Rule {
  // Captures: 1 the dash, 2 the name. `(?<!\1)` is explained at the top: tabs may stand before the terminator when there is a dash.
  const last = `(?=(?:.*[ \\t])?\\d*<<(-?)[ \\t]*["']?([^\\s"'<]+))`;
  const terminator = '(?:(?<!\\1)\\t+)?';
  return {
    name: 'meta.heredoc.dockerfile',
    begin: `(?<=\\s)(?=\\d*<<-?[ \\t]*${quote}[^\\s"'<])${last}`,
    end: `^${terminator}(\\2)$`,
    endCaptures: { 1: { name: 'keyword.control.heredoc-token.dockerfile' } },
    patterns: [{
      begin: `\\G${last}`,
      while: `^(?!${terminator}\\2$)`,
      patterns: [{ name: 'meta.heredoc-line.dockerfile', begin: '\\G(?<=\\s)(?=\\d*<<)', end: eol, patterns: [heredocOpener(), ...restOfLine] }, ...bodies],
    }],
  };
}

function heredocOpener(): Rule {
  return {
    match: '(?<=\\s)(\\d*<<-?)[ \\t]*(["\']?)([^\\s"\'<]+)(["\']?)',
    captures: {
      1: { name: 'keyword.operator.heredoc.dockerfile' },
      2: { name: 'punctuation.definition.string.begin.dockerfile' },
      3: { name: 'keyword.control.heredoc-token.dockerfile' },
      4: { name: 'punctuation.definition.string.end.dockerfile' },
    },
  };
}

/** The body of RUN's heredoc is a script: of the shell, or of what its first line names. It ends with the `while` rule around it. */
function runBodies({ shell }: Mode): Rule[] {
  return [
    { name: 'meta.embedded.block.python.dockerfile', begin: '^(?=#!.*\\bpython)', end: '(?!)', patterns: [{ include: 'source.python' }] },
    { name: 'string.unquoted.heredoc.dockerfile', begin: '^(?=#!(?!.*\\b(?:ba|da|z|k|a)?sh\\b))', end: '(?!)' },
    { name: `meta.embedded.block.${shell}.dockerfile`, begin: '^', end: '(?!)', patterns: [{ include: `source.${shell}` }] },
  ];
}

function literalBody(patterns: Rule[]): Rule {
  return { name: 'string.unquoted.heredoc.dockerfile', begin: '^', end: '(?!)', patterns };
}
