import { expect, test } from 'vitest';
import { formatAge, formatCount, formatSize } from '../../../client/src/model/format.ts';

test.each([
  [0, '0 B'], [1, '1 B'], [999, '999 B'], [1000, '1 kB'], [1234, '1.23 kB'], [12_345_678, '12.3 MB'], [123_456_789, '123 MB'], [999_499, '999 kB'], [999_500, '1 MB'],
  [99_949, '99.9 kB'], [99_960, '100 kB'], [5e9, '5 GB'], [7.2e15, '7.2 PB'], [2e18, '2000 PB'], [undefined, 'unknown size'], [NaN, 'unknown size'], [-1, 'unknown size'],
])('size %s is %s', (bytes, text) => expect(formatSize(bytes)).toBe(text));

const now = Date.parse('2026-05-01T00:00:00Z');
const day = 86_400_000;

test.each([
  [now, 'just now'], [now - 59_000, 'just now'], [now - 60_000, '1 minute ago'], [now - 59 * 60_000, '59 minutes ago'], [now - 3_600_000, '1 hour ago'], [now - day, '1 day ago'],
  [now - 6.9 * day, '6 days ago'], [now - 21 * day, '3 weeks ago'], [now - 40 * day, '1 month ago'], [now - 800 * day, '2 years ago'], [now + day, 'just now'], [0, ''], [undefined, ''], [1000, ''],
])('a time of %s is %j', (time, text) => expect(formatAge(time, now)).toBe(text));

test.each([[0, '0 files'], [1, '1 file'], [1204, '1\u202f204 files'], [1_000_000, '1\u202f000\u202f000 files']])('%i', (count, text) => expect(formatCount(count, 'file')).toBe(text));
