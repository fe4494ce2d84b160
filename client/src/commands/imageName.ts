/**
 * Names of images. Owns: the name proposed for a Dockerfile and the check of one that was typed. Must not know VS Code.
 */
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const domain = /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;

/** The sentence to show for a name that `docker build --tag` would refuse, or undefined. The empty name is fine: it means no name. */
export function imageNameError(name: string): string | undefined {
  if (name === '') return undefined;
  if (name.includes('@')) return 'A digest belongs to an image that exists already: give a name and a tag.';
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash + 1);
  const path = colon < 0 ? name : name.slice(0, colon);
  if (colon >= 0 && !tagPattern.test(name.slice(colon + 1))) {
    return 'A tag is made of up to 128 letters, digits, "_", "." and "-", and starts with none of the last two.';
  }
  const parts = path.split('/');
  const first = parts[0] ?? '';
  const hasDomain = parts.length > 1 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  if (hasDomain && !domain.test(first)) return `"${first}" is no registry host.`;
  const bad = parts.slice(hasDomain ? 1 : 0).find((part) => !component.test(part));
  if (bad === undefined) return undefined;
  return bad !== bad.toLowerCase() ? `An image name is in lower case: "${bad.toLowerCase()}".` : `"${bad}" can't be in an image name: lower-case letters and digits, with ".", "_" or "-" between them.`;
}

/**
 * The name proposed for the image of a Dockerfile: its folder's name, tagged with the stage, or with what is special in the file's name
 * ("Dockerfile.dev", "dev.dockerfile"), or "latest". A folder that is called "docker" or the like says nothing, so the one above it comes first; and in one of
 * `roots`, the workspace folders, a nested Dockerfile is named by the root too: shop/api/Dockerfile is shop-api. Paths have forward or backward slashes.
 */
export function proposedName(path: string, stage?: string, roots: readonly string[] = []): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  const file = parts.pop() ?? '';
  const special = /^(?:dockerfile|containerfile)\.(.+)$/i.exec(file)?.[1] ?? /^(.+)\.(?:dockerfile|containerfile)$/i.exec(file)?.[1];
  const root = roots.map((folder) => folder.split(/[\\/]/).filter((part) => part !== '')).find((folder) => folder.length > 0 && folder.length <= parts.length && folder.every((part, index) => part === parts[index]));
  // Without the folders in between, which would make it long.
  const telling = parts.slice(root?.length ?? 0).filter((part) => !/^\.?(?:docker|dockerfiles?|containers?|build|deploy|ci|devcontainer)$/i.test(part)).at(-1);
  const names = root ? [root.at(-1), telling] : [telling ?? parts.at(-1)];
  const repository = names.map((name) => lowerCaseWords(name ?? '')).filter(Boolean).join('-') || 'image';
  const tag = (stage ?? special ?? '').replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '').slice(0, 128);
  return `${repository}:${tag || 'latest'}`;
}

function lowerCaseWords(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
}
