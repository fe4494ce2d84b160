/**
 * The shell facade. Owns: parsing a script into the nodes of shellNodes.ts; it is the only importer of unbash.
 * Must not know instructions (shellScripts.ts finds their scripts), nor judge what a script does.
 */
import type * as Ast from 'unbash';
import { forEachChild, parse } from 'unbash';
import type { TextRange } from '../base/textRange.ts';
import type {
  ShellAndOr, ShellAssignment, ShellBody, ShellCommand, ShellCompound, ShellError, ShellHeredoc, ShellParameter, ShellPart, ShellPipeline,
  ShellRedirection, ShellScript, ShellSimpleCommand, ShellStatement, ShellText, ShellToken, ShellWord,
} from './shellNodes.ts';

const keywords = new Set([
  'if', 'then', 'elif', 'else', 'fi', 'for', 'in', 'do', 'done', 'while', 'until', 'case', 'esac', 'select', 'function', 'time', 'coproc',
  '{', '}', '!', '[[', ']]',
]);
const gapPattern = /\s+|\\[\s\S]?|#[^\n]*|&&|\|\||;;&|;;|;&|\|&|[;&|()<>]|[^\s;&|()<>\\]+/y;
const testOperatorPattern = /^(?:-[A-Za-z]{1,2}|==?|=~|!=)$/;
const operatorPattern = /^[;&|()<>]/;
const plainParameterPattern = /^\$(?:\{?([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])\}?)$/;

/** A text that is its own source: ranges are offsets in it. */
export function plainText(text: string): ShellText {
  return { text, toSource: (offset) => offset, toSourceRange: (range) => range };
}

/** Parses a script. Never throws: what cannot be read gives `errors` and a partial tree. */
export function parseShell(source: ShellText): ShellScript {
  try {
    return new Converter(source).script(parse(source.text));
  } catch {
    const range = source.toSourceRange({ start: 0, end: source.text.length });
    return { ...textOf(source), kind: 'script', range, statements: [], tokens: [], errors: [{ message: 'unreadable script', range }] };
  }
}

function textOf(source: ShellText): ShellText {
  return { text: source.text, toSource: (offset) => source.toSource(offset), toSourceRange: (range) => source.toSourceRange(range) };
}

/** The script inside escaped backticks: its text has lost the escapes, so its offsets go through `starts`. */
function unescapedText(outer: ShellText, from: number, raw: string, text: string): ShellText {
  const starts: number[] = [];
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const dropped = raw[at] === '\\' && (raw[at + 1] === '$' || raw[at + 1] === '`' || raw[at + 1] === '\\' || raw[at] !== text[i]);
    if (dropped) at++;
    starts.push(at++);
  }
  const toOuter = (offset: number): number => from + (starts[offset] ?? raw.length);
  return {
    text,
    toSource: (offset) => outer.toSource(toOuter(offset)),
    toSourceRange: ({ start, end }) =>
      outer.toSourceRange({ start: toOuter(start), end: end > start ? toOuter(end - 1) + 1 : toOuter(start) }),
  };
}

/** Turns one parsed script into ours. `#leaves` are the offsets of words and the like; what is left between them are keywords, operators and comments. */
class Converter {
  readonly #source: ShellText;
  readonly #leaves: TextRange[] = [];
  readonly #terminators: TextRange[] = [];

  constructor(source: ShellText) {
    this.#source = source;
  }

