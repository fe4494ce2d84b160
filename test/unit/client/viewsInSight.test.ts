/** Commands that change how a view shows what it has bring the view into sight: from the palette nothing else would tell that they did anything. */
import { expect, test } from 'vitest';
import { commands } from '../../../client/src/commands/index.ts';
import { fakeDeps } from '../../support/fakeDeps.ts';

test.each([
  ['drydock.showHiddenBytes', 'layers'], ['drydock.sortLayersBySize', 'layers'], ['drydock.showTopLayerFirst', 'layers'], ['drydock.filterLayers', 'layers'], ['drydock.clearLayersFilter', 'layers'],
  ['drydock.showNewestFirst', 'history'], ['drydock.hideEmptyEntries', 'history'], ['drydock.refreshHistory', 'history'], ['drydock.refreshImages', 'images'],
] as const)('%s', async (id, view) => {
  const { deps, log } = fakeDeps({ input: () => '*.so' });
  const opened: string[] = [];
  const open = (name: string) => async (): Promise<void> => { opened.push(name); };
  await commands[id]!({ ...deps, layers: { ...deps.layers, open: open('layers') }, history: { ...deps.history, open: open('history') } });
  expect([...opened, ...log.includes('show') ? ['images'] : []]).toEqual([view]);
});

test('an engine that is back refreshes the history without bringing its view into sight', async () => {
  const { deps, log } = fakeDeps({});
  const { refreshHistory } = await import('../../../client/src/commands/history/showHistory.ts');
  await refreshHistory({ ...deps, history: { ...deps.history, open: async () => { log.push('opened'); } } });
  expect(log).not.toContain('opened');
});
