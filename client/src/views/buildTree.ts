/**
 * The view "Build". Owns: drawing the window's builds as rows, how often they are drawn anew, and bringing what happens into sight. Must not compute what a row says: `model/buildRows.ts` does.
 */
import {
  commands, EventEmitter, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, window, type Disposable, type TreeDataProvider, type TreeView,
} from 'vscode';
import type { BuildStep } from '../engine/rawProgress.ts';
import { childrenOf, labelOfBuilder, labelOfRun, labelOfStep, parentOf, rowsToSee, runRow, stateWords, type BuildRow, type LabelledRow } from '../model/buildRows.ts';
import type { BuildRun, BuildRuns } from '../model/buildRuns.ts';

/** Milliseconds between two drawings of what changes all the time. */
const pause = 150;
/** Milliseconds that the tree takes to draw what has changed: before, it does not find new rows. */
const drawing = 400;
const second = 1_000;

const icons: Readonly<Record<BuildStep['state'] | 'succeeded', readonly [icon: string, colour?: string]>> = {
  waiting: ['circle-outline'],
  running: ['sync~spin'],
  done: ['pass', 'testing.iconPassed'],
  succeeded: ['pass', 'testing.iconPassed'],
  cached: ['history'],
  failed: ['error', 'testing.iconFailed'],
  cancelled: ['circle-slash'],
};

