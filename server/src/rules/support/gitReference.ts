/**
 * Git and HTTP sources of ADD and COPY. Owns: how BuildKit tells them from paths, and what it refuses in a git URL's query.
 * Must not fetch anything.
 */
import { goQuote } from '../../base/goText.ts';
import { parseBool } from './goNumber.ts';

export interface GitReference {
  /** True for `github.com/…`, which BuildKit copies as a path although it can read it as a repository. */
  readonly isPath: boolean;
  readonly keepGitDir: boolean | undefined;
  readonly checksum: string;
  /** BuildKit's message about the query; undefined when it is fine. */
  readonly error: string | undefined;
}

interface GitUrl {
  readonly query: string;
  readonly fragment: string;
}

const scpStyle = /^[a-zA-Z0-9\-_]+@[a-zA-Z0-9\-.]+:([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** The git reference that BuildKit sees in a source; undefined when it takes the source as a path or a plain URL. */
export function gitReference(source: string): GitReference | undefined {
  if (source.startsWith('./') || source.startsWith('../')) return undefined;
  const isPath = source.startsWith('github.com/');
  if (isPath && !isUrl(source)) return undefined;
  const url = isPath ? splitUrl(source) : gitUrl(source);
  return url && { ...readQuery(url), isPath };
}

/** True for an http(s) source that is no git reference, or one that BuildKit refuses. */
export function isHttpSource(source: string): boolean {
  if (!source.startsWith('http://') && !source.startsWith('https://')) return false;
  const git = gitReference(source);
  return git === undefined || git.error !== undefined;
}

function gitUrl(source: string): GitUrl | undefined {
  const protocol = /^([a-zA-Z0-9]+):\/\//.exec(source);
  if (!protocol) {
    const scp = scpStyle.exec(source);
    // Here, other than in a URL, a query that cannot be read makes the whole no reference.
    return scp && !/;|%(?![0-9a-fA-F]{2})/.test(scp[2] ?? '') ? { query: scp[2] ?? '', fragment: scp[3] ?? '' } : undefined;
  }
  const scheme = protocol[1]!.toLowerCase();
  if (!['http', 'https', 'ssh', 'git'].includes(scheme) || !isUrl(source.slice(protocol[0].length))) return undefined;
  const url = splitUrl(source);
  return scheme.startsWith('http') && !/^[^/]*\/\/[^/]*\/.*\.git$/s.test(url.path) ? undefined : url;
}

function splitUrl(source: string): GitUrl & { readonly path: string } {
  const hash = source.indexOf('#');
  const beforeHash = hash < 0 ? source : source.slice(0, hash);
  const question = beforeHash.indexOf('?');
  return {
    path: decode(question < 0 ? beforeHash : beforeHash.slice(0, question)),
    query: question < 0 ? '' : beforeHash.slice(question + 1),
    fragment: hash < 0 ? '' : decode(source.slice(hash + 1)),
  };
}

/** What Go's url.Parse refuses after the scheme: control characters, bad escapes, a bad host or port. */
function isUrl(rest: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x1f\x7f]/.test(rest) || /%(?![0-9a-fA-F]{2})/.test(rest.replace(/\?[^#]*/, ''))) return false;
  const host = /^[^/?#]*/.exec(rest)![0].replace(/^.*@/, '');
  return /^(?:\[[^\]]*\]|[^ ^`{|}\\[\]:]*)(?::[0-9]*)?$/.test(host);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const flagKeys = new Set(['submodules', 'keep-git-dir', 'fetch-by-commit']);

function readQuery({ query, fragment }: GitUrl): Omit<GitReference, 'isPath'> {
  const colon = fragment.indexOf(':');
  let ref = colon < 0 ? fragment : fragment.slice(0, colon);
  let subdir = colon < 0 ? '' : cleanSubdir(fragment.slice(colon + 1));
  let tag = '';
  let branch = '';
  let checksum = '';
  let keepGitDir: boolean | undefined;
  const failed = (error: string): Omit<GitReference, 'isPath'> => ({ keepGitDir, checksum, error });
  for (const [key, values] of queryValues(query)) {
    if (values.length > 1) return failed(`query ${goQuote(key)} has multiple values`);
    const value = values[0]!;
    if (value === '' && !flagKeys.has(key)) return failed(`query ${goQuote(key)} has no value`);
    switch (key) {
      case 'ref':
        if (ref !== '' && ref !== value) return failed(`ref conflicts: ${goQuote(ref)} vs ${goQuote(value)}`);
        ref = value;
        break;
      case 'tag':
        tag = value;
        break;
      case 'branch':
        branch = value;
        break;
      case 'subdir':
        if (subdir !== '' && subdir !== value) return failed(`subdir conflicts: ${goQuote(subdir)} vs ${goQuote(value)}`);
        subdir = value;
        break;
      case 'checksum': case 'commit':
        checksum = value;
        break;
      case 'keep-git-dir': case 'submodules': case 'fetch-by-commit': {
        const flag = value === '' ? true : parseBool(value);
        if (flag === undefined) return failed(`invalid ${key} value: ${goQuote(value)}`);
        if (key === 'keep-git-dir') keepGitDir = flag;
        break;
      }
      case 'mtime':
        if (value !== 'checkout' && value !== 'commit') return failed(`invalid mtime value: ${goQuote(value)} (must be "checkout" or "commit")`);
        break;
      default:
        return failed(`unexpected query ${goQuote(key)}`);
    }
  }
  return { keepGitDir, checksum, error: refConflict(ref, tag, branch) };
}

function refConflict(ref: string, tag: string, branch: string): string | undefined {
  if (tag !== '') {
    const full = tag.startsWith('refs/tags/') ? tag : `refs/tags/${tag}`;
    if (ref !== '' && ref !== full) return `ref conflicts: ${goQuote(ref)} vs ${goQuote(full)}`;
    ref = full;
  }
  if (branch !== '') {
    if (tag !== '') return 'branch conflicts with tag';
    const full = branch.startsWith('refs/heads/') ? branch : `refs/heads/${branch}`;
    if (ref !== '' && ref !== full) return `ref conflicts: ${goQuote(ref)} vs ${goQuote(full)}`;
  }
  return undefined;
}

function cleanSubdir(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return kept.join('/');
}

/** Go's url.ParseQuery, which drops what it cannot read. */
function queryValues(query: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const equals = pair.indexOf('=');
    const key = decode((equals < 0 ? pair : pair.slice(0, equals)).replaceAll('+', ' '));
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1).replaceAll('+', ' '));
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}
