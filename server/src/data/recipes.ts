/**
 * Snippets of several lines for whole tasks. Owns: their texts, in snippet syntax with keywords between `%` (see `snippetText`). Must not hold behaviour.
 */

export interface Recipe {
  readonly title: string;
  /** What one types to get it. */
  readonly prefix: string;
  readonly description: string;
  readonly body: string;
}

export const recipes: readonly Recipe[] = [
  {
    title: 'apt install',
    prefix: 'run-apt',
    description: 'Install Debian packages and clean up in the same layer',
    body: '%RUN% apt-get update \\\\\n && apt-get install -y --no-install-recommends ${1:package} \\\\\n && rm -rf /var/lib/apt/lists/*\n$0',
  },
  {
    title: 'apt install with caches',
    prefix: 'run-apt-cache',
    description: 'Install Debian packages with caches that outlive the build',
    body: '%RUN% rm -f /etc/apt/apt.conf.d/docker-clean\n%RUN% --mount=type=cache,target=/var/cache/apt,sharing=locked \\\\\n    --mount=type=cache,target=/var/lib/apt,sharing=locked \\\\\n    apt-get update && apt-get install -y --no-install-recommends ${1:package}\n$0',
  },
  {
    title: 'apk add',
    prefix: 'run-apk',
    description: 'Install Alpine packages without keeping the index',
    body: '%RUN% apk add --no-cache ${1:package}\n$0',
  },
  {
    title: 'npm ci with cache',
    prefix: 'run-npm',
    description: 'Install Node dependencies before the sources are copied',
    body: '%COPY% package.json package-lock.json ./\n%RUN% --mount=type=cache,target=/root/.npm npm ci${1: --omit=dev}\n$0',
  },
  {
    title: 'pip install with cache',
    prefix: 'run-pip',
    description: 'Install Python dependencies before the sources are copied',
    body: '%COPY% requirements.txt ./\n%RUN% --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\n$0',
  },
  {
    title: 'go build with caches',
    prefix: 'run-go',
    description: 'Build a static Go binary with module and build caches',
    body: '%RUN% --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \\\\\n    CGO_ENABLED=0 go build -o ${1:/out/app} ${2:.}\n$0',
  },
  {
    title: 'secret file',
    prefix: 'run-secret',
    description: 'Use a secret in one command without leaving it in the image',
    body: '%RUN% --mount=type=secret,id=${1:token},env=${2:TOKEN} \\\\\n    ${3:command}\n$0',
  },
  {
    title: 'user without root',
    prefix: 'user-app',
    description: 'Create a user without rights and switch to it',
    body: '%RUN% groupadd --system --gid ${1:10001} ${2:app} && useradd --system --uid $1 --gid $2 --no-create-home $2\n%USER% $1:$1\n$0',
  },
  {
    title: 'multi-stage Go',
    prefix: 'multi-stage-go',
    description: 'Build a Go program and ship the binary alone',
    body: '# syntax=docker/dockerfile:1\n%FROM% --platform=\\$BUILDPLATFORM golang:${1:1.24} %AS% build\n%WORKDIR% /src\n%COPY% go.mod go.sum ./\n%RUN% --mount=type=cache,target=/go/pkg/mod go mod download\n%COPY% . .\n%ARG% TARGETOS TARGETARCH\n%RUN% --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \\\\\n    CGO_ENABLED=0 GOOS=\\$TARGETOS GOARCH=\\$TARGETARCH go build -o /out/${2:app} .\n\n%FROM% scratch\n%COPY% --from=build /out/$2 /$2\n%USER% 10001:10001\n%ENTRYPOINT% ["/$2"]\n$0',
  },
  {
    title: 'multi-stage Node',
    prefix: 'multi-stage-node',
    description: 'Build a Node application and ship it without its build tools',
    body: '# syntax=docker/dockerfile:1\n%FROM% node:${1:22}-slim %AS% build\n%WORKDIR% /app\n%COPY% package.json package-lock.json ./\n%RUN% --mount=type=cache,target=/root/.npm npm ci\n%COPY% . .\n%RUN% npm run build && npm prune --omit=dev\n\n%FROM% node:$1-slim\n%ENV% NODE_ENV=production\n%WORKDIR% /app\n%COPY% --from=build /app/node_modules ./node_modules\n%COPY% --from=build /app/${2:dist} ./$2\n%USER% node\n%CMD% ["node", "$2/${3:index.js}"]\n$0',
  },
  {
    title: 'multi-stage Python',
    prefix: 'multi-stage-python',
    description: 'Install Python dependencies in one stage and ship the environment',
    body: '# syntax=docker/dockerfile:1\n%FROM% python:${1:3.13}-slim %AS% build\n%RUN% python -m venv /venv\n%ENV% PATH="/venv/bin:\\$PATH"\n%COPY% requirements.txt ./\n%RUN% --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\n\n%FROM% python:$1-slim\n%COPY% --from=build /venv /venv\n%ENV% PATH="/venv/bin:\\$PATH"\n%WORKDIR% /app\n%COPY% . .\n%USER% 10001:10001\n%CMD% ["python", "-m", "${2:app}"]\n$0',
  },
];
