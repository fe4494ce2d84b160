/**
 * What hover and completion say about instructions, flags, mount types, mount keys and directives. Owns: the words. Must not hold facts that a table has:
 * versions, defaults and values come from there.
 */
import { availabilityText, type Availability } from './availability.ts';
import { checkOptionNames, checkOptions, directives, type DirectiveName } from './directives.ts';
import { flagSpec, type FlagSpec, type InstructionName } from './instructions.ts';
import { mountKeySpec, mountTypes, type MountKey, type MountType } from './mountOptions.ts';

export interface InstructionDoc {
  /** One or two sentences. */
  readonly summary: string;
  /** The ways to write it. */
  readonly syntax: readonly string[];
  /** What surprises people; Markdown, one point each. */
  readonly notes: readonly string[];
  /** A Dockerfile fragment. */
  readonly example: string;
}

export interface ItemDoc {
  readonly summary: string;
  /** A Dockerfile fragment. */
  readonly example: string;
}

const reference = 'https://docs.docker.com/reference/dockerfile/';

export const instructionDocs: Readonly<Record<InstructionName, InstructionDoc>> = {
  ADD: {
    summary: 'Copies files into the image like COPY, and can do two more things: fetch a URL or a Git repository, and unpack a local tar archive.',
    syntax: ['ADD [flags] source… target', 'ADD [flags] ["source", … "target"]', 'ADD [flags] <<EOF target'],
    notes: [
      '**ADD or COPY?** COPY only copies. Take ADD for a download (with `--checksum`), for a repository, or to unpack a local archive; otherwise COPY says more plainly what happens.',
      'A local tar (plain, gzip, bzip2, xz, zstd) is unpacked by its content, whatever its name; a downloaded one is not, unless `--unpack`.',
      'A downloaded file gets mode 600.',
      'Sources belong to the build context: a leading `/` or `../` is dropped.',
    ],
    example: 'ADD --checksum=sha256:… https://example.com/tool.tar.gz /tmp/\nADD rootfs.tar.xz /',
  },
  ARG: {
    summary: 'Declares a variable of the build, with or without a default. `--build-arg NAME=value` sets it. It is gone when the container runs.',
    syntax: ['ARG name[=default] …'],
    notes: [
      '**ARG or ENV?** ARG lives during the build only and can be set from outside. ENV stays in the image. Where both have one name, a container gets the ENV; in the build, ENV wins over the ARGs above it, even with `--build-arg`, and an ARG below it wins from there on.',
      'It holds from its line to the end of the stage. One before the first FROM is for FROM lines; a stage that wants it says `ARG NAME` again.',
      'Not for secrets: values show in `docker history` and in provenance. Use `RUN --mount=type=secret`.',
      'A changed value makes every RUN after it build anew.',
    ],
    example: 'ARG NODE_VERSION=22\nFROM node:${NODE_VERSION}\nARG NODE_VERSION\nRUN echo "$NODE_VERSION"',
  },
  CMD: {
    summary: 'What a container runs by default. Anything after the image name in `docker run` takes its place.',
    syntax: ['CMD ["executable", "argument", …]', 'CMD ["argument", …]', 'CMD command line'],
    notes: [
      '**CMD or ENTRYPOINT?** ENTRYPOINT is the program, CMD its default arguments. With no ENTRYPOINT, CMD is the whole command.',
      'The JSON form starts the program itself; the other form starts a shell around it, which may keep the stop signal to itself.',
      'JSON does not expand `$VAR`, and wants double quotes.',
      'Only the last CMD of a stage counts. RUN works during the build, CMD when the container starts.',
    ],
    example: 'ENTRYPOINT ["nginx"]\nCMD ["-g", "daemon off;"]',
  },
  COPY: {
    summary: 'Copies files and folders into the image: from the build context, or with `--from` from another stage or image.',
    syntax: ['COPY [flags] source… target', 'COPY [flags] ["source", … "target"]', 'COPY [flags] <<EOF target'],
    notes: [
      '**COPY or ADD?** COPY never unpacks and never downloads; prefer it.',
      'Sources belong to the build context, not to the Dockerfile’s folder: a leading `/` or `../` is dropped, and .dockerignore leaves files out.',
      'A folder’s contents are copied, not the folder. Several sources need a target that ends in `/`. Wildcards follow Go’s filepath.Match.',
      'A relative target starts at WORKDIR. Files of the context belong to root unless `--chown`, whatever USER says; those of `--from` keep their owner.',
    ],
    example: 'COPY package.json package-lock.json ./\nCOPY --from=build /out/app /usr/local/bin/',
  },
  ENTRYPOINT: {
    summary: 'The program that a container always runs. CMD, or what follows the image name in `docker run`, becomes its arguments.',
    syntax: ['ENTRYPOINT ["executable", "argument", …]', 'ENTRYPOINT command line'],
    notes: [
      '**ENTRYPOINT or CMD?** Use ENTRYPOINT when the image is one program, CMD for what a user may want to replace. `docker run --entrypoint` replaces ENTRYPOINT.',
      'The form without JSON runs in a shell: it ignores CMD and the arguments of `docker run`, and the program may not get the stop signal.',
      'Setting it drops the CMD that the base image brought.',
      'Only the last one of a stage counts.',
    ],
    example: 'ENTRYPOINT ["/usr/local/bin/tool"]\nCMD ["--help"]',
  },
  ENV: {
    summary: 'Sets environment variables for the rest of the stage and for every container of the image.',
    syntax: ['ENV name=value …'],
    notes: [
      '**ENV or ARG?** ENV stays in the image and can be changed with `docker run -e`. ARG is for the build only.',
      'Several variables on one line do not see each other: `ENV A=1 B=$A` gives B the old A.',
      'Later `RUN unset` does not remove it from the image. Not for secrets: `docker inspect` shows it.',
      '`ENV name value` without `=` is an old form; it takes the rest of the line.',
    ],
    example: 'ENV NODE_ENV=production PORT=8080\nENV PATH="/opt/tool/bin:$PATH"',
  },
  EXPOSE: {
    summary: 'Notes which ports the program listens on. It publishes nothing.',
    syntax: ['EXPOSE port[/tcp|/udp|/sctp] …'],
    notes: [
      '`docker run -p 8080:80` publishes a port, whether it is exposed or not; `-P` publishes every exposed port on a free one of the host.',
      'Without a protocol it is tcp. Ranges such as `8000-8010` work; host ports and addresses do not belong here.',
    ],
    example: 'EXPOSE 80/tcp 53/udp',
  },
  FROM: {
    summary: 'Starts a stage from an image, from an earlier stage, or from nothing (`scratch`).',
    syntax: ['FROM [--platform=platform] image[:tag][@digest] [AS name]'],
    notes: [
      'Every FROM starts anew: files come over only with `COPY --from`. The last stage is the result, unless `--target` names another.',
      'Only an ARG before the first FROM, or a platform variable, can be used in it.',
      'A name is for `COPY --from=name`, `FROM name` and `--target name`; write it in lower case.',
      'No tag means `latest`; a digest pins the exact image.',
    ],
    example: 'FROM golang:1.24 AS build\nFROM scratch\nCOPY --from=build /app /app',
  },
  HEALTHCHECK: {
    summary: 'A command that the engine runs in the container now and then, to find out whether it still works.',
    syntax: ['HEALTHCHECK [flags] CMD command', 'HEALTHCHECK NONE'],
    notes: [
      'Defaults: every 30s, 30s to answer, 3 failures in a row make it unhealthy, no start period.',
      'Exit code 0 is healthy, 1 unhealthy. The command runs inside the container, so its tools must be in the image.',
      'CMD belongs to the same instruction: on a line of its own, without `\\` before it, it is a separate CMD.',
      'Only the last one counts; NONE switches off the base image’s.',
    ],
    example: 'HEALTHCHECK --interval=30s --timeout=3s \\\n  CMD wget -qO- http://localhost:8080/health || exit 1',
  },
  LABEL: {
    summary: 'Adds metadata to the image. It costs no layer.',
    syntax: ['LABEL key=value …'],
    notes: [
      'Labels of the base image are inherited; the same key replaces the value.',
      '`org.opencontainers.image.*` are the agreed keys: source, version, licenses, title, description, authors and others.',
    ],
    example: 'LABEL org.opencontainers.image.source="https://github.com/acme/app" \\\n      org.opencontainers.image.version="1.4.0"',
  },
  MAINTAINER: {
    summary: 'Names the author. Deprecated: use a label.',
    syntax: ['MAINTAINER name'],
    notes: [],
    example: 'LABEL org.opencontainers.image.authors="ops@example.com"',
  },
  ONBUILD: {
    summary: 'Keeps an instruction in the image. It is carried out in the build of an image that is FROM this one, right after its FROM.',
    syntax: ['ONBUILD INSTRUCTION …'],
    notes: [
      'Nothing happens in this build, and it is not passed on to grandchildren.',
      'Not for ONBUILD, FROM or MAINTAINER. Files are taken from the child’s build context.',
      'Say it in the tag (`ruby:3-onbuild`): the reader of the child’s Dockerfile does not see these steps.',
    ],
    example: 'ONBUILD COPY . /app\nONBUILD RUN make -C /app',
  },
  RUN: {
    summary: 'Runs a command during the build and keeps what it changed in the file system as a layer.',
    syntax: ['RUN [flags] command line', 'RUN [flags] ["executable", "argument", …]', 'RUN [flags] <<EOF'],
    notes: [
      'Each RUN is a fresh shell: `cd`, `export` and `source` end with it. Use WORKDIR and ENV, or do it all in one RUN.',
      'A file deleted in a later RUN still takes its room in the earlier layer: clean up in the same RUN.',
      'The JSON form has no shell: no `$VAR`, no `&&`, no `*`.',
      'It runs while the image is built; CMD and ENTRYPOINT run when a container starts.',
      'The cache knows the text, not the world: `apt-get update` alone stays cached. Join it with the install.',
    ],
    example: 'RUN apt-get update \\\n && apt-get install -y --no-install-recommends curl \\\n && rm -rf /var/lib/apt/lists/*',
  },
  SHELL: {
    summary: 'The shell for the RUN, CMD, ENTRYPOINT and HEALTHCHECK commands that come after it and are not JSON.',
    syntax: ['SHELL ["executable", "argument", …]'],
    notes: [
      'Without it: `["/bin/sh", "-c"]`, on Windows `["cmd", "/S", "/C"]`.',
      'The shell must be in the image. It stays set for the rest of the stage and for images built from it.',
      'Often used for `pipefail`: then a failing command left of `|` fails the RUN.',
    ],
    example: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/list | sort > /list',
  },
  STOPSIGNAL: {
    summary: 'The signal that `docker stop` sends to the container’s main process. Without it: SIGTERM.',
    syntax: ['STOPSIGNAL signal'],
    notes: [
      'A name, with or without SIG, or a number. After 10 seconds, or `docker stop -t`, follows SIGKILL.',
      'It reaches process 1: with a shell around the program, the shell gets it.',
    ],
    example: 'STOPSIGNAL SIGQUIT',
  },
  USER: {
    summary: 'The user, and group if given, for the RUN commands that follow and for the container.',
    syntax: ['USER user[:group]', 'USER uid[:gid]'],
    notes: [
      'A name must exist in the image’s /etc/passwd; a number need not. Without a group it is the user’s own, or root when the user has none.',
      'COPY and ADD do not follow it: use their `--chown`.',
      'A number lets Kubernetes see that it is not root.',
    ],
    example: 'RUN useradd --system --uid 10001 app\nUSER 10001',
  },
  VOLUME: {
    summary: 'Marks folders whose data lives outside the container’s own layer. `docker run` makes an anonymous volume for each one that it is not given.',
    syntax: ['VOLUME ["/path", …]', 'VOLUME /path …'],
    notes: [
      'The host’s folder cannot be named here; that is `docker run -v`.',
      'What the image has in the folder is copied into a new volume once, and not into one that already holds data.',
      'BuildKit keeps what later lines write there; the classic builder throws it away.',
      'It cannot be undone by an image built on this one, and forgotten anonymous volumes fill the disk.',
    ],
    example: 'VOLUME ["/var/lib/postgresql/data"]',
  },
  WORKDIR: {
    summary: 'The working directory for RUN, CMD, ENTRYPOINT, COPY and ADD from here on, and for the container. It is made if it does not exist.',
    syntax: ['WORKDIR /path'],
    notes: [
      'A relative path goes on from the WORKDIR before it: `/a`, then `b`, is `/a/b`. The first one should be absolute: the base image may have set its own.',
      '`RUN cd /path` does not do this: it ends with its RUN.',
      'BuildKit gives a new folder to the USER in force; the classic builder to root.',
    ],
    example: 'WORKDIR /app\nCOPY . .',
  },
};

