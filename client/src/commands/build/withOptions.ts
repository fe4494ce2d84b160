/**
 * Build with Options…: all options of a build as a list that is gone through as one likes. Owns: the list, profiles and the ways out. Must not import VS Code at
 * run time, nor run anything.
 */
import { definitionFrom, type BuildRequest } from '../../model/buildRequest.ts';
import { joinWords } from '../../model/words.ts';
import { back, type FileRef, type StepChoice } from '../../ui/ports.ts';
import type { Deps } from '../deps.ts';
import { editArguments, editSecrets } from './argumentEdits.ts';
import { changed, type Draft, type Edited } from './draft.ts';
import { editBuilder, editCache, editContext, editLabels, editNetwork, editOutput, editPlatforms, editTags, editTarget, editText } from './optionEdits.ts';
import { forgetProfile, profilesOf, rememberProfile, requestOf, withoutSecrets } from './profiles.ts';

interface Option {
  readonly label: string;
  /** What is chosen now, in a few words. */
  value(request: BuildRequest): string;
  edit(draft: Draft): Edited;
}

const usual = '';
const count = (list: readonly unknown[] | undefined, words: (item: never) => string): string => (list as readonly never[] | undefined)?.map(words).join(', ') ?? usual;

const options: readonly Option[] = [
  { label: 'Image Names', value: ({ tags }) => tags.join(', ') || 'no name', edit: editTags },
  { label: 'Build Context', value: ({ context }) => context, edit: editContext },
  { label: 'Target Stage', value: ({ target }) => target ?? 'the last stage', edit: editTarget },
  { label: 'Platforms', value: ({ platforms }) => platforms?.join(', ') ?? usual, edit: editPlatforms },
  { label: 'Build Arguments', value: ({ buildArgs = {}, environmentArgs = [] }) => [...Object.entries(buildArgs).map(([name, value]) => `${name}=${value}`), ...environmentArgs].join(', '), edit: editArguments },
  { label: 'Secrets', value: ({ secrets }) => count(secrets, ({ id }: { id: string }) => id), edit: editSecrets },
  { label: 'SSH', value: ({ ssh }) => joinWords(ssh ?? []), edit: (draft) => editText(draft, 'ssh', 'SSH agents for RUN --mount=type=ssh: "default", or id=path of a socket or a key.') },
  { label: 'Cache', value: ({ noCache }) => (noCache === true ? 'not used' : Array.isArray(noCache) ? `not used for ${noCache.join(', ')}` : usual), edit: editCache },
  { label: 'Pull Newer Base Images', value: ({ pull }) => (pull ? 'yes' : 'no'), edit: async ({ request: { pull } }) => ({ pull: !pull }) },
  { label: 'Network', value: ({ network }) => network ?? usual, edit: editNetwork },
  { label: 'Builder', value: ({ builder }) => builder ?? usual, edit: editBuilder },
  { label: 'Output', value: ({ output, push, load }) => (push ? 'push' : load ? 'load' : joinWords(output ?? [])), edit: editOutput },
  { label: 'Cache From', value: ({ cacheFrom }) => joinWords(cacheFrom ?? []), edit: (draft) => editText(draft, 'cacheFrom', 'Values of --cache-from, with a blank between them, for example type=registry,ref=registry.example/app:cache.') },
  { label: 'Cache To', value: ({ cacheTo }) => joinWords(cacheTo ?? []), edit: (draft) => editText(draft, 'cacheTo', 'Values of --cache-to, with a blank between them, for example type=inline.') },
  { label: 'Labels', value: ({ labels }) => Object.keys(labels ?? {}).join(', '), edit: editLabels },
  { label: 'Further Options', value: (request) => joinWords(request.options ?? []), edit: (draft) => editText(draft, 'options', 'Further options of docker build, as on its command line; quotes keep blanks. No shell reads them.') },
];

/** Half-made builds by Dockerfile: who leaves the list finds it as it was, until the window closes. */
const drafts = new Map<string, { request: BuildRequest; environment: Record<string, string> }>();

type Way = Option | 'build' | 'profile' | 'task';

