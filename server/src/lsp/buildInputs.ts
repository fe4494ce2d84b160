/**
 * What a build would get besides the Dockerfile. Owns: fetching the ignore file, listings of the build context and the configurations of base
 * images for each open document, and telling when they change what is found. Never makes anybody wait: what is not there yet is not known.
 */
import { foldersToList } from '../features/contextFolders.ts';
import type { DirectoryEntry } from '../host.ts';
import type { BaseImage, BaseImages } from '../semantics/baseImage.ts';
import { ignoreFileNames, type BuildContext } from '../semantics/buildContext.ts';
import { readIgnoreFile, type IgnoreFile } from '../semantics/ignoreFile.ts';
import type { BuildOptions, Semantics } from '../semantics/semantics.ts';
import type { ServerContext } from './context.ts';
import { IgnoreDocuments, isIgnoreFile, registerForIgnoreFiles } from './ignoreDocuments.ts';
import { described, logTo } from './log.ts';
import { imageConfigRequest, type ImageConfigParams, type ImageConfigResult } from './protocol.ts';
import { below, contextFolder, folderOf, nameOf, resourceOf, uriOf, type Resource } from './resource.ts';

/** Typing may go on; what it needs is fetched when it pauses for so many milliseconds. */
const pause = 300;
/** An answer about an image is good for so many milliseconds; somebody may pull or build it. */
const imageAge = 60_000;
const mostRounds = 40;

/** What has been fetched for one document. */
interface Inputs {
  timer: ReturnType<typeof setTimeout> | undefined;
  isLooking: boolean;
  /** Asked for while something was being fetched. */
  next: 'no' | 'again' | 'fresh';
  /** Undefined before the first look. */
  ignore: { readonly text: string | undefined; readonly file: IgnoreFile | undefined; readonly folder: Resource } | undefined;
  context: BuildContext | undefined;
  baseImages: BaseImages | undefined;
}

interface KnownImage {
  readonly at: number;
  readonly answer: Promise<BaseImage | undefined>;
}

const noOptions: BuildOptions = {};