const chown: ItemDoc = {
  summary: 'Owner and group of the copied files, as names or numbers. Names must be in the image’s /etc/passwd and /etc/group; a number alone is also the group. Without it the files are root’s; those of `COPY --from` keep their owner. Not on Windows.',
  example: 'COPY --chown=node:node . /app',
};
const chmod: ItemDoc = {
  summary: 'Permissions of the copied files: octal, or symbolic as for chmod. `X` makes folders and already executable files executable. Not on Windows.',
  example: 'COPY --chmod=u=rwX,go=rX . /app',
};
const link: ItemDoc = {
  summary: 'Makes a layer that does not depend on the ones before it, so that it stays cached when they change. Symbolic links in the target path are not followed.',
  example: 'COPY --link --from=build /out /usr/local',
};
const exclude: ItemDoc = {
  summary: 'Leaves out sources that match the pattern. May be given several times.',
  example: 'COPY --exclude=*.md --exclude=**/*.test.js . /app',
};

/** By instruction and flag name, e.g. `flagDocs.COPY.from`. */
export const flagDocs: Readonly<Partial<Record<InstructionName, Readonly<Record<string, ItemDoc>>>>> = {
  ADD: {
    chown, chmod, link, exclude,
    'keep-git-dir': { summary: 'Keeps the .git folder when the source is a Git repository.', example: 'ADD --keep-git-dir=true https://github.com/acme/app.git#v1.4.0 /src' },
    checksum: {
      summary: 'What the download must match: the file’s sha256, or for Git the commit, a prefix of it will do. The build stops when it does not match. One source only.',
      example: 'ADD --checksum=sha256:… https://example.com/tool.tar.gz /tmp/',
    },
    unpack: { summary: 'Unpack a tar archive or leave it as it is. Without the flag local archives are unpacked and downloaded ones are not.', example: 'ADD --unpack=true https://example.com/tool.tar.gz /opt/' },
  },
  COPY: {
    chown, chmod, link, exclude,
    from: {
      summary: 'Copies from an earlier stage (by name or number, from 0), a named context or an image instead of the build context. Paths start at its root. No variables: give a stage a name with `FROM $IMAGE AS name` instead.',
      example: 'COPY --from=build /out/app /usr/local/bin/\nCOPY --from=nginx:1.29 /etc/nginx/nginx.conf /etc/nginx/',
    },
    parents: {
      summary: 'Keeps the sources’ folders under the target. `/./` in a source marks from where on; `**` matches any depth.',
      example: 'COPY --parents **/package.json ./',
    },
  },
  FROM: {
    platform: {
      summary: 'The platform of the base image, for builds for another platform. `$BUILDPLATFORM` runs the stage natively on the builder, for a cross-compiler; without the flag it is the target platform.',
      example: 'FROM --platform=$BUILDPLATFORM golang:1.24 AS build\nARG TARGETOS TARGETARCH\nRUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build -o /app .',
    },
  },
  HEALTHCHECK: {
    interval: { summary: 'Time before the first check and between checks.', example: 'HEALTHCHECK --interval=1m CMD /healthy' },
    timeout: { summary: 'A check that takes longer has failed and is killed.', example: 'HEALTHCHECK --timeout=3s CMD /healthy' },
    'start-period': { summary: 'Time the program has to start: failures in it do not count, a success ends it.', example: 'HEALTHCHECK --start-period=30s CMD /healthy' },
    'start-interval': { summary: 'Time between checks during the start period.', example: 'HEALTHCHECK --start-period=1m --start-interval=2s CMD /healthy' },
    retries: { summary: 'How many failures in a row make the container unhealthy.', example: 'HEALTHCHECK --retries=5 CMD /healthy' },
  },
  RUN: {
    mount: {
      summary: 'Makes files visible to this one command, without putting them into the image: a folder of the context or a stage (bind), a lasting cache, a secret, an SSH agent, or memory (tmpfs).',
      example: 'RUN --mount=type=cache,target=/root/.npm npm ci',
    },
    network: {
      summary: 'The network of this command: `default`, `none` for no network at all, or `host`, which the builder and the build must allow (`--allow network.host`).',
      example: 'RUN --network=none make test',
    },
    security: {
      summary: '`insecure` runs the command without a sandbox, like `docker run --privileged`; the builder and the build must allow it (`--allow security.insecure`).',
      example: 'RUN --security=insecure mount -t overlay …',
    },
    device: {
      summary: 'Gives the command a device that the builder knows through CDI, such as a GPU; add `,required` to fail without it. The builder and the build must allow it (`--allow device`).',
      example: 'RUN --device=nvidia.com/gpu=all ./train',
    },
  },
};

