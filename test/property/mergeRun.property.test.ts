/**
 * Merged RUN instructions do what they did one by one, in real shells: each RUN a new process in the same folder until one fails, against the
 * merged script in one process. No engine is needed; the containers' side is tested in test/engine.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forms, mergeAll, runScripts } from '../support/mergeRun.ts';
import type { Rng } from '../support/rng.ts';
import { seededRng } from '../support/rng.ts';

const rounds = Number(process.env['DRYDOCK_ROUNDS'] ?? 40);

const simple = [
  'echo A >> log', 'echo $x >> log', 'echo "$? $#" >> log', 'true', 'false', 'test -f f', 'test ! -e f', 'touch f', 'rm -f f', 'mkdir d', 'mkdir -p d/e',
  'cd d', 'cd ..', 'command cd d', 'x=1', 'x=2 y=$x', 'export x=3', 'unset x', 'umask 077', 'mkdir m', 'set -e', 'set -eu', 'set +e', 'set -u', 'set -o errexit',
  'set -- a b', 'echo $1 >> log', 'exit 0', 'exit 3', 'exec true', 'exec false', 'exec >> log', "trap 'echo trapped >> log' EXIT", "trap 'false; echo after >> log' EXIT",
  'eval "x=5"', "eval 'set -e; false; echo evaluated >> log'", '. ./setx', '. ./sete', './tool', 'tool >> log', 'cp bin2/alt bin1/tool', 'sh ./install', 'tool x >> log',
  ': ${x:=6}', ': ${nope:?gone}', ': ${x:?gone}', 'echo ${x^^} >> log', 'echo $((1/0)) >> log', 'echo $((2+3)) >> log', 'echo ${!x} >> log', ': $((x=7))', 'echo $(false; echo sub) >> log', 'echo `cd d && pwd | wc -c` >> log', 'y=$(false)', 'x=8 :', 'x=9 echo "$x" >> log', 'pwd | sed "s/.*\\///" >> log', 'ls bin1 bin2 | sort >> log',
  'umask >> log', 'ulimit -n 60', 'ulimit -n >> log', 'read x < setx', 'shift', 'return 4', 'printf "%s\\n" "a  b" \'c  d\' >> log', 'echo "# no comment" >> log', 'kill -0 $$', 'wait', 'getopts a x -a',
  '{ echo B; false; } >> log', '( cd d; echo C > c )', '( false; echo D >> log )', '( exit 5 )', '[ -f f ]', 'type tool > /dev/null', 'hash > /dev/null', 'echo "$-" | grep -c e >> log', 'test "$x" = 1',
  "sh -c 'echo child $0; exit 1' >> log", 'cat < missing', 'cat <<< "here string" >> log', 'echo {a,b} >> log', '[[ -f f && -d d ]]', '[[ -f f || -d d ]]', '((x++))', '! false', '! true', 'a=(b c)', 'break',
  'no-such-command', 'find . -name "*.x" -exec rm {} \\;', 'echo a\\ b >> log', "echo it''s >> log", 'echo "it\'s" >> log',
];

/** Only one end of a pipeline does something that can be seen, since nothing says which comes first. */
const sources = ['echo P', 'false', 'cat setx', 'exit 6', 'x=1', 'set -e', 'cd d', 'true', 'trap true EXIT', '! true', '{ false; echo Q; }', 'tool'];
const sinks = ['cat >> log', '{ cat > /dev/null; false; }', 'cat > /dev/null', 'wc -l >> log', 'read x', 'grep -q P', '{ read y; echo $y; exit 7; } >> log', 'while read z; do echo "<$z>" >> log; false; done', 'sh'];

function command(random: Rng, depth: number): string {
  const part = (): string => list(random, depth - 1);
  if (depth <= 0 || random.chance(0.6)) return random.pick(simple);
  switch (random.int(11)) {
    case 0: return `if ${part()}; then ${part()}; fi`;
    case 1: return `if ${part()}; then ${part()}; else ${part()}; fi`;
    case 2: return `for i in 1 2; do ${part()}; done`;
    case 3: return `( ${part()} )`;
    case 4: return `{ ${part()}; }`;
    case 5: return `case $x in 1) ${part()};; *) ${part()};; esac`;
    case 6: {
      // A name of its own: were a nested definition skipped, the call behind it would call its own function for ever.
      const name = `f${random.int(1e6)}`;
      return `${name}() { ${part()}; }; ${name}`;
    }
    case 7: return `${random.pick(sources)} | ${random.pick(sinks)}`;
    case 8: return `! ${random.pick(simple)}`;
    case 9: return `while ${random.pick(simple)}; do ${part()}; break; done`;
    default: return `echo "$(${part()})" >> log`;
  }
}

/** Commands joined by operators. */
function list(random: Rng, depth: number): string {
  let text = command(random, depth);
  while (random.chance(0.4)) text += random.pick([' && ', ' && ', ' || ', '; ', ' ;']) + command(random, depth);
  return text;
}

/** A RUN instruction with continuations and comments where they may stand, or with a heredoc. */
function instruction(random: Rng, escape: string): string {
  let text = list(random, 2);
  if (random.chance(0.12)) text = text.split(/ && |; /).join('\n');
  if (text.includes('\n') || random.chance(0.05)) return `RUN <<EOF\n${random.chance(0.4) ? 'set -e\n' : ''}${text}\nEOF`;
  if (random.chance(0.08)) return `RUN ${text} && cat <<EOF >> log\nbody $x\nEOF`;
  text = text.replace(/ /g, () => (random.chance(0.08) ? ` ${escape}\n${random.chance(0.2) ? '  # a comment\n' : ''}  ` : ' '));
  if (random.chance(0.1)) text += random.pick([' ;', ' # the end', ' # it"s', '  ']);
  return `RUN ${text}`;
}

