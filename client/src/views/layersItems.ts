/**
 * The rows of the view "Image Layers". Owns: drawing a node as VS Code's item. Must not compute what it says: `model/layers` did.
 */
import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri } from 'vscode';
import { formatCount, formatSize } from '../model/format.ts';
import { addressPath, fileName, layerScheme, type Where } from '../model/layers/address.ts';
import { mostlyOpens } from '../model/layers/fileOf.ts';
import {
  countsText, differenceText, differenceTitles, fileDeed, fileDescription, formatGrowth, hidesText, imageDescription, layerSizes, layerTitle, linesText, modeTitles, reportDescription, reportTitles,
} from '../model/layers/labels.ts';
import { growthOf } from '../model/layers/comparisonNodes.ts';
import type {
  BaseNode, ComparisonNode, DifferenceGroupNode, DifferenceNode, DuplicateNode, ExplorerNode, ExplorerSettings, FileNode, HiddenSumNode, ImageNode, LayerNode, MoreNode, PlaceNode,
  ReportNode, TextNode,
} from '../model/layers/nodes.ts';
import { pageSize } from '../model/layers/nodes.ts';
import type { OpenedImage } from '../model/layers/openedImageList.ts';
import { instructionLabel, sizedLabel } from './instructionLabel.ts';
import type { ShownMark } from './marks.ts';

const { None, Collapsed, Expanded } = TreeItemCollapsibleState;

export function itemOf(node: ExplorerNode, settings: ExplorerSettings): TreeItem {
  const item = makeItem(node, settings);
  item.id = node.id;
  return item;
}

function makeItem(node: ExplorerNode, settings: ExplorerSettings): TreeItem {
  switch (node.kind) {
    case 'image': return imageItem(node, settings);
    case 'base': return baseItem(node);
    case 'layer': return layerItem(node, settings);
    case 'file': return fileItem(node, settings);
    case 'more': return moreItem(node);
    case 'report': return reportItem(node);
    case 'hiddenSum': return hiddenSumItem(node);
    case 'duplicate': return duplicateItem(node);
    case 'place': return placeItem(node);
    case 'comparison': return comparisonItem(node);
    case 'differenceGroup': return differenceGroupItem(node);
    case 'difference': return differenceItem(node);
    case 'text': return textItem(node);
  }
}

function imageItem({ image }: ImageNode, settings: ExplorerSettings): TreeItem {
  const { contents, label } = image;
  const item = new TreeItem(label, Expanded);
  item.description = imageDescription(image, settings);
  item.iconPath = new ThemeIcon('package');
  item.contextValue = 'image';
  item.tooltip = plainText([
    label, contents.platform ? `Platform: ${contents.platform}` : '', image.source.kind === 'archive' ? `Archive: ${image.source.path}` : image.source.kind === 'registry' ? 'From its registry, not pulled' : '', contents.id,
    `Files of ${formatSize(contents.totalBytes)} in all layers; the finished image reaches ${formatSize(contents.visibleBytes)} in ${formatCount(contents.finalFiles, 'file')}.`,
    contents.wastedBytes > 0 ? `${formatSize(contents.wastedBytes)} are hidden: later layers deleted or replaced them, and they are still in the image.` : '',
  ]);
  item.accessibilityInformation = { label: `Image ${label}, ${item.description}` };
  return item;
}

function baseItem({ base, count, image }: BaseNode): TreeItem {
  const name = base.name ?? 'base image';
  const item = new TreeItem(base.name ? `Base: ${base.name}` : 'Base image', Collapsed);
  const bytes = image.contents.layers[count - 1]?.cumulativeBytes ?? 0;
  item.description = `${formatSize(bytes)} in ${formatCount(count, 'layer')}`;
  item.iconPath = new ThemeIcon('versions');
  item.contextValue = 'base';
  item.tooltip = plainText([`The layers of ${name}, which this image is built on.`, base.digest ?? '']);
  item.accessibilityInformation = { label: `Base image ${base.name ?? ''}, ${item.description}` };
  return item;
}

