/** The tables are complete and agree with one another, and every text that they hold for a Dockerfile is one that the parser accepts. */
import { describe, expect, test } from 'vitest';
import { availabilityText, compareVersions } from '../../../server/src/data/availability.ts';
import { buildChecks } from '../../../server/src/data/buildChecks.ts';
import { directiveNames } from '../../../server/src/data/directives.ts';
import { directiveMarkdown, flagDocs, flagMarkdown, instructionDocs, instructionMarkdown, mountKeyDocs, mountKeyMarkdown, mountTypeDocs, mountTypeMarkdown } from '../../../server/src/data/docs.ts';
import { flagSpec, instructionNames, instructions, instructionSpec, snippetText, type InstructionName } from '../../../server/src/data/instructions.ts';
import { mountKeyAliases, mountKeys, mountKeySpec, mountOptions, mountTypeOf, mountTypes } from '../../../server/src/data/mountOptions.ts';
import { predefinedArg, predefinedArgs } from '../../../server/src/data/predefinedArgs.ts';
import { recipes } from '../../../server/src/data/recipes.ts';
import { plainText } from '../../../server/src/features/completion/item.ts';
import { rules } from '../../../server/src/rules/registry.ts';
import { isInstructionName } from '../../../server/src/syntax/instruction.ts';
import type { InstructionNode } from '../../../server/src/syntax/nodes.ts';
import { parse } from '../../../server/src/syntax/tree.ts';

/** Every instruction, the ones that ONBUILD keeps too. */
function nodesOf(text: string): InstructionNode[] {
  return parse(text).instructions.flatMap(({ node }) => (node.trigger ? [node, node.trigger] : [node]));
}

/** Known instructions, known flags with or without a value as they want it, no problems. */
function expectValid(text: string): void {
  const nodes = nodesOf(text);
  expect(nodes.length, text).toBeGreaterThan(0);
  for (const node of nodes) {
    expect(instructionSpec(node.name), `${node.name} in ${text}`).toBeDefined();
    expect(node.problems, text).toEqual([]);
    for (const { name, value } of node.flags) {
      const spec = flagSpec(node.name, name);
      expect(spec, `--${name} of ${node.name}`).toBeDefined();
      if (spec!.value.kind !== 'boolean') expect(value, `--${name} of ${node.name}`).toBeTruthy();
    }
    for (const { value } of node.flags.filter(({ name }) => name === 'mount')) expectValidMount(value!);
  }
}

function expectValidMount(value: string): void {
  const fields = value.split(',').map((field) => field.split('='));
  const type = mountTypeOf(fields.find(([key]) => key === 'type')?.[1] ?? 'bind')!;
  for (const [key] of fields) expect(['required', 'allowed'], `${key} in ${value}`).toContain(mountKeySpec(key!)?.uses[type]);
  for (const key of mountKeys.filter((name) => mountOptions[name].uses[type] === 'required')) {
    expect(fields.map(([name]) => mountKeySpec(name!)?.key), value).toContain(key);
  }
}

describe('instructions', () => {
  test('are those that the parser knows', () => {
    expect(instructionNames).toHaveLength(18);
    expect(instructionNames.filter((name) => !isInstructionName(name))).toEqual([]);
    expect(instructionSpec('from')).toBe(instructions.FROM);
    expect(instructionSpec('toString')).toBeUndefined();
  });

  test.each(instructionNames)('%s: every snippet is valid, in both cases', (name) => {
    for (const { body } of instructions[name].snippets) {
      expect(body.startsWith(`%${name}%`)).toBe(true);
      for (const keywordCase of ['upper', 'lower'] as const) {
        const text = plainText(snippetText(body, keywordCase)).replace('INSTRUCTION', 'RUN ls');
        expect(text).not.toMatch(/%[A-Z]+%/);
        expectValid(text);
      }
    }
  });

  test('every value offered for a flag is one that the flag takes', () => {
    for (const { flags } of Object.values(instructions)) {
      for (const { value } of flags) {
        if (value.kind === 'duration') for (const text of value.examples) expect(text).toMatch(/^(?:\d+(?:ms|s|m|h))+$/);
        if (value.kind === 'count') for (const text of value.examples) expect(text).toMatch(/^\d+$/);
      }
    }
  });
});

