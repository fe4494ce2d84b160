/**
 * The questions about build arguments and secrets. Owns: that a value which looks secret is kept nowhere. Must not import VS Code at run time.
 */
import type { BuildSecret } from '../../engine/buildOptions.ts';
import { back, type StepChoice } from '../../ui/ports.ts';
import type { Change, Draft, Edited } from './draft.ts';
import { changed } from './draft.ts';
import { looksSecret } from './profiles.ts';

/** ARGs that every Dockerfile has without declaring them. */
const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'];

/** Asks for one argument after the other until it is led back. */
export async function editArguments(draft: Draft): Edited {
  for (;;) {
    const picked = await draft.deps.steps.pick({ title: draft.title, placeholder: 'Which argument? Back when they are right.', choices: argumentChoices(draft) });
    if (typeof picked !== 'string') return picked;
    const change = picked === '' ? await addArgument(draft) : picked.startsWith('proxy ') ? toggleEnvironment(draft, picked.slice(6)) : await editArgument(draft, picked);
    if (change === undefined) return undefined;
    if (change !== back) draft.request = changed(draft.request, change);
  }
}

function argumentChoices({ deps, request, arguments: declared, stages }: Draft): StepChoice<string>[] {
  const { buildArgs = {}, environmentArgs = [] } = request;
  const rows = new Map<string, StepChoice<string>>();
  for (const { name, default: value, stage, line } of declared) {
    if (rows.has(name)) continue;
    const place = stage === null ? 'for FROM' : stages[stage]?.name ?? `stage ${stage}`;
    rows.set(name, { label: name, description: valueText(name, buildArgs, environmentArgs) ?? (value === null ? 'no value' : `${value} (default)`), detail: `${place}, line ${line + 1}`, value: name });
  }
  for (const name of [...Object.keys(buildArgs), ...environmentArgs]) {
    if (!rows.has(name) && !proxies.includes(name)) rows.set(name, { label: name, description: valueText(name, buildArgs, environmentArgs) ?? '', detail: 'not declared in the Dockerfile', value: name });
  }
  const environment = deps.environment();
  const offered = proxies.flatMap((name) => {
    const key = [name, name.toLowerCase()].find((spelling) => environment[spelling]);
    return key === undefined ? [] : [key];
  });
  const proxyRows = offered.map((name): StepChoice<string> => ({
    label: `${environmentArgs.includes(name) ? '$(check)' : '$(globe)'} ${name}`, description: environmentArgs.includes(name) ? 'from the environment: Enter takes it out' : 'Enter takes it from the environment', value: `proxy ${name}`,
  }));
  return [...rows.values(), ...proxyRows, { label: '$(add) Another Argument…', value: '', isAlways: true }];
}

function valueText(name: string, values: Readonly<Record<string, string>>, fromEnvironment: readonly string[]): string | undefined {
  if (fromEnvironment.includes(name)) return 'from the environment';
  return values[name];
}

function toggleEnvironment({ request: { environmentArgs = [] } }: Draft, name: string): Change {
  return { environmentArgs: environmentArgs.includes(name) ? environmentArgs.filter((one) => one !== name) : [...environmentArgs, name] };
}

async function addArgument(draft: Draft): Edited {
  const name = await draft.deps.steps.text({ title: draft.title, prompt: 'Name of the argument.', value: '', validate: (text) => (/^[A-Za-z_][\w.-]*$/.test(text) ? undefined : 'A name is made of letters, digits and "_".') });
  return typeof name === 'string' ? editArgument(draft, name) : name;
}

async function editArgument(draft: Draft, name: string): Edited {
  const { deps, title, request: { buildArgs = {}, environmentArgs = [] }, environment } = draft;
  const isSecret = looksSecret(name);
  const declared = draft.arguments.find((one) => one.name === name);
  const typed = await deps.steps.text({
    title, isHidden: isSecret, placeholder: declared?.default ?? '', value: isSecret ? environment[name] ?? '' : buildArgs[name] ?? '', validate: () => undefined,
    prompt: isSecret
      ? `${name} looks like a secret, and build arguments can be read in the image's history: RUN --mount=type=secret is the safe way. The value is kept until the window closes and written nowhere.`
      : `Value of ${name}. Empty: its default.`,
  });
  if (typeof typed !== 'string') return typed;
  const others = Object.fromEntries(Object.entries(buildArgs).filter(([key]) => key !== name));
  const names = environmentArgs.filter((one) => one !== name);
  delete environment[name];
  if (typed === '') return { buildArgs: others, environmentArgs: names };
  if (!isSecret) return { buildArgs: { ...others, [name]: typed }, environmentArgs: names };
  environment[name] = typed;
  return { buildArgs: others, environmentArgs: [...names, name] };
}

/** Asks for one secret after the other until it is led back. */
export async function editSecrets(draft: Draft): Edited {
  for (;;) {
    const { deps, title, request: { secrets = [] } } = draft;
    const picked = await deps.steps.pick({
      title, placeholder: 'Secrets for RUN --mount=type=secret. Enter takes one out; back when they are right.',
      choices: [
        ...secrets.map((secret): StepChoice<string> => ({ label: secret.id, description: 'file' in secret ? `file ${secret.file}` : `environment variable ${secret.env}`, value: `=${secret.id}` })),
        { label: '$(file) From a File…', value: 'file', isAlways: true }, { label: '$(symbol-variable) From an Environment Variable…', value: 'env', isAlways: true },
      ],
    });
    if (typeof picked !== 'string') return picked;
    const added = picked.startsWith('=') ? undefined : await addSecret(draft, picked === 'file');
    if (added === back) continue;
    if (added === undefined && !picked.startsWith('=')) return undefined;
    const id = added?.id ?? picked.slice(1);
    draft.request = changed(draft.request, { secrets: [...secrets.filter((secret) => secret.id !== id), ...(added ? [added] : [])] });
  }
}

async function addSecret({ deps, title, environment }: Draft, fromFile: boolean): Promise<BuildSecret | typeof back | undefined> {
  const id = await deps.steps.text({ title, prompt: 'The id, as in RUN --mount=type=secret,id=…', value: '', validate: (text) => (/^[^,=\s"]+$/.test(text) ? undefined : 'An id has no blanks, commas, quotes or "=".') });
  if (typeof id !== 'string') return id;
  if (fromFile) {
    const file = await deps.prompts.openFile({ title: `Secret ${id}`, label: 'Use as Secret', extensions: ['*'], what: 'Files' });
    if (!file) return back;
    if (!/[",\r\n]/.test(file.fsPath)) return { id, file: file.fsPath };
    await deps.prompts.warn('docker build takes no path with a comma or a quote in it. Rename the file.');
    return back;
  }
  const env = await deps.steps.text({ title, prompt: 'The name of the environment variable that holds it. Only the name is kept.', value: '', validate: (text) => (/^[A-Za-z_]\w*$/.test(text) ? undefined : 'A name is made of letters, digits and "_".') });
  if (typeof env !== 'string' || deps.environment()[env] !== undefined || environment[env] !== undefined) return typeof env === 'string' ? { id, env } : env;
  const value = await deps.steps.text({ title, isHidden: true, prompt: `${env} is not set where VS Code runs. Its value for now, kept until the window closes and written nowhere.`, value: '', validate: () => undefined });
  if (typeof value !== 'string') return value;
  environment[env] = value;
  return { id, env };
}
