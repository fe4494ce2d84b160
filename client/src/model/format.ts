/**
 * Sizes and ages as text. Owns: their wording. Must not know the locale of the host: Dockerfile tooling speaks English everywhere.
 */
const sizeUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** 12345678 → "12.3 MB" (decimal units, three significant digits). Says "unknown size" for undefined and for what is no size. */
export function formatSize(bytes: number | undefined): string {
  if (bytes === undefined || !Number.isFinite(bytes) || bytes < 0) return 'unknown size';
  let value = bytes;
  let unit = 0;
  // 999.5 would round to "1000", so the next unit starts there.
  while (value >= 999.5 && unit < sizeUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  const text = value.toFixed(digits);
  return `${digits > 0 ? text.replace(/\.?0+$/, '') : text} ${sizeUnits[unit]}`;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const ageSteps: readonly (readonly [number, string])[] = [
  [365 * day, 'year'],
  [30 * day, 'month'],
  [7 * day, 'week'],
  [day, 'day'],
  [hour, 'hour'],
  [minute, 'minute'],
];

/** "3 weeks ago". Both times in milliseconds since 1970; '' for an unknown time (undefined, 0 or before 1980, as reproducible builds write). */
export function formatAge(time: number | undefined, now: number): string {
  if (time === undefined || !Number.isFinite(time) || time < 10 * 365 * day) return '';
  const age = now - time;
  for (const [length, name] of ageSteps) {
    const count = Math.floor(age / length);
    if (count >= 1) return `${count} ${name}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

/** 1204, "file" → "1 204 files". */
export function formatCount(count: number, noun: string): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return `${digits} ${noun}${count === 1 ? '' : 's'}`;
}

/** Milliseconds as "0.4 s", "12 s", "3 min 5 s", "1 h 2 min". */
export function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole > 0 && whole < 50) return `${whole} ms`;
  const tenths = Math.max(0, Math.round(milliseconds / 100)) / 10;
  if (tenths < 10) return `${tenths.toFixed(1)} s`;
  const seconds = Math.round(tenths);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
