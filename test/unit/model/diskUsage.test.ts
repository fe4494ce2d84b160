import { expect, test } from 'vitest';
import { diskUsageText } from '../../../client/src/model/diskUsage.ts';
import type { BuildCacheEntry, DiskUsage } from '../../../server/src/engine/contract.ts';
import { fakeContainer, fakeImage } from '../../support/fakeImages.ts';

const now = Date.UTC(2026, 0, 10);
const entry = (id: string, rest: Partial<BuildCacheEntry>): BuildCacheEntry => ({
  id, parents: [], type: 'regular', description: `[stage 1/2] RUN\n ${id}`, inUse: false, shared: false, size: 1_000_000, created: 0, lastUsed: Date.UTC(2026, 0, 8), usageCount: 1, ...rest,
});
const usage: DiskUsage = {
  layersSize: 5_000_000,
  images: [
    fakeImage('a', ['app:1'], { size: 3_000_000, sharedSize: 2_000_000, uniqueSize: 1_000_000, containers: 1, created: Date.UTC(2026, 0, 9) }),
    fakeImage('b', [], { size: 4_000_000, sharedSize: 2_000_000, uniqueSize: 2_000_000, containers: 0 }),
  ],
  containers: [{ ...fakeContainer('web', 'a', 'running'), writtenSize: 30_000 }, { ...fakeContainer('old', 'a'), writtenSize: 70_000 }],
  volumes: [{ name: 'data', size: 5_000, containers: 1 }, { name: 'lost', size: 7_000, containers: 0 }],
  buildCache: [entry('one', {}), entry('two', { shared: true, size: 9_000_000 }), entry('three', { inUse: true, size: 500_000 })],
};

test('sums, what could be freed, and the biggest of each kind', () => {
  expect(diskUsageText(usage, 'unix:///docker.sock', now)).toBe(`Disk usage of the engine at unix:///docker.sock

             Count  In use  Size    Reclaimable
-----------  -----  ------  ------  -----------
Images       2      1       5 MB    4 MB
Containers   2      1       100 kB  70 kB
Volumes      2      1       12 kB   7 kB
Build cache  3      1       1.5 MB  1 MB

Images counts each layer once; the sizes of single images count what they
share again and again.
Reclaimable is what removing everything that no container uses would free.
Shared build cache is counted with the images.

Images, by what is theirs alone

Size  Shared  Own   Containers  Made       Image
----  ------  ----  ----------  ---------  ----------------------
4 MB  2 MB    2 MB  0                      bbbbbbbbbbbb (no name)
3 MB  2 MB    1 MB  1           1 day ago  app:1

Containers, by what they wrote

Container  Written  Image  State
---------  -------  -----  ----------------------
old        70 kB    app:1  Exited (0) 2 hours ago
web        30 kB    app:1  Up 3 minutes

Volumes

Volume  Size  Containers
------  ----  ----------
lost    7 kB  0
data    5 kB  1

Build cache

Entry  Size           Kind     Last used   In use  What
-----  -------------  -------  ----------  ------  ---------------------
two    9 MB (shared)  regular  2 days ago  no      [stage 1/2] RUN two
one    1 MB           regular  2 days ago  no      [stage 1/2] RUN one
three  500 kB         regular  2 days ago  yes     [stage 1/2] RUN three
`);
});

test('what the engine does not know is not made up', () => {
  const text = diskUsageText({ ...usage, volumes: [{ name: 'data', size: undefined, containers: undefined }], images: [fakeImage('a', ['app:1'])], containers: [], buildCache: [] }, 'x', now);
  expect(text).toMatch(/^Volumes +1 +0 +unknown size +unknown size$/m);
  expect(text).toMatch(/^1 MB +app:1$/m);
  expect(text).not.toContain('Build cache\n\n');
});

test('a long list ends with how many more there are', () => {
  const images = Array.from({ length: 25 }, (_, index) => fakeImage('a', [`app:${index}`]));
  expect(diskUsageText({ ...usage, images }, 'x', now)).toContain('\nand 5 more\n');
});
