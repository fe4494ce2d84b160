/** Bundles for tests: made from the sources as they are, in a folder of their own, so that no test meets an old build. */
import { build, type BuildOptions } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleOptions, bundles } from '../../scripts/build.mjs';

/** Builds one bundle, e.g. `server.cjs`, minified as it is shipped. Returns its path; the caller removes the folder with `removeBundle`. */
export async function buildBundle(out: string): Promise<string> {
  const bundle = bundles.find((candidate) => candidate.out === out);
  if (!bundle) throw new Error(`there is no bundle ${out}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-bundle-'));
  await build(bundleOptions(bundle, { folder }) as BuildOptions);
  return path.join(folder, out);
}

export function removeBundle(file: string): void {
  fs.rmSync(path.dirname(file), { recursive: true, force: true });
}
