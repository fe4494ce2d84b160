/**
 * All rules. Owns: the list, in the order of their codes; a test holds it against the folders. Must not hold anything else.
 */
import { argWithSpace } from './practice/argWithSpace.ts';
import { blankBaseName } from './validity/blankBaseName.ts';
import { blankName } from './validity/blankName.ts';
import { checkViolation } from './validity/checkViolation.ts';
import { circularStage } from './validity/circularStage.ts';
import { consistentInstructionCasing } from './buildkit/consistentInstructionCasing.ts';
import { copyIgnoredFile } from './buildkit/copyIgnoredFile.ts';
import { duplicateDirective } from './validity/duplicateDirective.ts';
import { duplicateFlag } from './validity/duplicateFlag.ts';
import { duplicateStageName } from './buildkit/duplicateStageName.ts';
import { emptyFile } from './validity/emptyFile.ts';
import { emptyVolume } from './validity/emptyVolume.ts';
import { exposeInvalidFormat } from './buildkit/exposeInvalidFormat.ts';
import { exposeProtoCasing } from './buildkit/exposeProtoCasing.ts';
import { fromAsCasing } from './buildkit/fromAsCasing.ts';
import { fromPlatformFlagConstDisallowed } from './buildkit/fromPlatformFlagConstDisallowed.ts';
import { healthcheckBelow } from './practice/healthcheckBelow.ts';
import { heredocDestination } from './validity/heredocDestination.ts';
import { instructionBeforeFrom } from './validity/instructionBeforeFrom.ts';
import { invalidBaseImagePlatform } from './buildkit/invalidBaseImagePlatform.ts';
import { invalidCheck } from './validity/invalidCheck.ts';
import { invalidChecksum } from './validity/invalidChecksum.ts';
import { invalidChmod } from './validity/invalidChmod.ts';
import { invalidDefaultArgInFrom } from './buildkit/invalidDefaultArgInFrom.ts';
import { invalidDefinitionDescription } from './buildkit/invalidDefinitionDescription.ts';
import { invalidDevice } from './validity/invalidDevice.ts';
import { invalidDuration } from './validity/invalidDuration.ts';
import { invalidEscape } from './validity/invalidEscape.ts';
import { invalidFlagValue } from './validity/invalidFlagValue.ts';
import { invalidHealthcheck } from './validity/invalidHealthcheck.ts';
import { invalidIgnoreFile } from './validity/invalidIgnoreFile.ts';
import { invalidImageReference } from './validity/invalidImageReference.ts';
import { invalidJsonArray } from './validity/invalidJsonArray.ts';
import { invalidMount } from './validity/invalidMount.ts';
import { invalidNetwork } from './validity/invalidNetwork.ts';
import { invalidOnbuild } from './validity/invalidOnbuild.ts';
import { invalidPlatform } from './validity/invalidPlatform.ts';
import { invalidPort } from './validity/invalidPort.ts';
import { invalidRetries } from './validity/invalidRetries.ts';
import { invalidSecurity } from './validity/invalidSecurity.ts';
import { invalidSignal } from './validity/invalidSignal.ts';
import { invalidSource } from './validity/invalidSource.ts';
import { invalidSourceDateEpoch } from './validity/invalidSourceDateEpoch.ts';
import { invalidStageName } from './validity/invalidStageName.ts';
import { invalidStageReference } from './validity/invalidStageReference.ts';
import { invalidSubstitution } from './validity/invalidSubstitution.ts';
import { invalidWindowsPath } from './validity/invalidWindowsPath.ts';
import { jsonArgsRecommended } from './buildkit/jsonArgsRecommended.ts';
import { legacyKeyValueFormat } from './buildkit/legacyKeyValueFormat.ts';
import { lineTooLong } from './validity/lineTooLong.ts';
import { lostContinuation } from './practice/lostContinuation.ts';
import { maintainerDeprecated } from './buildkit/maintainerDeprecated.ts';
import { missingArgument } from './validity/missingArgument.ts';
import { missingEquals } from './validity/missingEquals.ts';
import { missingFlagValue } from './validity/missingFlagValue.ts';
import { missingPairValue } from './validity/missingPairValue.ts';
import { multipleInstructionsDisallowed } from './buildkit/multipleInstructionsDisallowed.ts';
import { noEmptyContinuation } from './buildkit/noEmptyContinuation.ts';
import { noInstructions } from './validity/noInstructions.ts';
import { noStages } from './validity/noStages.ts';
import { redundantTargetPlatform } from './buildkit/redundantTargetPlatform.ts';
import { reservedStageName } from './buildkit/reservedStageName.ts';
import { runWithoutEffect } from './practice/runWithoutEffect.ts';
import { secretsUsedInArgOrEnv } from './buildkit/secretsUsedInArgOrEnv.ts';
import { shellNotJson } from './validity/shellNotJson.ts';
import { stageNameCasing } from './buildkit/stageNameCasing.ts';
import { typographicQuotes } from './practice/typographicQuotes.ts';
import { undefinedArgInFrom } from './buildkit/undefinedArgInFrom.ts';
import { undefinedVar } from './buildkit/undefinedVar.ts';
import { unknownCheck } from './practice/unknownCheck.ts';
import { unknownFlag } from './validity/unknownFlag.ts';
import { unknownInstruction } from './validity/unknownInstruction.ts';
import { unknownTarget } from './validity/unknownTarget.ts';
import { unterminatedHeredoc } from './validity/unterminatedHeredoc.ts';
import { workdirRelativePath } from './buildkit/workdirRelativePath.ts';
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [
  argWithSpace,
  blankBaseName,
  blankName,
  checkViolation,
  circularStage,
  consistentInstructionCasing,
  copyIgnoredFile,
  duplicateDirective,
  duplicateFlag,
  duplicateStageName,
  emptyFile,
  emptyVolume,
  exposeInvalidFormat,
  exposeProtoCasing,
  fromAsCasing,
  fromPlatformFlagConstDisallowed,
  healthcheckBelow,
  heredocDestination,
  instructionBeforeFrom,
  invalidBaseImagePlatform,
  invalidCheck,
  invalidChecksum,
  invalidChmod,
  invalidDefaultArgInFrom,
  invalidDefinitionDescription,
  invalidDevice,
  invalidDuration,
  invalidEscape,
  invalidFlagValue,
  invalidHealthcheck,
  invalidIgnoreFile,
  invalidImageReference,
  invalidJsonArray,
  invalidMount,
  invalidNetwork,
  invalidOnbuild,
  invalidPlatform,
  invalidPort,
  invalidRetries,
  invalidSecurity,
  invalidSignal,
  invalidSource,
  invalidSourceDateEpoch,
  invalidStageName,
  invalidStageReference,
  invalidSubstitution,
  invalidWindowsPath,
  jsonArgsRecommended,
  legacyKeyValueFormat,
  lineTooLong,
  lostContinuation,
  maintainerDeprecated,
  missingArgument,
  missingEquals,
  missingFlagValue,
  missingPairValue,
  multipleInstructionsDisallowed,
  noEmptyContinuation,
  noInstructions,
  noStages,
  redundantTargetPlatform,
  reservedStageName,
  runWithoutEffect,
  secretsUsedInArgOrEnv,
  shellNotJson,
  stageNameCasing,
  typographicQuotes,
  undefinedArgInFrom,
  undefinedVar,
  unknownCheck,
  unknownFlag,
  unknownInstruction,
  unknownTarget,
  unterminatedHeredoc,
  workdirRelativePath,
];

/** Codes by which `# check=skip=` and settings name rules. */
export const ruleCodes: readonly string[] = rules.map(({ code }) => code);