export class BuildView implements TreeDataProvider<BuildRow>, Disposable {
  readonly #changed = new EventEmitter<BuildRow | undefined>();
  readonly #view: TreeView<BuildRow>;
  readonly #runs: BuildRuns;
  readonly #disposables: Disposable[];
  /** A row must be the same object whenever it is asked for, or the tree takes it for another. */
  readonly #rows = new Map<string, BuildRow>();
  readonly #waiting = new Set<BuildRun>();
  /** Numbers of the builds that the person has closed. */
  readonly #closed = new Set<number>();
  /** What was brought into sight last. */
  #seen = '';
  #timer: NodeJS.Timeout | undefined;
  #following: NodeJS.Timeout | undefined;
  #clock: NodeJS.Timeout | undefined;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(runs: BuildRuns, label: (path: string) => string) {
    this.#runs = runs;
    this.#label = label;
    this.#view = window.createTreeView<BuildRow>('drydock.build', { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [
      runs.onDidStart((run) => this.#began(run)), runs.onDidChange((run) => this.#later(run)), runs.onDidForget(() => { this.#forget(); this.#count(); this.#changed.fire(undefined); }),
      this.#view.onDidCollapseElement(({ element }) => { if (element.kind === 'run') this.#closed.add(element.run.id); }),
      this.#view.onDidExpandElement(({ element }) => { if (element.kind === 'run') this.#closed.delete(element.run.id); }),
      this.#view.onDidChangeVisibility(() => this.#followLater()),
    ];
  }

  readonly #label: (path: string) => string;

  getChildren(row?: BuildRow): BuildRow[] {
    if (!row) return this.#runs.all.map((run) => this.#same(runRow(run)));
    return childrenOf(row).map((child) => this.#same(child));
  }

  getParent(row: BuildRow): BuildRow | undefined {
    const parent = parentOf(row);
    return parent && this.#same(parent);
  }

  getTreeItem(row: BuildRow): TreeItem {
    switch (row.kind) {
      case 'run':
        return runItem(row.run, labelOfRun(row.run, this.#label, Date.now()));
      case 'step':
        return stepItem(row.run, row.step, labelOfStep(row.step, Date.now()), row.key);
      case 'builder': {
        const { label, description, tooltip } = labelOfBuilder(row.run, Date.now());
        const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
        Object.assign(item, { id: row.key, description, tooltip, iconPath: new ThemeIcon('package') });
        return item;
      }
      case 'warnings': {
        const item = new TreeItem(`${row.run.warnings.length} warning${row.run.warnings.length === 1 ? '' : 's'}`, TreeItemCollapsibleState.Collapsed);
        item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
        return item;
      }
      case 'line': {
        const item = new TreeItem(row.text);
        item.iconPath = new ThemeIcon(row.icon);
        if (row.detail) item.description = row.detail;
        item.tooltip = row.tooltip ?? row.text;
        if (row.go) item.command = { title: 'Go to Line', command: 'drydock.openBuildStep', arguments: [row] };
        item.contextValue = row.go ? 'warning' : 'line';
        return item;
      }
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#following);
    clearInterval(this.#clock);
    for (const disposable of this.#disposables) disposable.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #same(row: BuildRow): BuildRow {
    const known = this.#rows.get(row.key);
    if (known && known.kind === row.kind) return Object.assign(known, row);
    this.#rows.set(row.key, row);
    return row;
  }

  #began(run: BuildRun): void {
    this.#forget();
    this.#changed.fire(undefined);
    this.#clock ??= setInterval(() => this.#tick(), second);
    this.#later(run);
    // The view shows the new build where it is in sight already; it never comes to the front by itself.
    if (this.#view.visible) void this.#reveal(runRow(run), true);
  }

  /** It may be gone by the time it is looked for. */
  async #reveal(row: BuildRow, expand = false): Promise<void> {
    await this.#view.reveal(this.#same(row), { select: false, focus: false, expand }).then(undefined, () => undefined);
  }

  #followLater(isAgain = false): void {
    this.#following ??= setTimeout(() => {
      this.#following = undefined;
      void this.#follow(isAgain);
    }, isAgain ? second : drawing);
  }

  /** Keeps the step that runs in sight, until the person selects a row of that build or closes it. Each step once, so that who scrolls away is not led back at once. */
  async #follow(isAgain: boolean): Promise<void> {
    const [run] = this.#runs.all;
    if (!run || !this.#view.visible || this.#closed.has(run.id) || this.#view.selection.some((row) => row.run === run)) return;
    const rows = rowsToSee(run);
    const seen = `${run.outcome} ${rows.at(-1)?.key ?? ''}`;
    if (rows.length === 0 || (seen === this.#seen && !isAgain)) return;
    this.#seen = seen;
    for (const row of rows) await this.#reveal(row);
    if (run.outcome !== 'failed' || isAgain) return;
    // The failed step opens only as it is drawn, and its log comes after that.
    clearTimeout(this.#following);
    this.#following = undefined;
    this.#followLater(true);
  }

  /** Rows of builds that are not listed any more would keep their logs. */
  #forget(): void {
    const ids = new Set(this.#runs.all.map(({ id }) => String(id)));
    for (const key of this.#rows.keys()) if (!ids.has(key.split('/')[0]!)) this.#rows.delete(key);
  }

  #later(run: BuildRun): void {
    this.#waiting.add(run);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const one of this.#waiting) this.#changed.fire(this.#same(runRow(one)));
      this.#waiting.clear();
      this.#count();
      this.#followLater();
    }, pause);
  }

  /** The times of what runs. */
  #tick(): void {
    const running = this.#runs.all.filter(({ outcome }) => outcome === 'running');
    for (const run of running) this.#later(run);
    if (running.length > 0) return;
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  /** What the badge and the menus go by. */
  #count(): void {
    void commands.executeCommand('setContext', 'drydock.build.hasEnded', this.#runs.all.some(({ outcome }) => outcome !== 'running'));
    const running = this.#runs.all.filter(({ outcome }) => outcome === 'running').length;
    this.#view.badge = running > 0 ? { value: running, tooltip: `${running} build${running === 1 ? '' : 's'} running` } : undefined;
  }
}

function runItem(run: BuildRun, { label, description, tooltip }: LabelledRow): TreeItem {
  const item = new TreeItem(label, run.outcome === 'succeeded' ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.Expanded);
  // A build that succeeds while it is open stays open: the id is the same.
  item.id = String(run.id);
  item.description = description;
  item.tooltip = tooltip;
  item.iconPath = iconOf(run.outcome);
  item.contextValue = run.outcome === 'running' ? 'build.running' : 'build.ended';
  item.accessibilityInformation = { label: `${label}, ${description}` };
  return item;
}

function stepItem(run: BuildRun, step: BuildStep, { label, description, tooltip }: LabelledRow, key: string): TreeItem {
  const hasRows = step.log.length > 0 || step.transfers.length > 0;
  const isFailed = step.state === 'failed';
  const item = new TreeItem(label, !hasRows ? TreeItemCollapsibleState.None : isFailed ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed);
  // The tree keeps what is open by the id; the failing step opens by itself, so it gets another.
  item.id = isFailed ? `${key}!` : key;
  item.description = description;
  item.tooltip = new MarkdownString().appendCodeblock(step.name, 'dockerfile').appendText(tooltip);
  item.iconPath = iconOf(step.state);
  item.contextValue = step.position > 0 ? 'step.instruction' : 'step.internal';
  item.command = step.position > 0
    ? { title: 'Go to Instruction', command: 'drydock.openBuildStep', arguments: [{ kind: 'step', key, run, step }] }
    : { title: 'Show Log', command: 'drydock.showBuildLog', arguments: [{ kind: 'step', key, run, step }] };
  item.accessibilityInformation = { label: [label, stateWords[step.state], description].filter(Boolean).join(', ') };
  return item;
}

function iconOf(state: keyof typeof icons): ThemeIcon {
  const [icon, colour] = icons[state];
  return colour ? new ThemeIcon(icon, new ThemeColor(colour)) : new ThemeIcon(icon);
}
