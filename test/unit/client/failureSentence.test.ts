import { expect, test } from 'vitest';
import { failureSentence, isOfEngine } from '../../../client/src/commands/build/failureSentence.ts';

// The builder's words as Docker Engine 28 with buildx 0.29 says them.
test.each([
  ['Unavailable: error reading from server: EOF', /^The engine or its builder went away/],
  ['Multi-platform build is not supported for the docker driver.', /^This builder can't keep an image of several platforms/],
  ['no builder "big" found', /^There is no builder "big": /],
  ['secret npm: not found', /^The Dockerfile needs the secret "npm"/],
  ['Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?', /^No engine answers/],
  ['permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock', /^The engine does not let you in/],
  ['write /x: no space left on device', /^The disk of the engine is full/],
  ['failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://registry.example/token: 401 Unauthorized', /docker login/],
])('%s', (message, sentence) => {
  expect(failureSentence(message)).toMatch(sentence);
  expect(failureSentence(message)).toContain(`(${message})`);
});

test.each([
  'dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)', '"/nothing": not found', 'The build failed.',
  'failed to do request: Head "https://registry.example/v2/nope/manifests/1": proxyconnect tcp: dial tcp 127.0.0.1:9: connect: connection refused',
])('%s stays as it is', (message) => expect(failureSentence(message)).toBe(message));

test('another engine helps where none was reached', () => {
  const helps = (message: string): boolean => isOfEngine(failureSentence(message));
  expect(['Unavailable: error reading from server: EOF', 'Cannot connect to the Docker daemon at unix:///x.', 'permission denied while trying to connect to the Docker daemon socket at unix:///x'].every(helps)).toBe(true);
  expect(['secret npm: not found', 'write /x: no space left on device', 'The build failed.', ''].some(helps)).toBe(false);
});
