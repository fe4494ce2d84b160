/**
 * tasks.json as text. Owns: putting a task into it without touching the rest: comments, order and spaces stay. Must not read or write files.
 */

/** A file of one task. */
export function newTasksFile(task: object): string {
  return `${JSON.stringify({ version: '2.0.0', tasks: [task] }, undefined, '\t')}\n`;
}

/** The place and the text that put `task` at the end of the list of tasks; undefined when the text is no file of tasks. */
export function insertionOf(text: string, task: object): { readonly offset: number; readonly text: string } | undefined {
  const list = findTasks(text);
  if (!list) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = /^([\t ]+)\S/m.exec(text)?.[1] ?? '\t';
  const item = JSON.stringify(task, undefined, unit).split('\n').map((line) => `${unit}${unit}${line}`).join(eol);
  // A comment behind the last task stays behind it.
  return list.last === undefined
    ? { offset: list.open, text: `${eol}${item}${/^\s*\]/.test(text.slice(list.open)) ? `${eol}${unit}` : ''}` }
    : { offset: list.last, text: `${list.hasComma ? '' : ','}${eol}${item}${list.hasComma ? ',' : ''}` };
}

/** `open` is behind "[", `last` behind the last item or the comma behind it. */
interface TaskList { readonly open: number; readonly last: number | undefined; readonly hasComma: boolean }

/** Looks for the list at the top: `{ "tasks": [ … ] }`. */
function findTasks(text: string): TaskList | undefined {
  const tokens = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[^]*?\*\/|[{}[\],:]|[^\s{}[\],:"/]+/g;
  let depth = 0;
  let key = '';
  let before = '';
  let open: number | undefined;
  let last: number | undefined;
  let hasComma = false;
  for (let token = tokens.exec(text); token; token = tokens.exec(text)) {
    const [word] = token;
    if (word.startsWith('//') || word.startsWith('/*')) continue;
    if (word === ']' && depth === 2 && open !== undefined) return { open, last, hasComma };
    if (depth === 1 && word === ':') key = before;
    if (word === '[' && depth === 1 && key === '"tasks"') open = tokens.lastIndex;
    else if (open !== undefined && word === ',' && depth === 2) [last, hasComma] = [tokens.lastIndex, true];
    if (word === '{' || word === '[') depth++;
    if (word === '}' || word === ']') {
      depth--;
      if (open !== undefined && depth === 2) [last, hasComma] = [tokens.lastIndex, false];
    }
    before = word;
  }
  return undefined;
}
