// Each request once, from the wire to the feature and back: what is tested here is the translation, not the feature.
import { afterEach, describe, expect, test } from 'vitest';
import type { CodeAction, CompletionList, DocumentSymbol, FoldingRange, Hover, MarkupContent, SelectionRange, SemanticTokens, SemanticTokensDelta, SymbolInformation } from 'vscode-languageserver/node';
import {
  buildStepsRequest, contextFilesRequest, historyLinesRequest, instructionAtLineRequest, stagesRequest, type BuildStepsResult, type ContextFilesResult, type HistoryLinesResult,
} from '../../server/src/lsp/protocol.ts';
import { afterAction, completionItem, edited, fullCapabilities, inProcess, startedInProcess, type TestClient } from '../support/lspHarness.ts';

let client: TestClient;
afterEach(() => client.dispose());

const uri = 'file:///Dockerfile';
const textDocument = { uri };

const multiStage = `# syntax=docker/dockerfile:1
ARG BASE=alpine
FROM $BASE AS build
ARG VERSION="1.0" FLAVOUR
RUN make \\
  all

FROM scratch
# the result
COPY --from=build /a /b
RUN <<EOF
echo hello
EOF
`;

describe('completion', () => {
  const complete = (line: number, character: number, context?: object): Promise<CompletionList> =>
    client.request('textDocument/completion', { textDocument, position: { line, character }, ...(context ? { context } : {}) });

  test('an item edits what is before the cursor', async () => {
    client = await startedInProcess();
    const text = 'FROM scratch AS base\nFROM scratch\nCOPY --from=ba /a /b\n';
    await client.open(uri, text);
    const { textEdit } = completionItem(await complete(2, 14), 'base');
    if (!textEdit || !('range' in textEdit)) throw new Error('there is no edit');
    expect(edited(text, [textEdit])).toBe('FROM scratch AS base\nFROM scratch\nCOPY --from=base /a /b\n');
  });

  test('a client without snippets gets plain text', async () => {
    client = await startedInProcess({ textDocument: {} });
    await client.open(uri, 'FROM scratch\nHEAL');
    const { items } = await complete(1, 4);
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter((item) => item.insertTextFormat === 2 || /\$\{?\d/.test((item.textEdit as { newText: string }).newText))).toEqual([]);
  });

  test('the end of a heredoc stays at the start of its line in an indented place', async () => {
    client = await startedInProcess();
    await client.open(uri, 'FROM scratch\n    RU');
    const { items } = await complete(1, 6);
    expect(items.filter((item) => item.insertTextMode === 1).map(({ label }) => label)).toEqual(['COPY <<EOF /etc/example.conf', 'RUN <<EOF']);
  });

  test('a space does not bring up flags', async () => {
    client = await startedInProcess();
    await client.open(uri, 'FROM scratch\nCOPY \n');
    const items = (await complete(1, 5, { triggerKind: 2, triggerCharacter: ' ' })).items;
    expect(items.filter(({ label }) => label.startsWith('--'))).toEqual([]);
    expect((await complete(1, 5, { triggerKind: 1 })).items.some(({ label }) => label.startsWith('--from'))).toBe(true);
  });
});

test('hover has Markdown and the range of the word', async () => {
  client = await startedInProcess();
  await client.open(uri, 'FROM scratch\nRUN a\n');
  const hover = await client.request<Hover>('textDocument/hover', { textDocument, position: { line: 1, character: 1 } });
  expect(hover.range).toEqual({ start: { line: 1, character: 0 }, end: { line: 1, character: 3 } });
  expect((hover.contents as MarkupContent).kind).toBe('markdown');
  expect(await client.request('textDocument/hover', { textDocument, position: { line: 2, character: 0 } })).toBeNull();
});

