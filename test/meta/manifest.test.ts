/**
 * package.json against the code: what is declared exists, and what exists is declared.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageCommands } from '../../client/src/commands/images/index.ts';
import { commands } from '../../client/src/commands/index.ts';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { contributes } = manifest;
const declared: string[] = contributes.commands.map((entry: { command: string }) => entry.command);
const settings = Object.keys(Object.assign({}, ...[contributes.configuration].flat().map((section: { properties: object }) => section.properties)));
const clientSources = readdirSync(join(root, 'client/src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(root, 'client/src', name), 'utf8')).join('\n');

describe('commands', () => {
  it('each has a handler, and each handler is declared', () => {
    expect(Object.keys(commands).sort()).toEqual([...declared].sort());
  });
  it('each has the category, and no title repeats it', () => {
    for (const { command, title, category } of contributes.commands) {
      expect(category, command).toBe('Drydock');
      expect(title, command).not.toMatch(/drydock/i);
    }
  });
  it('menus name declared commands only', () => {
    for (const [menu, items] of Object.entries<{ command?: string }[]>(contributes.menus)) {
      for (const item of items) expect(declared, menu).toContain(item.command);
    }
  });
  it('texts of welcome views name commands that exist', () => {
    for (const { contents } of contributes.viewsWelcome) {
      for (const [, id] of contents.matchAll(/\(command:([\w.]+)/g)) if (id.startsWith('drydock.')) expect(declared).toContain(id);
    }
  });
  it('the code starts no command of ours that does not exist', () => {
    for (const [, id] of clientSources.matchAll(/(?:command: |executeCommand\()'(drydock\.\w+)'/g)) expect(declared).toContain(id);
  });
  it('what reaches for programs is off without trust', () => {
    for (const id of ['drydock.buildImage', 'drydock.buildStage', 'drydock.showEngineStatus', 'drydock.openRegistryImage', ...Object.keys(imageCommands)]) {
      expect(contributes.commands.find((entry: { command: string }) => entry.command === id).enablement, id).toContain('isWorkspaceTrusted');
    }
  });
});

describe('image nodes of other extensions', () => {
  // Their context value is exactly "image", and "imageGroup" for a group of them.
  it.each(['vscode-containers.views.images', 'dockerImages'])('%s have our commands', (view) => {
    const items = (contributes.menus['view/item/context'] as { command: string; when: string }[]).filter(({ when }) => when.startsWith(`view == ${view} && viewItem == image `));
    expect(items.map(({ command }) => command).sort()).toEqual(['drydock.compareImages', 'drydock.dockerfileFromImage', 'drydock.inspectImageLayers', 'drydock.showImageHistory']);
  });
});

describe('settings', () => {
  it('every one read by the client is declared', () => {
    const read = [...clientSources.matchAll(/getConfiguration\('(drydock[\w.]*)'[^)]*\)\s*\.get<[^>]*>\('([\w.]+)'/g)].map(([, section, key]) => `${section}.${key}`);
    expect(read.length).toBeGreaterThan(0);
    for (const name of read) expect(settings).toContain(name);
    for (const [, name] of clientSources.matchAll(/openSettings\('([\w.]+)'\)/g)) expect(settings).toContain(name);
  });
  it('every one has our prefix, a description and a scope', () => {
    for (const [name, property] of Object.entries<Record<string, unknown>>(Object.assign({}, ...[contributes.configuration].flat().map((section) => section.properties)))) {
      expect(name).toMatch(/^drydock\./);
      expect(property.description ?? property.markdownDescription, name).toBeTruthy();
      expect(property.scope, name).toBeTruthy();
    }
  });
  it('the restricted ones exist', () => {
    for (const name of manifest.capabilities.untrustedWorkspaces.restrictedConfigurations) expect(settings).toContain(name);
  });
});

describe('views and tasks', () => {
  it('every declared view is created, and every created one declared', () => {
    const views = Object.values<{ id: string }[]>(contributes.views).flat().map((view) => view.id);
    const created = [...clientSources.matchAll(/createTreeView<[^(]*\('([\w.]+)'/g)].map(([, id]) => id);
    expect(created.sort()).toEqual(views.sort());
  });
  it('every file that the manifest names is there', () => {
    const files = [...contributes.languages.flatMap((one: { configuration?: string }) => one.configuration ?? []), ...contributes.grammars.map((one: { path: string }) => one.path),
      ...contributes.snippets.map((one: { path: string }) => one.path), ...Object.values<{ icon: string }[]>(contributes.viewsContainers).flat().map((one) => one.icon)];
    for (const path of files) expect(existsSync(join(root, path)), path).toBe(true);
  });
});

/** What `docker build` prints for a step that failed, with the given lines around it. */
function failingStep(before: number): string[] {
  const context = Array.from({ length: before }, (_, index) => `  ${index + 7} |     ENV A=${index}`);
  return ['Dockerfile:9', '--------------------', ...context, '   9 | >>> RUN false', '  10 |     CMD x', '--------------------', 'ERROR: failed to solve'];
}

describe('the problem matchers', () => {
  it.each<[name: string, index: number]>(contributes.problemMatchers.map((matcher: { name: string }, index: number) => [matcher.name, index]))('%s finds its case and no other', (_name, index) => {
    const { pattern } = contributes.problemMatchers[index] as { pattern: { regexp: string; file?: number; line?: number; message?: number }[] };
    const found = [0, 1, 2].map((before) => {
      const lines = failingStep(before);
      const matches = pattern.map(({ regexp }, at) => new RegExp(regexp).exec(lines[at] ?? ''));
      if (matches.some((match) => !match)) return undefined;
      return [matches[0]![1], matches.at(-1)![1], matches.at(-1)![2]];
    });
    expect(found).toEqual([0, 1, 2].map((before) => (before === 2 - index ? ['Dockerfile', '9', 'RUN false'] : undefined)));
  });
});
