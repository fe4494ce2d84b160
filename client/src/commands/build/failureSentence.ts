/**
 * Failures of a build that lie in no Dockerfile. Owns: a sentence and a remedy for each in the place of the builder's words. Must not know VS Code.
 */

const sentences: readonly (readonly [builder: RegExp, sentence: string, isOfEngine?: boolean])[] = [
  [/error reading from server|transport is closing|closing transport|^Unavailable: |dial unix .*connect: (?:connection refused|no such file)|^(?:unexpected )?EOF$/i, 'The engine or its builder went away during the build. See that it runs and build again.', true],
  [/multi-?platform build is not supported|exporting manifest lists/i, 'This builder can\'t keep an image of several platforms. Choose another builder (docker buildx create), push the image, or turn on the containerd image store.'],
  [/^no builder "?([^"\s]*)"? found/i, 'There is no builder "$1": docker buildx ls lists those there are.'],
  [/permission denied while trying to connect|dial unix .*permission denied/i, 'The engine does not let you in. Add yourself to the group "docker" and sign in again, or use rootless Docker or Podman.', true],
  [/^Cannot connect to the Docker daemon|is the docker daemon running/i, 'No engine answers. Start Docker or Podman and build again.', true],
  [/no space left on device/i, 'The disk of the engine is full. docker system df says what takes it, docker builder prune frees what the cache takes.'],
  [/^secret ([^:\s]+): not found/i, 'The Dockerfile needs the secret "$1", which this build does not give: Build with Options… does.'],
  [/unable to get credentials|authorization failed|pull access denied|no basic auth credentials|401 Unauthorized|403 Forbidden|insufficient_scope/i, 'The registry wants to know who you are, or has no such image: docker login signs you in.'],
  [/entitlement .*network\.host|network\.host is not allowed/i, 'The builder does not allow the host\'s network: docker buildx create --buildkitd-flags \'--allow-insecure-entitlement network.host\' makes one that does.'],
];

/** The builder's words stay behind the sentence: they name what it is about. Any other message comes back as it is. */
export function failureSentence(message: string): string {
  for (const [pattern, sentence] of sentences) {
    const found = pattern.exec(message);
    if (found) return `${sentence.replace('$1', found[1] ?? '')} (${message.trim()})`;
  }
  return message;
}

/** Whether a message of `failureSentence` says that no engine was reached, so that another one may do. */
export function isOfEngine(message: string): boolean {
  return sentences.some(([, sentence, is = false]) => is && message.startsWith(sentence));
}