export const mountTypeDocs: Readonly<Record<MountType, ItemDoc>> = {
  bind: {
    summary: 'A file or folder of the build context, or of a stage or image with `from`. Read-only unless `rw`; what is written is thrown away.',
    example: 'RUN --mount=type=bind,source=package.json,target=package.json npm ci',
  },
  cache: {
    summary: 'A folder that outlives the build, for package managers and compilers. It is not in the image and may be empty at any time.',
    example: 'RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n    --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n    apt-get update && apt-get install -y curl',
  },
  tmpfs: { summary: 'An empty folder in memory, gone after the command.', example: 'RUN --mount=type=tmpfs,target=/tmp,size=512m make' },
  secret: {
    summary: 'A secret of the build (`docker build --secret id=token,src=token.txt`), as a file under /run/secrets or as a variable. It leaves no trace in the image or its history.',
    example: 'RUN --mount=type=secret,id=token,env=TOKEN ./fetch.sh',
  },
  ssh: { summary: 'The SSH agent of the one who builds (`docker build --ssh default`), for private repositories.', example: 'RUN --mount=type=ssh git clone git@github.com:acme/app.git' },
};

export const mountKeyDocs: Readonly<Record<MountKey, ItemDoc>> = {
  type: { summary: 'The kind of mount: bind, cache, tmpfs, secret or ssh.', example: 'RUN --mount=type=tmpfs,target=/tmp make' },
  target: { summary: 'Where it appears. A relative path starts at WORKDIR. Also `dst`, `destination`.', example: 'RUN --mount=type=cache,target=/root/.cache make' },
  source: { summary: 'The path in `from` to mount; for a secret, its id. Also `src`.', example: 'RUN --mount=type=bind,source=src,target=/src make -C /src' },
  from: { summary: 'A stage, a named context or an image to mount from, or to fill a new cache from. No variables here.', example: 'RUN --mount=type=bind,from=build,source=/out,target=/out cp /out/app /usr/bin/' },
  readonly: { summary: 'No writing. Also `ro`.', example: 'RUN --mount=type=cache,target=/models,readonly ./use' },
  readwrite: { summary: 'Writing is allowed; in a bind mount it is thrown away afterwards. Also `rw`.', example: 'RUN --mount=type=bind,target=.,rw make' },
  id: { summary: 'Names the cache, secret or SSH agent. Caches of one id are one cache, in all builds of this builder.', example: 'RUN --mount=type=cache,id=npm-$TARGETARCH,target=/root/.npm npm ci' },
  sharing: {
    summary: 'When two builds want the cache at once: `shared` lets both write, `locked` makes one wait, `private` gives the second a cache of its own. apt needs `locked`.',
    example: 'RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update',
  },
  size: { summary: 'The most it may hold.', example: 'RUN --mount=type=tmpfs,target=/tmp,size=512m make' },
  mode: { summary: 'Permissions in octal, for a new cache folder, the secret’s file or the socket.', example: 'RUN --mount=type=secret,id=key,mode=0440 ./use' },
  uid: { summary: 'Owner, as a number. A command that is not run as root needs it to write to a cache.', example: 'RUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci' },
  gid: { summary: 'Group, as a number.', example: 'RUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci' },
  required: { summary: 'The build fails when the secret or agent was not given; otherwise the command runs without it.', example: 'RUN --mount=type=secret,id=token,required ./fetch.sh' },
  env: { summary: 'The secret as this environment variable instead of a file; with `target` it is both.', example: 'RUN --mount=type=secret,id=token,env=TOKEN ./fetch.sh' },
};

