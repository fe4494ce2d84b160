/**
 * Merged RUN instructions build the same image: each pair is built before and after by the real engine, and the file systems compared.
 * All pairs that succeed are stages of one build; a stage of its own mounts two results side by side and lists them. Pairs that fail are
 * builds of their own, compared by the status that ended them.
 */
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forms, mergeAll } from '../support/mergeRun.ts';
import { hasEngine } from '../support/product.ts';

interface Case {
  readonly name: string;
  /** The instructions before: RUN and what must stand above them. */
  readonly text: string;
  /** The status of the RUN that fails. */
  readonly fails?: number;
}

const bash = 'SHELL ["/bin/bash", "-c"]\n';
const pipefail = 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n';
const strict = 'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\n';

/** Every case works in /w, where `tool` and `alt` are programs in two folders of PATH. */
const cases: readonly Case[] = [
  // Plain lists.
  { name: 'two commands', text: 'RUN echo a > a\nRUN echo b >> a\n' },
  { name: 'many commands', text: 'RUN mkdir d\nRUN touch d/x\nRUN rm d/x\nRUN cp -r d e\nRUN mv e f && chmod 700 f\n' },
  { name: 'continuations and comments', text: 'RUN mkdir d \\\n    # inner\n    && echo "a \\\n b" > d/x # the end\n\n# between\nRUN echo \'c \\\n d\' \\\n  >> d/x\n' },
  { name: 'backtick escapes', text: '# escape=`\nRUN echo `\n  a\\\\b > x\nRUN echo "c" `\n  # comment\n  >> x\n' },
  { name: 'CRLF', text: 'RUN echo a > x\r\n# c\r\nRUN echo b \\\r\n  >> x\r\n' },
  { name: 'semicolons at the end', text: 'RUN echo a > x;\nRUN echo b >> x ;\n' },
  { name: 'pipelines', text: 'RUN echo a | tr a b > x\nRUN cat x | tee y | wc -c > z\n' },
  { name: 'quotes and hashes', text: 'RUN echo "# a" \'# b\' c#d > x\nRUN echo "it\'s" >> x # it\'s\nRUN echo "&&" \'||\' \\; >> x\n' },
  { name: 'special parameters', text: 'RUN echo "$? $# $0 [$*] [$!]" > x\nRUN echo "$? $# $0 [$1] [$!] $$" >> x\n' },
  { name: 'options that are read', text: 'RUN echo "$-" > x\nRUN echo "$-" >> x; echo "$-" >> y\n' },
  // Operators.
  { name: 'a failure that is caught', text: 'RUN false || echo caught > x\nRUN echo next >> x\n' },
  { name: 'a caught failure in the last', text: 'RUN echo first > x\nRUN false || echo caught >> x\n' },
  { name: 'and before or', text: 'RUN false && echo a > x || echo b > x\nRUN true || false && echo c >> x\n' },
  { name: 'a sequence with a failure inside', text: 'RUN false; echo a > x\nRUN false; echo b >> x; true\n' },
  { name: 'negation', text: 'RUN ! false\nRUN ! test -e x && touch x\n' },
  { name: 'a failing condition as the last status', text: 'RUN if false; then touch a; fi\nRUN while false; do :; done; touch b\n' },
  { name: 'failures inside compound commands', text: 'RUN if true; then false; touch a; fi\nRUN for i in 1 2; do false; touch b$i; done\nRUN { false; touch c; }\nRUN ( false; touch d )\n' },
  { name: 'a failing substitution', text: 'RUN echo "$(false; echo a)" > x\nRUN echo "$(exit 3)b" >> x\n' },
  { name: 'a pipeline that fails at its start', text: 'RUN false | echo a > x\nRUN false | true\nRUN touch y\n' },
  { name: 'case', text: 'RUN case a in a) touch a ;; *) touch b ;; esac\nRUN case c in a) touch a ;; esac; touch d\n' },
  // What must not leak.
  { name: 'cd', text: 'RUN mkdir d && cd d && touch a\nRUN touch b\nRUN cd d && touch c\n' },
  { name: 'cd in a sequence', text: 'RUN cd /; mkdir q; cd q\nRUN pwd > p\n' },
  { name: 'cd through command', text: 'RUN command cd / && touch a\nRUN touch b\n' },
  { name: 'variables', text: 'RUN x=1; y=$x; echo "$y" > x\nRUN echo "[$x$y]" >> x\n' },
  { name: 'export over ENV', text: 'ENV x=env\nRUN export x=run && echo $x > x\nRUN echo $x >> x\nRUN unset x; echo "[$x]" >> x\nRUN echo $x >> x\n' },
  { name: 'a variable before a command', text: 'ENV x=env\nRUN x=1 env | grep ^x= > f\nRUN x=2 :\nRUN echo $x >> f\n' },
  { name: 'default values', text: 'RUN : ${x:=1} && echo $x > f\nRUN echo "[$x]" >> f\n' },
  { name: 'arithmetic assignment', text: 'RUN echo $((x=5)) > f\nRUN echo "[$x]" >> f\n' },
  { name: 'a loop variable', text: 'ENV i=env\nRUN for i in 1 2; do echo $i > f$i; done\nRUN echo $i > g\n' },
  { name: 'read', text: 'RUN echo a > f && read x < f && echo $x >> f\nRUN echo "[$x]" >> f\n' },
  { name: 'umask', text: 'RUN umask 077; mkdir a && touch a/x\nRUN mkdir b && touch b/x\n' },
  { name: 'ulimit', text: 'RUN ulimit -n 64; ulimit -n > a\nRUN test "$(ulimit -n)" != 64 && touch b\n' },
  { name: 'functions', text: 'RUN tool() { echo mine > f; }; tool\nRUN tool >> f\n' },
  { name: 'positional parameters', text: 'RUN set -- a b; echo $# $1 > f\nRUN echo $# "[$1]" >> f\n' },
  { name: 'set -u', text: 'RUN set -u; echo a > f\nRUN echo "[$nope]" >> f\n' },
  { name: 'set -x and set -f', text: 'RUN set -xf; echo /b* > f\nRUN echo /w/b* >> f\n' },
  { name: 'trap', text: 'RUN trap "echo bye >> f" EXIT; echo a > f\nRUN echo b >> f\n' },
  { name: 'trap with a failure in it', text: 'RUN trap "false; echo bye >> f" EXIT; echo a > f\nRUN trap "false; echo bye2 >> f" EXIT; echo b >> f\n' },
  { name: 'exit 0', text: 'RUN touch a; exit 0; touch no\nRUN touch b; exit 0\nRUN touch c\n' },
  { name: 'exec', text: 'RUN exec touch a\nRUN exec touch b\n' },
  { name: 'exec for redirection', text: 'RUN exec > log; echo a\nRUN echo b > f\n' },
  { name: 'sourced settings', text: 'RUN . ./settings && echo $x > f\nRUN echo "[$x]" >> f\nRUN . ./settings; echo $x >> f\n' },
  { name: 'eval', text: "RUN eval 'x=1; cd /'; pwd > /w/f\nRUN pwd >> f; echo \"[$x]\" >> f\n" },
  { name: 'IFS', text: 'RUN IFS=,; x=a,b; set -- $x; echo $# > f\nRUN x=a,b; set -- $x; echo $# >> f\n' },
  { name: 'a program that is replaced', text: 'RUN tool > f && cp alt /usr/local/bin/tool && tool >> f\nRUN tool >> f\n' },
  { name: 'a program that a script replaces', text: 'RUN tool > f; sh ./install; tool >> f\nRUN tool >> f\n' },
  // Errexit.
  { name: 'set -e in each', text: 'RUN set -ex; \\\n    touch a; \\\n    touch b\nRUN set -eux; \\\n    touch c; \\\n    if false; then touch d; fi\n' },
  { name: 'set -e before a caught failure', text: 'RUN set -e; false || touch a; touch b\nRUN touch c\n' },
  { name: 'set -e that is taken back', text: 'RUN set -e; touch a; set +e; false; touch b\nRUN false; touch c\n' },
  { name: 'set -e in a plain list', text: 'RUN set -e && touch a && touch b\nRUN false; touch c\n' },
  { name: 'set -e in sourced settings', text: 'RUN . ./strict && touch a\nRUN false; touch b\n' },
  // Heredocs.
  { name: 'a heredoc for a command', text: 'ENV x=env\nRUN cat <<EOF > f && echo b >> f\na $x\nEOF\nRUN cat <<"EOF" >> f\nc $x\nEOF\n' },
  { name: 'two heredocs', text: 'RUN cat <<A > f && cat <<B >> f\na\nA\nb\nB\nRUN cat <<-C >> f; echo d >> f\n\tc\n\tC\n' },
  { name: 'a heredoc as the script', text: 'RUN <<EOF\ncd /\nfalse\necho a > /w/f\nEOF\nRUN <<EOF\nset -e\npwd >> f\nEOF\n' },
  { name: 'a heredoc for another shell', text: "RUN sh <<EOF\necho a > f\nexit 0\nEOF\nRUN <<EOF sh\necho b >> f\nEOF\n" },
  { name: 'words that are taken', text: 'RUN cat <<A > f\nEOF\nEOT\nA\nRUN echo b >> f\n' },
  // Mounts and other flags.
  { name: 'a cache mount', text: 'RUN --mount=type=cache,target=/cache,id=drydock-merge touch a\nRUN --mount=type=cache,target=/cache,id=drydock-merge test -d /cache && touch b\n' },
  { name: 'no network', text: 'RUN --network=none touch a\nRUN --network=none touch b\n' },
  { name: 'another user and directory', text: 'WORKDIR /home/n\nUSER 1000\nRUN touch a && id -u > b\nRUN cd / && id -u > /home/n/c\nRUN pwd > d\n' },
  { name: 'ARG', text: 'ARG x=1\nRUN echo $x > f; x=2; echo $x >> f\nRUN echo $x >> f\n' },
  // bash.
  { name: 'bash: tests and arrays', text: `${bash}RUN [[ -d /w && ! -e f ]] && a=(1 2) && echo \${a[1]} > f\nRUN echo "[\${a[*]}]" >> f; ((1 > 2)) || echo no >> f\n` },
  { name: 'bash: pipefail', text: `${pipefail}RUN echo a | cat > f\nRUN false | true || echo caught >> f\n` },
  { name: 'bash: set -o pipefail in one', text: `${bash}RUN set -o pipefail && echo a | cat > f\nRUN false | echo b >> f\n` },
  { name: 'bash: &> and here strings', text: `${bash}RUN echo a &> f\nRUN cat <<< b >> f\n` },
  { name: 'bash: a shell with -e', text: `${strict}RUN touch a; if false; then touch b; fi\nRUN false || touch c; touch d\nRUN set +e; false; touch e\n` },
  { name: 'bash: shopt', text: `${bash}RUN shopt -s nullglob; echo /nope* > f\nRUN echo /nope* >> f\n` },
  { name: 'bash: a regular expression', text: `${bash}RUN [[ abc =~ b(.) ]]; echo a > f\nRUN echo b >> f\n` },
  // Failing builds.
  { name: 'the first fails', text: 'RUN exit 3\nRUN touch a\n', fails: 3 },
  { name: 'the last fails', text: 'RUN touch a\nRUN exit 4\n', fails: 4 },
  { name: 'the last status counts', text: 'RUN true; false\nRUN touch a\n', fails: 1 },
  { name: 'and list fails at its start', text: 'RUN false && touch a\nRUN touch b\n', fails: 1 },
  { name: 'negation fails', text: 'RUN ! true\nRUN touch b\n', fails: 1 },
  { name: 'a caught failure, then one that is not', text: 'RUN false || true\nRUN sh -c "exit 7" || exit 8\nRUN true\n', fails: 8 },
  { name: 'set -e fails early', text: 'RUN set -e; sh -c "exit 5"; true\nRUN touch a\n', fails: 5 },
  { name: 'an unknown command', text: 'RUN no-such-command\nRUN true || true\n', fails: 127 },
  { name: 'a missing file to source', text: 'RUN . ./missing; true\nRUN true\n', fails: 2 },
  { name: 'set -u fails', text: 'RUN touch a\nRUN set -u; echo $nope; true\n', fails: 2 },
  { name: 'a trap changes the status', text: "RUN trap 'exit 9' EXIT; true\nRUN true\n", fails: 9 },
  { name: 'a subshell fails', text: 'RUN ( exit 6 )\nRUN true; true\n', fails: 6 },
  { name: 'a failing heredoc script', text: 'RUN <<EOF\nset -e\nsh -c "exit 11"\ntrue\nEOF\nRUN true\n', fails: 11 },
  { name: 'bash: pipefail fails', text: `${pipefail}RUN sh -c "exit 12" | cat\nRUN true\n`, fails: 12 },
  { name: 'bash: a shell with -e fails', text: `${strict}RUN sh -c "exit 13"; true\nRUN true\n`, fails: 13 },
];