function dockerfile(random: Rng, shell: string): string {
  const escape = random.chance(0.15) ? '`' : '\\';
  const texts = Array.from({ length: 2 + random.int(2) }, () => instruction(random, escape));
  if (random.chance(0.1)) texts.push(`RUN ${random.pick(simple)} ${escape}\n# last`);
  const glue = random.pick(['\n', '\n\n', '\n# between\n']);
  return `${escape === '`' ? '# escape=`\n' : ''}FROM busybox\n${shell}${texts.join(glue)}\n`;
}

const shells: readonly (readonly [name: string, program: string, options: readonly string[], instruction: string])[] = [
  ['dash', '/usr/bin/dash', ['-c'], ''],
  ['bash as sh', '/bin/bash', ['--posix', '-c'], ''],
  ['bash', '/bin/bash', ['-c'], 'SHELL ["/bin/bash", "-c"]\n'],
  ['bash -eo pipefail', '/bin/bash', ['-eo', 'pipefail', '-c'], 'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\n'],
  ['dash -e', '/usr/bin/dash', ['-e', '-c'], 'SHELL ["/bin/sh", "-e", "-c"]\n'],
  ...(process.env['DRYDOCK_BUSYBOX'] ? [['ash', process.env['DRYDOCK_BUSYBOX'], ['ash', '-c'], ''] as const] : []),
];

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'drydock-merge-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function program(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

/** A folder as the first RUN finds it. */
function freshFolder(): string {
  rmSync(join(root, 'around'), { recursive: true, force: true });
  const folder = join(root, 'around', 'w');
  mkdirSync(join(folder, 'bin1'), { recursive: true });
  mkdirSync(join(folder, 'bin2'));
  program(join(folder, 'bin2/tool'), '#!/bin/sh\necho old "$@"\n');
  program(join(folder, 'bin2/alt'), '#!/bin/sh\necho new "$@"\n');
  program(join(folder, 'tool'), '#!/bin/sh\necho local >> log\n');
  writeFileSync(join(folder, 'setx'), 'x=sourced\n');
  writeFileSync(join(folder, 'sete'), 'set -e\nx=strict\n');
  writeFileSync(join(folder, 'install'), 'cp bin2/alt bin1/tool\n');
  return folder;
}

function listing(folder: string, prefix = ''): string[] {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    const stat = lstatSync(path);
    const line = `${prefix}${name} ${stat.mode.toString(8)}`;
    if (stat.isDirectory()) return [line, ...listing(path, `${prefix}${name}/`)];
    if (stat.isSymbolicLink()) return [`${line} -> ${readlinkSync(path)}`];
    return [`${line} ${createHash('sha1').update(readFileSync(path)).digest('hex').slice(0, 12)} ${stat.size < 200 ? JSON.stringify(readFileSync(path, 'utf8')) : ''}`];
  });
}

/** Runs the scripts one by one until one fails. What a failing build leaves is never seen, so the files count only when all succeed. */
function run(scripts: readonly string[], [, shell, options]: (typeof shells)[number]): { readonly status: number | null; readonly files: readonly string[] } {
  const folder = freshFolder();
  const env = { PATH: `${folder}/bin1:${folder}/bin2:/usr/bin:/bin`, HOME: folder };
  for (const script of scripts) {
    const { status } = spawnSync(shell, [...options, script], { cwd: folder, env, stdio: 'ignore', timeout: 5000 });
    if (status !== 0) return { status, files: [] };
  }
  return { status: 0, files: listing(join(root, 'around')) };
}

function readable(dockerfile: string, [, shell, options]: (typeof shells)[number]): boolean {
  return runScripts(dockerfile).every((script) => spawnSync(shell, [...options.slice(0, -1), '-n', '-c', script], { stdio: 'ignore' }).status === 0);
}

describe.each(shells)('%s', (...shell) => {
  it('does the same merged', () => {
    const random = seededRng(`mergeRun ${shell[0]}`);
    const counts = { merged: 0, refused: 0, succeeded: 0 };
    const reasons = new Map<string, number>();
    // Few rounds may all come upon scripts that fail: then some more follow.
    const isEnough = (): boolean => counts.merged > rounds / 4 && counts.succeeded > rounds / 20;
    for (let round = 0; round < rounds || (round < 5 * rounds && !isEnough()); round++) {
      const before = dockerfile(random, shell[3]);
      let expected: ReturnType<typeof run> | undefined;
      for (const form of forms) {
        const merged = mergeAll(before, form);
        if ('refusal' in merged) {
          counts.refused++;
          const reason = merged.refusal.replace(/\d+/g, 'N');
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
          continue;
        }
        expected ??= run(runScripts(before), shell);
        const scripts = runScripts(merged.text);
        expect(scripts, before).toHaveLength(1);
        const found = run(scripts, shell);
        // Where the shell cannot read a script, the build fails for that or for a script before it: which of the two depends on the lines.
        if (expected.status !== 0 && found.status !== 0 && !readable(before, shell)) continue;
        // Where an expansion fails, bash ends with 127 on the top level of -c, and with 1 elsewhere or under -e.
        if (expected.status === 127 && found.status === 1 && shell[1] === '/bin/bash') continue;
        expect(found, `seed ${random.seed}\n${before}\n----\n${merged.text}`).toEqual(expected);
        counts.merged++;
        if (expected.status === 0) counts.succeeded++;
      }
    }
    if (process.env['DRYDOCK_ROUNDS']) console.log(shell[0], counts, [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 14));
    expect(isEnough(), JSON.stringify(counts)).toBe(true);
  }, 600_000);
});
