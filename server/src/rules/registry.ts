/**
 * All rules. Owns: the list, in the order of their codes; a test holds it against the folders. Must not hold anything else.
 */
import { argOutOfScope } from './practice/argOutOfScope.ts';
import { argWithSpace } from './practice/argWithSpace.ts';
import { blankBaseName } from './validity/blankBaseName.ts';
import { blankName } from './validity/blankName.ts';
import { blankVariableName } from './practice/blankVariableName.ts';
import { checkViolation } from './validity/checkViolation.ts';
import { circularStage } from './validity/circularStage.ts';
import { consistentInstructionCasing } from './buildkit/consistentInstructionCasing.ts';
import { copyIgnoredFile } from './buildkit/copyIgnoredFile.ts';
import { destinationNotFolder } from './practice/destinationNotFolder.ts';
import { duplicateDirective } from './validity/duplicateDirective.ts';
import { duplicateFlag } from './validity/duplicateFlag.ts';
import { duplicateStageName } from './buildkit/duplicateStageName.ts';
import { emptyFile } from './validity/emptyFile.ts';
import { emptyRun } from './practice/emptyRun.ts';
import { emptyVolume } from './validity/emptyVolume.ts';
import { execFormSyntax } from './practice/execFormSyntax.ts';
import { exposeInvalidFormat } from './buildkit/exposeInvalidFormat.ts';
import { exposeProtoCasing } from './buildkit/exposeProtoCasing.ts';
import { flagWithoutEffect } from './practice/flagWithoutEffect.ts';
import { fromAsCasing } from './buildkit/fromAsCasing.ts';
import { fromPlatformFlagConstDisallowed } from './buildkit/fromPlatformFlagConstDisallowed.ts';
import { healthcheckBelow } from './practice/healthcheckBelow.ts';
import { heredocDestination } from './validity/heredocDestination.ts';
import { heredocEnd } from './practice/heredocEnd.ts';
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
import { invalidTrigger } from './practice/invalidTrigger.ts';
import { invalidWindowsPath } from './validity/invalidWindowsPath.ts';
import { jsonArgsRecommended } from './buildkit/jsonArgsRecommended.ts';
import { lateDirective } from './practice/lateDirective.ts';
import { laterStageName } from './practice/laterStageName.ts';
import { legacyKeyValueFormat } from './buildkit/legacyKeyValueFormat.ts';
import { lineTooLong } from './validity/lineTooLong.ts';
import { lostContinuation } from './practice/lostContinuation.ts';
import { mainProcessEnds } from './practice/mainProcessEnds.ts';
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
import { signalOutOfRange } from './practice/signalOutOfRange.ts';
import { singleQuotedArray } from './practice/singleQuotedArray.ts';
import { stageNameCasing } from './buildkit/stageNameCasing.ts';
import { tooManyLayers } from './practice/tooManyLayers.ts';
import { typographicQuotes } from './practice/typographicQuotes.ts';
import { undefinedArgInFrom } from './buildkit/undefinedArgInFrom.ts';
import { undefinedPort } from './practice/undefinedPort.ts';
import { undefinedVar } from './buildkit/undefinedVar.ts';
import { unknownCheck } from './practice/unknownCheck.ts';
import { unknownDirective } from './practice/unknownDirective.ts';
import { unknownFlag } from './validity/unknownFlag.ts';
import { unknownInstruction } from './validity/unknownInstruction.ts';
import { unknownTarget } from './validity/unknownTarget.ts';
import { unterminatedHeredoc } from './validity/unterminatedHeredoc.ts';
import { unusedStage } from './practice/unusedStage.ts';
import { workdirRelativePath } from './buildkit/workdirRelativePath.ts';
import type { Rule } from './rule.ts';

export const rules: readonly Rule[] = [
  argOutOfScope,
  argWithSpace,
  blankBaseName,
  blankName,
  blankVariableName,
  checkViolation,
  circularStage,
  consistentInstructionCasing,
  copyIgnoredFile,
  destinationNotFolder,
  duplicateDirective,
  duplicateFlag,
  duplicateStageName,
  emptyFile,
  emptyRun,
  emptyVolume,
  execFormSyntax,
  exposeInvalidFormat,
  exposeProtoCasing,
  flagWithoutEffect,
  fromAsCasing,
  fromPlatformFlagConstDisallowed,
  healthcheckBelow,
  heredocDestination,
  heredocEnd,
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
  invalidTrigger,
  invalidWindowsPath,
  jsonArgsRecommended,
  lateDirective,
  laterStageName,
  legacyKeyValueFormat,
  lineTooLong,
  lostContinuation,
  mainProcessEnds,
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
  signalOutOfRange,
  singleQuotedArray,
  stageNameCasing,
  tooManyLayers,
  typographicQuotes,
  undefinedArgInFrom,
  undefinedPort,
  undefinedVar,
  unknownCheck,
  unknownDirective,
  unknownFlag,
  unknownInstruction,
  unknownTarget,
  unterminatedHeredoc,
  unusedStage,
  workdirRelativePath,
];

/** Codes by which `# check=skip=` and settings name rules. */
export const ruleCodes: readonly string[] = rules.map(({ code }) => code);