/** The Markdown that says all about an instruction. */
export function instructionMarkdown(name: InstructionName): string {
  const doc = instructionDocs[name];
  return [
    `**${name}** — ${doc.summary}`,
    fence(doc.syntax.join('\n')),
    ...(doc.notes.length > 0 ? [doc.notes.map((note) => `- ${note}`).join('\n')] : []),
    `Example:\n${fence(doc.example)}`,
    `[Reference](${reference}#${name.toLowerCase()})`,
  ].join('\n\n');
}

/** The Markdown that says all about a flag; undefined when the instruction has no such flag. */
export function flagMarkdown(name: InstructionName, flag: string): string | undefined {
  const spec = flagSpec(name, flag);
  const doc = flagDocs[name]?.[flag];
  if (!spec || !doc) return undefined;
  const facts = [...valueFacts(spec), spec.repeatable ? 'may be repeated' : ''];
  return [
    `**${name} --${flag}** — ${doc.summary}`,
    ...factLine(facts, spec),
    fence(doc.example),
    `[Reference](${reference}#${name.toLowerCase()}---${flag})`,
  ].join('\n\n');
}

/** The Markdown about a mount type. */
export function mountTypeMarkdown(type: MountType): string {
  const doc = mountTypeDocs[type];
  return [`**type=${type}** — ${doc.summary}`, fence(doc.example), `[Reference](${reference}#run---mounttype${type})`].join('\n\n');
}

