/** What the real engine says of an image, and what the checks and hovers make of it for a Dockerfile that starts from it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enginesBySetting } from '../../client/src/engine/engines.ts';
import { imageReader } from '../../client/src/commands/imageReader.ts';
import { openPlace } from '../../client/src/image/openPlace.ts';
import { ImageConfigs } from '../../client/src/engine/imageConfigs.ts';
import { diagnose } from '../../server/src/features/diagnostics.ts';
import type { BaseImages } from '../../server/src/semantics/baseImage.ts';
import { analyse } from '../../server/src/semantics/semantics.ts';
import { parse } from '../../server/src/syntax/tree.ts';
import { build, removeBuilt } from '../support/builtImages.ts';
import { hasEngine } from '../support/product.ts';

const group = 'image-config';
const tag = 'drydock-test-image-config:1';
const base = 'FROM busybox\nENV GREETING="hello you" EMPTY=\nWORKDIR /app\nUSER 1000\nSHELL ["/bin/sh", "-ec"]\nONBUILD RUN true\n';
const text = `FROM ${tag}\nLABEL a=$GREETING b=$EMPTY c=$OTHER\nWORKDIR sub\nCMD echo hi\n`;

describe.skipIf(!hasEngine)('an image of the engine', () => {
  const images = new ImageConfigs({ config: imageReader(enginesBySetting(() => ''), openPlace).config, isTrusted: () => true });

  beforeAll(() => {
    build(group, base, {}, { tag });
  }, 120_000);
  afterAll(() => removeBuilt(group));

  test('is known, and changes what is found', async () => {
    const config = (await images.get(tag))!;
    expect(config).toMatchObject({ shell: ['/bin/sh', '-ec'], workingDir: '/app', user: '1000', onbuild: ['RUN true'] });
    expect(config.env).toMatchObject({ GREETING: 'hello you', EMPTY: '', PATH: expect.stringContaining('/bin') });
    const found = (baseImages?: BaseImages): string[] => {
      const tree = parse(text);
      const snapshot = { uri: 'file:///Dockerfile', version: 1, tree, semantics: analyse(tree, undefined, { baseImages }) };
      return diagnose(snapshot, { preset: 'buildkit', severity: {} }).map(({ code, message }) => `${code} ${/\$\w+/.exec(message)?.[0] ?? ''}`.trim());
    };
    expect(found(new Map([[tag, config]]))).toEqual(['UndefinedVar $OTHER', 'WorkdirRelativePath']);
    expect(found()).toEqual(['UndefinedVar $GREETING', 'UndefinedVar $EMPTY', 'UndefinedVar $OTHER', 'WorkdirRelativePath', 'JSONArgsRecommended']);
  });

  test('that it does not have is not pulled', async () => {
    expect(await images.get('drydock-test-no-such-image:1')).toBeNull();
  });
});
