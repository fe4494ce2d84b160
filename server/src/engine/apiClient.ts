/**
 * The Engine API as an EngineClient. Owns: nothing but the joining: images.ts, containers.ts and system.ts ask, normalise.ts and usage.ts read, api.ts speaks.
 */
import type { Readable } from 'node:stream';
import { Api } from './api.ts';
import type { ConnectionOptions } from './connection.ts';
import * as containers from './containers.ts';
import type * as contract from './contract.ts';
import type { Endpoint } from './endpoint.ts';
import * as images from './images.ts';
import * as system from './system.ts';

export class ApiClient implements contract.EngineClient {
  readonly endpoint: Endpoint;
  readonly #api: Api;

  constructor(endpoint: Endpoint, options: ConnectionOptions = {}) {
    this.endpoint = endpoint;
    this.#api = new Api(endpoint, options);
  }

  info(options: contract.RequestOptions = {}): Promise<contract.EngineInfo> {
    return this.#api.info(options.signal);
  }

  details(options?: contract.RequestOptions): Promise<contract.EngineDetails> {
    return system.engineDetails(this.#api, options);
  }

  diskUsage(options?: contract.DiskUsageOptions): Promise<contract.DiskUsage> {
    return system.diskUsage(this.#api, options);
  }

  events(options?: contract.RequestOptions): AsyncIterable<contract.EngineEvent> {
    return system.events(this.#api, options);
  }

  listImages(options?: contract.ListOptions): Promise<readonly contract.ImageSummary[]> {
    return images.listImages(this.#api, options);
  }

  history(image: string, options?: contract.PlatformOptions): Promise<readonly contract.EngineHistoryEntry[]> {
    return images.history(this.#api, image, options);
  }

  inspect(image: string, options?: contract.PlatformOptions): Promise<contract.ImageDetails> {
    return images.inspect(this.#api, image, options);
  }

  inspectRaw(image: string, options?: contract.PlatformOptions): Promise<unknown> {
    return images.inspectRaw(this.#api, image, options);
  }

  tag(image: string, name: string, options?: contract.RequestOptions): Promise<void> {
    return images.tag(this.#api, image, name, options);
  }

  removeImage(image: string, options?: contract.RemoveOptions): Promise<contract.RemovedImages> {
    return images.removeImage(this.#api, image, options);
  }

  saveImage(image: string, options?: contract.SaveOptions): Promise<Readable> {
    return images.saveImage(this.#api, image, options);
  }

  saveImages(names: readonly string[], options?: contract.RequestOptions): Promise<Readable> {
    return images.saveImages(this.#api, names, options);
  }

  loadImages(archive: Readable, options?: contract.RequestOptions): Promise<readonly string[]> {
    return images.loadImages(this.#api, archive, options);
  }

  importImage(archive: Readable, name: string, options?: contract.ImportOptions): Promise<string> {
    return images.importImage(this.#api, archive, name, options);
  }

  containers(options?: contract.ContainerListOptions): Promise<readonly contract.ContainerSummary[]> {
    return containers.containers(this.#api, options);
  }

  containerChanges(container: string, options?: contract.RequestOptions): Promise<readonly contract.ContainerChange[]> {
    return containers.containerChanges(this.#api, container, options);
  }

  commit(container: string, name: string, options?: contract.CommitOptions): Promise<string> {
    return containers.commit(this.#api, container, name, options);
  }

  exportContainer(container: string, options?: contract.RequestOptions): Promise<Readable> {
    return containers.exportContainer(this.#api, container, options);
  }

  containerArchive(container: string, path: string, options?: contract.RequestOptions): Promise<Readable> {
    return containers.containerArchive(this.#api, container, path, options);
  }

  createContainer(options: contract.CreateContainerOptions): Promise<string> {
    return containers.createContainer(this.#api, options);
  }

  removeContainer(container: string, options?: contract.RemoveContainerOptions): Promise<void> {
    return containers.removeContainer(this.#api, container, options);
  }

  dispose(): void {
    this.#api.dispose();
  }
}
