/**
 * The views of images and containers together. Owns: their common watch of the engine, and remembering how they list. Must not draw anything.
 */
import { commands, workspace, type Disposable } from 'vscode';
import type { ImageLists } from '../commands/deps.ts';
import type { Engines } from '../engine/engines.ts';
import { ImageWatch } from '../engine/imageWatch.ts';
import { engineFilters, optionsFrom, type ImageListOptions } from '../model/imageList.ts';
import type { Memory } from '../ui/ports.ts';
import { ContainersView } from './containersTree.ts';
import { ImagesView } from './imagesTree.ts';

export interface ImageViewsOptions {
  readonly engines: Engines;
  readonly memory: Memory;
}

const listingKey = 'images.listing';
const stoppedKey = 'containers.stopped';
/** In milliseconds: nobody waits longer for a tooltip or for what a container changed. */
const patience = 30_000;

export class ImageViews implements ImageLists, Disposable {
  readonly #memory: Memory;
  readonly #watch: ImageWatch;
  readonly #images: ImagesView;
  readonly #containers: ContainersView;
  readonly #disposables: Disposable[];
  #options: ImageListOptions;

  constructor({ engines, memory }: ImageViewsOptions) {
    this.#memory = memory;
    this.#options = optionsFrom(memory.get(listingKey));
    this.#watch = new ImageWatch({
      engines, isTrusted: () => workspace.isTrusted, query: () => ({ all: this.#options.showIntermediate, filters: engineFilters(this.#options.filter) }),
    });
    this.#images = new ImagesView({
      watch: this.#watch, options: () => this.#options,
      platform: (id, signal) => engines.use(AbortSignal.any([signal, AbortSignal.timeout(patience)]), async (engine) => {
        const { os, arch, variant } = await engine.inspect(id, { signal });
        return [os, arch, variant].filter(Boolean).join('/');
      }).catch(() => ''),
    });
    this.#containers = new ContainersView({
      watch: this.#watch, showStopped: () => this.showStopped(),
      changes: (id) => { const signal = AbortSignal.timeout(patience); return engines.use(signal, (engine) => engine.containerChanges(id, { signal })); },
    });
    this.#disposables = [
      this.#images, this.#containers, workspace.onDidGrantWorkspaceTrust(() => this.#watch.refresh()),
      // Another engine is to be used, or others have seen that it is back.
      engines.onDidChange(({ kind }) => {
        if (kind === 'unknown') this.#watch.restart();
        else if (kind === 'ready' && this.#watch.state.phase === 'problem') this.#watch.refresh();
      }),
    ];
  }

  options(): ImageListOptions {
    return this.#options;
  }

  setOptions(options: ImageListOptions): void {
    const before = this.#options;
    this.#options = options;
    void this.#memory.set(listingKey, JSON.stringify(options));
    this.#images.redraw();
    if (!this.#images.isVisible) this.#bring('images');
    const isOther = JSON.stringify(engineFilters(before.filter)) !== JSON.stringify(engineFilters(options.filter)) || before.showIntermediate !== options.showIntermediate;
    if (isOther) this.#watch.restart();
  }

  showStopped(): boolean {
    return this.#memory.get(stoppedKey) !== 'no';
  }

  setShowStopped(show: boolean): void {
    if (!this.#containers.isVisible) this.#bring('containers');
    void this.#memory.set(stoppedKey, show ? 'yes' : 'no').then(() => this.#containers.redraw());
  }

  refresh(): void {
    this.#watch.refresh();
  }

  show(): void {
    if (!this.#images.isVisible && !this.#containers.isVisible) this.#bring('images');
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    this.#watch.dispose();
  }

  #bring(view: 'images' | 'containers'): void {
    void commands.executeCommand(`drydock.${view}.focus`);
  }
}
