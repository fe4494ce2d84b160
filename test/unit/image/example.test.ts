import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readImageArchive } from '../../../server/src/image/archive.ts';
import { described } from '../../support/imageArchive.ts';

const path = fileURLToPath(new URL('../../../examples/hello-layers.tar', import.meta.url));
const script = fileURLToPath(new URL('../../../scripts/makeExampleArchive.mjs', import.meta.url));

test('the example archive shows all that a layer can do', async () => {
  execFileSync(process.execPath, [script]);
  const first = readFileSync(path);
  execFileSync(process.execPath, [script]);
  expect(readFileSync(path).equals(first)).toBe(true);
  expect(statSync(path).size).toBeLessThan(100_000);

  const archive = await readImageArchive(path);
  expect(archive).toMatchObject({ error: undefined, warnings: [], images: [{ tags: ['hello-layers:1.0'] }] });
  expect(archive.images[0]!.layers.map((layer) => layer.historyIndex)).toEqual([0, 5, 6, 7, 8, 9, 10]);
  expect(described(archive)).toMatchObject({
    layers: [
      { added: expect.arrayContaining(['bin/sh', 'etc/passwd']) as unknown },
      { added: ['srv', 'srv/site'] },
      { added: ['srv/site/about.html', 'srv/site/index.html', 'srv/site/style.css'] },
      { deleted: [] },
      { deleted: [{ path: 'var/cache/packages', files: 2, bytes: 12_000 }] },
      { modified: ['srv/site/index.html'], rewritten: ['srv/site/about.html'] },
      { rewritten: ['usr/bin/serve'], deleted: [{ path: 'srv/site/style.css', files: 1, bytes: 2000 }] },
    ],
    wasteByCause: [{ causeLayer: 4, ownerLayer: 3, bytes: 12_000 }, { causeLayer: 5, ownerLayer: 2 }, { causeLayer: 6, ownerLayer: 2, bytes: 2000 }, { causeLayer: 6, ownerLayer: 3 }],
  });
});
