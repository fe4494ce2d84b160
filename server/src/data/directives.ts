/**
 * The table of parser directives. Owns: the directives' names, values and what each value means. Must not hold behaviour.
 * They count only at the very top of the file; names are read without regard to case, and each may be given once.
 */
import type { Availability } from './availability.ts';

export const directiveNames = ['syntax', 'escape', 'check'] as const;
export type DirectiveName = (typeof directiveNames)[number];

export interface DirectiveValue {
  readonly value: string;
  readonly meaning: string;
}

export interface DirectiveSpec extends Availability {
  readonly name: DirectiveName;
  /** What it decides, in one sentence. */
  readonly summary: string;
  /** Whole values worth offering; for `check` see `checkOptions`. */
  readonly values: readonly DirectiveValue[];
  readonly example: string;
}

export const directives: Readonly<Record<DirectiveName, DirectiveSpec>> = {
  syntax: {
    name: 'syntax', since: '1.0',
    summary: 'Names the Dockerfile frontend that reads this file. BuildKit fetches it before the build, so new instructions and flags work without a newer Docker.',
    values: [
      { value: 'docker/dockerfile:1', meaning: 'The newest stable frontend' },
      { value: 'docker/dockerfile:1-labs', meaning: 'The newest frontend with the features still in labs' },
      { value: 'docker/dockerfile:1.20', meaning: 'A frontend pinned to one minor version' },
      { value: 'docker/dockerfile-upstream:master', meaning: 'The newest commit; not for production' },
    ],
    example: '# syntax=docker/dockerfile:1',
  },
  escape: {
    name: 'escape', since: '1.0',
    summary: 'The character that continues a line and escapes a character. A backtick leaves the backslash to Windows paths.',
    values: [
      { value: '`', meaning: 'Backtick: C:\\paths can be written as they are' },
      { value: '\\', meaning: 'Backslash, as without the directive' },
    ],
    example: '# escape=`',
  },
  check: {
    name: 'check', since: '1.8',
    summary: 'Sets up the build checks: which to leave out, whether a finding fails the build, and which experimental ones to run.',
    values: [],
    example: '# check=skip=JSONArgsRecommended;error=true',
  },
};

export const checkOptionNames = ['skip', 'error', 'experimental'] as const;
export type CheckOptionName = (typeof checkOptionNames)[number];

export interface CheckOption {
  readonly name: CheckOptionName;
  /** `checks`: names of build checks between commas, or `all`. `boolean`: true or false. */
  readonly value: 'checks' | 'boolean';
  readonly summary: string;
}

/** The options of `# check=`, written `name=value` with `;` between them and no blanks. */
export const checkOptions: Readonly<Record<CheckOptionName, CheckOption>> = {
  skip: { name: 'skip', value: 'checks', summary: 'Checks to leave out, between commas; all for every check that is not experimental.' },
  error: { name: 'error', value: 'boolean', summary: 'Whether a finding fails the build.' },
  experimental: { name: 'experimental', value: 'checks', summary: 'Experimental checks to run, between commas; all for every one.' },
};
