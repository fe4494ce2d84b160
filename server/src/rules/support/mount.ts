/**
 * Mounts of RUN. Owns: how BuildKit reads `--mount=key=value,…`, before and after its values are expanded, with its messages.
 * Must not know stages: whether a source exists is another's question.
 */
import { goQuote } from '../../base/goText.ts';
import type { TextRange } from '../../base/textRange.ts';
import { defaultMountType, mountKeyAliases, mountKeys, mountTypes, sharingModes, type MountType } from '../../data/mountOptions.ts';
import { readMountFields, type MountField } from '../../semantics/mount.ts';
import type { FlagNode, InstructionNode, InstructionSegment } from '../../syntax/nodes.ts';
import type { ExpandedWord } from '../evaluation.ts';
import { isSize, parseBool, parseUint } from './goNumber.ts';
import { nearest, withSuggestion } from './suggest.ts';

const keys: readonly string[] = [...mountKeys, ...Object.keys(mountKeyAliases)];
const sharing: readonly string[] = sharingModes;

export interface Mount {
  readonly flag: FlagNode;
  readonly type: MountType;
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly targetRange: TextRange;
  /** True when the base image may decide a value. */
  readonly isAssumed: boolean;
}

export interface MountProblem {
  /** BuildKit's message. */
  readonly message: string;
  /** Relative to the segment. */
  readonly range: TextRange;
  readonly isAssumed: boolean;
  /** What to write instead of `range`, where BuildKit suggests it. */
  readonly suggestion: string | undefined;
}

export interface MountsRead {
  readonly mounts: readonly Mount[];
  /** The values in the order in which they are expanded. */
  readonly words: readonly ExpandedWord[];
  readonly problem: MountProblem | undefined;
}

type Expand = (raw: string, range: TextRange, order: number) => ExpandedWord;

const nothing: MountsRead = { mounts: [], words: [], problem: undefined };

/** Reads the mounts of a RUN with their values expanded, up to the first problem. A failed expansion is the last of `words`, and no problem of its own. */
export function readMounts(node: InstructionNode, segment: InstructionSegment, expand: Expand): MountsRead {
  if (node.flags.length === 0) return nothing;
  const flags = node.flags.filter(({ name, value }) => name === 'mount' && value !== undefined);
  const mounts: Mount[] = [];
  const words: ExpandedWord[] = [];
  for (const flag of flags) {
    const reader = new MountReader(flag, segment, expand, words);
    const mount = reader.read();
    if (!mount) return { mounts, words, problem: reader.problem };
    mounts.push(mount);
  }
  return { mounts, words, problem: undefined };
}

/** What BuildKit refuses in a mount before it expands values: bad CSV, and a variable in `from`. */
export function unexpandedMountProblem(flag: FlagNode, segment: InstructionSegment): MountProblem | undefined {
  const range = flag.valueRange ?? flag.range;
  const { fields, error } = readMountFields(flag, segment.logical, segment.escape);
  if (error !== undefined) return { message: error, range, isAssumed: false, suggestion: undefined };
  for (const { key, value, valueRange } of fields) {
    const dollar = key === 'from' ? (value?.indexOf('$') ?? -1) : -1;
    if (dollar >= 0 && dollar !== value!.length - 1) {
      return { message: "'from' doesn't support variable expansion, define alias stage instead", range: valueRange ?? range, isAssumed: false, suggestion: undefined };
    }
  }
  return undefined;
}

class MountReader {
  problem: MountProblem | undefined;
  #type: MountType = defaultMountType;
  #from = '';
  #source = '';
  #target = '';
  #id = '';
  #sharing = '';
  #isAssumed = false;
  #targetRange: TextRange;
  readonly #ownership = new Set<'mode' | 'uid' | 'gid'>();
  readonly #range: TextRange;

  constructor(
    readonly flag: FlagNode,
    readonly segment: InstructionSegment,
    readonly expand: Expand,
    readonly words: ExpandedWord[],
  ) {
    this.#range = flag.valueRange ?? flag.range;
    this.#targetRange = this.#range;
  }