const list = `#!/bin/sh
# Names, modes, owners, link targets and contents below a folder.
cd "$1" && find . -exec stat -c '%N %f %u:%g' {} + | sort && find . -type f -exec sha256sum {} + | sort -k 2
`;
const base = `FROM busybox:latest AS base
COPY root/ /
RUN printf '#!/bin/sh\\necho old\\n' > /usr/bin/tool && printf '#!/bin/sh\\necho new\\n' > /w/alt && printf 'cp alt /usr/local/bin/tool\\n' > /w/install \\
  && printf 'x=sourced\\n' > /w/settings && printf 'set -e\\n' > /w/strict && chmod 755 /usr/bin/tool /w/alt && mkdir -p /home/n && chown 1000 /home/n
WORKDIR /w
`;

let folder: string;
beforeAll(() => {
  if (!hasEngine) return;
  folder = mkdtempSync(join(tmpdir(), 'drydock-merge-build-'));
  copyProgram('/bin/bash');
  mkdirSync(join(folder, 'root/w'), { recursive: true });
  writeFileSync(join(folder, 'list'), list, { mode: 0o755 });
});
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** Puts a program of this machine and the libraries that it needs into the base image's files. */
function copyProgram(program: string): void {
  const libraries = execFileSync('ldd', [program], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const file of [program, ...libraries]) {
    const target = join(folder, 'root', dirname(file).replace(/^\/usr\/bin/, '/bin'), basename(file));
    mkdirSync(dirname(target), { recursive: true });
    if (existsSync(file)) copyFileSync(file, target);
  }
}

