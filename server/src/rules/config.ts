/**
 * Which rules report, and how loudly. Owns: presets and severities per code. Must not know single rules beyond their data.
 */
import type { Rule, RuleMeta, Severity } from './rule.ts';

export type Preset = 'recommended' | 'buildkit' | 'all';

export interface Config {
  readonly preset: Preset;
  /** Severities by rule code; `off` silences a rule. They count in every preset. */
  readonly severity: Readonly<Record<string, Severity | 'off'>>;
}

export const defaultConfig: Config = { preset: 'recommended', severity: {} };

/** The rule's severity; undefined when it does not report. An experimental rule needs to be asked for. */
export function severityOf(rule: RuleMeta, config: Config, isExperimentOn: boolean): Severity | undefined {
  const chosen = Object.hasOwn(config.severity, rule.code) ? config.severity[rule.code] : undefined;
  if (chosen !== undefined) return chosen === 'off' ? undefined : chosen;
  const isExperimental = 'experimental' in rule.status;
  switch (config.preset) {
    case 'buildkit':
      return rule.family === 'practice' || (isExperimental && !isExperimentOn) ? undefined : rule.severity;
    case 'recommended':
      return rule.recommended === false || (isExperimental && !isExperimentOn) ? undefined : rule.severity;
    case 'all':
      return rule.severity;
  }
}

/** True for a rule whose finding ends the build. */
export function endsBuild(rule: Rule): boolean {
  return rule.family === 'validity';
}
