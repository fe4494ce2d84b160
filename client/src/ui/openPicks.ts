/**
 * Whether a list or a box of ours is open. Owns: the count. A view or an editor that took the focus then would close it under the person's hands, so what
 * comes late asks here first. Lists of others are not known: VS Code does not tell of them. Must not import VS Code.
 */

let open = 0;

/** Counts as one that is open until what it asks is answered or dismissed. */
export async function whileOpen<T>(ask: () => PromiseLike<T>): Promise<T> {
  open++;
  try {
    return await ask();
  } finally {
    open--;
  }
}

export function mayTakeFocus(): boolean {
  return open === 0;
}
