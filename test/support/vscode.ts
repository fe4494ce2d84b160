// A real VS Code (the server and workbench of the npm package code-server) driven in Chromium, as a person would: keys, palette, menus.
// It knows VS Code and nothing of the extension under test; what the extension shows is looked for by the suites.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { chromium, type BrowserContext, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { chromium as chromiumPath, installExtension, quietSettings, serverEnvironment, startServer, vscodeParts, writeSettings } from '../../scripts/parts/vscode.mjs';

export const root = path.resolve(import.meta.dirname, '../..');
const screenshots = path.join(root, '.cache/screenshots');

const testSettings = {
  ...quietSettings,
  'security.workspace.trust.enabled': false, 'git.enabled': false, 'window.commandCenter': false, 'window.confirmBeforeClose': 'never',
  'editor.accessibilitySupport': 'off', 'editor.minimap.enabled': false, 'files.autoSave': 'off',
};

export interface StartOptions {
  /** The package to install. */
  readonly vsix: string;
  /** A folder whose copy is opened. */
  readonly workspace: string;
  /** Settings of the person, over those for all tests. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables of the server, and so of the extension host; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Installs the package into a fresh VS Code, opens a copy of the workspace and waits until the explorer shows it. */
export async function startVsCode(options: StartOptions): Promise<VsCode> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-vscode-'));
  const workspace = path.join(folder, path.basename(options.workspace));
  fs.cpSync(options.workspace, workspace, { recursive: true });
  // A home of its own, so that nothing of the person's is read or written.
  const env = serverEnvironment({ HOME: folder, XDG_CACHE_HOME: undefined, XDG_CONFIG_HOME: undefined, ...options.env });
  const parts = await vscodeParts();
  writeSettings(folder, { ...testSettings, ...options.settings });
  await installExtension(parts, folder, options.vsix, env);
  const server = await startServer(parts, folder, { env, log: path.join(folder, 'server.log'), extra: ['--without-connection-token', '--disable-websocket-compression'] });
  const { context, page, console: consoleLines } = await openBrowser(path.join(folder, 'browser'), options.viewport);
  const vscode = new VsCode(page, context, server.process, folder, workspace, consoleLines);
  try {
    await page.goto(`http://127.0.0.1:${server.port}/?${new URLSearchParams({ folder: workspace })}`);
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  } catch (error) {
    await vscode.screenshot('failed-start');
    await vscode.stop();
    throw error;
  }
  return vscode;
}

/** Headless Chromium with a fresh profile, in which no name but this machine's own resolves. */
async function openBrowser(profile: string, viewport = { width: 1280, height: 800 }): Promise<{ context: BrowserContext; page: Page; console: string[] }> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) throw new Error('chromium is not on PATH');
  const context = await chromium.launchPersistentContext(profile, {
    executablePath, headless: true, viewport,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost'],
  });
  const page = context.pages()[0] ?? await context.newPage();
  page.setDefaultTimeout(20_000);
  const lines: string[] = [];
  page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => lines.push(`pageerror: ${error}`));
  return { context, page, console: lines };
}

