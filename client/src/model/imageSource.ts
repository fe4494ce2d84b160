/**
 * Where an image comes from. Owns: the plain data that names an image of an engine, of an archive or of a registry.
 */

export type ImageSource =
  /** `id` is the image's id or a name that the engine knows it by. */
  | { readonly kind: 'engine'; readonly id: string; readonly name: string }
  /** `path` is that of a file, or of a folder in OCI layout. `name` says which image of several; '' before that is known. */
  | { readonly kind: 'archive'; readonly path: string; readonly name: string }
  | RegistrySource;

export interface RegistrySource {
  readonly kind: 'registry';
  /** As it stands behind FROM: "registry.example/team/app:1", "busybox". */
  readonly name: string;
  /** "linux/arm64/v8"; undefined for this machine's, or else the first that the registry has. */
  readonly platform: string | undefined;
}

/** The source as one shows it. */
export function sourceText(source: ImageSource): string {
  switch (source.kind) {
    case 'archive': return source.path.split(/[\\/]/).findLast(Boolean) ?? source.path;
    case 'engine': return source.name;
    case 'registry': return source.platform === undefined ? source.name : `${source.name} (${source.platform})`;
  }
}