/** `fresh` is what is built where nothing is remembered; `start` builds. The file is saved and on a disk. */
export async function chooseOptions(deps: Deps, file: FileRef, fresh: BuildRequest, start: (request: BuildRequest, environment: Readonly<Record<string, string>>) => Promise<void>): Promise<void> {
  const known = drafts.get(file.toString());
  const first = await chooseProfile(deps, file, known?.request ?? fresh, known !== undefined);
  if (!first) return;
  const { stages, argsWithDefaults } = await deps.dockerfiles.outline(file);
  const draft: Draft = { deps, file, title: `Build ${deps.dockerfiles.label(file)}`, stages, arguments: argsWithDefaults, request: first, environment: known?.environment ?? {} };
  for (;;) {
    drafts.set(file.toString(), draft);
    const way = await deps.steps.pick<Way>({ title: draft.title, placeholder: 'Enter builds. Choose an option to change it.', choices: choicesOf(draft), active: 'build' });
    if (way === undefined) return;
    if (way === back) return chooseOptions(deps, file, fresh, start);
    if (way === 'build') {
      drafts.delete(file.toString());
      await rememberBuilt(deps, file, draft.request, fresh);
      return start(draft.request, draft.environment);
    }
    if (way === 'profile') await saveProfile(draft);
    else if (way === 'task') await deps.saveTask(file, withoutSecrets(draft.request));
    else {
      const edited = await way.edit(draft);
      if (edited === undefined) return;
      if (edited !== back) draft.request = changed(draft.request, edited);
    }
  }
}

/** What no profile holds is remembered too, so that the same build is one Enter away next time; a build as usual needs no memory. */
async function rememberBuilt(deps: Deps, file: FileRef, request: BuildRequest, fresh: BuildRequest): Promise<void> {
  const definition = JSON.stringify(definitionFrom(withoutSecrets(request)));
  const same = profilesOf(deps.memory, file).find((profile) => JSON.stringify(profile.definition) === definition);
  if (!same && definition === JSON.stringify(definitionFrom({ ...fresh, tags: request.tags }))) return;
  await rememberProfile(deps.memory, file, same?.name ?? lastName, request);
}

const lastName = 'Last Build';

function choicesOf({ request }: Draft): StepChoice<Way>[] {
  return [
    { label: '$(play) Build', description: request.tags.join(', '), value: 'build' },
    { label: '$(bookmark) Remember as Profile…', value: 'profile' },
    { label: '$(checklist) Save as Task in tasks.json', value: 'task' },
    ...options.map((option): StepChoice<Way> => ({ label: option.label, description: option.value(request), value: option })),
  ];
}

/** Gives the request to begin with; undefined when it is dismissed. Asks only where there is something to choose from. */
async function chooseProfile(deps: Deps, file: FileRef, fresh: BuildRequest, isDraft: boolean): Promise<BuildRequest | undefined> {
  const profiles = profilesOf(deps.memory, file);
  if (profiles.length === 0) return fresh;
  const picked = await deps.steps.pick({
    title: `Build ${deps.dockerfiles.label(file)}`, placeholder: 'Which profile to begin with?', remove: (name) => { if (name) void forgetProfile(deps.memory, file, name); },
    choices: [
      ...profiles.map(({ name, definition }): StepChoice<string> => ({ label: name, description: describe(requestOf(definition) ?? fresh), value: name, canRemove: true })),
      { label: isDraft ? '$(edit) Go on with the Last Choices' : '$(add) Begin Anew', value: '', isAlways: true },
    ],
  });
  if (typeof picked !== 'string') return undefined;
  const profile = profiles.find(({ name }) => name === picked);
  return profile ? requestOf(profile.definition) ?? fresh : fresh;
}

/** What is special about a build, in a line. */
export function describe(request: BuildRequest): string {
  return options.filter(({ label }) => label !== 'Build Context').flatMap(({ label, value }) => {
    const text = value(request);
    return text === '' || text === 'no' || text === 'no name' || text === 'the last stage' ? [] : [label === 'Image Names' ? text : `${label.toLowerCase()}: ${text}`];
  }).join(' · ');
}

async function saveProfile({ deps, file, title, request }: Draft): Promise<void> {
  const name = await deps.steps.text({ title, prompt: 'Name of the profile. Values that look like secrets are not kept.', value: [request.target, request.tags[0]].filter(Boolean).join(' ') || 'default', validate: (text) => (text.trim() === '' ? 'It needs a name.' : undefined) });
  if (typeof name === 'string') await rememberProfile(deps.memory, file, name.trim(), request);
}
