import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { jsonObjects } from '../../../server/src/engine/jsonStream.ts';

async function cut(...chunks: (string | Buffer)[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const object of jsonObjects(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) found.push(object);
  return found;
}

const reports = [{ status: 'Pulling "a" {b}', id: 'ä€😀' }, { progressDetail: { current: 1, total: 2 } }, { stream: 'line \\ one\n' }];

describe('objects one after another', () => {
  test.each([['lines', '\n'], ['lines of another system', '\r\n'], ['nothing between', ''], ['blanks', '  \n\n ']])('with %s', async (_, between) => {
    expect(await cut(reports.map((report) => JSON.stringify(report)).join(between))).toEqual(reports);
  });

  test('wherever the chunks end, also inside a character', async () => {
    const bytes = Buffer.from(reports.map((report) => JSON.stringify(report)).join('\n'));
    for (let size = 1; size < 20; size++) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, at * size + size));
      expect(await cut(...chunks), `chunks of ${size}`).toEqual(reports);
    }
  });

  test('what cannot be read is left out', async () => {
    expect(await cut('noise {"a":1} more, "noise" }{"b":}{"c":3}{"d":')).toEqual([{ a: 1 }, { c: 3 }]);
    expect(await cut('')).toEqual([]);
  });

  test('an object without an end does not fill the memory', async () => {
    const endless = Readable.from((function* () { yield '{"a":"'; for (;;) yield 'x'.repeat(1 << 20); })());
    await expect((async () => { for await (const _ of jsonObjects(endless)); })()).rejects.toThrow(RangeError);
    expect(endless.destroyed).toBe(true);
  });

  test('leaving early destroys the stream', async () => {
    const stream = Readable.from(['{"a":1}{"b":2}']);
    for await (const _ of jsonObjects(stream)) break;
    expect(stream.destroyed).toBe(true);
  });
});