/** The Markdown about a mount key, in any spelling; with the type it says what holds for that type. Undefined when there is no such key. */
export function mountKeyMarkdown(key: string, type?: MountType): string | undefined {
  const spec = mountKeySpec(key);
  if (!spec) return undefined;
  const doc = mountKeyDocs[spec.key];
  const facts = type === undefined ? [`for ${usableTypes(spec.key).join(', ')}`] : [useFact(spec.uses[type], type), defaultFact(spec.defaults[type])];
  return [`**${key}** — ${doc.summary}`, ...factLine(facts, spec.key === 'env' ? spec : undefined), fence(doc.example)].join('\n\n');
}

/** The Markdown about a parser directive. */
export function directiveMarkdown(name: DirectiveName): string {
  const spec = directives[name];
  const options = name === 'check' ? [checkOptionNames.map((option) => `- \`${option}=\` ${checkOptions[option].summary}`).join('\n')] : [];
  return [
    `**${name}** — ${spec.summary}`,
    ...options,
    ...factLine(['only at the top of the file, before any other comment or blank line'], spec),
    fence(spec.example),
    `[Reference](${reference}#${name})`,
  ].join('\n\n');
}

function valueFacts(spec: FlagSpec): string[] {
  const values = spec.value.kind === 'enum' ? spec.value.values.map((value) => `\`${value}\``).join(', ') : '';
  return [values && `one of ${values}`, defaultFact(spec.default)];
}

function defaultFact(value: string | undefined): string {
  return value === undefined ? '' : `default \`${value}\``;
}

function usableTypes(key: MountKey): readonly MountType[] {
  return mountTypes.filter((type) => {
    const use = mountKeySpec(key)?.uses[type];
    return use === 'required' || use === 'allowed';
  });
}

function useFact(use: string, type: MountType): string {
  switch (use) {
    case 'required': return `required for ${type}`;
    case 'ignored': return `has no effect for ${type}`;
    case 'error': return `not possible for ${type}: the build stops`;
    default: return '';
  }
}

/** One line in italics with what is not empty; nothing when all is. */
function factLine(facts: readonly string[], availability: Availability | undefined): string[] {
  const since = availability && availabilityText(availability);
  const all = [...facts, since ? `needs ${since}` : ''].filter((fact) => fact !== '');
  return all.length > 0 ? [`_${sentence(all.join('; '))}_`] : [];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function fence(code: string): string {
  return `\`\`\`dockerfile\n${code}\n\`\`\``;
}
