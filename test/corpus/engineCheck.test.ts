// Preset `buildkit` against the recorded answers of a real engine's `docker buildx build --call=check`; test/engine/check.test.ts asks it anew.
import fs from 'node:fs';
import { expect, test } from 'vitest';
import { difference, recordedFile, type EngineAnswer } from '../support/engineCheck.ts';

const recorded = fs.readFileSync(recordedFile, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as EngineAnswer & { readonly text: string });

test('the engine was asked about at least 200 Dockerfiles', () => expect(recorded.length).toBeGreaterThanOrEqual(200));

test('the verdicts are the same', () => expect(recorded.flatMap((answer) => difference(answer.text, answer) ?? [])).toEqual([]));
