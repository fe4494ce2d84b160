import { expect, test } from 'vitest';
import { flagDocs, instructionDocs } from '../../../../server/src/data/docs.ts';
import { flagSpec, instructionNames, instructions } from '../../../../server/src/data/instructions.ts';
import { mountKeys, mountTypes } from '../../../../server/src/data/mountOptions.ts';
import { hover } from '../../../../server/src/features/hover.ts';
import { checkHoverHas, checkNoHover } from '../../../support/hover.ts';
import { snapshotOf } from '../../../support/fixture.ts';

test.each(instructionNames)('%s', (name) => {
  checkHoverHas(`FROM a\n${name.slice(0, 2)}$0${name.slice(2)} x y\n`, name, instructionDocs[name].summary, instructionDocs[name].example);
  checkHoverHas(`from a\n${name.toLowerCase()}$0 x y\n`, name.toLowerCase(), instructionDocs[name].summary);
});

test.each(instructionNames.flatMap((name) => instructions[name].flags.map((flag) => [name, flag.name] as const)))('%s --%s', (name, flag) => {
  const doc = flagDocs[name]![flag]!;
  checkHoverHas(`FROM a\n${name} --${flag}$0=v CMD x y\n`, `--${flag}=v`, doc.summary, doc.example);
  checkHoverHas(`FROM a\n${name} --$0${flag} CMD x y\n`, `--${flag}`, doc.summary);
});

test.each(mountTypes)('type=%s', (type) => checkHoverHas(`FROM a\nRUN --mount=type=${type}$0,target=/x y\n`, type, `**type=${type}**`));
test.each(mountKeys.filter((key) => key !== 'type'))('mount key %s', (key) => checkHoverHas(`FROM a\nRUN --mount=type=cache,${key}$0=1 y\n`, key, `**${key}**`));
test('other spellings of mount keys', () => checkHoverHas('FROM a\nRUN --mount=type=cache,DS$0T=/x y\n', 'DST', '**dst**', 'Where it appears'));
test('a flag over several lines', () => checkHoverHas('FROM a\nCOPY \\\n  # why\n  --ch$0own=b \\\n x y\n', '--chown=b', '**COPY --chown**'));

test('parser directives', () => {
  checkHoverHas('# syn$0tax=docker/dockerfile:1\nFROM a\n', '# syntax=docker/dockerfile:1', '**syntax**');
  checkHoverHas('# escape=`$0\nFROM a\n', '# escape=`', '**escape**');
  checkHoverHas('#check=skip=all$0\nFROM a\n', '#check=skip=all', '**check**');
});

test('the instruction of a trigger', () => checkHoverHas('FROM a\nONBUILD CO$0PY . .\n', 'COPY', instructionDocs.COPY.summary));
test('a flag of a trigger', () => checkHoverHas('FROM a\nONBUILD COPY --li$0nk . .\n', '--link', '**COPY --link**'));

test.each(['', '$', '# comm$0ent\nFROM a\n', 'FROM a\n\n$0\n', 'FROM a\nFO$0O x\n', 'FROM a\nRUN make$0 all\n', 'FROM a\nCOPY a$0 b\n', 'FROM a\nCOPY --nonsense$0=1 a b\n'])('nothing on %j', (marked) => {
  checkNoHover(marked.includes('$0') ? marked : `${marked}$0`);
});

test('nothing throws anywhere in a broken file', () => {
  const text = '# escape=`\nFROM\nFROM ${ AS\nARG =\nENV\nENV $\nCOPY --from= --from\nRUN --mount=type=,from=,=x, <<A <<\n${A\nCMD [\nENTRYPOINT ["a", 1]\nONBUILD\nHEALTHCHECK --interval= CMD\nWORKDIR ${\nUSER\nSHELL x\n\u0000 😀 é';
  const snapshot = snapshotOf(text);
  let found = 0;
  for (let offset = -1; offset <= text.length + 1; offset++) if (hover(snapshot, offset)) found++;
  expect(found).toBeGreaterThan(20);
});

test('what COPY --from brings keeps its owner, so that --chown has no one default', () => {
  checkHoverHas('FROM a\nCOPY --chown$0=x --from=b /y /z\n', '--chown=x', 'keep their owner');
  expect(flagSpec('COPY', 'chown')?.default).toBeUndefined();
});

test('an ARG below an ENV of its name wins in the build only', () => {
  checkHoverHas('FROM a\nAR$0G A\n', 'ARG', 'a container gets the ENV', 'an ARG below it wins from there on');
});
