/**
 * Reading JSON of which nothing is certain. Owns: one function for each kind of value; what is of another kind counts as empty. Must not throw.
 */
export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function asObjects(value: unknown): Json[] {
  return Array.isArray(value) ? (value as unknown[]).map(asObject) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((item): item is string => typeof item === 'string') : [];
}

export function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}

/** Engines say -1 for a count that they have not made. */
export function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

export function textRecord(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asObject(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** Milliseconds since 1970 from seconds; what has no time carries the year 1. */
export function fromSeconds(value: unknown): number {
  return Math.max(0, number(value) * 1000);
}

/** Milliseconds since 1970 from a date in words. */
export function fromDate(value: unknown): number {
  const time = Date.parse(text(value));
  return Number.isNaN(time) ? 0 : Math.max(0, time);
}
