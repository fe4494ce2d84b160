/** Dockerfiles made from the history of images of the real engine: built again, they give the same config. */
import { afterAll, describe, expect, test } from 'vitest';
import type { EngineClient } from '../../server/src/engine/contract.ts';
import { findEngine } from '../../server/src/engine/findEngine.ts';
import { dockerfileOf } from '../../server/src/image/dockerfileOf.ts';
import { settingsOf } from '../../server/src/image/imageSettings.ts';
import { build, docker, removeBuilt } from '../support/builtImages.ts';
import { hasEngine } from '../support/product.ts';
import { seededRng, type Rng } from '../support/rng.ts';

type Config = Record<string, unknown>;

function configOf(image: string): Config {
  return (JSON.parse(docker(['image', 'inspect', image]).toString()) as { Config: Config }[])[0]!.Config;
}

/** What the engine says of the image; the label that tests put on every build is none of the Dockerfile's. */
function withoutMarks(config: Config): Config {
  const { Labels, Image: _image, Hostname: _host, ...rest } = config;
  const labels = Object.entries((Labels ?? {}) as Record<string, string>).filter(([name]) => name !== 'dev.drydock.test');
  return { ...rest, Labels: Object.fromEntries(labels) };
}

async function rebuilt(engine: EngineClient, image: string, base: string | undefined): Promise<string> {
  // Images of tests, and their bases, carry a label by which they are removed.
  const historyOf = async (name: string) => (await engine.history(name)).filter(({ createdBy }) => !createdBy.includes('dev.drydock.test'));
  const history = await historyOf(image);
  const entries = base === undefined ? 0 : (await historyOf(base)).length;
  const settings = settingsOf(configOf(image));
  const labels = new Map([...settings.labels].filter(([name]) => name !== 'dev.drydock.test'));
  return dockerfileOf(
    history.map(({ createdBy, comment }) => ({ createdBy, comment, emptyLayer: undefined })),
    { name: image, settings: { ...settings, labels }, ...(base === undefined ? {} : { base: { entries, name: base } }) },
  ).text;
}

const nasty = `ARG FLAGS="-a b=c" PLAIN
ENV A=1 B="two words" C="say \\"hi\\"" D='dollar $x' E="back\\\\slash" F="tab	tab" G="trail "
ENV H="" I=" lead" J="x=y z=w A=2" K="multi\\
line" A=3
ENV FLAGS_SEEN=$FLAGS L='{"json": ["x"]}' M=\`tick\` N=\${A:-x}
LABEL "com.example.a b"="c d" x="q\\"uo'te" multi="line \\
next" empty="" dollar="\\$HOME" nl=a\\nb
LABEL x="again x=1 empty=" long="a=b c=d e=f"
EXPOSE 80 443/tcp 53/udp 100-102
VOLUME ["/data", "/a b", "/a"]
VOLUME /x /y
WORKDIR /work dir
WORKDIR rel/../other
USER 1000:1000
STOPSIGNAL SIGRTMIN+3
HEALTHCHECK --interval=1m30s --timeout=5s --retries=3 CMD wget -q "http://x/?a=b c" || exit 1
ONBUILD RUN echo "a b"
ONBUILD ENV X='y z'
`;

const cases: Readonly<Record<string, string>> = {
  'of shell forms': `${nasty}SHELL ["/bin/busybox", "sh", "-e c", "-c"]\nENTRYPOINT exec "$0" 'it''s'\nCMD echo é \\t $HOME [x]\n`,
  'of JSON forms': `${nasty}ENTRYPOINT ["a b", "c\\"d", "e\\\\f", "tab\\tnl\\nx", "é\\u0001\\u007f", ""]\nCMD ["[", "--x", "$Y"]\n`,
  'of a check in JSON form, and of what is taken back': `${nasty}HEALTHCHECK --start-period=500ms --retries=200 CMD ["curl", "[x] Interval:3s", "}"]\nCMD []\nENTRYPOINT []\nUSER root\nWORKDIR /\n`,
  'of no check': 'HEALTHCHECK NONE\nENTRYPOINT top\n',
  'that sets nothing': 'LABEL a=b\n',
};

