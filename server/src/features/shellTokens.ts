/**
 * Semantic tokens of shell. Owns: what each part of a script is shown as. Must not cut tokens at line ends; `semanticTokens.ts` does.
 */
import type { TextRange } from '../base/textRange.ts';
import type {
  ShellCommand, ShellHeredoc, ShellNode, ShellPart, ShellRedirection, ShellScript, ShellWord,
} from '../syntax/shellNodes.ts';
import { walkShell } from '../syntax/shellNodes.ts';
import type { SemanticToken } from './types.ts';

const tokenKinds = { keyword: 'keyword', operator: 'operator', comment: 'comment', terminator: 'macro' } as const;

/**
 * The tokens of a script and of all scripts inside it, in no order, none over another. Ranges are those of the script's owner, and may span lines.
 * `bodies`: whether heredoc bodies are texts; else the caller knows better what they are.
 */
export function shellTokens(script: ShellScript, bodies: 'text' | 'left out'): SemanticToken[] {
  const painter = new Painter(bodies === 'text');
  painter.node(script);
  return painter.tokens;
}

class Painter {
  readonly tokens: SemanticToken[] = [];
  readonly #paintsBodies: boolean;

  constructor(paintsBodies: boolean) {
    this.#paintsBodies = paintsBodies;
  }

  #add(range: TextRange, type: SemanticToken['type'], modifiers?: SemanticToken['modifiers']): void {
    if (range.end > range.start) this.tokens.push(modifiers ? { range, type, modifiers } : { range, type });
  }

  node(root: ShellNode): void {
    walkShell(root, (node) => {
      switch (node.kind) {
        case 'script':
          for (const token of node.tokens) this.#add(token.range, tokenKinds[token.kind]);
          return true;
        case 'simple': case 'function': case 'compound':
          return this.#command(node);
        case 'assignment':
          this.#add(node.nameRange, 'variable', ['declaration']);
          for (const value of node.values) this.#word(value);
          return false;
        case 'word':
          this.#word(node);
          return false;
        case 'redirection':
          this.#redirection(node);
          return false;
        default:
          return true;
      }
    });
  }

  /** False when all below it is done. */
  #command(node: ShellCommand): boolean {
    if (node.kind === 'function') {
      this.#add(node.name.range, 'function', ['declaration']);
      if (node.body) this.node(node.body);
      return false;
    }
    if (node.kind === 'compound' && node.variable) {
      this.#add(node.variable.range, 'variable', ['declaration']);
      for (const child of [...node.words, ...node.bodies.flatMap((body) => body.statements), ...node.redirections]) this.node(child);
      return false;
    }
    if (node.kind !== 'simple') return true;
    for (const child of [...node.assignments, ...node.redirections]) this.node(child);
    if (node.name) this.#word(node.name, 'function');
    for (const arg of node.args) this.#word(arg, /^[-+]/.test(arg.text) && arg.text.length > 1 ? 'parameter' : undefined);
    return false;
  }

  /** `plain`: what the word's own characters are; its quoted pieces are strings otherwise. */
  #word(word: ShellWord, plain?: SemanticToken['type']): void {
    if (plain) this.#pieces(word.range, word.parts, plain, plain);
    else this.#parts(word.parts);
  }

  #parts(parts: readonly ShellPart[]): void {
    for (const part of parts) this.#part(part);
  }

  #part(part: ShellPart): void {
    switch (part.kind) {
      case 'quoted': this.#add(part.range, 'string'); break;
      case 'doubleQuoted': this.#pieces(part.range, part.parts, 'string'); break;
      case 'parameter': {
        // Operands are painted; the rest of the expansion is the variable.
        let at = part.range.start;
        for (const operand of part.operands) {
          this.#add({ start: at, end: operand.range.start }, 'variable');
          this.#word(operand);
          at = Math.max(at, operand.range.end);
        }
        this.#add({ start: at, end: part.range.end }, 'variable');
        break;
      }
      case 'substitution': if (part.script) this.node(part.script); break;
      case 'arithmetic': case 'pattern': this.#parts(part.parts); break;
      case 'text': break;
    }
  }

  /** Paints a range, but for the expansions among its parts. With `quoted`, quoted parts belong to the range too. */
  #pieces(range: TextRange, parts: readonly ShellPart[], type: SemanticToken['type'], quoted?: SemanticToken['type']): void {
    let at = range.start;
    const visit = (children: readonly ShellPart[]): void => {
      for (const part of children) {
        if (part.kind === 'text' || part.kind === 'pattern' || (quoted && part.kind === 'quoted')) continue;
        if (quoted && part.kind === 'doubleQuoted') {
          visit(part.parts);
          continue;
        }
        this.#add({ start: at, end: part.range.start }, type);
        this.#part(part);
        at = Math.max(at, part.range.end);
      }
    };
    visit(parts);
    this.#add({ start: at, end: range.end }, type);
  }

  #redirection({ range, target, heredoc }: ShellRedirection): void {
    const behind = heredoc?.delimiterRange ?? target?.range;
    this.#add({ start: range.start, end: Math.min(range.end, behind?.start ?? range.end) }, 'operator');
    if (target) this.#word(target);
    if (heredoc) this.#heredoc(heredoc);
  }

  #heredoc({ delimiterRange, bodyRange, parts }: ShellHeredoc): void {
    this.#add(delimiterRange, 'macro');
    if (bodyRange && this.#paintsBodies) this.#pieces(bodyRange, parts, 'string');
  }
}