function layerItem({ layer, image }: LayerNode, { mode }: ExplorerSettings): TreeItem {
  const label = instructionLabel(layer.instruction, layer.text) || `Layer ${layer.index + 1}`;
  // A layer that ends too early still has files to show; and what is after it is there in any case.
  const isReadable = layer.error === undefined || mode !== 'changes' || Object.values(layer.counts).some((count) => count > 0);
  const sizes = layerSizes(layer);
  const adds = layer.error === undefined || layer.bodyBytes > 0 ? formatSize(layer.bodyBytes) : '';
  const hides = hidesText(layer);
  const item = new TreeItem(sizedLabel([adds, layer.hidesBytes > 0 ? `hides ${formatSize(layer.hidesBytes)}` : ''].filter(Boolean).join(', '), label), isReadable ? Collapsed : None);
  item.description = layer.error ?? `stored ${formatSize(layer.storedBytes)}, total ${formatSize(layer.cumulativeBytes)}`;
  item.iconPath = layer.error === undefined ? new ThemeIcon('layers') : new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.contextValue = 'layer';
  const tooltip = new MarkdownString();
  if (layer.instruction || layer.text) tooltip.appendCodeblock(`${layer.instruction} ${layer.text}`.trim(), 'dockerfile');
  const from = linesText(image, layer.index);
  const facts = [`Layer ${layer.index + 1}: ${modeTitles[mode].toLowerCase()}.`, from && `From ${from} of the Dockerfile, as it was when the image was opened.`, layer.error ?? '', sizes.stored, sizes.adds, sizes.total, hides, countsText(layer), layer.digest];
  for (const fact of facts) if (fact) tooltip.appendText(`${fact}\n`);
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: [`Layer ${layer.index + 1}`, label, from, layer.error ?? '', sizes.adds, sizes.stored, sizes.total, hides, countsText(layer)].filter(Boolean).join(', ') };
  return item;
}

function fileItem(node: FileNode, settings: ExplorerSettings): TreeItem {
  const { file, image } = node;
  const isFolder = file.kind === 'folder';
  const item = new TreeItem(file.name, isFolder ? Collapsed : None);
  const mark: ShownMark | undefined = file.hiddenBy !== undefined ? 'hidden' : file.mark;
  item.description = fileDescription(file);
  item.resourceUri = uriOf(image, file.layer, file.path, mark);
  item.iconPath = iconOf(file.kind);
  item.contextValue = isFolder ? 'folder' : file.kind === 'other' ? 'special' : `file ${file.mark ?? 'plain'}`;
  const deed = fileDeed(file);
  item.tooltip = plainText([`/${file.path}`, deed, formatSize(file.size), file.linkTarget === undefined ? '' : `Link to ${file.linkTarget}`]);
  item.accessibilityInformation = { label: [file.name, isFolder ? 'folder' : file.kind === 'symlink' ? 'link' : '', deed, formatSize(file.size)].filter(Boolean).join(', ') };
  if (file.kind === 'file' || file.kind === 'symlink') item.command = { title: 'Open', command: mostlyOpens(file, settings.mode) === 'changes' ? 'drydock.openLayerChanges' : 'drydock.openLayerFile', arguments: [node] };
  return item;
}

function moreItem(node: MoreNode): TreeItem {
  const item = new TreeItem(`Show ${formatCount(Math.min(node.left, pageSize), 'more file')}`, None);
  item.description = `${node.left} left`;
  item.iconPath = new ThemeIcon('ellipsis');
  item.contextValue = 'more';
  item.command = { title: 'Show More', command: 'drydock.showMoreFiles', arguments: [node] };
  return item;
}

const reportIcons: Readonly<Record<ReportNode['report'], string>> = { hidden: 'eye-closed', largest: 'list-ordered', duplicates: 'files' };
const reportTips: Readonly<Record<ReportNode['report'], string>> = {
  hidden: 'Bytes that a layer stores and a later layer deletes or replaces. They are still in the image.',
  largest: 'The files of the finished image, the largest first.',
  duplicates: 'Files of the finished image, of 4 kB or more, that have the same content as others.',
};

function reportItem({ image, report }: ReportNode): TreeItem {
  const item = new TreeItem(reportTitles[report], Collapsed);
  item.description = reportDescription(image, report);
  item.iconPath = new ThemeIcon(reportIcons[report]);
  item.contextValue = `report ${report}`;
  item.tooltip = reportTips[report];
  return item;
}

function hiddenSumItem({ image, sum }: HiddenSumNode): TreeItem {
  const [owner, cause] = [image.contents.layers[sum.owner]!, image.contents.layers[sum.cause]!];
  const item = new TreeItem(`${formatSize(sum.bytes)} of layer ${sum.owner + 1}, hidden by layer ${sum.cause + 1}`, Collapsed);
  const lines = [linesText(image, sum.owner), linesText(image, sum.cause)].filter(Boolean).join(' by ');
  item.description = [lines, instructionLabel(cause.instruction, cause.text)].filter(Boolean).join(' · ');
  item.iconPath = new ThemeIcon('eye-closed');
  item.contextValue = 'hiddenSum';
  item.tooltip = plainText([`${formatSize(sum.bytes)} are stored in`, layerTitle(owner), 'and hidden by', layerTitle(cause)]);
  item.accessibilityInformation = { label: `${formatSize(sum.bytes)}, stored in ${layerTitle(owner)}, hidden by ${layerTitle(cause)}` };
  return item;
}

function duplicateItem({ duplicate: { bytes, files } }: DuplicateNode): TreeItem {
  const item = new TreeItem(`${formatCount(files.length, 'file')} of ${formatSize(bytes)}`, Collapsed);
  item.description = fileName(files[0]?.path ?? '');
  item.iconPath = new ThemeIcon('files');
  item.contextValue = 'duplicate';
  item.tooltip = `${formatSize(bytes * (files.length - 1))} more than one of them needs.`;
  return item;
}

