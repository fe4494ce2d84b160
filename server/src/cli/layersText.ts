/**
 * The layers of an image as text for people. Owns: the table and the sentences about hidden bytes. Must not print or analyse.
 */
import type { ArchiveImage } from '../image/archive.ts';
import { parseHistory } from '../image/historyText.ts';
import type { LayerAnalysis } from '../image/layers.ts';
import { titleOf } from './imageInput.ts';
import { withoutControls } from './output.ts';
import { sizeText } from './sizes.ts';

/** The lines about one image; the texts of instructions are cut so that no row of the table is longer than `columns`. */
export function layersText(image: ArchiveImage, analysis: LayerAnalysis, columns: number): string[] {
  const { totalBodyBytes, visibleBytes, wastedBytes, efficiency, finalFiles } = analysis;
  const steps = stepsOf(image);
  return [
    titleOf(image),
    `${finalFiles} files; ${sizeText(totalBodyBytes)} in all layers, ${sizeText(visibleBytes)} visible, ${sizeText(wastedBytes)} hidden (${(efficiency * 100).toFixed(1)} % efficient)`,
    '',
    row(['layer', 'adds', 'total', 'hidden', '+', '~', '=', '-', 'made by'], columns),
    ...analysis.layers.map((layer, at) => {
      const { error } = image.layers[at]!;
      const hidden = analysis.wasteByCause.reduce((sum, waste) => sum + (waste.ownerLayer === at ? waste.bytes : 0), 0);
      const sizes = [layer.bodyBytes, layer.cumulativeBytes, hidden].map(sizeText);
      const counts = [layer.added.length, layer.modified.length, layer.rewritten.length, layer.deleted.length].map(String);
      return row([String(at + 1), ...sizes, ...counts, error === undefined ? steps[at]! : `cannot be read: ${error}`], columns);
    }),
    '  + added  ~ modified  = rewritten without a change  - deleted',
    '',
    ...hiddenText(analysis, steps, columns),
  ];
}

/** Which layer hid what of which, the most first. */
function hiddenText({ wasteByCause }: LayerAnalysis, steps: readonly string[], columns: number): string[] {
  if (wasteByCause.length === 0) return [];
  const most = [...wasteByCause].sort((a, b) => b.bytes - a.bytes);
  return [
    '  hidden bytes, which are stored and which no path of the image reaches',
    ...most.map(({ causeLayer, ownerLayer, bytes }) => cut(`${sizeText(bytes).padStart(9)}  ${causeLayer === ownerLayer
      ? `of layer ${ownerLayer + 1}, by itself: ${steps[ownerLayer]!}` : `of layer ${ownerLayer + 1}, by layer ${causeLayer + 1}: ${steps[causeLayer]!}`}`, columns)),
    '',
  ];
}

/** The sentence for an image that hides more than it may, with the pair of layers that matters most. */
export function tooMuchHidden(image: ArchiveImage, { wastedBytes, totalBodyBytes, wasteByCause }: LayerAnalysis): string {
  const steps = stepsOf(image);
  const [worst] = [...wasteByCause].sort((a, b) => b.bytes - a.bytes);
  const named = (layer: number): string => `layer ${layer + 1} (${cut(steps[layer]!, 80)})`;
  const most = !worst ? '' : worst.causeLayer === worst.ownerLayer
    ? ` Most: ${named(worst.ownerLayer)} hides ${sizeText(worst.bytes)} of its own.`
    : ` Most: ${named(worst.causeLayer)} hides ${sizeText(worst.bytes)} that ${named(worst.ownerLayer)} added.`;
  return `${titleOf(image)} hides ${sizeText(wastedBytes)} of ${sizeText(totalBodyBytes)}, which is more than --max-wasted allows.${most}`;
}

/** What made each layer, on one line and free of the builders' additions. */
function stepsOf({ config, layers }: ArchiveImage): string[] {
  const texts = parseHistory(config.history.map(({ createdBy }) => createdBy));
  return layers.map(({ historyIndex }) => {
    const step = historyIndex === undefined ? undefined : texts[historyIndex];
    return `${step?.instruction ?? ''} ${step?.text ?? ''}`.replace(/\s+/g, ' ').trim() || 'unknown step';
  });
}

const widths = [7, 9, 9, 9, 7, 6, 6, 6];

function row(cells: readonly string[], columns: number): string {
  return cut(cells.map((cell, column) => (column < widths.length ? cell.padStart(widths[column]!) : `  ${cell}`)).join(''), columns);
}

function cut(whole: string, columns: number): string {
  const text = withoutControls(whole);
  // A cut within a surrogate pair would leave half a character.
  return text.length <= columns ? text : `${text.slice(0, columns - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
