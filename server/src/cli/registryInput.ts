/**
 * Images in a registry, on the command line: "docker://registry.example/app:1". Owns: reading them with what "docker login" stored. Must not print but how much
 * is going to be downloaded.
 */
import type { ImageArchive } from '../image/archive.ts';
import { openRegistryImage } from '../image/registry.ts';
import { storedCredentials } from '../image/registryCredentials.ts';
import { RegistryError } from '../image/registryErrors.ts';
import { proxyFor } from '../image/registryProxy.ts';
import { EngineFailure } from './engineInput.ts';
import { sizeText } from './sizes.ts';

/** Without layers nothing but manifest and config is read. Rejects with `EngineFailure`. */
export async function readFromRegistry(name: string, platform: string | undefined, withLayers: boolean): Promise<ImageArchive> {
  try {
    // Who calls a command line trusts what is configured there.
    const credentials = () => storedCredentials(name, { mayRunHelpers: true });
    const image = await openRegistryImage(name, { platform, credentials, proxy: (url) => proxyFor(url, process.env) });
    if (withLayers && process.stderr.isTTY) process.stderr.write(`drydock: reading at most ${sizeText(image.layerBytes)} from ${image.name}\n`);
    return await image.read({ withLayers });
  } catch (error) {
    if (error instanceof RegistryError) throw new EngineFailure([error.message, error.remedy].filter(Boolean).join(' '), { cause: error }, 'registry');
    throw error;
  }
}
