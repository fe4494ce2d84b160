/**
 * Push Image… and Pull Image…. Owns: what is asked and said, and running the program. Must not keep or read credentials: they are the program's.
 */
import type { EngineError } from '../../../../server/src/engine/errors.ts';
import { refusal } from '../../../../server/src/engine/refusals.ts';
import { formatCount } from '../../model/format.ts';
import { imageNameError } from '../imageName.ts';
import { pullArguments, pushArguments, TransferProgress } from '../../model/transfer.ts';
import { dockerHub, fullName, parseReference } from '../../model/imageReference.ts';
import type { Deps } from '../deps.ts';
import { mayUseEngine } from '../engineTrust.ts';
import { runProgram } from '../build/program.ts';
import { findCli, type Cli } from './cli.ts';
import { engineWork } from './engineWork.ts';
import { giveName, nameWithTag } from './tag.ts';
import { imageTarget, imageTargets, type ImageTarget } from './targets.ts';

const push = 'Push';
const otherName = 'Give It Another Name…';

export async function pushImages(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  const targets = await imageTargets(deps, args, { title: 'Push Image', placeholder: 'Which image? Where it goes is shown before.' });
  const [target] = targets ?? [];
  if (!targets || !target) return;
  const agreed = targets.length === 1 ? await agreedName(deps, target) : await agreedNames(deps, targets);
  const names = typeof agreed === 'string' ? [agreed] : agreed ?? [];
  const cli = names.length === 0 ? undefined : await findCli(deps, 'Pushing');
  if (!cli) return;
  const pushed: string[] = [];
  for (const name of names) {
    const done = await transfer(deps, cli, 'push', name, pushArguments(name));
    // After a cancel, and without an engine, the others are not begun.
    if (!done) break;
    if (done.digest !== undefined) pushed.push(`${fullName(name)}${done.digest ? `, digest ${done.digest}` : ''}`);
  }
  if (pushed.length > 0) await deps.prompts.inform(`Pushed ${pushed.join('; ')}.`);
}

/** Of several, the names that can be pushed; undefined when that is not agreed to. */
async function agreedNames(deps: Deps, targets: readonly ImageTarget[]): Promise<readonly string[] | undefined> {
  const isNamed = ({ name }: ImageTarget): boolean => name !== '' && !name.includes('@');
  const names = [...new Set(targets.filter(isNamed).map(({ name }) => nameWithTag(name)))];
  const without = targets.filter((target) => !isNamed(target)).map(({ shown }) => shown);
  const left = without.length > 0 ? `Not pushed, because a push needs a name with a tag: ${without.join(', ')}` : '';
  if (names.length === 0) {
    await deps.prompts.warn(`None of these images has a name with a tag, and a push needs one: ${without.join(', ')}.`);
    return undefined;
  }
  const lines = [...names.map((name) => `${name} goes to ${fullName(name)}`), left].filter(Boolean).join('\n');
  return await deps.prompts.confirm(`Push ${formatCount(names.length, 'image')}?`, lines, push) === push ? names : undefined;
}

/** The name to push, once it has been agreed to: what is pushed can be seen by others. */
async function agreedName(deps: Deps, target: ImageTarget): Promise<string | undefined> {
  if (target.name === '' || target.name.includes('@')) {
    const action = await deps.prompts.warn(`${target.shown} has no name with a tag, and a push needs one.`, otherName);
    return action === otherName ? giveName(deps, target) : undefined;
  }
  const name = nameWithTag(target.name);
  const { registry, path } = parseReference(name);
  const lines = [
    `It goes to ${fullName(name)}`,
    name === target.name ? '' : 'The name has no tag, so "latest" is pushed, and no other tag.',
    registry === dockerHub ? `The name has no registry, so this is Docker Hub.${path.startsWith('library/') ? ' Only Docker may push there without an account in the name: "account/name:tag".' : ''}` : '',
  ];
  switch (await deps.prompts.confirm(`Push ${name}?`, lines.filter(Boolean).join('\n'), push, otherName)) {
    case push: return name;
    case otherName: {
      const given = await giveName(deps, target);
      return given === undefined ? undefined : agreedName(deps, { ...target, reference: given, name: given, shown: given });
    }
    default: return undefined;
  }
}

const enginesOwn = 'The engine\'s own platform';
const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/s390x', 'linux/riscv64', 'windows/amd64'];

