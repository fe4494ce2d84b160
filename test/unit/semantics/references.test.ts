import { expect, test } from 'vitest';
import { variableAt, variableUses } from '../../../server/src/semantics/references.ts';
import { readFixture, snapshotOf } from '../../support/fixture.ts';

/** Every use in the last instruction: who replaces it, its source, its name's source. */
function uses(text: string): string[] {
  const segment = snapshotOf(text).tree.instructions.at(-1)!;
  return variableUses(segment).map(({ by, name, range, nameRange }) => {
    expect(segment.text.slice(nameRange.start, nameRange.end).replace(/\\\n/, '')).toBe(name);
    return `${by} ${segment.text.slice(range.start, range.end)}`;
  });
}

test.each([
  ['FROM --platform=$BUILDPLATFORM a:${V:-1}', ['builder $BUILDPLATFORM', 'builder ${V:-1}']],
  ['ENV A=$B "C=${D}" E=\'$F\' G=\\$H', ['builder $B', 'builder ${D}']],
  ['ENV $K=v', ['builder $K']],
  ['ENV K a $B c', ['builder $B']],
  ['ARG A=${B:-$C} D', ['builder ${B:-$C}', 'builder $C']],
  ['COPY --chown=$U --from=$X "$A" $B', ['builder $U', 'builder $A', 'builder $B']],
  ['COPY ["$A", "b"]', ['builder $A']],
  ['COPY <<EOF /x\n$A \'$B\'\nEOF', ['builder $A', 'builder $B']],
  ['COPY <<"EOF" /x\n$A\nEOF', []],
  ['RUN --mount=type=cache,id=$A,from=$B,target=/${C} echo $D', ['builder $A', 'builder ${C}', 'shell $D']],
  ['RUN echo "$A" \'$B\' \\$C ${D%x} $(echo $E) # $F', ['shell $A', 'shell ${D%x}', 'shell $E']],
  ['RUN echo it\\\'s $A $1 $? $$', ['shell $A']],
  ['RUN ["echo", "$A"]', []],
  ['RUN <<EOF\necho $A\nEOF', ['shell $A']],
  ['CMD run $A', ['shell $A']],
  ['HEALTHCHECK CMD run $A', ['shell $A']],
  ['WORKDIR /a/$B', ['builder $B']],
  ['EXPOSE $P/tcp', ['builder $P']],
  ['ONBUILD ENV A=$B', ['builder $B']],
  ['ONBUILD RUN echo $B', ['shell $B']],
  ['RUN a && \\\n  echo $A \\\n  # $no\n  $B', ['shell $A', 'shell $B']],
  ['WORKDIR /$A\\\nB', ['builder $A\\\nB']],
  ['LABEL a="$', []],
])('%s', (text, expected) => {
  expect(uses(text)).toEqual(expected);
});

/** What stands at the mark. */
test.each([
  ['ENV A=$0$B', 'use B'],
  ['ENV A=$B$0', 'use B'],
  ['ENV A$0=$B', 'definition A'],
  ['ARG A=1 B$0=2', 'definition B'],
  ['ENV A=x$0x', undefined],
  ['ENV A=${B:-$C$0}', 'use C'],
  ['ENV A=${B$0:-$C}', 'use B'],
  ['ONBUILD ARG A$0', 'definition A'],
  ['RUN echo $0', undefined],
])('at the mark of %s', (marked, expected) => {
  const { text, offset } = readFixture(marked);
  const found = variableAt(snapshotOf(text).tree.instructions[0]!, offset);
  expect(found && `${found.kind} ${found.name}`).toBe(expected);
});
