/** The steps of a build and the files that they take. Owns: the requests `drydock/buildSteps` and `drydock/contextFiles`. */
import { RequestType, type CancellationToken } from 'vscode-languageserver';
import { buildSteps, type BuildStep } from '../../features/buildSteps.ts';
import { ContextFiles } from '../../features/contextFiles.ts';
import { ignoreFileNames } from '../../semantics/buildContext.ts';
import { readIgnoreFile, type IgnoreFile } from '../../semantics/ignoreFile.ts';
import type { SyntaxTree } from '../../syntax/tree.ts';
import { snapshotOfBuild } from '../buildSnapshot.ts';
import type { ServerContext } from '../context.ts';
import { invalidParams } from '../fromProto.ts';
import { onPlainRequest } from '../handlers.ts';
import {
  buildStepsRequest, contextFilesRequest, type BuildStepInfo, type BuildStepsParams, type BuildStepsResult, type ContextFilesParams, type ContextFilesResult,
} from '../protocol.ts';
import { below, contextFolder, folderOf, nameOf, resourceOf, uriOf, type Resource } from '../resource.ts';

const stepsRequest = new RequestType<BuildStepsParams, BuildStepsResult, void>(buildStepsRequest);
const filesRequest = new RequestType<ContextFilesParams, ContextFilesResult, void>(contextFilesRequest);

/** No client may ask for more. */
const mostFiles = 100_000;

export function registerBuildSteps(server: ServerContext): void {
  onPlainRequest(server, stepsRequest, (params): BuildStepsResult => {
    // Images that come to be known in between must not make two answers differ.
    const snapshot = snapshotOfBuild(server, params, false);
    if (!snapshot) return { stages: [], syntax: '' };
    const header = snapshot.tree.segments[0];
    const syntax = header?.kind === 'header' ? header.directives.find(({ name }) => name === 'syntax')?.value ?? '' : '';
    const stages = buildSteps(snapshot).map((stage) => ({ ...stage, name: stage.name ?? null, steps: stage.steps.map((step) => stepInfo(snapshot.tree, step)) }));
    return { stages, syntax };
  });
  onPlainRequest(server, filesRequest, (params, token) => contextFiles(server, params, token));
}

function stepInfo(tree: SyntaxTree, { ordinal, name, text, key }: BuildStep): BuildStepInfo {
  const start = tree.startOfInstruction(ordinal);
  const segment = tree.instructions[ordinal]!;
  const first = tree.lines.positionAt(start + segment.node.range.start).line;
  const last = tree.lines.positionAt(start + segment.text.trimEnd().length).line;
  if (!key) return { name, text, lines: [first, last], key: null };
  const { context, ...rest } = key;
  return { name, text, lines: [first, last], key: { ...rest, hasContext: context.length > 0 } };
}

async function contextFiles(server: ServerContext, params: ContextFilesParams, token: CancellationToken): Promise<ContextFilesResult> {
  const { textDocument: { uri }, context, most } = params;
  if (!Number.isInteger(most) || most < 0) throw invalidParams('most is missing');
  const snapshot = snapshotOfBuild(server, params, false);
  const dockerfile = resourceOf(uri);
  const folder = typeof context === 'string' ? resourceOf(context) : dockerfile && contextFolder(dockerfile, server.configuration.buildContext(uri), server.state.workspaceFolders);
  if (!snapshot || !dockerfile || !folder) return { isComplete: false, steps: [] };
  const reader = { list: (path: string) => server.host.readDirectory(uriOf(below(folder, path))), isCancelled: () => token.isCancellationRequested };
  const files = new ContextFiles(reader, await readIgnore(server, dockerfile, folder), Math.min(most, mostFiles));
  const steps: ContextFilesResult['steps'][number][] = [];
  for (const stage of buildSteps(snapshot)) {
    if (!stage.isBuilt) continue;
    for (const [step, { key }] of stage.steps.entries()) {
      if (!key || key.context.length === 0) continue;
      const taken = [];
      for (const source of key.context) taken.push(...await files.of(source));
      steps.push({ stage: stage.index, step, files: taken });
    }
  }
  return { isComplete: files.isComplete, steps };
}

/** As it is on disk: what an editor has not saved is not what a build gets. */
async function readIgnore(server: ServerContext, dockerfile: Resource, folder: Resource): Promise<IgnoreFile | undefined> {
  const { beside, inContext } = ignoreFileNames(nameOf(dockerfile));
  for (const [place, name] of [[folderOf(dockerfile), beside], [folder, inContext]] as const) {
    const text = await server.host.readFile(uriOf(below(place, name)));
    if (text !== undefined) return readIgnoreFile(text, name);
  }
  return undefined;
}
