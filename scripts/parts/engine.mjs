// The engine of engine.sh for other scripts: its environment, and taking it down again.
import { fileURLToPath } from 'node:url';
import { run, tail, Unavailable } from './common.mjs';

const script = fileURLToPath(new URL('./engine.sh', import.meta.url));
const engine = (command) => run('bash', [script, command], { capture: true, check: false });

/**
 * Brings the engine up. Resolves with { env, stop }: the whole environment in which docker and the tests reach it, and what takes it down again
 * unless it was up before. Throws Unavailable, with the reason in one line, where it can't be had.
 */
export async function startEngine() {
  const before = await engine('status').catch(() => { throw new Unavailable('bash is not on PATH'); });
  const { code, output } = await engine('up');
  if (code === 3) throw new Unavailable(tail(output, 1).replace(/^engine: /, ''));
  if (code !== 0) throw new Error(`the engine could not be started\n${tail(output)}`);
  const env = { ...process.env };
  for (const [, name, value] of output.matchAll(/^export (\w+)=(.*)$/gm)) env[name] = value.replace('$PATH', process.env.PATH);
  const stop = async () => {
    if (before.code !== 0) await engine('down');
  };
  return { env, stop };
}

/** Runs work with the engine's environment, or with this process's own where there can be no engine. */
export async function withEngine(work) {
  const started = await startEngine().catch((error) => {
    if (!(error instanceof Unavailable)) throw error;
    console.log(`without an engine: ${error.message}`);
    return { env: process.env, stop: async () => {} };
  });
  try {
    return await work(started.env);
  } finally {
    await started.stop();
  }
}
