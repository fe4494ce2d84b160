/**
 * The value of a variable at a point. Owns: every line that could set it, which one wins and why. Must not format text for display.
 */
import type { TextRange } from '../base/textRange.ts';
import type { VariableValue } from './environment.ts';

export type OriginKind =
  | 'arg'
  | 'env'
  /** ARG before the first FROM. */
  | 'globalArg'
  /** TARGETPLATFORM and its like. */
  | 'platform'
  /** HTTP_PROXY and its like. */
  | 'proxy'
  | 'baseImage';

/** Why an origin counts or not. */
export type OriginState =
  | 'wins'
  /** A later line of the same stage chain sets it again. */
  | 'overridden'
  /** ARG without a value, and nothing gives it one. */
  | 'noValue'
  /** A global ARG or predefined platform ARG that the stage does not declare again. */
  | 'notDeclaredInStage'
  /** It comes after the point asked about. */
  | 'later';

export interface VariableOrigin {
  readonly kind: OriginKind;
  readonly state: OriginState;
  /** Undefined for what no line sets. */
  readonly ordinal: number | undefined;
  /** The pair's range, relative to the segment of the instruction at `ordinal`. */
  readonly range: TextRange | undefined;
  /** Index of the stage the line belongs to; undefined before the first FROM. */
  readonly stage: number | undefined;
  /** True when the line is an ONBUILD trigger of the base that runs in this stage. */
  readonly onbuild: boolean;
  /** The default or value as written; undefined when there is none. */
  readonly raw: string | undefined;
  /** What the line sets, after expansion. */
  readonly value: VariableValue;
}

export interface Resolution {
  readonly name: string;
  readonly value: VariableValue;
  /** In the order in which the builder meets them; what the base image or the builder predefines comes first. */
  readonly origins: readonly VariableOrigin[];
  readonly winner: VariableOrigin | undefined;
  /** True when `--build-arg name=…` would change the value here. */
  readonly buildArgApplies: boolean;
  /** True when an ARG in scope declares it. */
  readonly declared: boolean;
}
