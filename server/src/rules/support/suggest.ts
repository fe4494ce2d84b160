/**
 * "Did you mean". Owns: the choice of the nearest known name. Must not word messages beyond BuildKit's own suffix.
 */
import { distance } from 'fastest-levenshtein';

/**
 * The option nearest to `value`, at a distance of at most 2; the first of equals. Undefined when none is near or when `value` is itself an option.
 * With `ignoreCase` the answer takes the case of `value`, as BuildKit does for instruction names.
 */
export function nearest(value: string, options: Iterable<string>, ignoreCase = false): string | undefined {
  const wanted = ignoreCase ? value.toLowerCase() : value;
  let best: string | undefined;
  let least = 3;
  for (const option of options) {
    const candidate = ignoreCase ? option.toLowerCase() : option;
    if (candidate === wanted) return undefined;
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const far = distance(wanted, candidate);
    if (far < least) {
      least = far;
      best = ignoreCase ? matchCase(candidate, value) : option;
    }
  }
  return best;
}

/** All options at the least distance, which is at most 2; in the case of `value` with `ignoreCase`. */
export function allNearest(value: string, options: Iterable<string>, ignoreCase = false): { readonly names: readonly string[]; readonly distance: number } {
  const best = nearest(value, options, ignoreCase);
  if (best === undefined) return { names: [], distance: 0 };
  const wanted = ignoreCase ? value.toLowerCase() : value;
  const far = distance(wanted, ignoreCase ? best.toLowerCase() : best);
  const names = [...options].filter((option) => distance(wanted, ignoreCase ? option.toLowerCase() : option) === far);
  return { names: ignoreCase ? names.map((name) => matchCase(name.toLowerCase(), value)) : names, distance: far };
}

/** BuildKit's message with its suggestion. */
export function withSuggestion(message: string, suggestion: string | undefined): string {
  return suggestion === undefined ? message : `${message} (did you mean ${suggestion}?)`;
}

function matchCase(candidate: string, model: string): string {
  return model === model.toUpperCase() && model !== model.toLowerCase() ? candidate.toUpperCase() : candidate;
}