/** A Dockerfile of random settings, in JSON where quoting is not the point. */
function randomSettings(random: Rng): string {
  const pieces = ['a', 'B=', ' ', '  ', '"', "'", '$', '\\', '`', '=', '#', 'é', '{', '}', '[', ',', '\t', '%', '&&', 'X=1 ', '<<E', '|', '~'];
  const value = (): string => Array.from({ length: random.int(6) }, () => random.pick(pieces)).join('');
  const quoted = (text: string): string => `"${text.replace(/["$\\]/g, '\\$&')}"`;
  const pairs = (): string => Array.from({ length: 1 + random.int(4) }, () => `${random.pick(['A', 'B', 'X', 'LONG_NAME'])}=${quoted(value())}`).join(' ');
  const words = (): string => JSON.stringify(Array.from({ length: 1 + random.int(3) }, () => value()));
  const lines = [() => `ENV ${pairs()}`, () => `LABEL ${pairs()}`, () => `CMD ${words()}`, () => `ENTRYPOINT ${words()}`, () => `CMD echo ${value().trim()}x`, () => `VOLUME ["/${random.pick(['a', 'b c', 'a b'])}"]`, () => `HEALTHCHECK --retries=${1 + random.int(300)} CMD ${words()}`];
  return Array.from({ length: 12 }, () => random.pick(lines)()).join('\n');
}

describe.skipIf(!hasEngine)('a Dockerfile from the history of an image', () => {
  afterAll(() => removeBuilt('dockerfileOf'));

  const isSameAgain = async (dockerfile: string, from: string, builder: 'buildkit' | 'classic'): Promise<void> => {
    const engine = await findEngine();
    try {
      const image = build('dockerfileOf', `FROM ${from}\n${dockerfile}`, {}, { builder });
      const text = await rebuilt(engine, image, from === 'scratch' ? undefined : from);
      const again = build('dockerfileOf', text, {}, { builder });
      expect(withoutMarks(configOf(again)), text).toEqual(withoutMarks(configOf(image)));
      // And what the history says is enough: the config was only needed to tell values apart, and for ONBUILD, which BuildKit does not record.
      const added = text.split('otherwise than its history leaves it:\n')[1] ?? '';
      if (builder === 'buildkit') expect(added.split('\n').filter((line) => line !== '' && !line.startsWith('ONBUILD'))).toEqual([]);
    } finally {
      engine.dispose();
    }
  };

  for (const [name, dockerfile] of Object.entries(cases)) {
    test(`${name}, built by BuildKit`, () => isSameAgain(dockerfile, 'busybox', 'buildkit'));
    test(`${name}, built by the classic builder`, () => isSameAgain(dockerfile, 'busybox', 'classic'));
  }
  test('without a base', () => isSameAgain(cases['of JSON forms']!, 'scratch', 'buildkit'));

  test('of commands: built again, they leave the same history', async () => {
    const commands = `ARG WHO="a b" X
ENV A=1
RUN echo $A &&     echo b \\
   # comment
   && echo "c   d"
RUN echo '#    no comment' && echo a\\ \\
    b
RUN <<EOF
set -e
echo EOF2
cat <<X
  inside
X
EOF
RUN cat <<EOF > /x && cat <<-B
one
EOF
	two
	B
RUN [ -f /x ] && echo "<<EOF" '<< x' 1>&2
SHELL ["/bin/busybox", "sh", "-eu", "-c"]
RUN echo other; true
WORKDIR /srv
USER nobody
RUN <<PY
#!/bin/sh
exit 0
PY
RUN ["echo", "json"]
`;
    const engine = await findEngine();
    try {
      const image = build('dockerfileOf', `FROM busybox\n${commands}`, {});
      const text = await rebuilt(engine, image, 'busybox');
      const again = build('dockerfileOf', text, {});
      const texts = async (one: string): Promise<string[]> => (await engine.history(one)).map(({ createdBy }) => createdBy);
      expect(await texts(again), text).toEqual(await texts(image));
    } finally {
      engine.dispose();
    }
  });

  test('of random settings', async () => {
    const random = seededRng('dockerfileOf');
    for (let count = 0; count < 8; count++) await isSameAgain(randomSettings(random), 'busybox', 'buildkit');
  });
});