interface Variant {
  readonly name: string;
  readonly text: string;
}

/** The instructions before and in each form that the merge offers, with the directives and the FROM left out. */
function variants({ text }: Case): { readonly before: Variant; readonly after: readonly Variant[] } {
  const from = text.startsWith('#') ? text.replace('\n', '\nFROM base\n') : `FROM base\n${text}`;
  const after = forms.flatMap((form) => {
    const merged = mergeAll(from, form);
    return 'text' in merged ? [{ name: form, text: merged.text }] : [];
  });
  return { before: { name: 'before', text: from }, after };
}

function build(dockerfile: string, ...options: string[]): Promise<{ readonly code: number | null; readonly log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', ['buildx', 'build', '--progress=plain', ...options, '-f', '-', folder], { stdio: ['pipe', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, log }));
    child.stdin.end(dockerfile);
  });
}

/** One Dockerfile with all variants as stages. A file has one escape character, so each gets its own. */
function stages(escape: string): { readonly text: string; readonly pairs: readonly (readonly [label: string, before: string, after: string])[] } {
  let text = `# escape=${escape}\n${base.replaceAll(/\\$/gm, escape)}`;
  const pairs: [string, string, string][] = [];
  let files = 'FROM scratch\n';
  for (const [index, entry] of cases.entries()) {
    if (entry.fails !== undefined || entry.text.startsWith('# escape=`') !== (escape === '`')) continue;
    const { before, after } = variants(entry);
    let mounts = '';
    for (const [number, variant] of [before, ...after].entries()) {
      const stage = `c${index}v${number}`;
      text += `${variant.text.replace(/^# escape.*\n/, '').replace('FROM base', `FROM base AS ${stage}`)}\n`;
      mounts += `--mount=type=bind,from=${stage},target=/seen/${stage} `;
      if (number > 0) pairs.push([`${entry.name}, ${variant.name}`, stage.replace(/\d+$/, '0'), stage]);
    }
    text += `FROM busybox:latest AS l${index}\nRUN --mount=type=bind,source=list,target=/list ${mounts}mkdir /out && for v in $(ls /seen); do /list /seen/$v > /out/$v; done\n`;
    files += `COPY --from=l${index} /out /\n`;
  }
  return { text: text + files, pairs };
}