describe('code actions', () => {
  const text = 'FROM alpine as build\nRUN a\nRUN b\n';
  const actions = (line: number, context: object = {}): Promise<CodeAction[]> =>
    client.request('textDocument/codeAction', { textDocument, range: { start: { line, character: 0 }, end: { line, character: 21 } }, context: { diagnostics: [], ...context } });

  test('a quick fix changes the text and names its diagnostic', async () => {
    client = await startedInProcess();
    await client.open(uri, text, 3);
    const fix = (await actions(0)).find(({ kind }) => kind === 'quickfix');
    expect(fix?.diagnostics?.map(({ code }) => code)).toEqual(['FromAsCasing']);
    expect(fix && afterAction(text, fix)).toBe('FROM alpine AS build\nRUN a\nRUN b\n');
    expect(fix?.edit?.documentChanges?.[0]).toMatchObject({ textDocument: { uri, version: 3 } });
  });

  test('the kinds asked for are the kinds given', async () => {
    client = await startedInProcess();
    await client.open(uri, text);
    const kinds = async (line: number, only?: string[], triggerKind = 1): Promise<unknown[]> =>
      [...new Set((await actions(line, { triggerKind, ...(only ? { only } : {}) })).map(({ kind }) => kind))];
    expect(await kinds(0, ['quickfix'])).toEqual(['quickfix']);
    expect(await kinds(1, ['refactor'])).toEqual(['refactor.rewrite']);
    expect(await kinds(0, ['source.fixAll'])).toEqual(['source.fixAll.drydock']);
    expect(await kinds(0, ['source'])).toEqual(['source.fixAll.drydock']);
    expect(await kinds(0, ['refactor.extract'])).toEqual([]);
    expect(await kinds(0, undefined, 2)).not.toContain('source.fixAll.drydock');
  });

  test('RUN lines are merged', async () => {
    client = await startedInProcess();
    await client.open(uri, text);
    const [merge] = (await actions(1, { only: ['refactor.rewrite'] })).filter(({ disabled }) => !disabled);
    expect(merge && afterAction(text, merge).match(/^RUN/gm)).toHaveLength(1);
  });

  test('an action that cannot be done says why, to clients that show it', async () => {
    const impossible = 'FROM alpine\nRUN a\nRUN ["b"]\n';
    client = await startedInProcess();
    await client.open(uri, impossible);
    const refused = (await actions(1, { only: ['refactor'] })).filter(({ disabled }) => disabled);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ edit }) => edit === undefined)).toBe(true);
    expect(refused.filter(({ title, disabled }) => !title.endsWith(`: ${disabled!.reason}`))).toEqual([]);
    client.dispose();

    client = await startedInProcess({ ...fullCapabilities, textDocument: { ...fullCapabilities.textDocument, codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } } });
    await client.open(uri, impossible);
    expect((await actions(1, { only: ['refactor'] })).filter(({ disabled }) => disabled)).toEqual([]);
  });

  test('a client without versioned edits gets plain ones', async () => {
    client = await startedInProcess({ textDocument: { codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } } } });
    await client.open(uri, text);
    const fix = (await actions(0)).find(({ kind }) => kind === 'quickfix');
    expect(Object.keys(fix?.edit?.changes ?? {})).toEqual([uri]);
  });
});

describe('document symbols', () => {
  test('are a tree for clients that take one', async () => {
    client = await startedInProcess();
    await client.open(uri, multiStage);
    const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument });
    expect(symbols.some(({ children }) => (children?.length ?? 0) > 0)).toBe(true);
  });

  test('are flat for the others', async () => {
    client = await startedInProcess({});
    await client.open(uri, multiStage);
    const symbols = await client.request<SymbolInformation[]>('textDocument/documentSymbol', { textDocument });
    expect(symbols.every(({ location }) => location.uri === uri)).toBe(true);
    expect(symbols.some(({ containerName }) => containerName !== undefined)).toBe(true);
  });
});

test('selection ranges grow from the word to the document', async () => {
  client = await startedInProcess();
  await client.open(uri, multiStage);
  const [answer] = await client.request<SelectionRange[]>('textDocument/selectionRange', { textDocument, positions: [{ line: 5, character: 3 }] });
  const lines: [number, number][] = [];
  for (let at: SelectionRange | undefined = answer; at; at = at.parent) lines.push([at.range.start.line, at.range.end.line]);
  expect(lines[0]).toEqual([5, 5]);
  expect(lines).toContainEqual([4, 5]);
  expect(lines.at(-1)).toEqual([0, multiStage.split('\n').length - 1]);
});

test('folding ranges keep to the client\'s limit', async () => {
  client = await startedInProcess();
  await client.open(uri, multiStage);
  const ranges = await client.request<FoldingRange[]>('textDocument/foldingRange', { textDocument });
  expect(ranges).toContainEqual(expect.objectContaining({ startLine: 10, endLine: 12 }));
  client.dispose();
  client = await startedInProcess({ textDocument: { foldingRange: { rangeLimit: 1 } } });
  await client.open(uri, multiStage);
  expect(await client.request('textDocument/foldingRange', { textDocument })).toHaveLength(1);
});

