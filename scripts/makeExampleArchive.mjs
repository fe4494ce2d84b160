// Writes examples/hello-layers.tar: a small image archive as `docker save` makes it, without an engine, for trying history and layers.
// The same bytes every time. Its layers show each thing that a layer can do: add, change, write again, hide a file, hide a whole folder.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = resolve(dirname(fileURLToPath(import.meta.url)), '../examples/hello-layers.tar');
/** 2026-01-05 09:00 UTC, and a minute more for each step. */
const start = Date.UTC(2026, 0, 5, 9);

const folder = (name, mode = 0o755) => ({ name: `${name}/`, type: '5', mode });
const file = (name, body, mode = 0o644) => ({ name, type: '0', mode, body: Buffer.from(body) });
const link = (name, to) => ({ name, type: '2', mode: 0o777, link: to });
const words = (word, bytes) => `${word} `.repeat(Math.ceil(bytes / (word.length + 1))).slice(0, bytes);

const page = (title) => `<!doctype html>\n<title>${title}</title>\n<h1>${title}</h1>\n`;
const server = '#!/bin/sh\nexec busybox httpd -f -p 8080 -h /srv/site\n';

// Oldest first. A step without `files` makes no layer.
const steps = [
  {
    createdBy: 'ADD rootfs.tar / # buildkit',
    files: [
      folder('bin'), file('bin/busybox', words('busybox', 12_000), 0o755), link('bin/sh', 'busybox'), link('bin/cat', 'busybox'), folder('etc'), file('etc/hostname', 'hello\n'),
      file('etc/os-release', 'NAME="Hello Linux"\nID=hello\nVERSION_ID=1.0\n'), file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n'), folder('root', 0o700), folder('tmp', 0o1777), folder('var'), folder('var/cache'),
    ],
  },
  { createdBy: 'CMD ["sh"]' },
  { createdBy: 'LABEL org.opencontainers.image.title=hello-layers' },
  { createdBy: 'ARG SITE=Hello' },
  { createdBy: 'ENV PORT=8080 SITE_DIR=/srv/site' },
  { createdBy: 'WORKDIR /srv/site', files: [folder('srv'), folder('srv/site')] },
  { createdBy: 'COPY site/ . # buildkit', files: [folder('srv'), folder('srv/site'), file('srv/site/index.html', page('Hello')), file('srv/site/about.html', page('About')), file('srv/site/style.css', words('h1{color:navy}', 2_000))] },
  {
    createdBy: 'RUN |1 SITE=Hello /bin/sh -c fetch-packages httpd   && install-packages httpd   && echo "$SITE" > /etc/site-name # buildkit',
    files: [
      folder('etc'), file('etc/site-name', 'Hello\n'), folder('usr'), folder('usr/lib'), folder('usr/lib/httpd'), file('usr/lib/httpd/modules.so', words('module', 6_000), 0o755),
      folder('usr/bin'), file('usr/bin/serve', server, 0o755), folder('var'), folder('var/cache'), folder('var/cache/packages'), file('var/cache/packages/httpd.pkg', words('package', 9_000)), file('var/cache/packages/index', words('index', 3_000)),
    ],
  },
  // The packages are gone from the image's files, and still in its bytes.
  { createdBy: 'RUN |1 SITE=Hello /bin/sh -c rm -rf /var/cache/packages # buildkit', files: [folder('var'), folder('var/cache'), file('var/cache/.wh.packages', '')] },
  // One page with other content, one written again as it was.
  { createdBy: 'COPY site-v2/ . # buildkit', files: [folder('srv'), folder('srv/site'), file('srv/site/index.html', page('Hello again')), file('srv/site/about.html', page('About'))] },
  { createdBy: 'RUN |1 SITE=Hello /bin/sh -c rm srv/site/style.css && chown -R root /usr/bin # buildkit', files: [folder('srv'), folder('srv/site'), file('srv/site/.wh.style.css', ''), folder('usr'), folder('usr/bin'), file('usr/bin/serve', server, 0o755)] },
  { createdBy: 'EXPOSE [8080/tcp]' },
  { createdBy: 'USER 1000' },
  { createdBy: 'ENTRYPOINT ["/usr/bin/serve"]' },
];

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function tar(entries) {
  return Buffer.concat([...entries.flatMap(({ name, type, mode, link: to = '', body = Buffer.alloc(0) }) => {
    const header = Buffer.alloc(512);
    const octal = (value, at, length) => header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at);
    header.write(name, 0, 100);
    octal(mode, 100, 8);
    octal(0, 108, 8);
    octal(0, 116, 8);
    octal(body.length, 124, 12);
    octal(start / 1000, 136, 12);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(to, 157, 100);
    header.write('ustar\x0000', 257);
    octal(header.reduce((a, b) => a + b, 0), 148, 8);
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  }), Buffer.alloc(1024)]);
}

const layers = steps.filter((step) => step.files).map((step) => tar(step.files));
const json = (value) => Buffer.from(JSON.stringify(value));
const config = json({
  architecture: 'amd64',
  os: 'linux',
  created: new Date(start + steps.length * 60_000).toISOString(),
  config: {
    Env: ['PORT=8080', 'SITE_DIR=/srv/site'], Cmd: ['sh'], Entrypoint: ['/usr/bin/serve'], User: '1000', WorkingDir: '/srv/site', ExposedPorts: { '8080/tcp': {} },
    Labels: { 'org.opencontainers.image.title': 'hello-layers' },
  },
  rootfs: { type: 'layers', diff_ids: layers.map((layer) => `sha256:${sha256(layer)}`) },
  history: steps.map((step, at) => ({
    created: new Date(start + at * 60_000).toISOString(), created_by: step.createdBy, comment: 'buildkit.dockerfile.v0', ...(step.files ? {} : { empty_layer: true }),
  })),
});
const descriptor = (mediaType, bytes) => ({ mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length });
const manifest = json({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: descriptor('application/vnd.oci.image.config.v1+json', config),
  layers: layers.map((layer) => descriptor('application/vnd.oci.image.layer.v1.tar', layer)),
});
const index = json({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [{ ...descriptor('application/vnd.oci.image.manifest.v1+json', manifest), annotations: { 'io.containerd.image.name': 'docker.io/library/hello-layers:1.0', 'org.opencontainers.image.ref.name': '1.0' } }],
});
const blob = (bytes) => `blobs/sha256/${sha256(bytes)}`;
const blobs = [...layers, config, manifest].map((bytes) => file(blob(bytes), bytes)).sort((a, b) => (a.name < b.name ? -1 : 1));

mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, tar([
  folder('blobs'), folder('blobs/sha256'), ...blobs, file('index.json', index),
  file('manifest.json', json([{ Config: blob(config), RepoTags: ['hello-layers:1.0'], Layers: layers.map(blob) }])),
  file('oci-layout', json({ imageLayoutVersion: '1.0.0' })),
]));
