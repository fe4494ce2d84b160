// The usual way to list an image's layers: tar-stream, over the archive and over each layer in it. Prints the number of entries.
//
//   node scripts/bench/layersPeer.mjs ARCHIVE
import fs from 'node:fs';
import { extract } from 'tar-stream';

let entries = 0;

function walk(stream, onEntry) {
  return new Promise((resolve, reject) => {
    const parser = extract();
    parser.on('entry', (header, body, next) => {
      const inner = onEntry(header, body);
      if (inner) inner.then(next, reject);
      else {
        body.on('end', next);
        body.resume();
      }
    });
    parser.on('finish', resolve).on('error', reject);
    stream.on('error', reject);
    stream.pipe(parser);
  });
}

await walk(fs.createReadStream(process.argv[2], { highWaterMark: 1 << 20 }), (header, body) => {
  if (!header.name.endsWith('.tar')) return undefined;
  return walk(body, () => void entries++);
});
console.log(JSON.stringify({ entries }));
