/**
 * Dockerfile frontend versions. Owns: how "since which version" is written and compared. Must not know instructions.
 */

/** A version of the Dockerfile frontend, `major.minor`. */
export type FrontendVersion = `${number}.${number}`;

/** From which frontend on something can be used. */
export interface Availability {
  /** The first stable version that has it; undefined while only the labs channel (`docker/dockerfile:1-labs`) has it. */
  readonly since: FrontendVersion | undefined;
  /** The first version of the labs channel that has it, when that came earlier than the stable one. */
  readonly labsSince?: FrontendVersion;
  /** What else is needed, e.g. an engine version. */
  readonly needs?: string;
}

/** Negative when `a` is older than `b`, 0 when equal, positive when newer; compares numbers, so 1.10 is newer than 1.9. */
export function compareVersions(a: FrontendVersion, b: FrontendVersion): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

/** Short text for the user, e.g. `Dockerfile 1.20 (labs 1.7)`; undefined when every frontend has it and nothing else is needed. */
export function availabilityText(availability: Availability): string | undefined {
  const { since, labsSince, needs } = availability;
  const parts: string[] = [];
  if (since === undefined) parts.push(`labs only (Dockerfile ${labsSince ?? '1'}-labs)`);
  else if (compareVersions(since, '1.0') > 0) parts.push(`Dockerfile ${since}${labsSince ? ` (labs ${labsSince})` : ''}`);
  if (needs) parts.push(needs);
  return parts.length > 0 ? parts.join(', ') : undefined;
}
