/**
 * The nodes of the view "Image Layers". Owns: their plain data. Must not load or draw anything.
 */
import type { FoundBase } from '../baseImage.ts';
import type { ContentsFile, ContentsLayer, DuplicateFiles, HiddenSum, ImageDifference, LayerMode } from '../imageContents.ts';
import type { ImageSource } from '../imageSource.ts';
import type { OpenedImage } from './openedImageList.ts';

interface NodeBase {
  /** The same for the same thing as long as the window is open. */
  readonly id: string;
  /** undefined for the topmost ones. */
  readonly parent: ExplorerNode | undefined;
}

interface ImagePart extends NodeBase {
  readonly image: OpenedImage;
}

export interface ImageNode extends ImagePart {
  readonly kind: 'image';
  /** What commands of other views take from a node. */
  readonly source: ImageSource;
}

/** The layers of the base image. */
export interface BaseNode extends ImagePart {
  readonly kind: 'base';
  readonly base: FoundBase;
  /** How many of the lowest layers are its. */
  readonly count: number;
}

export interface LayerNode extends ImagePart {
  readonly kind: 'layer';
  readonly layer: ContentsLayer;
  readonly copyText: string;
}

/** A file or a folder of a layer. */
export interface FileNode extends ImagePart {
  readonly kind: 'file';
  readonly file: ContentsFile;
  readonly copyText: string;
}

/** Stands for the children that were left out. */
export interface MoreNode extends NodeBase {
  readonly kind: 'more';
  readonly left: number;
}

export type ReportName = 'hidden' | 'largest' | 'duplicates';

export interface ReportNode extends ImagePart {
  readonly kind: 'report';
  readonly report: ReportName;
}

/** What one layer stores and another hides. */
export interface HiddenSumNode extends ImagePart {
  readonly kind: 'hiddenSum';
  readonly sum: HiddenSum;
}

/** Files of the same content. */
export interface DuplicateNode extends ImagePart {
  readonly kind: 'duplicate';
  readonly duplicate: DuplicateFiles;
}

/** A file in a report, as a layer has it. */
export interface PlaceNode extends ImagePart {
  readonly kind: 'place';
  readonly path: string;
  readonly layer: number;
  readonly bytes: number;
  /** The layer that hid it; undefined for what the finished image has. */
  readonly hiddenBy: number | undefined;
  readonly copyText: string;
}

export interface ComparisonNode extends NodeBase {
  readonly kind: 'comparison';
  readonly before: OpenedImage;
  readonly after: OpenedImage;
}

export interface DifferenceGroupNode extends NodeBase {
  readonly kind: 'differenceGroup';
  readonly of: ImageDifference['kind'];
  readonly differences: readonly ImageDifference[];
}

export interface DifferenceNode extends NodeBase {
  readonly kind: 'difference';
  readonly before: OpenedImage;
  readonly after: OpenedImage;
  readonly difference: ImageDifference;
  readonly copyText: string;
}

/** A sentence in place of children, or below them. */
export interface TextNode extends NodeBase {
  readonly kind: 'text';
  readonly text: string;
  readonly isProblem: boolean;
}

export type ExplorerNode =
  | ImageNode | BaseNode | LayerNode | FileNode | MoreNode | ReportNode | HiddenSumNode | DuplicateNode | PlaceNode
  | ComparisonNode | DifferenceGroupNode | DifferenceNode | TextNode;

/** What the whole view shows. */
export interface ExplorerSettings {
  readonly mode: LayerMode;
  readonly order: 'name' | 'size';
  /** Text or glob; '' for none. */
  readonly filter: string;
  readonly isTopFirst: boolean;
}

/** Children shown at once: more would make VS Code's trees slow. */
export const pageSize = 1000;
