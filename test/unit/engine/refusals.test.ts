/**
 * What engines refuse with, word for word as each of them said it, and what is made of it.
 */
import { expect, test } from 'vitest';
import type { Endpoint } from '../../../server/src/engine/endpoint.ts';
import { refusal, registryOf, type About } from '../../../server/src/engine/refusals.ts';

const endpoint: Endpoint = { transport: 'socket', path: '/s', origin: { kind: 'setting' } };
const image = { doing: 'remove images', image: 'app:1' };
const container = { doing: 'compare containers', container: 'web' };
const pull = { doing: 'pull images', registryName: 'registry.example/team/app:1' };
const hub = { doing: 'pull images', registryName: 'app:1' };
const load = { doing: 'load images', sendsArchive: true };
const id = '2c1c8e2b7a1d9f0c4e5b6a798807f6e5d4c3b2a190817263544536271809abcd';

type Case = readonly [engine: string, about: Omit<About, 'endpoint'>, status: number, said: string, kind: string, sentence: string, remedy?: string];

const cases: readonly Case[] = [
  ['Docker', image, 404, 'No such image: app:1', 'image-gone', 'The engine has no image app:1.', 'It may have been removed meanwhile'],
  ['Docker', image, 404, 'reference does not exist', 'image-gone', 'The engine has no image app:1.'],
  ['Podman', image, 404, 'failed to find image app:1: docker.io/library/app:1: image not known', 'image-gone', 'The engine has no image app:1.'],
  ['Podman', image, 500, 'failed to find image app:1: image not known', 'image-gone', 'The engine has no image app:1.'],
  ['Docker', container, 404, 'No such container: web', 'container-gone', 'The engine has no container web.'],
  ['Podman', container, 404, 'no container with name or ID "web" found: no such container', 'container-gone', 'The engine has no container web.'],
  ['Podman', container, 500, 'web not found: layer not known', 'container-gone', 'The engine has no container web.'],
  ['Docker', container, 404, 'Could not find the file /x in container web', 'refused', 'The engine reports: Could not find the file /x in container web'],
  ['Docker', image, 409, `conflict: unable to remove repository reference "app:1" (must force) - container ${id} is using its referenced image 3f57d9401f8d`, 'in-use', 'The container 2c1c8e2b7a1d uses this image.', 'Remove the container first, or force the removal.'],
  ['Docker', image, 409, `conflict: unable to delete 3f57d9401f8d (must be forced) - image is being used by stopped container ${id}`, 'in-use', 'The container 2c1c8e2b7a1d uses this image.'],
  ['Docker', image, 409, `conflict: unable to delete 3f57d9401f8d (cannot be forced) - image is being used by running container ${id}`, 'in-use', 'The running container 2c1c8e2b7a1d uses this image.', 'Stop and remove'],
  ['Docker', image, 409, 'conflict: unable to delete 3f57d9401f8d (cannot be forced) - image has dependent child images', 'in-use', 'Other images were built on this one.', 'Remove those first.'],
  ['Docker', image, 409, 'conflict: unable to delete 3f57d9401f8d (must be forced) - image is referenced in multiple repositories', 'in-use', 'This image has several names.'],
  ['Podman', image, 409, `unable to delete image "${id}" by ID with more than one tag ([localhost/app:1 localhost/app:2]): please force removal`, 'in-use', 'This image has several names.'],
  ['Podman', image, 409, `image used by ${id}: image is in use by a container: consider listing external containers and force-removing image`, 'in-use', 'The container 2c1c8e2b7a1d uses this image.'],
  ['Docker', container, 409, `cannot remove container "web": container is running: stop the container before removing or force remove`, 'in-use', 'The container is running.', 'Stop it first'],
  ['Docker', { doing: 'create containers', image: 'app:1' }, 409, `Conflict. The container name "/web" is already in use by container "${id}". You have to remove (or rename) that container to be able to reuse that name.`, 'name-conflict', 'There is a container web already.'],
  ['Podman', { doing: 'create containers', image: 'app:1' }, 500, `container create: creating container storage: the container name "web" is already in use by ${id}. You have to remove that container to be able to reuse that name: that name is already in use`, 'name-conflict', 'There is a container web already.'],
  ['Docker', { doing: 'tag images', image: 'app:1' }, 400, 'invalid reference format: repository name (library/Not A Name) must be lowercase', 'bad-name', 'That is no name for an image.'],
  ['Docker', { doing: 'save images', image: 'app:1' }, 500, 'write /var/lib/docker/tmp/docker-export-1/x: no space left on device', 'disk-full', "The engine's disk is full.", 'Remove images or build cache'],
  ['Docker', pull, 500, 'failed to register layer: Error processing tar file(exit status 1): write /big: no space left on device', 'disk-full', "The engine's disk is full."],
  ['Docker', { doing: 'save images', image: 'app:1' }, 404, 'image with reference app:1 was found but does not provide the specified platform (linux/arm64)', 'wrong-platform', 'The image is not here for that platform.'],
  ['Docker', pull, 500, 'no matching manifest for linux/arm64 in the manifest list entries', 'wrong-platform', 'The image is not here for that platform.'],
  ['Docker', hub, 500, "pull access denied for app, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", 'registry-auth', 'Docker Hub has no image app:1, or does not show it to you.', 'docker login'],
  ['Docker', pull, 500, 'Head "https://registry.example/v2/team/app/manifests/1": unauthorized: authentication required', 'registry-auth', 'registry.example wants to know who you are.', 'docker login registry.example'],
  ['Docker', pull, 500, 'Head "https://registry.example/v2/team/app/manifests/1": no basic auth credentials', 'registry-auth', 'registry.example wants to know who you are.'],
  ['Docker', { ...pull, doing: 'push images' }, 500, 'denied: requested access to the resource is denied', 'registry-auth', 'registry.example does not let you do that with registry.example/team/app:1.'],
  ['Docker', pull, 500, 'manifest for registry.example/team/app:1 not found: manifest unknown: manifest unknown', 'registry-missing', 'registry.example has no image registry.example/team/app:1.', 'Check the name and the tag.'],
  ['Docker', pull, 500, 'Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host', 'registry-unreachable', 'The engine cannot reach registry.example: Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host.'],
  ['Docker', pull, 500, 'Get "https://registry.example/v2/": http: server gave HTTP response to HTTPS client', 'registry-unreachable', 'registry.example speaks plain HTTP, which the engine does not trust.', 'insecure-registries'],
  ['Docker', pull, 500, 'Get "https://registry.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority', 'registry-unreachable', 'The engine does not trust the certificate of registry.example: Get "https://registry.example/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority.'],
  ['Docker', hub, 500, 'toomanyrequests: You have reached your pull rate limit', 'registry-limit', 'Docker Hub allows no more pulls for now.'],
  ['Podman', pull, 500, 'initializing source docker://registry.example/team/app:1: pinging container registry registry.example: Get "https://registry.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused', 'registry-unreachable', 'The engine cannot reach registry.example: initializing source docker://registry.example/team/app:1: pinging container registry registry.example: Get "https://registry.example/v2/": dial tcp 10.0.0.1:443: connect: connection refused.'],
  ['Podman', pull, 500, 'network is unreachable', 'registry-unreachable', 'The engine cannot reach registry.example: network is unreachable.'],
  ['Docker', { ...pull, doing: 'push images' }, 500, 'An image does not exist locally with the tag: registry.example/team/app', 'image-gone', 'The engine has no image registry.example/team/app:1.'],
  ['Docker', load, 200, 'open /var/lib/docker/tmp/docker-import-1/repositories: no such file or directory', 'upload', 'This is no archive that the engine can read.'],
  ['Docker, containerd', load, 200, 'unrecognized image format', 'upload', 'This is no archive that the engine can read.'],
  ['Podman', load, 500, 'failed to load image: payload does not match any of the supported image formats: oci: initializing source', 'upload', 'This is no archive that the engine can read.'],
  ['Podman', { doing: 'report events' }, 404, 'Not Found', 'unsupported', "This engine can't report events."],
  ['Docker', { doing: 'say its version' }, 400, 'Client sent an HTTP request to an HTTPS server.', 'tls', 'The engine at unix:///s speaks TLS only.', 'DOCKER_TLS_VERIFY=1'],
  ['Docker Desktop', { doing: 'list images' }, 503, 'Docker Desktop is manually paused. Unpause it through the Whale menu or Dashboard.', 'refused', 'Docker Desktop is paused.', 'Resume it'],
  ['Docker', { doing: 'list images' }, 500, 'something else', 'refused', 'The engine reports: something else'],
  ['Docker', { doing: 'list images' }, 500, '', 'refused', 'The engine reports: an error without words'],
];

test.each(cases.map(([engine, about, status, said, kind, sentence, remedy = '']) => ({ engine, about, status, said, kind, sentence, remedy })))('$engine: $about $status $said', ({ about, status, said, kind, sentence, remedy }) => {
  const error = refusal({ ...about, endpoint }, status, said);
  expect([error.kind, error.message]).toEqual([kind, sentence]);
  expect(error.remedy).toContain(remedy);
});

test.each([['app', 'Docker Hub'], ['team/app:1', 'Docker Hub'], ['docker.io/library/app', 'Docker Hub'], ['localhost/app', 'localhost'], ['localhost:5000/app', 'localhost:5000'], ['registry.example/a/b', 'registry.example']])('%s belongs to %s', (name, registry) => expect(registryOf(name)).toBe(registry));
