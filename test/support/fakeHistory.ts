/** A fake of what commands about histories need of the window. Owns: recording what would be shown. No VS Code. */
import { fileURLToPath } from 'node:url';
import type { HistoryPort } from '../../client/src/commands/history/port.ts';
import { HistoryList } from '../../client/src/model/histories/historyList.ts';
import type { HistoryNode } from '../../client/src/model/histories/nodes.ts';
import type { StageStepsInfo } from '../../server/src/lsp/protocol.ts';

export interface HistoryScript {
  readonly selected?: () => HistoryNode | undefined;
  readonly stages?: readonly StageStepsInfo[];
}

export function fakeHistory({ selected, stages = [] }: HistoryScript, log: string[]): HistoryPort {
  const histories = new HistoryList();
  return {
    histories,
    selected: () => selected?.(),
    open: async () => undefined,
    async reveal() { log.push(`history view: ${histories.current?.source.name}`); },
    async goTo(file, [first, last]) { log.push(`go to: ${file.fsPath}:${first}-${last}`); },
    fileOf: (uri) => ({ scheme: 'file', fsPath: fileURLToPath(uri), toString: () => uri }),
    stages: async () => stages,
    async showText(name, text) { log.push(`Dockerfile ${name}:\n${text}`); },
    async compare(name, text, file, title) { log.push(`diff ${title}, ${name}, ${file.fsPath}:\n${text}`); },
  };
}
