/**
 * The questions about each option of a build, but for arguments and secrets. Owns: their choices and words. Must not import VS Code at run time.
 */
import { contextKind } from '../../engine/buildOptions.ts';
import { joinWords, splitWords } from '../../model/words.ts';
import { back, type Back, type StepChoice } from '../../ui/ports.ts';
import { imageNameError } from '../imageName.ts';
import type { Draft, Edited } from './draft.ts';
import { targetOf } from './target.ts';

export async function editTags({ deps, title, request }: Draft): Edited {
  const names = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
  const typed = await deps.steps.text({
    title, prompt: 'Names of the image, with a blank between them, for example app:1.0 registry.example/team/app:1.0. Empty: no name.', value: request.tags.join(' '),
    validate: (text) => names(text).map(imageNameError).find((error) => error !== undefined),
  });
  return typeof typed === 'string' ? { tags: [...new Set(names(typed))] } : typed;
}

export async function editContext(draft: Draft): Edited {
  const { deps, title, request, file } = draft;
  const folder = file.fsPath.replace(/[\\/][^\\/]*$/, '');
  const bySetting = deps.dockerfiles.context(file);
  const known = new Map<string, string>([[folder, 'the folder of the Dockerfile']]);
  if (!known.has(bySetting)) known.set(bySetting, 'by the setting drydock.build.context');
  for (const path of deps.dockerfiles.workspaceFolders()) if (!known.has(path)) known.set(path, 'the workspace folder');
  if (!known.has(request.context)) known.set(request.context, 'now');
  const choices: StepChoice<string>[] = [...known].map(([path, description]) => ({ label: path, description, value: `=${path}` }));
  choices.push(
    { label: '$(folder) Another Folder…', value: 'folder' }, { label: '$(repo) Git Repository or URL…', value: 'url' }, { label: '$(file-zip) Archive…', description: 'tar, also packed', value: 'archive' },
    { label: '$(circle-slash) No Context', description: 'COPY and ADD find no files', value: '=-' },
  );
  const picked = await deps.steps.pick({ title, placeholder: 'Where do COPY and ADD take files from?', choices, active: `=${request.context}` });
  if (typeof picked !== 'string') return picked;
  if (picked.startsWith('=')) return { context: picked.slice(1) };
  if (picked === 'url') return editUrl(draft);
  const chosen = picked === 'folder'
    ? await deps.prompts.openFolder({ title: 'Build Context', label: 'Use as Context' })
    : await deps.prompts.openFile({ title: 'Build Context', label: 'Use as Context', extensions: ['tar', 'gz', 'tgz', 'bz2', 'xz', 'zst'], what: 'Archives' });
  return chosen ? { context: chosen.fsPath } : back;
}

async function editUrl({ deps, title, request }: Draft): Edited {
  const typed = await deps.steps.text({
    title, prompt: 'A git repository, with #branch:folder behind it if need be, or the address of an archive. The builder fetches it.', placeholder: 'https://git.example/team/app.git#main:server',
    value: contextKind(request.context) === 'remote' ? request.context : '', validate: (text) => (contextKind(text.trim()) === 'remote' ? undefined : 'That is no address: https://…, git://…, ssh://… or git@host:path.'),
  });
  return typeof typed === 'string' ? { context: typed.trim() } : typed;
}

export async function editTarget({ deps, title, request, stages }: Draft): Edited {
  const choices = stages.map((stage): StepChoice<string> => ({ label: stage.name ?? `stage ${stage.index}`, description: `line ${stage.line + 1}`, value: targetOf(stage, stages) }));
  const picked = await deps.steps.pick({ title, placeholder: 'Up to which stage?', choices: [{ label: 'The last stage', description: 'as usual', value: '' }, ...choices], active: request.target ?? '' });
  return typeof picked === 'string' ? { target: picked } : picked;
}

const usualPlatforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/riscv64', 'linux/s390x'];

export async function editPlatforms({ deps, title, request }: Draft): Edited {
  const builders = await deps.builders();
  const builder = builders.find(({ name, isCurrent }) => (request.builder === undefined ? isCurrent : name === request.builder));
  const own = builder?.platforms ?? [];
  const names = [...new Set([...request.platforms ?? [], ...own, ...usualPlatforms])];
  const picked = await deps.steps.pickMany({
    title, placeholder: 'Which platforms? None: the engine’s own.', picked: request.platforms ?? [],
    choices: names.map((value) => ({ label: value, value, ...(own.length === 0 ? {} : { description: own.includes(value) ? `the builder ${builder!.name} can` : 'the builder does not name it' }) })),
  });
  return Array.isArray(picked) ? { platforms: picked as readonly string[] } : picked as Back | undefined;
}