describe('hover texts', () => {
  test.each(instructionNames)('%s', (name) => {
    const { summary, syntax, example, notes } = instructionDocs[name];
    expect(summary.length + notes.join('').length).toBeLessThan(1000);
    expect(syntax.every((line) => line.startsWith(name))).toBe(true);
    expectValid(example);
    expect(instructionMarkdown(name)).toContain(summary);
  });

  test('every flag has one, and there is none for a flag that is not', () => {
    const documented = Object.entries(flagDocs).flatMap(([name, flags]) => Object.keys(flags).map((flag) => `${name} --${flag}`));
    const known = instructionNames.flatMap((name) => instructions[name].flags.map((flag) => `${name} --${flag.name}`));
    expect(documented.sort()).toEqual([...known].sort());
    for (const [name, flags] of Object.entries(flagDocs)) {
      for (const [flag, { example }] of Object.entries(flags)) {
        expectValid(example);
        // COPY's examples serve ADD too.
        expect(nodesOf(example).some((node) => node.flags.some((used) => used.name === flag))).toBe(true);
        expect(flagMarkdown(name as InstructionName, flag)).toContain(`--${flag}`);
      }
    }
    expect(flagMarkdown('RUN', 'nothing')).toBeUndefined();
  });

  test('every mount type and key', () => {
    for (const type of mountTypes) {
      expectValid(mountTypeDocs[type].example);
      expect(mountTypeMarkdown(type)).toContain(mountTypeDocs[type].summary);
    }
    for (const key of mountKeys) expectValid(mountKeyDocs[key].example);
    expect(mountKeyMarkdown('dst', 'bind')).toContain('Required for bind.');
    expect(mountKeyMarkdown('sharing', 'cache')).toContain('Default `shared`.');
    expect(mountKeyMarkdown('sharing', 'bind')).toContain('the build stops');
    expect(mountKeyMarkdown('nothing')).toBeUndefined();
  });

  test('facts come from the tables', () => {
    expect(flagMarkdown('COPY', 'parents')).toContain('needs Dockerfile 1.20 (labs 1.7)');
    expect(flagMarkdown('RUN', 'network')).toContain('`host`');
    expect(flagMarkdown('HEALTHCHECK', 'interval')).toContain('Default `30s`');
    expect(directiveNames.map(directiveMarkdown).join('')).toContain('`skip=`');
  });
});

test('the texts have no tabs and no trailing blanks', () => {
  const all = [...instructionNames.map(instructionMarkdown), ...directiveNames.map(directiveMarkdown)].join('\n');
  expect(all).not.toMatch(/[ \t]$/m);
  expect(all).not.toMatch(/\t/);
});

test.each(recipes)('the snippet $prefix is valid', ({ body }) => {
  const text = plainText(snippetText(body, 'upper'));
  expectValid(text);
  expect(text).not.toMatch(/%[A-Z]+%|\$\{?\d/);
});

describe('mount options', () => {
  test('aliases lead to keys', () => {
    for (const [alias, key] of Object.entries(mountKeyAliases)) expect(mountKeySpec(alias.toUpperCase())).toBe(mountOptions[key]);
    expect(mountKeySpec('constructor')).toBeUndefined();
    expect(mountTypeOf('CACHE')).toBe('cache');
    expect(mountTypeOf('none')).toBeUndefined();
  });
});

describe('versions', () => {
  test('are compared as numbers', () => {
    expect(compareVersions('1.9', '1.10')).toBeLessThan(0);
    expect(compareVersions('2.0', '1.10')).toBeGreaterThan(0);
    expect(compareVersions('1.10', '1.10')).toBe(0);
  });

  test('are said when they matter', () => {
    expect(availabilityText({ since: '1.0' })).toBeUndefined();
    expect(availabilityText({ since: '1.4' })).toBe('Dockerfile 1.4');
    expect(availabilityText({ since: undefined, labsSince: '1.14' })).toBe('labs only (Dockerfile 1.14-labs)');
    expect(availabilityText({ since: '1.0', needs: 'an engine' })).toBe('an engine');
  });
});

test('build checks: 22, one of them experimental', () => {
  expect(buildChecks).toHaveLength(22);
  expect(buildChecks.filter(({ experimental }) => experimental).map(({ name }) => name)).toEqual(['InvalidDefinitionDescription']);
  const names = buildChecks.map(({ name }) => name);
  expect(names.toSorted()).toEqual(names);
});

test('predefined variables: proxies in both cases, each name once', () => {
  expect(new Set(predefinedArgs.map(({ name }) => name)).size).toBe(predefinedArgs.length);
  expect(predefinedArgs.filter(({ kind }) => kind === 'proxy')).toHaveLength(10);
  expect(predefinedArg('http_proxy')?.kind).toBe('proxy');
  expect(predefinedArg('nothing')).toBeUndefined();
});

test('build checks agree with the rules of their names', () => {
  const family = rules.filter((rule) => rule.family === 'buildkit');
  const known = new Map(buildChecks.map((check) => [check.name, check]));
  expect(family.filter(({ code }) => !known.has(code)).map(({ code }) => code)).toEqual([]);
  for (const rule of family) {
    const check = known.get(rule.code)!;
    expect([rule.code, 'experimental' in rule.status, rule.skippableByComment ?? true]).toEqual([check.name, check.experimental, check.skippableByComment]);
  }
});