function placeItem(node: PlaceNode): TreeItem {
  const { image, path, layer, bytes, hiddenBy } = node;
  const item = new TreeItem(fileName(path), None);
  item.description = [formatSize(bytes), folderText(path)].join('  ');
  item.resourceUri = uriOf(image, layer, path, hiddenBy === undefined ? undefined : 'hidden');
  item.iconPath = ThemeIcon.File;
  item.contextValue = 'place';
  const from = layerTitle(image.contents.layers[layer]!);
  item.tooltip = plainText([`/${path}`, formatSize(bytes), from, hiddenBy === undefined ? '' : `hidden by ${layerTitle(image.contents.layers[hiddenBy]!)}`]);
  item.accessibilityInformation = { label: [`/${path}`, formatSize(bytes), from].join(', ') };
  item.command = { title: 'Open', command: 'drydock.openLayerFile', arguments: [node] };
  return item;
}

function comparisonItem({ before, after }: ComparisonNode): TreeItem {
  const item = new TreeItem(`${before.label} ↔ ${after.label}`, Expanded);
  const growth = after.contents.visibleBytes - before.contents.visibleBytes;
  item.description = `${formatGrowth(growth)} of files`;
  item.iconPath = new ThemeIcon('compare-changes');
  item.contextValue = 'comparison';
  item.tooltip = plainText([`What ${after.label} has otherwise than ${before.label}.`, `Files of ${formatSize(before.contents.visibleBytes)} and ${formatSize(after.contents.visibleBytes)} in the finished images.`]);
  item.accessibilityInformation = { label: `Comparison of ${before.label} with ${after.label}, ${item.description}` };
  return item;
}

const differenceIcons: Readonly<Record<DifferenceGroupNode['of'], string>> = { added: 'diff-added', removed: 'diff-removed', content: 'diff-modified', attributes: 'diff-renamed' };

function differenceGroupItem({ of, differences }: DifferenceGroupNode): TreeItem {
  const item = new TreeItem(differenceTitles[of], Collapsed);
  const growth = differences.reduce((sum, difference) => sum + growthOf(difference), 0);
  item.description = [formatCount(differences.length, 'path'), of === 'attributes' ? '' : formatGrowth(growth)].filter(Boolean).join(', ');
  item.iconPath = new ThemeIcon(differenceIcons[of]);
  item.contextValue = 'differenceGroup';
  return item;
}

const differenceMarks: Readonly<Record<DifferenceGroupNode['of'], ShownMark>> = { added: 'added', removed: 'deleted', content: 'modified', attributes: 'attributes' };

function differenceItem(node: DifferenceNode): TreeItem {
  const { difference, before, after } = node;
  const item = new TreeItem(fileName(difference.path), None);
  item.description = [differenceText(difference), folderText(difference.path)].join('  ');
  item.resourceUri = uriOf(difference.kind === 'removed' ? before : after, 'final', difference.path, differenceMarks[difference.kind]);
  item.iconPath = ThemeIcon.File;
  item.contextValue = 'difference';
  const title = differenceTitles[difference.kind].toLowerCase();
  item.tooltip = plainText([`/${difference.path}`, title, differenceText(difference)]);
  item.accessibilityInformation = { label: `/${difference.path}, ${title}, ${differenceText(difference)}` };
  item.command = { title: 'Open Changes', command: 'drydock.openLayerChanges', arguments: [node] };
  return item;
}

function textItem({ text, isProblem }: TextNode): TreeItem {
  const item = new TreeItem(text, None);
  item.iconPath = new ThemeIcon(isProblem ? 'warning' : 'info');
  item.contextValue = 'text';
  item.tooltip = text;
  return item;
}

/** The folder that a path lies in. */
function folderText(path: string): string {
  return `/${path.slice(0, Math.max(0, path.length - fileName(path).length - 1))}`;
}

/** The mark goes into the query, where the decorations find it. */
function uriOf({ key }: OpenedImage, where: Where, path: string, mark: ShownMark | undefined): Uri {
  return Uri.from({ scheme: layerScheme, path: addressPath({ key, where, path }), query: mark ? `mark=${mark}` : '' });
}

function iconOf(kind: FileNode['file']['kind']): ThemeIcon {
  if (kind === 'folder') return ThemeIcon.Folder;
  if (kind === 'symlink') return new ThemeIcon('file-symlink-file');
  return kind === 'other' ? new ThemeIcon('circuit-board') : ThemeIcon.File;
}

/** Paragraphs of text as it is: file names may look like Markdown. */
function plainText(lines: readonly string[]): MarkdownString {
  const text = new MarkdownString();
  text.appendText(lines.filter(Boolean).join('\n'));
  return text;
}
