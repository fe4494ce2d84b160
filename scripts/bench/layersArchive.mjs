// Makes the archive that the benchmark of layers reads: 300,000 files and 2 GB in five plain layers, the same bytes every time. It is kept in the cache folder.
// Bodies are runs of one byte that depends on the file, so that files differ and making them costs little.
import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';

const block = 512;
const end = Buffer.alloc(1024);

/** Layers as lists of [name, bytes] or [name] for whiteouts; sizes come from a small generator with a fixed seed. */
function layers(files, bytes) {
  let seed = 1;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const mean = bytes / files;
  const counts = [0.4, 0.3, 0.2, 0.07, 0.03].map((part) => Math.round(part * files));
  const names = [];
  return counts.map((count, layer) => {
    const entries = [];
    for (let i = 0; i < count; i++) {
      // Some paths of the layers below come again, some go away.
      const again = layer > 0 && i % 10 === 0 ? names[Math.floor(random() * names.length)] : undefined;
      const name = again ?? `usr/lib/l${layer}/d${Math.floor(i / 400)}/s${Math.floor((i % 400) / 40)}/file-${i}.js`;
      if (!again) names.push(name);
      entries.push([name, Math.floor(mean * 2 * random())]);
    }
    const deletions = layer > 0 ? 200 : 0;
    for (let i = 0; i < deletions; i++) {
      const name = names[Math.floor(random() * names.length)];
      entries.push([name.replace(/[^/]*$/, '.wh.$&'), 0]);
    }
    return entries;
  });
}

function header(name, size) {
  const head = Buffer.alloc(block);
  const octal = (value, at, length) => head.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  head.write(name, 0, 100);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(1_700_000_000, 136, 12);
  head.write('        0', 148, 'latin1');
  head.write('ustar\x0000', 257, 'latin1');
  octal(head.reduce((a, b) => a + b, 0), 148, 8);
  return head;
}

const padding = (size) => (block - (size % block)) % block;

/** Writes the archive unless it is there. Returns its path. */
export function layersArchive(folder, { files = 300_000, bytes = 2_000_000_000 } = {}) {
  const target = path.join(folder, `layers-${files}-${bytes}.tar`);
  if (fs.existsSync(target)) return target;
  fs.mkdirSync(folder, { recursive: true });
  const fd = fs.openSync(`${target}.partial`, 'w');
  let pending = [];
  let held = 0;
  const write = (bytes) => {
    pending.push(bytes);
    held += bytes.length;
    if (held > 4 << 20) flush();
  };
  const flush = () => {
    fs.writeSync(fd, Buffer.concat(pending));
    pending = [];
    held = 0;
  };
  const member = (name, body) => [header(name, body.length), body, Buffer.alloc(padding(body.length))].forEach(write);
  const described = layers(files, bytes).map((entries, at) => {
    const size = entries.reduce((sum, [, length]) => sum + block + length + padding(length), end.length);
    const name = `layer${at}.tar`;
    const hash = createHash('sha256');
    const put = (part) => { hash.update(part); write(part); };
    write(header(name, size));
    for (const [i, [path_, length]] of entries.entries()) {
      put(header(path_, length));
      if (length > 0) put(Buffer.alloc(length + padding(length), (i * 31 + at) % 251).fill(0, length));
    }
    put(end);
    write(Buffer.alloc(padding(size)));
    return { name, diffId: `sha256:${hash.digest('hex')}` };
  });
  const config = Buffer.from(JSON.stringify({
    os: 'linux', architecture: 'amd64', config: {}, rootfs: { type: 'layers', diff_ids: described.map((layer) => layer.diffId) },
    history: described.map((_, at) => ({ created_by: `RUN step ${at} # buildkit` })),
  }));
  member('config.json', config);
  member('manifest.json', Buffer.from(JSON.stringify([{ Config: 'config.json', RepoTags: ['bench:layers'], Layers: described.map((layer) => layer.name) }])));
  write(end);
  flush();
  fs.closeSync(fd);
  fs.renameSync(`${target}.partial`, target);
  return target;
}
