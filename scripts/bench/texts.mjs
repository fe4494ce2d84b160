// The Dockerfiles that the benchmark measures on. They are made, so that every size has the same make-up and the same findings: none.

/** A multi-stage Dockerfile of exactly `count` lines; its lines, without line ends. */
export function benchLines(count) {
  const lines = ['# syntax=docker/dockerfile:1', 'ARG BASE=alpine:3.20'];
  for (let stage = 0; lines.length < count; stage++) lines.push(...stageLines(stage));
  // Whatever the cut leaves of the last block must stand alone.
  lines.length = count - 2;
  while (isOpen(lines)) lines.pop();
  while (lines.length < count - 1) lines.push('# filled');
  lines.push('CMD ["true"]');
  return lines;
}

function stageLines(stage) {
  return [
    '',
    `# stage${stage} starts from the base image`,
    `FROM \${BASE} AS stage${stage}`,
    `ARG VERSION_${stage}=1.${stage}`,
    `ENV APP_HOME=/srv/app${stage} APP_MODE=production`,
    `LABEL org.opencontainers.image.title="app${stage}" \\`,
    `      org.opencontainers.image.version="1.${stage}"`,
    `WORKDIR /srv/app${stage}`,
    'COPY package.json package-lock.json ./',
    'RUN --mount=type=cache,target=/root/.npm \\',
    '    npm ci \\',
    '    && npm cache clean --force \\',
    '    && rm -rf /tmp/*',
    stage === 0 ? 'COPY --chown=node:node . .' : `COPY --from=stage${stage - 1} --chown=node:node /srv/app${stage - 1} ./dep`,
    `RUN echo "$VERSION_${stage}" > version && ls -la $APP_HOME`,
    'RUN <<EOF',
    'set -e',
    `echo building ${stage}`,
    'EOF',
    `EXPOSE 8${String(stage % 1000).padStart(3, '0')}/tcp`,
    'HEALTHCHECK --interval=30s --timeout=3s CMD ["curl", "-f", "http://localhost/"]',
    'USER node',
  ];
}

/** True when an instruction of the lines goes on after them. */
function isOpen(lines) {
  const last = lines.at(-1);
  if (last.endsWith('\\')) return true;
  const opener = lines.findLastIndex((line) => line === 'RUN <<EOF');
  return opener > lines.lastIndexOf('EOF');
}

/** The line before which a new line can be put without touching an instruction, near the middle. */
export function freeLine(lines) {
  return lines.indexOf('', Math.floor(lines.length / 2)) + 1 || lines.length - 1;
}

/** Small Dockerfiles of about 30 lines, as they are found in projects; each a little different, with a few findings. */
export function projectFile(index) {
  const lines = benchLines(24 + (index % 13));
  lines.splice(4, 0, `FROM debian:12 as Build${index}`, `RUN apt-get update && apt-get install -y curl # ${index}`, 'CMD echo $UNKNOWN');
  return `${lines.join('\n')}\n`;
}
