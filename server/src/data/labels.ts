/**
 * Keys of LABEL that tools agree on: the annotations of the OCI image specification. Must not hold behaviour.
 */

export const labelKeys: readonly { readonly key: string; readonly meaning: string }[] = [
  { key: 'org.opencontainers.image.source', meaning: 'URL of the source code' },
  { key: 'org.opencontainers.image.version', meaning: 'Version of what is packaged' },
  { key: 'org.opencontainers.image.revision', meaning: 'Commit that it was built from' },
  { key: 'org.opencontainers.image.title', meaning: 'Name for people' },
  { key: 'org.opencontainers.image.description', meaning: 'What it is' },
  { key: 'org.opencontainers.image.licenses', meaning: 'SPDX licence expression' },
  { key: 'org.opencontainers.image.authors', meaning: 'Who is responsible' },
  { key: 'org.opencontainers.image.vendor', meaning: 'Organisation that distributes it' },
  { key: 'org.opencontainers.image.url', meaning: 'URL for more about the image' },
  { key: 'org.opencontainers.image.documentation', meaning: 'URL of the documentation' },
  { key: 'org.opencontainers.image.created', meaning: 'When it was built, as RFC 3339' },
  { key: 'org.opencontainers.image.ref.name', meaning: 'Name of the reference' },
  { key: 'org.opencontainers.image.base.name', meaning: 'Image that it was built from' },
  { key: 'org.opencontainers.image.base.digest', meaning: 'Digest of that image' },
];
