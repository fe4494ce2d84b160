/**
 * Diagnostics. Owns: what each document's last report was, answering pulls, and pushing to clients that do not pull.
 * Must not find anything itself; `features/diagnostics.ts` does.
 */
import { DocumentDiagnosticReportKind, DocumentDiagnosticRequest, type Diagnostic, type DocumentDiagnosticReport } from 'vscode-languageserver';
import { diagnose, ruleFailures } from '../features/diagnostics.ts';
import type { Config } from '../rules/config.ts';
import type { ServerContext } from './context.ts';
import type { OpenDocument } from './documents.ts';
import { guarded, onConfiguredRequest } from './handlers.ts';
import { described, logTo } from './log.ts';
import { toDiagnostic } from './toProto.ts';

/** What the extension made of an image's history: nobody is going to build it as it stands, so there is nothing to object to. */
const madeOfHistory = /^drydock-history:/;

interface Report {
  readonly resultId: string;
  readonly items: Diagnostic[];
}

/** Gives back what is to be called when more is known of a document than its text says. */
export function registerDiagnostics(server: ServerContext): (uri: string) => void {
  const reports = new Reports(server);
  const push = new Push(server, reports);
  const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

  onConfiguredRequest(server, DocumentDiagnosticRequest.type, nothing, ({ params, document }, config): DocumentDiagnosticReport => {
    const { resultId, items } = reports.of(document, config);
    return params.previousResultId === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  });
  server.documents.onDidChangeContent(({ document }) => push.schedule(document.uri));
  server.documents.onDidClose(({ document }) => {
    reports.forget(document.uri);
    push.clear(document.uri);
  });
  server.connection.onDidChangeConfiguration(({ settings }) => {
    server.configuration.change(settings);
    const { pullDiagnostics, diagnosticsRefresh } = server.state.client;
    if (pullDiagnostics && diagnosticsRefresh) void server.connection.languages.diagnostics.refresh().catch(() => undefined);
    for (const { uri } of server.documents.all()) push.schedule(uri);
  });
  return (uri) => {
    const { pullDiagnostics, diagnosticsRefresh } = server.state.client;
    if (!pullDiagnostics) push.schedule(uri);
    // All open documents are pulled again then, so it has to be worth it.
    else if (diagnosticsRefresh && reports.isOutdated(uri)) void server.connection.languages.diagnostics.refresh().catch(() => undefined);
  };
}

/** The last report of each open document. A report that says the same keeps its id, so that the client is told "unchanged". */
class Reports {
  readonly #last = new Map<string, Report>();
  readonly #server: ServerContext;
  #count = 0;

  constructor(server: ServerContext) {
    this.#server = server;
  }

  of(document: OpenDocument, config: Config): Report {
    const { snapshot } = document;
    const items = madeOfHistory.test(document.uri) ? [] : diagnose(snapshot, config).map((diagnostic) => toDiagnostic(document.tree, diagnostic));
    for (const { code, error } of ruleFailures(snapshot, config)) logTo(this.#server.connection, 'error', `The rule ${code} failed: ${described(error)}`);
    const last = this.#last.get(document.uri);
    if (last && sameItems(last.items, items)) return last;
    const report = { resultId: String(++this.#count), items };
    this.#last.set(document.uri, report);
    return report;
  }

  /** True when the last report would be another one now. A document without one has yet to be asked about. */
  isOutdated(uri: string): boolean {
    const last = this.#last.get(uri);
    const document = this.#server.documents.get(uri);
    const config = this.#server.configuration.get(uri);
    if (!last || !document) return false;
    return config instanceof Promise || guarded(this.#server, 'diagnostics', () => this.of(document, config)) !== last;
  }

  forget(uri: string): void {
    this.#last.delete(uri);
  }
}

function sameItems(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return a.length === b.length && a.every((item, i) => sameItem(item, b[i]!));
}

function sameItem(a: Diagnostic, b: Diagnostic): boolean {
  return a.range.start.line === b.range.start.line && a.range.start.character === b.range.start.character
    && a.range.end.line === b.range.end.line && a.range.end.character === b.range.end.character
    && a.code === b.code && a.message === b.message && a.severity === b.severity;
}

/**
 * Publishing. There is no delay: a document is published once the messages that have already arrived are worked off, so that a burst of
 * keystrokes costs one computation and a single one is answered at once. The next one waits until the client has taken the last, or all that a slow
 * client leaves unread would pile up here.
 */
class Push {
  readonly #server: ServerContext;
  readonly #reports: Reports;
  /** The documents to publish. */
  readonly #waiting = new Set<string>();
  /** The documents whose publication is on its way. */
  readonly #sending = new Set<string>();
  #isScheduled = false;
  #hasNews = false;
  /** Turns that a publication has been put off: an unending stream of changes must not starve it. */
  #turns = 0;

  constructor(server: ServerContext, reports: Reports) {
    this.#server = server;
    this.#reports = reports;
  }

  schedule(uri: string): void {
    if (this.#server.state.client.pullDiagnostics) return;
    this.#waiting.add(uri);
    this.#hasNews = true;
    this.#nextTurn();
  }

  /** For a closed document: takes its diagnostics off the screen. */
  clear(uri: string): void {
    this.#waiting.delete(uri);
    if (!this.#server.state.client.pullDiagnostics) void this.#server.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  #nextTurn(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    soon(() => {
      this.#isScheduled = false;
      // A message that waits in the queue is handled between two turns; while there are any, the next turn is soon enough.
      if (this.#hasNews && this.#turns++ < maxTurns) {
        this.#hasNews = false;
        this.#nextTurn();
        return;
      }
      this.#turns = 0;
      this.#hasNews = false;
      for (const uri of [...this.#waiting].filter((waiting) => !this.#sending.has(waiting))) void this.#send(uri);
    });
  }

  async #send(uri: string): Promise<void> {
    this.#waiting.delete(uri);
    this.#sending.add(uri);
    try {
      await this.#publish(uri);
    } finally {
      this.#sending.delete(uri);
      if (this.#waiting.has(uri)) this.#nextTurn();
    }
  }

  async #publish(uri: string): Promise<void> {
    const config = await this.#server.configuration.get(uri);
    // The newest version, whatever it was when this was scheduled.
    const document = this.#server.documents.get(uri);
    if (!document) return;
    const report = guarded(this.#server, 'diagnostics', () => this.#reports.of(document, config));
    if (report) await this.#server.connection.sendDiagnostics({ uri, version: document.version, diagnostics: report.items });
  }
}

const maxTurns = 100;

/** Runs `work` after what is already waiting: at once where the host has setImmediate, otherwise after a timer of no length. */
function soon(work: () => void): void {
  if (typeof setImmediate === 'function') setImmediate(work);
  else setTimeout(work, 0);
}
