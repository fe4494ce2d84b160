/**
 * The codes of our own advice. Owns: the names that a `# check=skip=` may have besides BuildKit's. A test holds them against the registry,
 * which cannot be asked here: it holds the rule that asks.
 */
export const practiceCodes: readonly string[] = [
  'ArgWithSpace', 'HealthcheckBelow', 'LostContinuation', 'RunWithoutEffect', 'TypographicQuotes', 'UnknownCheck',
];
