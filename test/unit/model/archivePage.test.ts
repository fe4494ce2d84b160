import { describe, expect, it } from 'vitest';
import { archivePage, type PageState } from '../../../client/src/model/layers/archivePage.ts';
import { imageOf } from '../../support/fakeLayers.ts';
import { file } from '../../support/tarBuilder.ts';

const page = (state: PageState, title = 'app.tar'): string => archivePage({ title, path: `/work/${title}`, nonce: 'abc123', state });
const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>\u202e`;

describe('the page about an archive', () => {
  it('names every size of every layer', async () => {
    const image = await imageOf([['COPY a /', [file('a', 'x'.repeat(2000))]], ['RUN rm a', [file('.wh.a')]]], { tags: ['app:1'] });
    const html = page({ kind: 'read', images: [image], problem: undefined });
    expect(html).toContain('<h2>app:1</h2>');
    expect(html).toContain('<dt>Platform</dt><dd>linux/amd64</dd>');
    expect(html).toContain('<dt>Hidden</dt><dd>2 kB that later layers delete or replace, and that stay in the image</dd>');
    expect(html).toMatch(/<th scope="row">2<\/th><td><code>RUN rm a<\/code><\/td><td>1\.54 kB<\/td><td>0 B<\/td><td>2 kB<\/td><td>2 kB<\/td>/);
    const [, args] = /href="command:drydock\.inspectImageLayers\?([^"]+)"/.exec(html)!;
    expect(JSON.parse(decodeURIComponent(args!))).toEqual([{ source: { kind: 'archive', path: '/work/app.tar', name: 'app:1' } }]);
  });

  it('escapes what comes out of the archive, and lets nothing run or load', async () => {
    const image = await imageOf([[`RUN ${hostile}`, [file('a', 'a')]]], { tags: [hostile] });
    const html = page({ kind: 'read', images: [image], problem: hostile }, `${hostile}.tar`);
    const outside = html.replace(/<style[^]*?<\/style>/, '');
    // Our own elements only.
    expect([...new Set([...outside.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name]) => name))].sort()).toEqual(
      ['a', 'body', 'caption', 'code', 'dd', 'dl', 'dt', 'h1', 'h2', 'head', 'html', 'main', 'meta', 'p', 'section', 'table', 'tbody', 'td', 'th', 'thead', 'title', 'tr']);
    expect(outside).not.toMatch(/<[^>]*\son\w+=/);
    expect(outside).not.toContain('\u202e');
    expect(html).toContain(`content="default-src 'none'; style-src 'nonce-abc123'"`);
  });

  it('names images with their platform where they are called the same', async () => {
    const items = [['COPY a /', [file('a', 'a')]]] as const;
    const images = [await imageOf(items, { tags: ['app:1'] }), await imageOf(items, { tags: ['app:1'], architecture: 'arm64' }), await imageOf(items, { tags: ['other:1'] })];
    const html = page({ kind: 'read', images, problem: undefined });
    expect([...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, label]) => label)).toEqual(['app:1 (linux/amd64)', 'app:1 (linux/arm64)', 'other:1']);
  });

  it('says what is wrong with a file that is no image, and how to open it otherwise', () => {
    const html = page({ kind: 'failed', message: 'The tar file holds no image.' });
    expect(html).toContain('<p role="alert">The tar file holds no image.</p>');
    expect(html).toContain('href="command:workbench.action.reopenWithEditor"');
  });
});
