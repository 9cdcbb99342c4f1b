/** Steps that several decisions come to. Pure. */
import { Problem } from '../../lib/errors.ts';
import { describedKeys, journalTags } from '../journal.ts';
import type { Objection, Observation, Step } from '../model.ts';

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

/** Cleans the journal, and the descriptions of keys that are gone. */
export function clean({ journal, keys }: Observation, rotated = false): Step {
  const dead = [journal.old, ...journal.lost, ...describedKeys(journal.tags)].filter(
    (id) => id?.startsWith('AKIA') && !keys.some((key) => key.id === id),
  );
  const descriptions = [...journal.tags.keys()].filter((key) => dead.includes(key));
  return { do: 'finish', tags: [...journalTags(journal.tags), ...descriptions], rotated };
}