describe('semantic tokens', () => {
  const full = (): Promise<SemanticTokens> => client.request('textDocument/semanticTokens/full', { textDocument });

  /** Absolute lines and the texts of the tokens. */
  function decode(text: string, data: readonly number[]): string[] {
    const lines = text.split('\n');
    let [line, character] = [0, 0];
    return Array.from({ length: data.length / 5 }, (_, i) => {
      const [down, right, length] = data.slice(i * 5) as [number, number, number];
      [line, character] = down > 0 ? [line + down, right] : [line, character + right];
      return `${line}:${lines[line]!.slice(character, character + length)}`;
    });
  }

  test('lie on their words', async () => {
    client = await startedInProcess();
    await client.open(uri, multiStage);
    const tokens = decode(multiStage, (await full()).data);
    expect(tokens).toEqual(expect.arrayContaining(['2:FROM', '4:RUN', '9:COPY']));
    expect(tokens.every((token) => /^\d+:./.test(token))).toBe(true);
  });

  test('of a range are those of the document there', async () => {
    client = await startedInProcess();
    await client.open(uri, multiStage);
    const range = { start: { line: 7, character: 0 }, end: { line: 9, character: 30 } };
    const { data } = await client.request<SemanticTokens>('textDocument/semanticTokens/range', { textDocument, range });
    const wanted = decode(multiStage, (await full()).data).filter((token) => Number.parseInt(token, 10) >= 7 && Number.parseInt(token, 10) <= 9);
    expect(decode(multiStage, data)).toEqual(expect.arrayContaining(wanted));
  });

  test('a delta makes the old answer into the new one', async () => {
    client = await startedInProcess();
    await client.open(uri, multiStage);
    const before = await full();
    await client.change(uri, 2, { range: { start: { line: 7, character: 0 }, end: { line: 7, character: 0 } }, text: 'ENV A=1 B=$A\n' });
    const delta = await client.request<SemanticTokensDelta>('textDocument/semanticTokens/full/delta', { textDocument, previousResultId: before.resultId });
    const data = [...before.data];
    for (const { start, deleteCount, data: inserted } of delta.edits) data.splice(start, deleteCount, ...(inserted ?? []));
    expect(data).toEqual((await full()).data);
    expect(delta.edits.flatMap((edit) => edit.data ?? []).length).toBeLessThan(before.data.length);
  });

  test('a delta from an answer that nobody has is the full answer', async () => {
    client = await startedInProcess();
    await client.open(uri, multiStage);
    const answer = await client.request<SemanticTokens>('textDocument/semanticTokens/full/delta', { textDocument, previousResultId: 'nothing' });
    expect(answer.data.length).toBeGreaterThan(0);
  });
});

test('drydock/stages gives the stages and the build arguments', async () => {
  client = await startedInProcess();
  await client.open(uri, multiStage);
  expect(await client.request(stagesRequest, { textDocument })).toEqual({
    stages: [
      { name: 'build', index: 0, line: 2, range: { start: { line: 2, character: 0 }, end: { line: 5, character: 5 } } },
      { name: null, index: 1, line: 7, range: { start: { line: 7, character: 0 }, end: { line: 12, character: 3 } } },
    ],
    argsWithDefaults: [
      { name: 'BASE', default: 'alpine', stage: null, line: 1 },
      { name: 'VERSION', default: '"1.0"', stage: 0, line: 3 },
      { name: 'FLAVOUR', default: null, stage: 0, line: 3 },
    ],
  });
});

test('drydock/instructionAtLine gives the instruction around a line', async () => {
  client = await startedInProcess();
  await client.open(uri, multiStage);
  const at = (line: number): Promise<unknown> => client.request(instructionAtLineRequest, { textDocument, line });
  const heredoc = { name: 'RUN', range: { start: { line: 10, character: 0 }, end: { line: 12, character: 3 } }, stage: 1 };
  expect(await at(11)).toEqual(heredoc);
  expect(await at(5)).toEqual({ name: 'RUN', range: { start: { line: 4, character: 0 }, end: { line: 5, character: 5 } }, stage: 0 });
  expect(await at(1)).toMatchObject({ name: 'ARG', stage: null });
  expect(await at(8)).toBeNull();
  expect(await at(99)).toBeNull();
});