export class VsCode {
  constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly server: ChildProcess,
    private readonly folder: string,
    /** The copy of the workspace that is open. */
    readonly workspace: string,
    /** What the page wrote to its console. */
    readonly consoleLines: readonly string[],
  ) {}

  /** The text of a file of the workspace, as it is on disk. */
  read(file: string): string {
    return fs.readFileSync(path.join(this.workspace, file), 'utf8');
  }

  /** Keeps a picture of the window as .cache/screenshots/<name>.png; returns its path. */
  async screenshot(name: string, file = path.join(screenshots, `${name.replaceAll(/[^\w-]+/g, '-')}.png`)): Promise<string> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
    return file;
  }

  /** What the extension host and the extension wrote into their logs and Output channels. */
  logs(): string {
    const folder = path.join(this.folder, 'data/data/logs');
    if (!fs.existsSync(folder)) return '';
    return fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.log'))
      .map((name) => `--- ${name}\n${fs.readFileSync(path.join(folder, name), 'utf8')}`).join('\n');
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Types into the quick input that is open, and presses Enter. */
  async answer(text: string): Promise<void> {
    await this.quickInput.locator('input.input').fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** The rows of the quick pick that is open, as text. */
  async picks(): Promise<string[]> {
    await this.quickInput.locator('.monaco-list-row').first().waitFor();
    return (await this.quickInput.locator('.monaco-list-row').allInnerTexts()).map(oneLine);
  }

  /** Chooses the row of the open quick pick that has this text. One that a long list does not draw is typed for. */
  async pick(text: string | RegExp): Promise<void> {
    const row = this.quickInput.locator('.monaco-list-row', { hasText: text }).first();
    const isDrawn = await row.waitFor({ timeout: 8000 }).then(() => true, () => false);
    if (!isDrawn && typeof text === 'string') await this.quickInput.locator('input.input').fill(text);
    await row.click();
  }

  /** Runs a command by its title from the command palette. A command of an extension that is still being loaded is waited for. */
  async runCommand(title: string): Promise<void> {
    const row = this.quickInput.locator('.monaco-list-row', { hasText: title }).first();
    for (let attempt = 0; ; attempt++) {
      await this.openPalette(title);
      const found = await row.waitFor({ timeout: 2000 }).then(() => true, () => false);
      if (found) break;
      if (attempt === 10) throw new Error(`the command palette has no "${title}"`);
      await this.page.keyboard.press('Escape');
    }
    await row.click();
    // What is read next is the command's own list, not the palette that is about to go.
    const input = this.quickInput.locator('input.input');
    await attempts(50, async () => {
      if (!await this.quickInput.isVisible() || !(await input.inputValue({ timeout: 1000 }).catch(() => '')).startsWith('>')) return;
      await this.page.waitForTimeout(100);
      throw new Error(`the command palette stays after "${title}"`);
    });
  }

  /** The command palette's titles that contain a text; empty when there is none. */
  async commandsLike(text: string): Promise<string[]> {
    await this.openPalette(text);
    await this.page.waitForTimeout(500); // the list is filtered while one types
    const rows = (await this.quickInput.locator('.monaco-list-row').allInnerTexts()).map(oneLine);
    await this.page.keyboard.press('Escape');
    await this.quickInput.waitFor({ state: 'hidden' });
    return rows.filter((row) => row.includes(text));
  }

  private async openPalette(text: string): Promise<void> {
    await this.openQuickInput('F1');
    await this.quickInput.locator('input.input').fill(`>${text}`);
  }

  /** A key that comes while another quick input is closing is lost, so it is pressed again. */
  private async openQuickInput(key: string): Promise<void> {
    await attempts(5, async () => {
      await this.page.keyboard.press(key);
      await this.page.waitForTimeout(100);
      await this.quickInput.locator('input.input').click({ timeout: 1500 });
    });
  }

  /** Opens a file of the workspace by quick open. */
  async openFile(file: string): Promise<void> {
    await this.openQuickInput('Control+P');
    await this.quickInput.locator('input.input').fill(file);
    const rows = this.quickInput.locator('.monaco-list-row', { hasText: path.basename(file) });
    const folder = path.dirname(file);
    await (folder === '.' ? rows : rows.filter({ hasText: folder })).first().click();
    await this.page.locator('.tabs-container .tab.active', { hasText: path.basename(file) }).waitFor();
    await this.editor.locator('.view-line').first().waitFor();
  }

  get editor(): Locator {
    return this.page.locator('.editor-instance .monaco-editor').first();
  }

  /** Puts the cursor at a line and column, both 1-based as VS Code shows them. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.openQuickInput('Control+G');
    await this.answer(`:${line}:${column}`);
    await this.quickInput.waitFor({ state: 'hidden' });
  }

  /** Puts the cursor into the first occurrence of `text` in a file as it is on disk, `into` characters after its start. */
  async goToText(file: string, text: string, into = 0): Promise<void> {
    const whole = this.read(file);
    const offset = whole.indexOf(text);
    if (offset < 0) throw new Error(`${file} has no ${JSON.stringify(text)}`);
    const before = whole.slice(0, offset + into).split('\n');
    await this.goTo(before.length, before.at(-1)!.length + 1);
  }

  squiggles(kind: 'error' | 'warning' | 'info' | 'hint'): Locator {
    return this.editor.locator(`.squiggly-${kind}`);
  }

  /** Opens the Problems panel, waits for a row with this text, and returns all rows' texts. */
  async problems(text: string | RegExp): Promise<string[]> {
    const panel = this.page.locator('.markers-panel');
    if (!await panel.isVisible()) await this.runCommand('View: Focus Problems');
    await panel.locator('.monaco-list-row', { hasText: text }).first().waitFor();
    return (await panel.locator('.monaco-list-row').allInnerTexts()).map(oneLine);
  }

  /** The hover at the cursor, opened by keyboard, once it has this text. */
  async hoverAtCursor(text: string | RegExp): Promise<string> {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const hover = this.page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: text });
    await hover.first().waitFor();
    const shown = (await this.page.locator('.monaco-hover:not(.hidden) .hover-contents').allInnerTexts()).join('\n');
    await this.page.keyboard.press('Escape');
    return shown;
  }

  /** Asks for completion at the cursor and returns the labels once one has this text; the list stays open. */
  async complete(text: string | RegExp): Promise<string[]> {
    await this.page.keyboard.press('Control+Space');
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.filter({ hasText: text }).first().waitFor();
    return rows.evaluateAll((elements) => elements.map((element) => element.getAttribute('aria-label') ?? element.textContent ?? ''));
  }

  /** The menu of code actions at the cursor or selection. It stays open. */
  async codeActions(): Promise<string[]> {
    await attempts(4, async () => { // asked while the server is still reading the text, there is none yet
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+.');
      await this.actionRows.first().waitFor({ timeout: 5000 });
    });
    return (await this.actionRows.allInnerTexts()).map(oneLine);
  }

  private get actionRows(): Locator {
    return this.page.locator('.action-widget .monaco-list-row.action');
  }

  /** Opens the menu of code actions at the cursor and applies the one with this title, by keyboard; the text has changed then. */
  async applyCodeAction(title: string | RegExp): Promise<void> {
    await this.codeActions();
    const row = this.actionRows.filter({ hasText: title }).first();
    await row.waitFor();
    for (let presses = 0; presses < 30 && !/\bfocused\b/.test(await row.getAttribute('class') ?? ''); presses++) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
    await row.waitFor({ state: 'hidden' });
    await this.page.locator('.tabs-container .tab.active.dirty').waitFor(); // the edit comes after the menu has gone
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
  }

  async deleteLine(): Promise<void> {
    await this.page.keyboard.press('Control+Shift+K');
  }

  /** Waits until the Problems panel, which is open, has no row with this text. */
  async problemGone(text: string | RegExp): Promise<void> {
    await this.page.locator('.markers-panel .monaco-list-row', { hasText: text }).first().waitFor({ state: 'detached' });
  }

  /** Types a path into VS Code's own file dialog and opens it. */
  async answerPath(file: string): Promise<void> {
    const input = this.quickInput.locator('input.input');
    await attempts(5, async () => {
      // When the dialog has listed its folder, it writes that over what was typed; and a second Enter while it still looks at the first leaves it open.
      await this.quickInput.locator('.monaco-list-row').first().waitFor({ timeout: 5000 });
      await input.fill(file);
      await this.page.waitForTimeout(500);
      if (await input.inputValue() !== file) throw new Error('the dialog has written over the path');
      await this.page.keyboard.press('Enter');
      await this.quickInput.waitFor({ state: 'hidden', timeout: 10_000 });
    });
  }

  /** Leaves menus, gives up unsaved changes, closes editors and notifications: the next test begins with an empty window. */
  async closeEverything(): Promise<void> {
    for (let presses = 0; presses < 3; presses++) await this.page.keyboard.press('Escape');
    while (await this.page.locator('.tabs-container .tab.dirty').count() > 0) {
      await this.runCommand('File: Revert File');
      await this.page.locator('.tabs-container .tab.active.dirty').waitFor({ state: 'detached' });
    }
    await this.runCommand('View: Close All Editors');
    await this.page.locator('.tabs-container .tab').first().waitFor({ state: 'detached' });
    if (await this.page.locator('.part.panel').isVisible()) await this.page.keyboard.press('Control+J');
    await this.runCommand('Notifications: Clear All Notifications');
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** A row of a tree in the side bar, in the view with this title. */
  treeRow(view: string, text: string | RegExp): Locator {
    return this.page.locator('.pane', { has: this.page.locator('.pane-header', { hasText: view }) }).locator('.pane-body .monaco-list-row', { hasText: text });
  }

  /** Folds the other views of the side bar: rows of a tree that are out of sight are not there. */
  async onlyView(view: string): Promise<void> {
    const others = this.page.locator('.sidebar .pane-header[aria-expanded="true"]').filter({ hasNot: this.page.locator('.title', { hasText: new RegExp(`^${view}$`) }) });
    while (await others.count() > 0) {
      await others.first().locator('.title').click();
      await this.page.waitForTimeout(300); // the views move
    }
  }

  /** Opens a row of a tree that has children. */
  async expand(view: string, text: string | RegExp): Promise<void> {
    const row = this.treeRow(view, text).first();
    if (await row.getAttribute('aria-expanded') === 'true') return;
    await row.click();
    await this.page.waitForTimeout(300); // a click may have opened it, or have only selected it
    if (await row.getAttribute('aria-expanded') !== 'true') await this.page.keyboard.press('ArrowRight');
    await expectAttribute(row, 'aria-expanded', 'true');
  }

  /** The document inside the nth webview: an outer frame of VS Code's, and in it the one that the extension wrote. */
  webview(nth = 0): FrameLocator {
    return this.page.locator('iframe.webview.ready').nth(nth).contentFrame().frameLocator('#active-frame');
  }

  /** Ends the browser and the server and removes their folder. */
  async stop(): Promise<void> {
    await this.context.close().catch(() => {});
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const ended = new Promise((resolve) => { this.server.once('exit', resolve); });
      const timer = setTimeout(() => this.server.kill('SIGKILL'), 5000);
      this.server.kill();
      await ended;
      clearTimeout(timer);
    }
    await removeFolder(this.folder);
  }
}

/** What the server started may still write for a moment after it has ended. A folder that stays says nothing about what was tested, so it fails nothing. */
async function removeFolder(folder: string): Promise<void> {
  try {
    await attempts(50, async () => {
      await fs.promises.rm(folder, { recursive: true, force: true }).catch(async (error: unknown) => {
        await new Promise((resolve) => { setTimeout(resolve, 200); });
        throw error;
      });
    });
  } catch (error) {
    console.warn(`${folder} was left behind: ${String(error)}`);
  }
}

/** Waits until an element's attribute has a value. */
async function expectAttribute(element: Locator, name: string, value: string): Promise<void> {
  await attempts(20, async () => {
    if (await element.getAttribute(name) === value) return;
    await element.page().waitForTimeout(100);
    throw new Error(`${name} is not ${value}`);
  });
}

/** Does something again, up to `count` times in all, when it fails. */
async function attempts(count: number, work: () => Promise<void>): Promise<void> {
  for (let left = count - 1; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
