/** What docker and podman print while they push and pull, as they printed it when they were asked. */
import { describe, expect, test } from 'vitest';
import { pullArguments, pushArguments, TransferProgress } from '../../../client/src/model/transfer.ts';

const digest = `sha256:${'a'.repeat(64)}`;

function after(text: string): TransferProgress {
  const progress = new TransferProgress();
  progress.push(text);
  return progress;
}

test('arguments are words of their own, whatever is in the name', () => {
  expect(pushArguments('app:1')).toEqual(['push', 'app:1']);
  expect(pullArguments('app:1', undefined)).toEqual(['pull', 'app:1']);
  expect(pullArguments('app:1', 'linux/arm64')).toEqual(['pull', '--platform', 'linux/arm64', 'app:1']);
});

describe('a push by docker', () => {
  const begin = 'The push refers to repository [registry.example/app]\n6caa38f13592: Preparing\n0c5484baf541: Preparing\n';
  test('counts the layers', () => {
    expect(after(begin).text).toBe('0 of 2 layers done');
    expect(after(`${begin}6caa38f13592: Pushing\n`).text).toBe('0 of 2 layers done, 6caa38f13592: Pushing');
    expect(after(`${begin}6caa38f13592: Pushed\n0c5484baf541: Layer already exists\n`).counts).toEqual({ layers: 2, done: 2 });
  });
  test('in pieces that end anywhere', () => {
    const progress = new TransferProgress();
    for (const piece of [...begin, ...`6caa38f13592: Pushed\n1: digest: ${digest} size: 739`]) progress.push(piece);
    progress.end();
    expect(progress.counts).toEqual({ layers: 2, done: 1 });
    expect(progress.digest).toBe(digest);
  });
  test('without any layer so far says nothing', () => {
    expect(after('The push refers to repository [registry.example/app]\n').text).toBe('');
  });
  test('that fails gives its reason', () => {
    expect(after(`${begin}unauthorized: authentication required\n`).failure).toBe('unauthorized: authentication required');
    expect(after('Error response from daemon: manifest for app:1 not found\nWhat\'s next:\n    more\n').failure).toBe('manifest for app:1 not found');
  });
});

test('a pull by docker', () => {
  const progress = after(`1: Pulling from app\n6caa38f13592: Pulling fs layer\n6caa38f13592: Download complete\n6caa38f13592: Pull complete\nDigest: ${digest}\nStatus: Downloaded newer image for app:1\n`);
  expect(progress.text).toBe('1 of 1 layers done');
  expect(progress.digest).toBe(digest);
});

test('a push by podman', () => {
  const progress = after(`Getting image source signatures\nCopying blob sha256:6caa38f1359200000000\nCopying config sha256:${'b'.repeat(12)}\nWriting manifest to image destination\n`);
  expect(progress.counts).toEqual({ layers: 2, done: 2 });
});
