/** Steps that several decisions come to. Pure. */
import { Problem } from '../../lib/errors.ts';
import type { Objection, Step } from '../model.ts';

export function stop(what: string, remedy: string): Step {
  return { do: 'stop', problem: new Problem(what, remedy) };
}

export function pending(why: string, warning = false): Step {
  return { do: 'rest', result: 'pending', why, warning };
}

/** What the objections of a kind say, in one text. */
export function textsOf(objections: readonly Objection[], ...kinds: readonly Objection['kind'][]): string {
  return objections
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ text }) => text)
    .join('; ');
}
