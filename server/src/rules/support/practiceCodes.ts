/**
 * The codes of our own advice. Owns: the names that a `# check=skip=` may have besides BuildKit's. A test holds them against the registry,
 * which cannot be asked here: it holds the rule that asks.
 */
export const practiceCodes: readonly string[] = [
  'ArgOutOfScope', 'ArgWithSpace', 'BlankVariableName', 'DestinationNotFolder', 'EmptyRun', 'ExecFormSyntax', 'FlagWithoutEffect',
  'HealthcheckBelow', 'HeredocEnd', 'InvalidTrigger', 'LateDirective', 'LaterStageName', 'LostContinuation', 'MainProcessEnds',
  'RunWithoutEffect', 'SignalOutOfRange', 'SingleQuotedArray', 'TooManyLayers', 'TypographicQuotes', 'UndefinedPort',
  'UnknownCheck', 'UnknownDirective', 'UnusedStage',
];