  script(script: Ast.ParsedScript): ShellScript {
    const statements = this.#statements(script.commands);
    const errors = (script.errors ?? []).map((error): ShellError => {
      const start = Math.min(error.pos, this.#source.text.length);
      return { message: error.message, range: this.#source.toSourceRange({ start, end: Math.min(start + 1, this.#source.text.length) }) };
    });
    return { ...textOf(this.#source), kind: 'script', range: this.#range(script), statements, tokens: this.#tokens(script.pos, script.end), errors };
  }

  /** Broken input gives nodes that end before they start or behind the text. */
  #range(node: { readonly pos: number; readonly end: number }): TextRange {
    const { length } = this.#source.text;
    const start = Math.min(node.pos, length);
    return this.#source.toSourceRange({ start, end: Math.min(Math.max(start, node.end), length) });
  }

  #leaf(start: number, end: number): void {
    if (end > start) this.#leaves.push({ start, end });
  }

  #statements(statements: readonly Ast.Statement[]): ShellStatement[] {
    return statements.map((statement) => ({
      kind: 'statement', range: this.#range(statement), command: this.#andOr(statement.command), background: statement.background === true,
    }));
  }

  #andOr(node: Ast.PipelineNode | Ast.AndOr): ShellAndOr | ShellPipeline | ShellCommand {
    if (node.type !== 'AndOr') return this.#pipeline(node);
    const commands = node.commands.map((command) => this.#pipeline(command));
    // An operator without a right side is an error that the script carries; what is left is no list.
    if (commands.length === 1) return commands[0]!;
    return { kind: 'andOr', range: this.#range(node), commands, operators: node.operators };
  }

  #pipeline(node: Ast.PipelineNode): ShellPipeline | ShellCommand {
    if (node.type !== 'Pipeline') return this.#command(node);
    const negations = node.prefixes.filter((prefix) => prefix.type === 'Negation').length;
    return {
      kind: 'pipeline', range: this.#range(node), negated: negations % 2 === 1, timed: node.prefixes.some((prefix) => prefix.type === 'Time'),
      commands: node.commands.map((command) => this.#command(command)), operators: node.operators,
    };
  }

  #command(node: Ast.CommandNode | Ast.CompoundList): ShellCommand {
    switch (node.type) {
      case 'Command': return this.#simple(node);
      case 'Redirected': {
        const inner = this.#compound(node.command);
        return { ...inner, range: this.#range(node), redirections: node.redirects.map((redirect) => this.#redirection(redirect)) };
      }
      case 'Function': return { kind: 'function', range: this.#range(node), name: this.#word(node.name), body: this.#command(node.body) };
      case 'Coproc':
        if (node.name) this.#leaf(node.name.pos, node.name.end);
        return { kind: 'coproc', range: this.#range(node), body: this.#command(node.body) };
      default: return this.#compound(node);
    }
  }

  #simple(node: Ast.Command): ShellSimpleCommand {
    const assignments: ShellAssignment[] = [];
    const args: ShellWord[] = [];
    const redirections: ShellRedirection[] = [];
    for (const part of node.prefix) {
      if (part.type === 'Assignment') assignments.push(this.#assignment(part));
      else redirections.push(this.#redirection(part));
    }
    const name = node.name && this.#word(node.name);
    for (const part of node.suffix) {
      if (part.type === 'Word') args.push(this.#word(part));
      else if (part.type === 'Assignment') args.push(this.#assignmentWord(part));
      else redirections.push(this.#redirection(part));
    }
    return { kind: 'simple', range: this.#range(node), assignments, name, args, redirections };
  }

  #body(role: ShellBody['role'], list: Ast.CompoundList): ShellBody {
    return { role, statements: this.#statements(list.commands) };
  }

  #compound(node: Ast.CompoundCommand | Ast.CompoundList): ShellCompound {
    const made = (type: ShellCompound['type'], bodies: ShellBody[], words: ShellWord[] = [], variable?: ShellWord): ShellCompound => (
      { kind: 'compound', type, range: this.#range(node), bodies, variable, words, redirections: [] }
    );
    const list = (words: readonly Ast.Word[] | undefined): ShellWord[] => (words ?? []).map((word) => this.#word(word));
    switch (node.type) {
      case 'Subshell': return made('subshell', [this.#body('body', node.body)]);
      case 'BraceGroup': return made('group', [this.#body('body', node.body)]);
      case 'CompoundList': return made('group', [this.#body('body', node)]);
      case 'If': {
        const bodies = [this.#body('condition', node.clause), this.#body('body', node.then)];
        for (const branch of node.elif) bodies.push(this.#body('condition', branch.clause), this.#body('body', branch.then));
        if (node.else) bodies.push(this.#body('body', node.else));
        return made('if', bodies);
      }
      case 'While': return made(node.kind, [this.#body('condition', node.clause), this.#body('body', node.body)]);
      case 'For': return made('for', [this.#body('body', node.body)], list(node.wordlist), this.#word(node.name));
      case 'Select': return made('select', [this.#body('body', node.body)], list(node.wordlist), this.#word(node.name));
      case 'Case': {
        const words = [this.#word(node.word), ...node.items.flatMap((item) => list(item.pattern))];
        return made('case', node.items.map((item) => this.#body('body', item.body)), words);
      }
      case 'TestCommand': return made('test', [], this.#testWords(node));
      case 'ArithmeticCommand': {
        this.#leaf(node.pos + 2, node.pos + 2 + node.body.length);
        return made('arithmetic', [], this.#expressionWords([node.expression]));
      }
      case 'ArithmeticFor': {
        const expressions = [node.initialize, node.test, node.update];
        for (const expression of expressions) if (expression) this.#leaf(expression.pos, expression.end);
        return made('arithmeticFor', [this.#body('body', node.body)], this.#expressionWords(expressions));
      }
    }
  }

  /** The operands of `[[ … ]]`. */
  #testWords(node: Ast.TestCommand): ShellWord[] {
    const words: ShellWord[] = [];
    const visit = (child: Ast.SyntaxNode): void => {
      if (child.type === 'Word') words.push(this.#word(child));
      else if (child.type.startsWith('Test')) forEachChild(child, visit);
    };
    forEachChild(node, visit);
    return words;
  }

  /** One word for each expression, so that expansions in it are found. */
  #expressionWords(expressions: readonly (Ast.ArithmeticExpression | undefined)[]): ShellWord[] {
    return expressions.flatMap((node): ShellWord[] => {
      if (!node) return [];
      const text = this.#source.text.slice(node.pos, node.end);
      const parts = this.#expansionsIn(node);
      return [{ kind: 'word', range: this.#range(node), text, literal: parts.length > 0 ? undefined : text, parts }];
    });
  }

  #assignment(node: Ast.Assignment): ShellAssignment {
    const words = node.value.type === 'Word' ? [node.value] : node.value.elements;
    this.#leaf(node.pos, node.end);
    return {
      kind: 'assignment', range: this.#range(node), name: node.name, nameRange: this.#range({ pos: node.pos, end: node.pos + node.name.length }),
      values: words.map((word) => this.#wordNode(word)),
    };
  }

  /** `X=1` among the arguments, as in `export X=1`. */
  #assignmentWord(node: Ast.Assignment): ShellWord {
    this.#leaf(node.pos, node.end);
    const { value } = node;
    const values = value.type === 'Word' ? [this.#wordNode(value)] : value.elements.map((word) => this.#wordNode(word));
    const parts = values.flatMap((word) => (word.parts.length > 0 ? word.parts : [{ kind: 'text' as const, range: word.range }]));
    const only = value.type === 'Word' ? values[0]!.literal : undefined;
    return { kind: 'word', range: this.#range(node), text: node.text, literal: only === undefined ? undefined : `${node.name}${node.append ? '+' : ''}=${only}`, parts };
  }

  #redirection(node: Ast.Redirection): ShellRedirection {
    this.#leaf(node.pos, node.end);
    const descriptor = node.descriptor && ('value' in node.descriptor ? node.descriptor.value : node.descriptor.name);
    const target = node.type !== 'HereDoc' && node.target ? this.#wordNode(node.target) : undefined;
    const heredoc = node.type === 'HereDoc' ? this.#heredoc(node) : undefined;
    return { kind: 'redirection', range: this.#range(node), operator: node.operator, descriptor, target, heredoc };
  }

  #heredoc(node: Ast.HereDoc): ShellHeredoc {
    const { body, closing, delimiter } = node;
    this.#leaf(body.pos, Math.max(body.end, closing?.end ?? 0));
    if (closing) this.#terminators.push({ start: closing.pos, end: closing.end });
    return {
      delimiter: delimiter?.value ?? '', quoted: delimiter?.quoted ?? false,
      delimiterRange: this.#range(delimiter ?? { pos: node.end, end: node.end }),
      bodyRange: closing || body.end > body.pos ? this.#range(body) : undefined,
      body: body.text, parts: this.#parts(body.parts).filter((part) => part.kind !== 'text'),
    };
  }

  #word(node: Ast.Word): ShellWord {
    this.#leaf(node.pos, node.end);
    return this.#wordNode(node);
  }

  /** A word inside something that is a leaf already. */
  #wordNode(node: Ast.Word): ShellWord {
    const parts = this.#parts(node.parts);
    return { kind: 'word', range: this.#range(node), text: node.text, literal: parts.some(expands) ? undefined : node.value, parts };
  }

  #parts(parts: readonly Ast.WordPart[] | undefined): ShellPart[] {
    return (parts ?? []).map((part) => this.#part(part));
  }

  #part(part: Ast.WordPart): ShellPart {
    const range = this.#range(part);
    switch (part.type) {
      case 'Literal': return { kind: 'text', range };
      case 'SingleQuoted': return { kind: 'quoted', quote: "'", range };
      case 'AnsiCQuoted': return { kind: 'quoted', quote: "$'", range };
      case 'DoubleQuoted': case 'LocaleString': return { kind: 'doubleQuoted', range, parts: this.#parts(part.parts) };
      case 'SimpleExpansion': return this.#parameter(part.pos, part.end, part.text.slice(1));
      case 'ParameterExpansion': return this.#parameterExpansion(part);
      case 'CommandExpansion': return { kind: 'substitution', type: 'command', range, script: this.#nested(part.script, part) };
      case 'ProcessSubstitution': return { kind: 'substitution', type: 'process', range, script: this.#nested(part.script, part) };
      case 'ArithmeticExpansion': {
        const parts = part.expression ? this.#expansionsIn(part.expression) : [];
        return { kind: 'arithmetic', range, text: part.text.startsWith('$((') ? part.text.slice(3, -2) : part.text.slice(2, -1), parts };
      }
      case 'Glob': return { kind: 'pattern', range, parts: [] };
      case 'ExtendedGlob': case 'BraceExpansion': return { kind: 'pattern', range, parts: this.#parts(part.parts) };
    }
  }

  #parameter(pos: number, end: number, name: string): ShellParameter {
    const nameRange = this.#range({ pos: pos + 1, end });
    return { kind: 'parameter', range: this.#range({ pos, end }), name, nameRange, operator: undefined, operands: [] };
  }

  #parameterExpansion(part: Ast.ParameterExpansionPart): ShellParameter {
    const { operation } = part;
    const operands: Ast.Word[] = part.index ? [part.index] : [];
    if (operation) {
      forEachChild(operation, (child) => {
        if (child.type === 'Word') operands.push(child);
      });
    }
    return {
      kind: 'parameter', range: this.#range(part), name: part.parameter,
      nameRange: this.#range({ pos: part.parameterPos, end: part.parameterEnd }),
      operator: operation ? operation.operator : part.prefix, operands: operands.map((word) => this.#wordNode(word)),
    };
  }

  /** The expansions below an arithmetic expression. */
  #expansionsIn(root: Ast.SyntaxNode): ShellPart[] {
    const found: ShellPart[] = [];
    const visit = (node: Ast.SyntaxNode): void => {
      switch (node.type) {
        case 'SimpleExpansion': case 'ParameterExpansion': case 'CommandExpansion': case 'ArithmeticExpansion':
          found.push(this.#part(node));
          return;
        case 'ArithmeticCommandExpansion':
          found.push({ kind: 'substitution', type: 'command', range: this.#range(node), script: this.#nested(node.script, node) });
          return;
        case 'ArithmeticWord': {
          const name = node.parts ? undefined : plainParameterPattern.exec(node.value)?.[1];
          if (name && node.value === `$${name}`) found.push(this.#parameter(node.pos, node.end, name));
          break;
        }
      }
      forEachChild(node, visit);
    };
    visit(root);
    return found;
  }

  #nested(script: Ast.ParsedScript | undefined, part: { readonly pos: number; readonly text: string }): ShellScript | undefined {
    if (!script) return undefined;
    if (script.source === undefined) return new Converter(this.#source).script(script);
    return new Converter(unescapedText(this.#source, part.pos + 1, part.text.slice(1, -1), script.source)).script(script);
  }

  /** What stands between the leaves of [start, end), in source order. */
  #tokens(start: number, end: number): ShellToken[] {
    const tokens: { readonly kind: ShellToken['kind']; readonly start: number; readonly end: number }[] =
      this.#terminators.map((range) => ({ kind: 'terminator', ...range }));
    const read = (from: number, to: number): void => {
      gapPattern.lastIndex = from;
      while (gapPattern.lastIndex < to) {
        const at = gapPattern.lastIndex;
        const text = gapPattern.exec(this.#source.text)?.[0];
        if (text === undefined) return;
        const kind = text.startsWith('#') ? 'comment' : keywords.has(text) ? 'keyword' : operatorPattern.test(text) || testOperatorPattern.test(text) ? 'operator' : undefined;
        if (kind) tokens.push({ kind, start: at, end: Math.min(to, at + text.length) });
      }
    };
    const leaves = this.#leaves.sort((a, b) => a.start - b.start);
    let at = start;
    for (const leaf of leaves) {
      if (leaf.start > at) read(at, leaf.start);
      at = Math.max(at, leaf.end);
    }
    if (end > at) read(at, end);
    tokens.sort((a, b) => a.start - b.start);
    return tokens.map((token) => ({ kind: token.kind, range: this.#source.toSourceRange(token) }));
  }
}

function expands(part: ShellPart): boolean {
  switch (part.kind) {
    case 'parameter': case 'substitution': case 'arithmetic': return true;
    case 'doubleQuoted': case 'pattern': return part.parts.some(expands);
    default: return false;
  }
}
