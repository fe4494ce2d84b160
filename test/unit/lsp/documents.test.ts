// Open documents: each version is made from the one before, and costs what the edit touches.
import { expect, test } from 'vitest';
import { openDocuments, type OpenDocument } from '../../../server/src/lsp/documents.ts';

const stages = 400;
const text = Array.from({ length: stages }, (_, i) => `FROM alpine AS stage${i}\nARG A=${i}\nRUN echo $A\n`).join('');

const open = (content = text): OpenDocument => openDocuments.create('file:///Dockerfile', 'dockerfile', 1, content);

function type(document: OpenDocument, line: number, character: number, insert: string): OpenDocument {
  const at = { line, character };
  return openDocuments.update(document, [{ range: { start: at, end: at }, text: insert }], document.version + 1);
}

test('typing in a RUN leaves the semantics in place, object by object', () => {
  const before = open();
  const { semantics } = before.snapshot;
  const after = type(before, 302, 9, 'x');
  expect(after.snapshot.semantics).toBe(semantics);
  expect(after.snapshot.version).toBe(2);
});

test('typing the keyword of a new instruction leaves the semantics in place', () => {
  const before = type(open(), 302, 0, 'Q\n');
  const { semantics } = before.snapshot;
  expect(type(before, 302, 1, 'x').snapshot.semantics).toBe(semantics);
});

test('a version that nobody asked about passes on what was known before', () => {
  const before = open();
  const { semantics } = before.snapshot;
  let document = before;
  for (let i = 0; i < 50; i++) document = type(document, 302, 9, 'x');
  expect(document.snapshot.semantics).toBe(semantics);
});

test('an edit leaves all segments but the touched ones in place', () => {
  const before = open();
  const after = type(before, 302, 9, 'x');
  const kept = new Set(before.tree.segments);
  expect(after.tree.segments.filter((segment) => !kept.has(segment)).length).toBeLessThanOrEqual(2);
});

test('a snapshot is made once', () => {
  const document = open();
  expect(document.snapshot).toBe(document.snapshot);
});

test('the document before an edit is as it was', () => {
  const before = open('FROM a\n');
  const after = type(before, 0, 5, 'b');
  expect(before.tree.text()).toBe('FROM a\n');
  expect(after.tree.text()).toBe('FROM ba\n');
});
