// The engine of engine.sh for other scripts: its environment, and taking it down again.
import { fileURLToPath } from 'node:url';
import { run, tail, Unavailable } from './common.mjs';

const script = (name) => fileURLToPath(new URL(`./${name}.sh`, import.meta.url));
const engine = (command, variant = '') => run('bash', [script('engine'), command], { env: { ...process.env, ENGINE_VARIANT: variant }, capture: true, check: false });
const podman = (command) => run('bash', [script('podman'), command], { capture: true, check: false });

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

/** The engines that some tests use beside the first: how each is brought up and taken down, and the variable of its output that says where it is. */
const others = [
  { name: 'docker-28-containerd', call: (command) => engine(command, 'containerd'), variable: 'DOCKER_HOST' },
  { name: 'docker-20', call: (command) => engine(command, '20.10'), variable: 'DOCKER_HOST' },
  { name: 'podman-5', call: podman, variable: 'CONTAINER_HOST' },
];

/**
 * Brings the other engines up that can be had, once the first is there. Resolves with { engines, missing, stop }: "name=host,…" as the tests want it,
 * a sentence for each that can't be had, and what takes them down again unless they were up before.
 */
export async function startOtherEngines() {
  const started = await Promise.all(others.map(async ({ name, call, variable }) => {
    const before = await call('status');
    const { code, output } = await call('up');
    const host = new RegExp(`^export ${variable}=(.*)$`, 'm').exec(output)?.[1];
    const why = code === 0 && host ? undefined : `${name}: ${tail(output, 1).replace(/^\w+: /, '')}`;
    return { name, host, why, stop: async () => { if (before.code !== 0) await call('down'); } };
  }));
  return {
    engines: started.filter(({ why }) => why === undefined).map(({ name, host }) => `${name}=${host}`).join(','),
    missing: started.flatMap(({ why }) => why ?? []),
    stop: async () => { await Promise.all(started.map((each) => each.stop())); },
  };
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
