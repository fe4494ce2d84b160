/**
 * How the views of images and containers list: filters, order, groups, what else is shown. Owns: the questions about these. Must not draw anything.
 */
import { filterText, noFilter, type ImageFilter, type ImageListOptions, type ImageOrder } from '../../model/imageList.ts';
import type { Choice } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';

type TextFilter = Exclude<keyof ImageFilter, 'danglingOnly'>;

interface Question {
  readonly label: string;
  readonly detail: string;
  readonly prompt: string;
  validate?(value: string): string | undefined;
}

const questions: Readonly<Record<TextFilter, Question>> = {
  text: { label: 'Name', detail: 'A part of a name, or the first digits of an id', prompt: 'Part of a name, or the first digits of an id' },
  reference: { label: 'Reference pattern', detail: 'app:*, registry.example/*/app', prompt: 'A name with * and ?, for example app:1.* or registry.example/*/app' },
  label: {
    label: 'Label', detail: 'name or name=value', prompt: 'A label: name, or name=value',
    validate: (value) => (value.startsWith('=') ? 'The name of the label comes before "=".' : undefined),
  },
  before: { label: 'Older than', detail: 'Images made before another one', prompt: 'Name or id of the image that they are older than' },
  since: { label: 'Newer than', detail: 'Images made after another one', prompt: 'Name or id of the image that they are newer than' },
};

/** Filters add up: the one chosen here is joined to those that are there. */
export async function filterImages(deps: Deps): Promise<void> {
  const options = deps.imageLists.options();
  const { filter } = options;
  const picked = await deps.prompts.pick<TextFilter | 'danglingOnly' | 'clear'>('Filter Images', filterText(filter) ? `Shown now: ${filterText(filter)}` : 'By what?', [
    ...(Object.keys(questions) as TextFilter[]).map((key) => ({ label: questions[key].label, description: filter[key], detail: questions[key].detail, value: key })),
    { label: 'Dangling', description: filter.danglingOnly ? 'on' : '', detail: 'Only images without a name that no other image was built on', value: 'danglingOnly' },
    ...(filterText(filter) ? [{ label: 'Clear Filter', value: 'clear' } satisfies Choice<'clear'>] : []),
  ]);
  if (picked === undefined) return;
  if (picked === 'clear') return clearImageFilter(deps);
  if (picked === 'danglingOnly') return set(deps, { filter: { ...filter, danglingOnly: !filter.danglingOnly } });
  const { label, prompt, validate } = questions[picked];
  const value = await deps.prompts.input({ title: `Filter Images: ${label}`, prompt: `${prompt}; empty for all`, value: filter[picked], validate: (typed) => validate?.(typed.trim()) });
  if (value !== undefined) set(deps, { filter: { ...filter, [picked]: value.trim() } });
}

export function refreshImages({ imageLists }: Deps): void {
  imageLists.show();
  imageLists.refresh();
}

export function clearImageFilter(deps: Deps): void {
  set(deps, { filter: noFilter });
}

export async function sortImages(deps: Deps): Promise<void> {
  const { order } = deps.imageLists.options();
  const choice = (value: ImageOrder, label: string, detail: string): Choice<ImageOrder> => ({ label, detail, description: value === order ? 'now' : '', value });
  const picked = await deps.prompts.pick('Sort Images', 'By what?', [
    choice('name', 'Name', 'From a to z'), choice('size', 'Size', 'The largest first'), choice('age', 'Age', 'The newest first'),
  ]);
  if (picked) set(deps, { order: picked });
}

/** Joined to what is set already. */
export function set(deps: Deps, options: Partial<ImageListOptions>): void {
  deps.imageLists.setOptions({ ...deps.imageLists.options(), ...options });
}