describe('lines of a history', () => {
  const entries = ['/bin/sh -c #(nop) ADD file:0123 in / ', 'COPY /a /b # buildkit', 'RUN /bin/sh -c echo hello\n # buildkit'].map((createdBy) => ({ createdBy, emptyLayer: false }));
  const ask = (params: object): Promise<HistoryLinesResult> => client.request(historyLinesRequest, { textDocument, entries, ...params });
  const lines = async (params: object = {}): Promise<unknown[]> => (await ask(params)).entries.map((entry) => entry.lines);

  test('those of an open document', async () => {
    client = await startedInProcess();
    await client.open(uri, multiStage);
    expect((await ask({ entries: entries.slice(1) })).entries).toEqual([{ lines: [[9, 9]], confidence: 1 }, { lines: [[10, 12]], confidence: 1 }]);
    // Nothing stands below FROM scratch, so this image was made by another Dockerfile.
    expect((await ask({})).entries).toEqual([{ lines: null, confidence: 0.95 }, { lines: [[9, 9]], confidence: 0.95 }, { lines: [[10, 12]], confidence: 0.95 }]);
    expect(await lines({ target: 'build' })).toEqual([null, null, null]);
  });

  test('those of a text that is given, whatever is open', async () => {
    client = await startedInProcess();
    await client.open(uri, 'FROM scratch\n');
    expect(await lines({ text: multiStage })).toEqual([null, [[9, 9]], [[10, 12]]]);
    expect(await lines({ text: multiStage.replaceAll('\n', '\r\n') })).toEqual([null, [[9, 9]], [[10, 12]]]);
    expect(await lines({ text: `# a\r${multiStage}` })).toEqual([null, [[10, 10]], [[11, 13]]]);
  });

  test('with build arguments', async () => {
    client = await startedInProcess();
    const made = [{ createdBy: 'ARG V=2', emptyLayer: true }];
    const text = 'FROM scratch\nARG V=1\n';
    expect((await ask({ text, entries: made })).entries[0]!.confidence).toBeLessThan(1);
    expect((await ask({ text, entries: made, buildArgs: { V: '2' } })).entries).toEqual([{ lines: [[1, 1]], confidence: 1 }]);
  });

  test('none of a document that is not open, and no answer to nonsense', async () => {
    client = await startedInProcess();
    expect(await lines()).toEqual([null, null, null]);
    await expect(ask({ entries: [null] })).rejects.toThrow('entries is missing');
    await expect(ask({ text: 1 })).rejects.toThrow('text is no text');
  });
});

describe('steps of a build', () => {
  test('those of an open document, or of a text', async () => {
    client = await startedInProcess();
    await client.open(uri, multiStage);
    const { stages, syntax } = await client.request<BuildStepsResult>(buildStepsRequest, { textDocument, buildArgs: { VERSION: '2' } });
    expect(syntax).toBe('docker/dockerfile:1');
    expect(stages.map(({ name, base, isBuilt, steps }) => [name, base, isBuilt, steps.map((step) => [step.name, ...step.lines])])).toEqual([
      ['build', { kind: 'image', name: 'alpine' }, true, [['FROM', 2, 2], ['ARG', 3, 3], ['RUN', 4, 5]]],
      [null, { kind: 'scratch', name: 'scratch' }, true, [['FROM', 7, 7], ['COPY', 9, 9], ['RUN', 10, 12]]],
    ]);
    expect(stages[0]!.steps[2]!.key!.env).toContain('VERSION=2');
    const text = await client.request<BuildStepsResult>(buildStepsRequest, { textDocument, text: 'FROM a\nRUN b\n', target: 'none' });
    expect(text.stages.map(({ isBuilt }) => isBuilt)).toEqual([false]);
    expect(await client.request(buildStepsRequest, { textDocument: { uri: 'file:///none' } })).toEqual({ stages: [], syntax: '' });
  });

  test('the files that they take', async () => {
    const folders: Record<string, { name: string; isDirectory: boolean }[]> = {
      'file:///app': [{ name: 'src', isDirectory: true }, { name: 'Dockerfile', isDirectory: false }],
      'file:///app/src': [{ name: 'a', isDirectory: false }, { name: 'b.log', isDirectory: false }],
    };
    client = inProcess({ readFile: async (file) => (file === 'file:///app/.dockerignore' ? '**/*.log\n' : undefined), readDirectory: async (folder) => folders[folder] ?? [], log: () => undefined });
    await client.initialize();
    const question = { textDocument: { uri: 'file:///app/Dockerfile' }, text: 'FROM a AS first\nCOPY src /x\nFROM a\nCOPY Dockerfile /y\nRUN z\n' };
    const ask = (more: object): Promise<ContextFilesResult> => client.request(contextFilesRequest, { ...question, ...more });
    expect(await ask({ most: 10 })).toEqual({ isComplete: true, steps: [{ stage: 1, step: 1, files: [{ path: 'Dockerfile', name: 'Dockerfile' }] }] });
    expect(await ask({ most: 10, target: 'first' })).toEqual({ isComplete: true, steps: [{ stage: 0, step: 1, files: [{ path: 'src/', name: 'src/' }, { path: 'src/a', name: 'src/a' }] }] });
    expect((await ask({ most: 0, target: 'first' })).isComplete).toBe(false);
    expect((await ask({ most: 10, target: 'first', context: 'file:///app/src' })).steps[0]!.files).toEqual([]);
    await expect(ask({})).rejects.toThrow('most is missing');
  });
});
