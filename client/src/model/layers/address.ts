/**
 * Addresses of files in images: `dockerlayer:/<image key>/<layer number, final or none>/<path>`. Owns: writing and reading them. Must not know VS Code's Uri.
 */

export const layerScheme = 'dockerlayer';

/**
 * Which file system: that after a layer (0-based, bottom first), that of the finished image, or 'none', which has an empty file at every path and stands
 * for the side of a comparison where there is no file.
 */
export type Where = number | 'final' | 'none';

export interface LayerAddress {
  /** Of the opened image. */
  readonly key: string;
  readonly where: Where;
  /** Without a leading slash; '' for the root. */
  readonly path: string;
}

/** The path of the address, not encoded. Layers are numbered from 1 in it, because people read it. */
export function addressPath({ key, where, path }: LayerAddress): string {
  return `/${key}/${typeof where === 'number' ? where + 1 : where}${path === '' ? '' : `/${path}`}`;
}

/** Undefined for what is no such path. */
export function parseAddress(text: string): LayerAddress | undefined {
  const match = /^\/([^/]+)\/(\d{1,6}|final|none)(?:\/(.*))?$/s.exec(text);
  if (!match) return undefined;
  const [, key, place, path = ''] = match;
  if (place === '0') return undefined;
  const where = place === 'final' || place === 'none' ? place : Number(place) - 1;
  return { key: key!, where, path: path.replace(/\/+$/, '') };
}

/** The last segment of a path; '' for the root. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A file's name in an image as one that every disk takes: no separators, no control characters, none of the names that Windows keeps for devices. */
export function nameOnDisk(path: string): string {
  const name = fileName(path).replace(/[<>:"/\\|?*\u0000-\u001f]/g, '_').replace(/[. ]+$/, '');
  return name === '' || /^(?:\.+|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?)$/i.test(name) ? `_${name}` : name;
}
