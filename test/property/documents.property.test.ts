// Our documents against the library's own: the same text and the same positions after the same changes, whatever the line ends.
import { expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { openDocuments } from '../../server/src/lsp/documents.ts';
import { seededRng } from '../support/rng.ts';
import { seedTexts } from '../support/seedTexts.ts';

const pieces = ['x', '\n', '\r\n', '\r', '😀', '\\\n', '<<EOF\n', 'EOF\n', '# escape=`\n', '\ufeff', 'RUN a\nRUN b\n', ''];

test('changes give the text and positions that the library gives', () => {
  const rng = seededRng('documents');
  for (const text of seedTexts()) {
    let ours = openDocuments.create('file:///Dockerfile', 'dockerfile', 1, text);
    let theirs = TextDocument.create('file:///Dockerfile', 'dockerfile', 1, text);
    for (let version = 2; version < 40; version++) {
      const place = () => ({ line: rng.int(theirs.lineCount + 1), character: rng.int(30) });
      const [start, end] = [place(), place()].sort((a, b) => a.line - b.line || a.character - b.character);
      const change = { range: { start: start!, end: rng.chance(0.6) ? start! : end! }, text: rng.pick(pieces) };
      ours = openDocuments.update(ours, [change], version);
      theirs = TextDocument.update(theirs, [change], version);
      const told = `seed ${rng.seed}, ${JSON.stringify(change)}`;
      expect(ours.getText(), told).toBe(theirs.getText());
      expect([ours.lineCount, ours.version], told).toEqual([theirs.lineCount, version]);
      const offset = rng.int(theirs.getText().length + 1);
      expect(ours.positionAt(offset), told).toEqual(theirs.positionAt(offset));
      const asked = place();
      expect(ours.offsetAt(asked), told).toBe(theirs.offsetAt(asked));
      expect(ours.getText({ start: start!, end: end! }), told).toBe(theirs.getText({ start: start!, end: end! }));
    }
  }
});
