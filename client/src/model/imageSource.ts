/**
 * Where an image comes from. Owns: the plain data that names an image of an engine or of an archive.
 */

export type ImageSource =
  /** `id` is the image's id or a name that the engine knows it by. */
  | { readonly kind: 'engine'; readonly id: string; readonly name: string }
  /** `path` is that of a file, or of a folder in OCI layout. `name` says which image of several; '' before that is known. */
  | { readonly kind: 'archive'; readonly path: string; readonly name: string };
