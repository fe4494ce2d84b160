import { expect, test } from 'vitest';
import { diagnose } from '../../../server/src/features/diagnostics.ts';
import { analyse } from '../../../server/src/semantics/semantics.ts';
import { parse } from '../../../server/src/syntax/tree.ts';
import { contextOf } from '../../support/buildContext.ts';

function found(ignore: string, text: string): string[] {
  const tree = parse(text);
  const snapshot = { uri: 'file:///Dockerfile', version: 1, tree, semantics: analyse(tree, undefined, { context: contextOf(ignore) }) };
  return diagnose(snapshot, { preset: 'buildkit', severity: {} }).map(({ code, message }) => `${code}: ${message}`);
}

test('is an error about the Dockerfile', () => {
  expect(found('[a', 'FROM alpine\n')).toEqual(['InvalidIgnoreFile: syntax error in pattern']);
  expect(found('!', 'FROM alpine\n')).toEqual(['InvalidIgnoreFile: illegal exclusion pattern: "!"']);
  expect(found('a', 'FROM alpine\n')).toEqual([]);
});

test('comes after what is read before it, and before what would be carried out', () => {
  expect(found('[a', 'FROM alpine\nFORM x\n')).toEqual(["UnknownInstruction: unknown instruction: FORM (did you mean FROM?)"]);
  expect(found('[a', 'FROM alpine\nSTOPSIGNAL foo\n')).toEqual(['InvalidIgnoreFile: syntax error in pattern']);
});
