/**
 * The page about an image archive. Owns: its HTML, for people who look and for those who listen. Must not read archives or know VS Code.
 *
 * Everything that comes out of an archive is escaped; the page has no script and loads nothing.
 */
import { formatCount, formatSize } from '../format.ts';
import type { ContentsLayer, ImageContents } from '../imageContents.ts';
import { shortId } from '../imageReference.ts';
import type { ImageSource } from '../imageSource.ts';

/** Commands that the page's links may start. */
export const pageCommands = ['drydock.inspectImageLayers', 'drydock.showImageHistory', 'workbench.action.reopenWithEditor'];

export type PageImage = Pick<ImageContents, 'id' | 'name' | 'platform' | 'layers' | 'totalBytes' | 'visibleBytes' | 'wastedBytes' | 'finalFiles'> & { readonly history: Pick<ImageContents['history'], 'rows'> };

export type PageState =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'read'; readonly images: readonly PageImage[]; readonly problem: string | undefined };

export interface ArchivePage {
  /** The archive's file name. */
  readonly title: string;
  /** Its absolute path. */
  readonly path: string;
  /** Random; no other style than ours has it. */
  readonly nonce: string;
  readonly state: PageState;
}

export function archivePage({ title, path, nonce, state }: ArchivePage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body(state, path)}
</main>
</body>
</html>`;
}

function body(state: PageState, path: string): string {
  switch (state.kind) {
    case 'reading': return '<p role="status">Reading the archive…</p>';
    case 'failed': return `<p role="alert">${escaped(state.message)}</p>\n<p>${link('workbench.action.reopenWithEditor', undefined, 'Open with Another Editor…')}</p>`;
    case 'read': {
      const problem = state.problem === undefined ? '' : `<p role="alert" class="problem">Not everything could be read. ${escaped(state.problem)}</p>\n`;
      const labels = labelsOf(state.images);
      return problem + state.images.map((image, index) => imageSection(image, labels[index]!, path)).join('\n');
    }
  }
}

function imageSection(image: PageImage, label: string, path: string): string {
  const source: ImageSource = { kind: 'archive', path, name: image.name };
  const facts: readonly (readonly [string, string])[] = [
    ['Platform', image.platform ?? 'not said'],
    ['Image ID', image.id || 'not said'],
    ['Stored in the archive', formatSize(image.layers.reduce((sum, layer) => sum + layer.storedBytes, 0))],
    ['Files of all layers', formatSize(image.totalBytes)],
    ['Files of the finished image', `${formatSize(image.visibleBytes)} in ${formatCount(image.finalFiles, 'file')}`],
    ['Hidden', image.wastedBytes === 0 ? 'nothing' : `${formatSize(image.wastedBytes)} that later layers delete or replace, and that stay in the image`],
    ['History', formatCount(image.history.rows.length, 'step')],
  ];
  return `<section>
<h2>${escaped(label)}</h2>
<p>${link('drydock.inspectImageLayers', [{ source }], 'Show in Layers View')} ${link('drydock.showImageHistory', [{ source }], 'Show History')}</p>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
<table>
<caption>Layers, bottom first</caption>
<thead><tr><th scope="col">Layer</th><th scope="col">Instruction</th><th scope="col">Stored</th><th scope="col">Adds</th><th scope="col">Total so far</th><th scope="col">Hides</th></tr></thead>
<tbody>
${image.layers.map(layerRow).join('\n')}
</tbody>
</table>
</section>`;
}

function layerRow(layer: ContentsLayer): string {
  const text = `${layer.instruction} ${layer.text}`.trim() || 'unknown step';
  const problem = layer.error === undefined ? '' : `<p class="problem">${escaped(layer.error)}</p>`;
  const packed = layer.compression === 'gzip' || layer.compression === 'zstd' ? ` (${layer.compression})` : '';
  const hides = layer.hidesBytes > 0 ? formatSize(layer.hidesBytes) : 'nothing';
  return `<tr><th scope="row">${layer.index + 1}</th><td><code>${escaped(text)}</code>${problem}</td><td>${formatSize(layer.storedBytes)}${packed}</td><td>${formatSize(layer.bodyBytes)}</td><td>${formatSize(layer.cumulativeBytes)}</td><td>${hides}</td></tr>`;
}

/** Images of the same name with their platform, so that no heading shows twice without a difference. */
function labelsOf(images: readonly PageImage[]): string[] {
  const names = images.map(({ name }, index) => name || (images.length === 1 ? 'Image without a name' : `Image ${index + 1}, without a name`));
  return names.map((name, index) => {
    const { platform, id } = images[index]!;
    if (names.indexOf(name) === names.lastIndexOf(name)) return name;
    const isTold = images.filter((other, at) => names[at] === name && other.platform === platform).length === 1;
    return `${name} (${isTold && platform ? platform : shortId(id)})`;
  });
}

function link(command: string, args: readonly unknown[] | undefined, text: string): string {
  const query = args ? `?${encodeURIComponent(JSON.stringify(args))}` : '';
  return `<a class="button" href="${escaped(`command:${command}${query}`)}">${text}</a>`;
}

function escaped(text: string): string {
  // What could turn the direction of the page's text around is taken out, too.
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

const style = `
body { color: var(--vscode-editor-foreground); background: var(--vscode-editor-background); font: var(--vscode-font-size) var(--vscode-font-family); padding: 0 1.5em 2em; line-height: 1.5; }
main { max-width: 70em; }
h1 { font-size: 1.5em; font-weight: 600; overflow-wrap: anywhere; }
h2 { font-size: 1.2em; font-weight: 600; margin-top: 2em; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2em 1.5em; }
dt { color: var(--vscode-descriptionForeground); }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; color: var(--vscode-descriptionForeground); padding-bottom: 0.4em; }
th, td { text-align: start; vertical-align: top; padding: 0.3em 1em 0.3em 0; border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-descriptionForeground)); font-weight: normal; }
thead th { font-weight: 600; }
td:nth-child(n+3) { white-space: nowrap; }
code { font-family: var(--vscode-editor-font-family); white-space: pre-wrap; overflow-wrap: anywhere; color: inherit; background: none; }
a.button { display: inline-block; color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); border-radius: 3px; padding: 0.3em 1em; margin-inline-end: 0.5em; text-decoration: none; }
a.button:hover { background: var(--vscode-button-hoverBackground); }
a.button:focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 2px; }
.problem { color: var(--vscode-errorForeground); }
`;
