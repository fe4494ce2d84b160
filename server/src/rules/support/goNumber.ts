/**
 * Go's number, bool and duration readers. Owns: what strconv and time accept and the messages they give. Must not know Dockerfiles.
 */
/** Go's strconv.ParseBool; undefined when it refuses the text. */
export function parseBool(text: string): boolean | undefined {
  switch (text) {
    case '1': case 't': case 'T': case 'true': case 'TRUE': case 'True':
      return true;
    case '0': case 'f': case 'F': case 'false': case 'FALSE': case 'False':
      return false;
    default:
      return undefined;
  }
}

/** Go's strconv.ParseUint; undefined when it refuses the text or the value needs more than `bits` bits. */
export function parseUint(text: string, base: 8 | 10, bits: number): number | undefined {
  if (!(base === 8 ? /^[0-7]+$/ : /^[0-9]+$/).test(text)) return undefined;
  const value = parseInt(text, base);
  return value < 2 ** bits ? value : undefined;
}

/** Go's strconv.ParseInt in base 10: the value, or the reason of the refusal as Go words it. */
export function parseInteger(text: string, bits: number): number | 'invalid syntax' | 'value out of range' {
  const digits = /^[+-]?([0-9]*)/.exec(text)!;
  // Go reads from left to right and gives up at the first digit that is too much.
  if (Number(digits[1]) >= 2 ** bits) return 'value out of range';
  if (digits[1] === '' || digits[0].length < text.length) return 'invalid syntax';
  const value = Number(text);
  return value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1) ? value : 'value out of range';
}

// In nanoseconds.
const units: Readonly<Record<string, number>> = {
  ns: 1, us: 1e3, '\u00b5s': 1e3, '\u03bcs': 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9,
};

/** How Go's time package quotes: every byte that is no printable ASCII character is written in hexadecimal. */
function byteQuote(text: string): string {
  return `"${[...text].map((char) => (char === '"' || char === '\\' ? `\\${char}` : /[ -~]/.test(char) ? char : utf8Hex(char))).join('')}"`;
}

function utf8Hex(char: string): string {
  const encoded = encodeURIComponent(/\p{Surrogate}/u.test(char) ? '\ufffd' : char);
  // A control character is one byte, and encodeURIComponent writes it as %XX too.
  return encoded.toLowerCase().replaceAll('%', '\\x');
}

/** Go's time.ParseDuration: nanoseconds, or its error message. */
export function parseDuration(text: string): number | string {
  const invalid = `time: invalid duration ${byteQuote(text)}`;
  const negative = text.startsWith('-');
  let rest = negative || text.startsWith('+') ? text.slice(1) : text;
  if (rest === '0') return 0;
  if (rest === '') return invalid;
  let total = 0;
  while (rest !== '') {
    const number = /^[0-9]*(?:\.[0-9]*)?/.exec(rest)![0];
    if (!/[0-9]/.test(number)) return invalid;
    rest = rest.slice(number.length);
    const unit = /^[^.0-9]*/.exec(rest)![0];
    if (unit === '') return `time: missing unit in duration ${byteQuote(text)}`;
    const size = units[unit];
    if (size === undefined) return `time: unknown unit ${byteQuote(unit)} in duration ${byteQuote(text)}`;
    rest = rest.slice(unit.length);
    total += Number(number) * size;
    if (total >= 2 ** 63) return invalid;
  }
  return negative ? -total : total;
}

/** True when go-units' RAMInBytes accepts the text as a size such as `1.5g`. */
export function isSize(text: string): boolean {
  const match = /^(.*[0-9.]) ?([^0-9. ]*)$/s.exec(text) ?? /^(.*) ()$/s.exec(text);
  if (!match) return false;
  const [, number = '', suffix = ''] = match;
  if (!/^\+?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(number) && !/^-0*\.?0*$/.test(number)) return false;
  return suffix === '' || /^(?:b|[kmgtp]b?|[kmgtp]ib)$/i.test(suffix);
}
