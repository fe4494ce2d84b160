/**
 * The names of BuildKit's build checks. Owns: which there are, since when, and where `# check=skip=` is honoured. Must not know how they are carried out.
 */
import type { FrontendVersion } from './availability.ts';

export interface BuildCheck {
  /** Case-sensitive. */
  readonly name: string;
  readonly since: FrontendVersion;
  /** Off unless `# check=experimental=` names it or says `all`. */
  readonly experimental: boolean;
  /** True when a `# check=skip=` comment above the instruction is honoured (Dockerfile 1.21), not only the directive at the top. */
  readonly skippableByComment: boolean;
}

/** The first frontend that reads `# check=skip=` above an instruction. */
export const checkCommentSince: FrontendVersion = '1.21';

function check(name: string, since: FrontendVersion, options: Partial<Pick<BuildCheck, 'experimental' | 'skippableByComment'>> = {}): BuildCheck {
  return { name, since, experimental: false, skippableByComment: true, ...options };
}

const fileOnly = { skippableByComment: false };

export const buildChecks: readonly BuildCheck[] = [
  check('ConsistentInstructionCasing', '1.8', fileOnly),
  check('CopyIgnoredFile', '1.9'),
  check('DuplicateStageName', '1.8', fileOnly),
  check('ExposeInvalidFormat', '1.18'),
  check('ExposeProtoCasing', '1.18'),
  check('FromAsCasing', '1.8'),
  check('FromPlatformFlagConstDisallowed', '1.9'),
  check('InvalidBaseImagePlatform', '1.9', fileOnly),
  check('InvalidDefaultArgInFrom', '1.9', fileOnly),
  check('InvalidDefinitionDescription', '1.11', { experimental: true }),
  check('JSONArgsRecommended', '1.8'),
  check('LegacyKeyValueFormat', '1.8'),
  check('MaintainerDeprecated', '1.8'),
  check('MultipleInstructionsDisallowed', '1.8'),
  check('NoEmptyContinuation', '1.8', fileOnly),
  check('RedundantTargetPlatform', '1.9'),
  check('ReservedStageName', '1.8', fileOnly),
  check('SecretsUsedInArgOrEnv', '1.9'),
  check('StageNameCasing', '1.8'),
  check('UndefinedArgInFrom', '1.8'),
  check('UndefinedVar', '1.8'),
  check('WorkdirRelativePath', '1.8'),
];
