/**
 * Images that an engine has, on the command line. Owns: telling an image from an archive, and asking the engine for what the commands need. Must not print.
 */
import { existsSync } from 'node:fs';
import type { EngineClient } from '../engine/contract.ts';
import { EngineError } from '../engine/errors.ts';
import { findEngine } from '../engine/findEngine.ts';
import { readImageArchive } from '../image/archive.ts';
import type { ImageArchive } from '../image/archive.ts';
import { alignEngineHistory } from '../image/historyAlignment.ts';
import type { Platform } from '../image/metadata.ts';

/** What is no file and does not look like one is the name of an image. */
export function namesImage(argument: string): boolean {
  return argument !== '' && !existsSync(argument) && !/^[./~]|^[A-Za-z]:[\\/]|\\|\.(?:tar|tgz|gz|zst)$/i.test(argument);
}

/** The engine or registry could not give the image. `message` says why and what to do about it. */
export class EngineFailure extends Error {
  readonly source: 'engine' | 'registry';

  constructor(message: string, options: ErrorOptions, source: 'engine' | 'registry' = 'engine') {
    super(message, options);
    this.source = source;
  }
}

/** Reads the image while the engine sends it. Rejects with `EngineFailure`. */
export function readFromEngine(image: string, platform: string | undefined, withLayers: boolean): Promise<ImageArchive> {
  return withEngine((engine) => savedImage(engine, image, platform, withLayers));
}

export interface EngineHistory {
  readonly history: readonly { readonly createdBy: string; readonly emptyLayer: boolean }[];
  readonly platform: Platform;
}

/**
 * The history without the layers, where the engine's answers tell which entries made one; otherwise out of the whole image. Undefined when the image that the
 * engine sent has none. Rejects with `EngineFailure`.
 */
export function historyFromEngine(image: string, platform: string | undefined): Promise<EngineHistory | undefined> {
  return withEngine(async (engine) => {
    const options = platform === undefined ? {} : { platform };
    const [entries, details] = await Promise.all([engine.history(image, options), engine.inspect(image, options)]);
    const made = alignEngineHistory(entries, details.diffIds.length);
    if (made && !made.some((each) => each.made === 'maybe')) {
      const history = entries.map(({ createdBy }, at) => ({ createdBy, emptyLayer: made[at]!.made === 'no' }));
      return { history, platform: { os: details.os, architecture: details.arch, variant: details.variant } };
    }
    const { images } = await savedImage(engine, image, platform, false);
    return images[0]?.config;
  });
}

async function savedImage(engine: EngineClient, image: string, platform: string | undefined, withLayers: boolean): Promise<ImageArchive> {
  const stream = await engine.saveImage(image, platform === undefined ? {} : { platform });
  try {
    return await readImageArchive(stream, { withLayers });
  } finally {
    stream.destroy();
  }
}

async function withEngine<T>(work: (engine: EngineClient) => Promise<T>): Promise<T> {
  let engine: EngineClient | undefined;
  try {
    engine = await findEngine();
    return await work(engine);
  } catch (error) {
    if (error instanceof EngineError) throw new EngineFailure([error.message, error.remedy].filter(Boolean).join(' '), { cause: error });
    throw error;
  } finally {
    engine?.dispose();
  }
}
