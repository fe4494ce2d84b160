/**
 * Images straight from a registry. Owns: asking which, for which platform, and whether a large download is wanted. Must not read images itself.
 * A registry is asked in trusted workspaces only.
 */
import { parseReference } from '../../../server/src/image/registryReference.ts';
import { formatCount, formatSize } from '../model/format.ts';
import { sourceText, type RegistrySource } from '../model/imageSource.ts';
import type { RegistryImageFacts } from '../model/registryImage.ts';
import type { Choice } from '../ui/ports.ts';
import type { Deps } from './deps.ts';
import { guarded } from './guarded.ts';
import { imageNameError } from './imageName.ts';

const title = 'Open Image from Registry';
const memoryKey = 'registry.names';
/** Names that are remembered. */
const most = 12;
/** Packed bytes that are downloaded without a question. */
const largeDownload = 200_000_000;

/** Asks for an image, and for its platform where there are several. Shows what goes wrong; undefined then, and when dismissed. */
export async function askForRegistryImage(deps: Deps): Promise<RegistrySource | undefined> {
  if (!await mayUseRegistry(deps)) return undefined;
  let source: RegistrySource | undefined;
  await guarded(deps, '', async () => {
    const name = await askForName(deps);
    if (name === undefined) return;
    const facts = await describe(deps, { kind: 'registry', name, platform: undefined });
    await deps.memory.set(memoryKey, JSON.stringify([name, ...remembered(deps).filter((each) => each !== name)].slice(0, most)));
    const chosen = await askForPlatform(deps, name, facts);
    if (chosen) source = { kind: 'registry', name, platform: chosen.platform };
  });
  return source;
}

export async function mayUseRegistry(deps: Deps): Promise<boolean> {
  if (deps.isTrusted()) return true;
  await deps.prompts.warn('Images of a registry need a trusted workspace. An archive made by docker save can be opened all the same.');
  return false;
}

/** What the registry says without any layer. Rejects with a sentence. */
export function describe(deps: Deps, source: RegistrySource): Promise<RegistryImageFacts> {
  return deps.progress.run(`Asking the registry for ${sourceText(source)}`, (_report, signal) => deps.images.describe(source, signal));
}

/** Asks before much is downloaded for the layers. Where the history is enough, it is shown instead. Rejects as the registry does. */
export async function mayDownload(deps: Deps, source: RegistrySource): Promise<boolean> {
  if (!await mayUseRegistry(deps)) return false;
  const { downloadBytes, layers, history } = await describe(deps, source);
  if (downloadBytes <= largeDownload) return true;
  const detail = `The layers of ${sourceText(source)} have to be downloaded to be read: up to ${formatSize(downloadBytes)} packed, of ${formatCount(layers, 'layer')} in all. `
    + 'What is learned of them is kept, the layers are not. The history needs no layers.';
  const answer = await deps.prompts.confirm(`Download up to ${formatSize(downloadBytes)}?`, detail, 'Download', 'Show History Only');
  if (answer === 'Show History Only') await deps.views.showHistory({ source, history });
  return answer === 'Download';
}

async function askForName(deps: Deps): Promise<string | undefined> {
  const names = new Map<string, string>();
  for (const name of await fromNames(deps)) names.set(name, 'in FROM');
  for (const name of remembered(deps)) if (!names.has(name)) names.set(name, 'opened before');
  if (names.size > 0) {
    const choices: Choice<string>[] = [...names].map(([name, description]) => ({ label: `$(package) ${name}`, description, value: name }));
    const picked = await deps.prompts.pick(title, 'Which image?', [...choices, { label: '$(edit) Another name…', value: '' }]);
    if (picked !== '') return picked;
  }
  const typed = await deps.prompts.input({ title, prompt: 'The image\'s full name, such as registry.example/team/app:1.2', value: '', validate: registryNameError });
  return typed?.trim().replace(scheme, '');
}

const scheme = /^docker:\/\//;

/** The sentence to show for what names no image of a registry, or undefined. A digest may be in it, and "docker://" before it. */
export function registryNameError(text: string): string | undefined {
  const name = text.trim().replace(scheme, '');
  if (name === '') return 'Give the name of an image, such as registry.example/team/app:1.2.';
  const [tagged = '', digest] = name.split('@', 2);
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) return 'A digest is "sha256:" with 64 hexadecimal digits behind it.';
  return imageNameError(tagged) ?? (parseReference(name) ? undefined : `${name} is no name of an image.`);
}

/** The images that the Dockerfile in the editor starts from. Finds none rather than failing. */
async function fromNames(deps: Deps): Promise<readonly string[]> {
  const file = deps.dockerfiles.active();
  const stages = file ? await deps.history.stages(file, {}).catch(() => []) : [];
  const names = stages.flatMap(({ base }) => (base.kind === 'image' && registryNameError(base.name) === undefined ? [base.name] : []));
  return [...new Set(names)];
}

function remembered({ memory }: Pick<Deps, 'memory'>): readonly string[] {
  try {
    const names: unknown = JSON.parse(memory.get(memoryKey) ?? '[]');
    return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string' && registryNameError(name) === undefined) : [];
  } catch {
    return [];
  }
}

/** Undefined when dismissed. Where the registry has one only, nothing is asked. */
async function askForPlatform(deps: Deps, name: string, { platform, platforms }: RegistryImageFacts): Promise<{ readonly platform: string | undefined } | undefined> {
  if (platforms.length < 2) return { platform: undefined };
  const isUsual = (each: string): boolean => each === platform || each.startsWith(`${platform}/`);
  const choices = [...platforms.filter(isUsual), ...platforms.filter((each) => !isUsual(each))].map((value) => ({ label: value, value: { platform: value } }));
  return deps.prompts.pick(title, `Which platform of ${name}?`, choices);
}