export async function editCache({ deps, title, request, stages }: Draft): Edited {
  const now = request.noCache === true ? 'none' : Array.isArray(request.noCache) ? 'stages' : 'cache';
  const picked = await deps.steps.pick({
    title, placeholder: 'May steps come from the cache?', active: now,
    choices: [{ label: 'Use the Cache', description: 'as usual', value: 'cache' }, { label: 'No Cache', description: 'every step runs: --no-cache', value: 'none' }, { label: 'No Cache for Some Stages…', description: '--no-cache-filter', value: 'stages' }],
  });
  if (picked === 'cache') return { noCache: undefined };
  if (picked === 'none') return { noCache: true };
  if (picked !== 'stages') return picked as Back | undefined;
  const named = stages.flatMap(({ name, line }) => (name === null ? [] : [{ label: name, description: `line ${line + 1}`, value: name }]));
  if (named.length === 0) {
    await deps.prompts.inform('No stage of this Dockerfile has a name, and only named ones can be chosen.');
    return back;
  }
  const chosen = await deps.steps.pickMany({ title, placeholder: 'Which stages run anew?', choices: named, picked: Array.isArray(request.noCache) ? request.noCache : [] });
  return Array.isArray(chosen) ? { noCache: chosen as readonly string[] } : chosen as Back | undefined;
}

export async function editNetwork(draft: Draft): Edited {
  const { deps, title, request } = draft;
  const picked = await deps.steps.pick({
    title, placeholder: 'Which network do RUN steps have?', active: request.network ?? '',
    choices: [
      { label: 'Default', value: '' }, { label: 'None', description: 'no network at all', value: 'none' }, { label: 'Host', description: "the builder's own; buildx may have to be allowed to", value: 'host' }, { label: 'Another…', value: '…' },
    ],
  });
  if (picked !== '…') return typeof picked === 'string' ? { network: picked } : picked;
  return editText(draft, 'network', 'The name of a network.');
}

export async function editBuilder({ deps, title, request }: Draft): Edited {
  const builders = await deps.builders();
  if (builders.length === 0) await deps.prompts.inform('buildx names no builders: it is missing, or older than 0.13.');
  const choices = builders.map(({ name, driver, status }): StepChoice<string> => ({ label: name, description: [driver, status].filter(Boolean).join(', '), value: name }));
  const picked = await deps.steps.pick({ title, placeholder: 'Which builder?', choices: [{ label: 'That of the Engine', description: 'as usual', value: '' }, ...choices], active: request.builder ?? '' });
  return typeof picked === 'string' ? { builder: picked } : picked;
}

export async function editOutput(draft: Draft): Edited {
  const { deps, title, request } = draft;
  const active = request.push ? 'push' : request.load ? 'load' : request.output ? 'other' : 'engine';
  const picked = await deps.steps.pick({
    title, placeholder: 'Where does the image go?', active,
    choices: [
      { label: 'Into the Engine', description: 'as usual', value: 'engine' }, { label: 'Push', description: 'to the registry of its names', value: 'push' }, { label: 'Load', description: 'into the engine, from whatever builder', value: 'load' },
      { label: 'Files into a Folder…', description: 'type=local', value: 'local' }, { label: 'OCI Archive…', description: 'type=oci', value: 'oci' }, { label: 'Other…', description: 'as --output takes it', value: 'other' },
    ],
  });
  if (typeof picked !== 'string') return picked;
  const nothing = { push: undefined, load: undefined, output: undefined };
  if (picked === 'engine') return nothing;
  if (picked === 'push' || picked === 'load') return { ...nothing, [picked]: true };
  if (picked === 'other') {
    const typed = await editText(draft, 'output', 'Values of --output, with a blank between them, for example type=registry,ref=registry.example/app.');
    return typed && typed !== back ? { ...nothing, ...typed } : typed;
  }
  const chosen = picked === 'local'
    ? await deps.prompts.openFolder({ title: 'Output', label: 'Write Here' })
    : await deps.prompts.saveFile({ title: 'Output', label: 'Write', name: 'image.tar', extensions: ['tar'], what: 'OCI archives' });
  return chosen ? { ...nothing, output: [`type=${picked},dest=${chosen.fsPath}`] } : back;
}

/** The names of the request's parts that are texts or lists of them. */
type TextPart = 'network' | 'output' | 'ssh' | 'cacheFrom' | 'cacheTo' | 'options';

export async function editText({ deps, title, request }: Draft, part: TextPart, prompt: string): Edited {
  const value = request[part];
  const typed = await deps.steps.text({ title, prompt, value: typeof value === 'string' ? value : joinWords(value ?? []), validate: () => undefined });
  if (typeof typed !== 'string') return typed;
  return { [part]: part === 'network' ? typed.trim() : splitWords(typed) };
}

export async function editLabels({ deps, title, request }: Draft): Edited {
  const typed = await deps.steps.text({
    title, prompt: 'Labels as name=value, with a blank between them; quotes keep blanks.', value: joinWords(Object.entries(request.labels ?? {}).map(([name, value]) => `${name}=${value}`)),
    validate: (text) => { const wrong = splitWords(text).find((word) => !/^[^=]+=/.test(word)); return wrong === undefined ? undefined : `"${wrong}" is no name=value.`; },
  });
  if (typeof typed !== 'string') return typed;
  return { labels: Object.fromEntries(splitWords(typed).map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)])) };
}