export class BuildInputs {
  readonly ignoreDocuments = new IgnoreDocuments(() => this.#lookAll());
  readonly #server: ServerContext;
  readonly #onNews: (uri: string) => void;
  readonly #byUri = new Map<string, Inputs>();
  readonly #images = new Map<string, KnownImage>();

  /** `onNews` is told of a document about which more is known than before. */
  constructor(server: ServerContext, onNews: (uri: string) => void) {
    this.#server = server;
    this.#onNews = onNews;
    const { connection, documents, configuration } = server;
    documents.onDidOpen(({ document: { uri } }) => {
      this.#byUri.set(uri, { timer: undefined, isLooking: false, next: 'no', ignore: undefined, context: undefined, baseImages: undefined });
      void this.#look(uri, 'fresh');
    });
    documents.onDidChangeContent(({ document: { uri } }) => this.#schedule(uri));
    documents.onDidClose(({ document: { uri } }) => {
      clearTimeout(this.#byUri.get(uri)?.timer);
      this.#byUri.delete(uri);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      if (changes.some(({ uri }) => isIgnoreFile(uri))) this.#lookAll();
    });
    configuration.onChange(() => this.#lookAll());
  }

  /** For the moment when the client can be asked. */
  start(): void {
    registerForIgnoreFiles(this.#server.connection, this.#server.state.client)
      .catch((error: unknown) => logTo(this.#server.connection, 'warn', `Changes of ignore files will not be seen: ${described(error)}`));
  }

  #lookAll(): void {
    for (const uri of this.#byUri.keys()) void this.#look(uri, 'fresh');
  }

  #schedule(uri: string): void {
    const inputs = this.#byUri.get(uri);
    if (!inputs || !(inputs.context || this.#server.state.client.imageConfig)) return;
    clearTimeout(inputs.timer);
    inputs.timer = setTimeout(() => void this.#look(uri, 'again'), pause);
  }

  /** Fetches what is missing; `fresh`: also what is there already. */
  async #look(uri: string, how: 'again' | 'fresh'): Promise<void> {
    const inputs = this.#byUri.get(uri);
    if (!inputs) return;
    const failed = (error: unknown): void => logTo(this.#server.connection, 'error', `Looking at what is built failed: ${described(error)}`);
    // An engine may take its time, which is none of the ignore file's business.
    this.#lookAtImages(uri, inputs).catch(failed);
    if (inputs.isLooking) {
      if (inputs.next !== 'fresh') inputs.next = how;
      return;
    }
    inputs.isLooking = true;
    await this.#lookAtContext(uri, inputs, how).catch(failed);
    inputs.isLooking = false;
    const { next } = inputs;
    inputs.next = 'no';
    if (next !== 'no') await this.#look(uri, next);
  }

  async #lookAtContext(uri: string, inputs: Inputs, how: 'again' | 'fresh'): Promise<void> {
    const before = inputs.ignore;
    if (how === 'fresh' || !before) inputs.ignore = await this.#readIgnoreFile(uri);
    const { ignore } = inputs;
    if (!ignore?.file || (ignore.file.patterns.length === 0 && ignore.file.error === undefined)) {
      this.#tell(uri, inputs, { context: undefined });
      return;
    }
    const isSame = before?.text === ignore.text && before?.folder.path === ignore.folder.path;
    // Files come and go, so a fresh look lists them anew.
    const folders = new Map(how === 'fresh' || !isSame ? [] : inputs.context?.folders);
    const file = isSame && before?.file ? before.file : ignore.file;
    const listed = folders.size;
    await this.#list(uri, { ignore: file, folders }, folders, ignore.folder);
    if (!isSame || how === 'fresh' || folders.size !== listed || !inputs.context) this.#tell(uri, inputs, { context: { ignore: file, folders } });
  }

  async #readIgnoreFile(uri: string): Promise<Inputs['ignore']> {
    const dockerfile = resourceOf(uri);
    if (!dockerfile) return undefined;
    await this.#server.configuration.get(uri);
    const folder = contextFolder(dockerfile, this.#server.configuration.buildContext(uri), this.#server.state.workspaceFolders);
    const { beside, inContext } = ignoreFileNames(nameOf(dockerfile));
    for (const [place, name] of [[folderOf(dockerfile), beside], [folder, inContext]] as const) {
      const file = uriOf(below(place, name));
      const text = this.ignoreDocuments.textOf(file) ?? await this.#server.host.readFile(file);
      if (text !== undefined) return { text, file: readIgnoreFile(text, name), folder };
    }
    return { text: undefined, file: undefined, folder };
  }

  /** Lists the folders that are needed, and then those that turn out to be needed too. */
  async #list(uri: string, context: BuildContext, folders: Map<string, readonly DirectoryEntry[]>, root: Resource): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      const document = this.#server.documents.get(uri);
      const missing = document ? foldersToList(document.snapshot, context) : [];
      if (missing.length === 0) return;
      await Promise.all(missing.map(async (folder) => folders.set(folder, await this.#server.host.readDirectory(uriOf(below(root, folder))))));
    }
  }

  async #lookAtImages(uri: string, inputs: Inputs): Promise<void> {
    const document = this.#server.documents.get(uri);
    if (!this.#server.state.client.imageConfig || !document) return;
    const known = new Map<string, BaseImage>();
    await Promise.all(imagesOf(document.snapshot.semantics).map(async (name) => {
      const image = await this.#imageNamed(name);
      if (image) known.set(name, image);
    }));
    if (!sameImages(known, inputs.baseImages)) this.#tell(uri, inputs, { baseImages: known.size > 0 ? known : undefined });
  }

  #imageNamed(name: string): Promise<BaseImage | undefined> {
    const now = Date.now();
    for (const [old, { at }] of this.#images) if (now - at >= imageAge) this.#images.delete(old);
    const known = this.#images.get(name);
    if (known) return known.answer;
    const params: ImageConfigParams = { image: name };
    // A client that fails knows nothing, which is what it would say without an engine.
    const answer = this.#server.connection.sendRequest<ImageConfigResult>(imageConfigRequest, params).then((result) => result ?? undefined, () => undefined);
    this.#images.set(name, { at: now, answer });
    return answer;
  }

  /** Takes over what is new, and has the document judged again. */
  #tell(uri: string, inputs: Inputs, news: Partial<Pick<Inputs, 'context' | 'baseImages'>>): void {
    const before = { context: inputs.context, baseImages: inputs.baseImages };
    Object.assign(inputs, news);
    const { context, baseImages } = inputs;
    const document = this.#server.documents.get(uri);
    // The document may have been closed, and opened again, in the meantime.
    if (!document || this.#byUri.get(uri) !== inputs || (before.context === context && before.baseImages === baseImages)) return;
    document.setOptions(context || baseImages ? { context, baseImages } : noOptions);
    this.#onNews(uri);
  }
}

/** The names of the images that stages start from, where they do not depend on the build. */
function imagesOf({ stages }: Semantics): readonly string[] {
  return [...new Set(stages.flatMap(({ base, baseIsCertain }) => (base.kind === 'image' && baseIsCertain ? [base.text] : [])))];
}

function sameImages(a: BaseImages, b: BaseImages = new Map()): boolean {
  return a.size === b.size && [...a].every(([name, image]) => JSON.stringify(b.get(name)) === JSON.stringify(image));
}
