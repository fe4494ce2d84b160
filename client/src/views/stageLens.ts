/**
 * "Build this stage" above every FROM. Owns: the lenses. The stages come from the language server.
 */
import { CodeLens, EventEmitter, languages, Range, workspace, type CancellationToken, type CodeLensProvider, type Disposable, type TextDocument } from 'vscode';
import { targetOf } from '../commands/build/target.ts';
import { languageId, type LanguageServer } from '../lsp/client.ts';

export function registerStageLens(server: LanguageServer): Disposable {
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    async provideCodeLenses(document: TextDocument, token: CancellationToken): Promise<CodeLens[]> {
      if (!workspace.isTrusted) return [];
      // Without a server, and for a cancelled request, there are no lenses; the client library tells what is wrong.
      const stages = await server.stages(document.uri.toString(), token).then((result) => result.stages, () => []);
      return stages.map((stage) => {
        const target = targetOf(stage, stages);
        return new CodeLens(new Range(stage.line, 0, stage.line, 0), {
          title: '$(play) Build this stage', tooltip: `Builds the image up to the end of this stage${target && ` (--target ${target})`}`,
          ...(target ? { command: 'drydock.buildStage', arguments: [document.uri, target] } : { command: 'drydock.buildImage', arguments: [document.uri] }),
        });
      });
    },
  };
  // Only files: nothing else can be built.
  const registration = languages.registerCodeLensProvider({ language: languageId, scheme: 'file' }, provider);
  const trust = workspace.onDidGrantWorkspaceTrust(() => changed.fire());
  return { dispose: () => { registration.dispose(); trust.dispose(); changed.dispose(); } };
}