  read(): Mount | undefined {
    const { fields, error } = readMountFields(this.flag, this.segment.logical, this.segment.escape);
    if (error !== undefined) return this.#refuse(error, this.#range);
    for (const field of fields) {
      if (!this.#field(field)) return undefined;
    }
    const message = this.#contradiction();
    if (message !== undefined) return this.#refuse(message, this.#range);
    return {
      flag: this.flag, type: this.#type, from: this.#from, source: this.#source, target: this.#target, targetRange: this.#targetRange, isAssumed: this.#isAssumed,
    };
  }

  #refuse(message: string, range: TextRange, suggestion?: string): undefined {
    this.problem = { message: withSuggestion(message, suggestion), range, isAssumed: this.#isAssumed, suggestion };
    return undefined;
  }

  /** Reads one field; false when BuildKit stops at it. */
  #field(field: MountField): boolean {
    if (field.value === undefined) return this.#bareKey(field.key, field.text, field.range);
    const word = this.expand(field.value, field.valueRange ?? field.range, this.words.length);
    this.words.push(word);
    if (word.failure) return false;
    if (word.isAssumed) this.#isAssumed = true;
    return this.#pair(field, word);
  }

  #bareKey(key: string, field: string, range: TextRange): boolean {
    if (['readonly', 'ro', 'readwrite', 'rw'].includes(key)) return true;
    if (key === 'required') return this.#mayBeRequired(range);
    this.#refuse(`invalid field '${field}' must be a key=value pair`, range);
    return false;
  }

  #mayBeRequired(range: TextRange): boolean {
    if (this.#type === 'secret' || this.#type === 'ssh') return true;
    this.#refuse(`unexpected key 'required' for mount type '${this.#type}'`, range);
    return false;
  }

  #check(isFine: boolean, message: string, range: TextRange, suggestion?: string): boolean {
    if (!isFine) this.#refuse(message, range, suggestion);
    return isFine;
  }

  #pair({ key, text: field, keyRange, range }: MountField, { text: value, range: valueRange }: ExpandedWord): boolean {
    const invalid = `invalid value for ${key}: ${value}`;
    switch (key) {
      case 'type': {
        const type = mountTypes.find((known) => known === value.toLowerCase());
        if (type) this.#type = type;
        return this.#check(type !== undefined, `unsupported mount type ${goQuote(value)}`, valueRange, nearest(value, mountTypes));
      }
      case 'from':
        this.#from = value;
        return true;
      case 'source': case 'src':
        this.#source = value;
        return true;
      case 'target': case 'dst': case 'destination':
        this.#target = value;
        this.#targetRange = valueRange;
        return true;
      case 'readonly': case 'ro': case 'readwrite': case 'rw':
        return this.#check(parseBool(value) !== undefined, invalid, valueRange);
      case 'required':
        return this.#mayBeRequired(range) && this.#check(parseBool(value) !== undefined, invalid, valueRange);
      case 'size':
        if (this.#type !== 'tmpfs') return this.#check(false, `unexpected key 'size' for mount type '${this.#type}'`, range);
        return this.#check(isSize(value), invalid, valueRange);
      case 'id':
        this.#id = value;
        return true;
      case 'sharing':
        this.#sharing = value.toLowerCase();
        return this.#check(sharing.includes(this.#sharing), `unsupported sharing value ${goQuote(value)}`, valueRange, nearest(value, sharing));
      case 'mode': case 'uid': case 'gid':
        this.#ownership.add(key);
        return this.#check(parseUint(value, key === 'mode' ? 8 : 10, 32) !== undefined, `invalid value ${value} for ${key}`, valueRange);
      case 'env':
        return true;
      default:
        return this.#check(false, `unexpected key '${key}' in '${field}'`, keyRange, nearest(key, keys));
    }
  }

  /** What BuildKit finds wrong with the mount as a whole. */
  #contradiction(): string | undefined {
    const type = this.#type;
    if (type === 'bind' || type === 'tmpfs') {
      for (const key of ['mode', 'uid', 'gid'] as const) {
        if (this.#ownership.has(key)) return `${key} not allowed for ${goQuote(type)} type mounts`;
      }
    }
    if (type === 'secret') {
      if (this.#from !== '') return 'secret mount should not have a from';
      if (this.#sharing !== '') return 'secret mount should not define sharing';
      if (this.#source === '' && this.#target === '' && this.#id === '') return 'invalid secret mount. one of source, target required';
      if (this.#source !== '' && this.#id !== '') return "both source and id can't be set";
    }
    if (this.#sharing !== '' && type !== 'cache') return `invalid cache sharing set for ${type} mount`;
    return undefined;
  }
}
