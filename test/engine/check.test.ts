/**
 * Preset `buildkit` against the engine's own `docker buildx build --call=check`: the same first error, and the same warnings on the same lines.
 * The engine's answers are recorded in test/corpus/engineCheck.jsonl, which test/corpus/engineCheck.test.ts compares without an engine;
 * DRYDOCK_RECORD=1 writes them anew.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { difference, engineCheckTexts, isUnresolved, recordedFile, type EngineAnswer } from '../support/engineCheck.ts';
import { hasEngine } from '../support/product.ts';

interface CheckOutput {
  readonly warnings: readonly { ruleName: string; location: { ranges?: { start: { line: number } }[] } }[] | null;
  readonly buildError?: { message: string; location?: { ranges?: { start: { line: number } }[] } };
}

/** What the engine says; its process ends with 1 on any warning, so only the output counts. */
function ask(folder: string, file: string): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    execFile('docker', ['buildx', 'build', '--call=check,format=json', '-f', path.join(folder, file), path.join(folder, 'context')], { maxBuffer: 1 << 26 }, (_error, stdout, stderr) => {
      const start = stdout.indexOf('{');
      if (start < 0) {
        const message = /^ERROR: (?:failed to build: )?(?:failed to solve: )?(.*)$/m.exec(stderr)?.[1];
        if (message === undefined) reject(new Error(`no answer for ${file}: ${stderr}`));
        else resolve({ error: message, line: null, warnings: [] });
        return;
      }
      const output = JSON.parse(stdout.slice(start)) as CheckOutput;
      const warnings = (output.warnings ?? []).map((warning): [string, number] => [warning.ruleName, warning.location.ranges?.[0]?.start.line ?? 0]);
      resolve({ error: output.buildError?.message ?? null, line: output.buildError?.location?.ranges?.[0]?.start.line ?? null, warnings });
    });
  });
}

describe.skipIf(!hasEngine)("docker's own checks", () => {
  const texts = hasEngine ? engineCheckTexts() : [];
  const answers: EngineAnswer[] = [];
  const asked = (): [string, EngineAnswer][] => texts.map((text, index): [string, EngineAnswer] => [text, answers[index]!]).filter(([, answer]) => !isUnresolved(answer));
  let folder = '';

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'drydock-check-'));
    fs.mkdirSync(path.join(folder, 'context'));
    texts.forEach((text, index) => fs.writeFileSync(path.join(folder, `${index}.Dockerfile`), text));
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < texts.length) {
        const index = next++;
        answers[index] = await ask(folder, `${index}.Dockerfile`);
      }
    };
    await Promise.all([worker(), worker(), worker(), worker()]);
    if (process.env['DRYDOCK_RECORD']) {
      fs.writeFileSync(recordedFile, asked().map(([text, answer]) => `${JSON.stringify({ text, ...answer })}\n`).join(''));
    }
  }, 300_000);

  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test('at least 200 Dockerfiles are asked about', () => expect(asked().length).toBeGreaterThanOrEqual(200));

  test('the verdicts are the same', () => {
    const differences = asked().flatMap(([text, answer]) => difference(text, answer) ?? []);
    expect(differences).toEqual([]);
  });
});
