import { describe, expect, it, vi } from 'vitest';
import { shellTokens } from '../../../server/src/features/shellTokens.ts';
import { semanticTokens } from '../../../server/src/features/semanticTokens.ts';
import type { SemanticToken } from '../../../server/src/features/types.ts';
import { makeSnapshot } from '../../../server/src/semantics/snapshotOf.ts';
import { reparse } from '../../../server/src/syntax/reparse.ts';
import { readFixture, snapshotOf } from '../../support/fixture.ts';
import { seededRng } from '../../support/rng.ts';
import { seedTexts } from '../../support/seedTexts.ts';

vi.mock('../../../server/src/features/shellTokens.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../server/src/features/shellTokens.ts')>();
  return { ...original, shellTokens: vi.fn(original.shellTokens) };
});

const short: Readonly<Record<SemanticToken['type'], string>> = {
  keyword: 'k', comment: 'c', string: 's', variable: 'v', parameter: 'p', property: 'y', operator: 'o', function: 'f', namespace: 'n', number: '1',
  macro: 'm', class: 't', enumMember: 'e',
};

/** Each token as its type's letter, `!` when it declares or defines, and its text. */
function tokens(text: string): string[] {
  return semanticTokens(snapshotOf(text)).map(({ range, type, modifiers }) => `${short[type]}${modifiers ? '!' : ''}${text.slice(range.start, range.end)}`);
}

