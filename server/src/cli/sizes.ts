/**
 * Sizes in bytes as people write them. Owns: reading and showing them. Must not print.
 */

const units: readonly string[] = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Decimal units, three digits: "1.23 MB". */
export function sizeText(bytes: number): string {
  let at = 0;
  let value = bytes;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  return `${at === 0 ? value : value.toPrecision(3)} ${units[at]}`;
}

/** What may be wasted: bytes, or a share of all bytes from 0 to 1. */
export type WasteLimit = { readonly bytes: number } | { readonly share: number };

/** Reads "10%", "500kB", "1.5 GiB" or "0"; undefined for anything else. */
export function readWasteLimit(text: string): WasteLimit | undefined {
  const percent = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text);
  if (percent) return { share: Number(percent[1]) / 100 };
  const size = /^\s*(\d+(?:\.\d+)?)\s*(?:([kmgt]?)(i?)b)?\s*$/i.exec(text);
  if (!size || (size[3] && !size[2])) return undefined;
  const power = ['', 'k', 'm', 'g', 't'].indexOf((size[2] ?? '').toLowerCase());
  return { bytes: Number(size[1]) * (size[3] ? 1024 : 1000) ** power };
}

export function exceeds(limit: WasteLimit, wasted: number, total: number): boolean {
  // Multiplied out, because a share of 0.1 of 10 bytes is not quite 1 when it is divided.
  return 'bytes' in limit ? wasted > limit.bytes : wasted * 100 > Math.round(limit.share * 1e6) / 1e4 * total;
}
