/**
 * Objects one after another, as engines report progress and events. Owns: cutting the bytes into objects, wherever the chunks end and whatever stands between
 * the objects. Must not know what they mean.
 */
import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { asObject } from './json.ts';
import type { Json } from './json.ts';

/** In UTF-16 units: no report is as long, so that something else must be talking. */
const longest = 4 << 20;

/** Finds the ends of objects. Braces in strings don't count, so that objects need no line breaks between them. */
export class ObjectCutter {
  #text = '';
  #at = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;

  /** Gives the objects that this text completes; what cannot be read is left out. */
  push(chunk: string): Json[] {
    const found: Json[] = [];
    this.#text += chunk;
    let start = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      if (!this.#step(this.#text.charCodeAt(this.#at))) continue;
      const object = parsed(this.#text.slice(start, this.#at + 1));
      if (object) found.push(object);
      start = this.#at + 1;
    }
    this.#text = this.#depth === 0 ? '' : this.#text.slice(start);
    this.#at = this.#text.length;
    if (this.#text.length > longest) throw new RangeError('An object of the stream is too long.');
    return found;
  }

  /** Whether an object has begun and not ended. */
  get isInside(): boolean {
    return this.#depth > 0;
  }

  /** Takes one character; true when it ends an object. */
  #step(code: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (code === 0x5c) this.#escaped = true;
      else if (code === 0x22) this.#inString = false;
      return false;
    }
    if (code === 0x22) this.#inString = this.#depth > 0;
    else if (code === 0x7b) this.#depth++;
    else if (code === 0x7d && this.#depth > 0) return --this.#depth === 0;
    return false;
  }
}

/** The objects of a stream. Ends with the stream's own error; leaving early destroys the stream. */
export async function* jsonObjects(stream: Readable): AsyncGenerator<Json, void, undefined> {
  const decoder = new StringDecoder('utf8');
  const cutter = new ObjectCutter();
  try {
    for await (const chunk of stream) yield* cutter.push(decoder.write(chunk as Buffer));
  } finally {
    stream.destroy();
  }
}

/** From the first brace, as something else may stand before it. */
function parsed(text: string): Json | undefined {
  try {
    return asObject(JSON.parse(text.slice(text.indexOf('{'))));
  } catch {
    return undefined;
  }
}
