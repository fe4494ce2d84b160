import { describe, expect, it } from 'vitest';
import { imageNameError, proposedName } from '../../../client/src/commands/imageName.ts';

describe('the check of an image name', () => {
  it.each(['', 'app', 'app:1.0', 'my_app', 'my__app', 'a-b.c/d', 'localhost/app', 'localhost:5000/app:x', 'example.com:443/team/app', 'App.example.com/app', '[::1]:5000/app', 'app:_x'])('takes %j', (name) => {
    expect(imageNameError(name)).toBeUndefined();
  });
  it.each(['App', 'app:', 'app:-x', `app:${'x'.repeat(129)}`, '-app', 'app-', 'a//b', '/app', 'app/', 'a b', 'app@sha256:00', 'exa mple.com/app', 'my___app', 'ä'])('refuses %j with a sentence', (name) => {
    expect(imageNameError(name)).toMatch(/\.$/);
  });
});

describe('the proposed name', () => {
  it.each([
    ['/src/shop/Dockerfile', undefined, 'shop:latest'],
    ['C:\\src\\My Shop\\Dockerfile', undefined, 'my-shop:latest'],
    ['/src/shop/Dockerfile.dev', undefined, 'shop:dev'],
    ['/src/shop/api.dockerfile', undefined, 'shop:api'],
    ['/src/shop/Containerfile', 'test', 'shop:test'],
    ['/src/--(x)--/Dockerfile', undefined, 'x:latest'],
    ['/源/Dockerfile', undefined, 'image:latest'],
    ['/Dockerfile', undefined, 'image:latest'],
    ['/src/shop/Dockerfile', '$BASE', 'shop:BASE'],
  ])('%s %s → %s', (path, stage, name) => {
    expect(proposedName(path, stage)).toBe(name);
    expect(imageNameError(name)).toBeUndefined();
  });
});
