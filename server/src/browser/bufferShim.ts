/**
 * A stand-in for Node's Buffer in a web worker. Owns: the one call that dockerfile-ast makes, which looks for a byte order mark.
 * The bundler puts it where that code says `Buffer`.
 */
export const Buffer = {
  /** The text's UTF-8 bytes. */
  from: (text: string): Uint8Array => new TextEncoder().encode(text),
};