describe('semantic tokens', () => {
  it.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['directives and comments', '# syntax=docker/dockerfile:1\n#escape = `\n# c \n', ['c# ', 'msyntax', 'o=', 'sdocker/dockerfile:1', 'c#', 'mescape', 'o = ', 's`', 'c# c']],
    ['FROM', 'FROM --platform=$P alpine:3 AS One\nFROM one as two\nFROM $B\nFROM a${T:-b}c\n', [
      'kFROM', 'p--platform', 'v$P', 'talpine:3', 'kAS', 'n!One', 'kFROM', 'none', 'kas', 'n!two', 'kFROM', 'v$B', 'kFROM', 'ta', 'v${T:-b}', 'tc',
    ]],
    ['COPY --from', 'FROM a AS b\nCOPY --from=b --chown=1:$G x $Y/\nCOPY --from=c --link x y\nADD --from=b x y\n', [
      'kFROM', 'ta', 'kAS', 'n!b', 'kCOPY', 'p--from', 'nb', 'p--chown', 'e1:', 'v$G', 'v$Y', 'kCOPY', 'p--from', 'tc', 'p--link', 'kADD', 'p--from', 'eb',
    ]],
    ['mounts', 'FROM a\nRUN --mount=type=bind,from=0,target=/x$Y ls\n', ['kFROM', 'ta', 'kRUN', 'p--mount', 'ytype', 'ebind', 'yfrom', 'n0', 'ytarget', 's/x', 'v$Y', 'fls']],
    ['pairs', 'ARG A="x$B" C\nENV D=1 E=\'f\'\nENV G h i\nLABEL j=k\n', [
      'kARG', 'v!A', 'o=', 's"x', 'v$B', 's"', 'v!C', 'kENV', 'v!D', 'o=', 's1', 'v!E', 'o=', "s'f'", 'kENV', 'v!G', 'sh i', 'kLABEL', 'yj', 'o=', 'sk',
    ]],
    ['JSON', 'CMD ["a", "b $c"]\nSHELL ["x"]\n', ['kCMD', 's"a"', 's"b $c"', 'kSHELL', 's"x"']],
    ['words', 'EXPOSE 80/tcp $P\nSTOPSIGNAL SIGTERM\nWORKDIR /a/$B\nUSER x\n', ['kEXPOSE', '180/tcp', 'v$P', 'kSTOPSIGNAL', 'eSIGTERM', 'kWORKDIR', 'v$B', 'kUSER']],
    ['unknown instructions', 'FOO $x\nRUN\n', ['kRUN']],
    ['HEALTHCHECK and ONBUILD', 'HEALTHCHECK --interval=5s CMD a -f || exit 1\nHEALTHCHECK none\nONBUILD RUN a $b\n', [
      'kHEALTHCHECK', 'p--interval', 'e5s', 'kCMD', 'fa', 'p-f', 'o||', 'fexit', 'kHEALTHCHECK', 'knone', 'kONBUILD', 'kRUN', 'fa', 'v$b',
    ]],
    ['shell', 'RUN X=1 a --b=$c "d $e f" \'g\' >h 2>&1 | i; ! j # k\n', [
      'kRUN', 'v!X', 'fa', 'p--b=', 'v$c', 's"d ', 'v$e', 's f"', "s'g'", 'o>', 'o2>&', 'o|', 'fi', 'o;', 'k!', 'fj', 'c# k',
    ]],
    ['shell keywords', 'RUN if [ -f a ]; then b; fi && for x in $y; do (c); done; f() { d; }\n', [
      'kRUN', 'kif', 'f[', 'p-f', 'o;', 'kthen', 'fb', 'o;', 'kfi', 'o&&', 'kfor', 'v!x', 'kin', 'v$y', 'o;', 'kdo', 'o(', 'fc', 'o)', 'o;', 'kdone', 'o;', 'f!f', 'o(', 'o)', 'k{', 'fd', 'o;', 'k}',
    ]],
    ['substitutions', 'RUN a "$(b -c "$d")" `e` $((1+$f)) ${g:-$h}\n', ['kRUN', 'fa', 's"', 'fb', 'p-c', 's"', 'v$d', 's"', 's"', 'fe', 'v$f', 'v${g:-', 'v$h', 'v}']],
    ['continuations and comments', 'RUN a "b \\\n  # c\n  d" \\\n  -e\n', ['kRUN', 'fa', 's"b', 'c# c', 'sd"', 'p-e']],
    ['backtick continuations', '# escape=`\nRUN a "b `\n  d" `\n  -e\n', ['c# ', 'mescape', 'o=', 's`', 'kRUN', 'fa', 's"b', 'sd"', 'p-e']],
    ['CRLF', '# c\r\nRUN a "b \\\r\n d"\r\nRUN <<E\r\nx\r\nE\r\n', ['c# c', 'kRUN', 'fa', 's"b', 'sd"', 'kRUN', 'm<<E', 'fx', 'mE']],
    ['heredocs', 'RUN <<E\na $b\nE\nCOPY <<F <<"G" /\n$c d\nF\n$e\nG\nRUN cat <<H\n$i j\nH\n', [
      'kRUN', 'm<<E', 'fa', 'v$b', 'mE', 'kCOPY', 'm<<F', 'm<<"G"', 'v$c', 'mF', 'mG', 'kRUN', 'fcat', 'o<<', 'mH', 'v$i', 's j', 'mH',
    ]],
    ['heredocs for other programs', 'RUN bash <<E\na $b\nE\nRUN python <<F\nprint("x")\nF\n', ['kRUN', 'fbash', 'o<<', 'mE', 'fa', 'v$b', 'mE', 'kRUN', 'fpython', 'o<<', 'mF', 'sprint("x")', 'mF']],
    ['another shell', 'FROM a\nSHELL ["pwsh", "-c"]\nRUN Get-Item -x $y # z\nSHELL ["/bin/bash", "-c"]\nRUN a\n', ['kFROM', 'ta', 'kSHELL', 's"pwsh"', 's"-c"', 'kRUN', 'kSHELL', 's"/bin/bash"', 's"-c"', 'kRUN', 'fa']],
    ['unfinished shell', 'RUN a "b $c\nRUN d ${\nFROM\n', ['kRUN', 'fa', 's"b ', 'v$c', 'kRUN', 'fd', 'v${', 'kFROM']],
  ])('%s', (_, text, expected) => expect(tokens(text)).toEqual(expected));

  it('gives the lines of a range', () => {
    const { text, range } = readFixture('FROM a\nRUN b\n$0RUN c \\\n  d$0\nRUN e\n');
    const found = semanticTokens(snapshotOf(text), range).map((token) => text.slice(token.range.start, token.range.end));
    expect(found).toEqual(['RUN', 'c']);
  });

  it('lie in order, apart, on one line each, whatever the text', () => {
    const random = seededRng('semanticTokens');
    const seeds = seedTexts();
    const bits = ['$', '"', "'", '`', '\\', '\\\n', '\n', '${', '$(', '<<A', '# ', '--x=', '{', '😀', '\r\n', 'RUN ', ' && ', '[', '='];
    for (let round = 0; round < 500; round++) {
      let text = random.pick(seeds).slice(0, 3000);
      for (let i = random.int(6); i > 0; i--) {
        const at = random.int(text.length + 1);
        text = text.slice(0, at) + random.pick(bits) + text.slice(at + random.int(3));
      }
      let end = 0;
      for (const { range } of semanticTokens(snapshotOf(text))) {
        expect(range.start >= end && range.end > range.start && range.end <= text.length, JSON.stringify(text)).toBe(true);
        expect(text.slice(range.start, range.end), JSON.stringify(text)).not.toMatch(/[\r\n]/);
        end = range.end;
      }
    }
  });

  it('makes only the edited segment anew', () => {
    const line = 'RUN apt-get install -y "$x" && rm -rf /y\n';
    const before = snapshotOf(`FROM a\n${line.repeat(50)}`);
    const calls = vi.mocked(shellTokens).mock.calls;
    const start = calls.length;
    const first = semanticTokens(before);
    expect(calls.length - start).toBe(50);
    const at = 7 + 10 * line.length + 4;
    const { tree } = reparse(before.tree, { start: at, end: at, text: 'x' });
    const second = semanticTokens(makeSnapshot(before.uri, 2, tree, before));
    expect(calls.length - start).toBe(51);
    expect(second).toEqual(semanticTokens(snapshotOf(tree.text())));
    expect(second).toHaveLength(first.length);
  });
});