/** Of a row it pulls that name anew without further questions. */
export async function pullImage(deps: Deps, ...args: readonly unknown[]): Promise<void> {
  if (!await mayUseEngine(deps)) return;
  const target = args[0] === undefined ? undefined : await imageTarget(deps, args, { title: 'Pull Image', placeholder: 'Which image?' });
  const asked = target?.name ? { name: nameWithTag(target.name), platform: undefined } : await askWhatToPull(deps);
  if (!asked) return;
  const cli = await findCli(deps, 'Pulling');
  if (!cli) return;
  const { digest } = await transfer(deps, cli, 'pull', asked.name, pullArguments(asked.name, asked.platform)) ?? {};
  if (digest !== undefined) await deps.prompts.inform(`Pulled ${fullName(asked.name)}${digest ? `, digest ${digest}` : ''}.`);
}

async function askWhatToPull(deps: Deps): Promise<{ readonly name: string; readonly platform: string | undefined } | undefined> {
  const typed = await deps.prompts.input({
    title: 'Pull Image', value: '', prompt: 'Name of the image, for example alpine:3.19 or registry.example/team/app:1.0; without a tag it is "latest"', validate: pullNameError,
  });
  if (typed === undefined) return undefined;
  const platform = await deps.prompts.pick('Pull Image', 'For which platform?', [
    { label: enginesOwn, value: '' }, ...platforms.map((one) => ({ label: one, value: one })), { label: 'Another…', value: 'other' },
  ]);
  if (platform === undefined) return undefined;
  const name = nameWithTag(typed.trim());
  if (platform !== 'other') return { name, platform: platform || undefined };
  const other = await deps.prompts.input({ title: 'Pull Image', prompt: 'Platform: os/architecture or os/architecture/variant', value: 'linux/', validate: platformError });
  return other === undefined ? undefined : { name, platform: other.trim() };
}

/** Unlike a new name, one to pull may carry a digest. */
function pullNameError(typed: string): string | undefined {
  const [name = '', digest, ...more] = typed.trim().split('@');
  if (name === '') return 'An image name, for example alpine:3.19.';
  if (digest !== undefined && (more.length > 0 || !/^sha256:[0-9a-f]{64}$/.test(digest))) return 'A digest is "sha256:" and 64 hexadecimal digits.';
  return imageNameError(name);
}

function platformError(typed: string): string | undefined {
  return /^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9._]+)?$/.test(typed.trim()) ? undefined : 'A platform is os/architecture or os/architecture/variant, for example linux/arm64.';
}

/**
 * Gives the digest that it ended with: '' when the program named none, undefined when the registry refused, which has been shown. Gives nothing when it was
 * cancelled or the engine was not reached.
 */
async function transfer(deps: Deps, cli: Cli, kind: 'push' | 'pull', name: string, args: readonly string[]): Promise<{ readonly digest: string | undefined } | undefined> {
  const progress = new TransferProgress();
  const done = await engineWork(deps, kind === 'push' ? `Pushing ${name}` : `Pulling ${name}`, async (engine, report, signal) => {
    let reported = 0;
    deps.output.info([cli.tool, ...args].join(' '));
    const code = await runProgram({ command: cli.program, args, env: { ...process.env, ...cli.env(engine.endpoint) } }, signal, (text) => {
      progress.push(text);
      const { layers, done: ready } = progress.counts;
      const percent = layers > 0 ? (ready / layers) * 100 : 0;
      report(progress.text, Math.max(0, percent - reported));
      reported = Math.max(reported, percent);
    });
    progress.end();
    signal.throwIfAborted();
    // When the engine is gone, the program's words are about a connection, and look like the registry's.
    if (code !== 0) await engine.info({ signal });
    return code === 0 ? undefined : refusal({ doing: `${kind} images`, registryName: name, endpoint: engine.endpoint }, 500, progress.failure);
  });
  deps.imageLists.refresh();
  if (!done) return undefined;
  if (!done.value) return { digest: progress.digest };
  await showRefusal(deps, cli, kind, name, done.value);
  return { digest: undefined };
}

const signInAction = 'Sign In…';

async function showRefusal(deps: Deps, cli: Cli, kind: 'push' | 'pull', name: string, { kind: why, message, remedy }: EngineError): Promise<void> {
  const text = [`${name} was not ${kind}ed.`, message, remedy.replace('docker login', `${cli.tool} login`)].filter(Boolean).join(' ');
  deps.output.error(text);
  const action = await deps.prompts.fail(text, ...(why === 'registry-auth' ? [signInAction] : []), 'Show Output');
  if (action === 'Show Output') deps.output.show();
  if (action !== signInAction) return;
  const { registry } = parseReference(name);
  // Docker Hub is the program's own default, and for its images the address is another.
  deps.terminals.open({ name: `${cli.tool} login`, program: cli.program, args: registry === dockerHub ? ['login'] : ['login', registry], env: {} });
}