describe.skipIf(!hasEngine)('merged RUN instructions in the engine', () => {
  it('leave the same file system', async () => {
    for (const escape of ['\\', '`']) {
      const { text, pairs } = stages(escape);
      const out = join(folder, `out${escape === '`' ? 1 : 0}`);
      const { code, log } = await build(text, '-o', `type=local,dest=${out}`);
      expect(code, log.slice(-4000)).toBe(0);
      for (const [label, before, after] of pairs) {
        const listing = readFileSync(join(out, before), 'utf8');
        expect(listing, label).toContain('./w/settings');
        expect(readFileSync(join(out, after), 'utf8'), label).toBe(listing);
      }
    }
  }, 900_000);

  const failing = cases.filter((entry) => entry.fails !== undefined);
  it.each(failing.map((entry) => [entry.name, entry] as const))('end with the same status: %s', async (_, entry) => {
    const { before, after } = variants(entry);
    for (const variant of [before, ...after]) {
      const { code, log } = await build(base + variant.text);
      expect(code, `${variant.name}\n${log}`).not.toBe(0);
      expect(/did not complete successfully: exit code: (\d+)/.exec(log)?.[1], `${variant.name}\n${variant.text}\n${log}`).toBe(String(entry.fails));
    }
  }, 120_000);
});

it('has at least 60 pairs, and every case has a merged form', () => {
  expect(cases.filter((entry) => variants(entry).after.length === 0).map((entry) => entry.name)).toEqual([]);
  expect(cases.length).toBeGreaterThanOrEqual(60);
});
