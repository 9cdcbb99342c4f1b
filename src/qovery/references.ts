/** From the ids and names that somebody gave to what they stand for in Qovery. Pure. */
import type { Reference } from '../inputs.ts';
import type { Mistake } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { oneLine, visible } from '../lib/text.ts';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export type Kind = 'cloud credential' | 'cluster' | 'environment';

/** What was read of an organisation; more than is asked for tells what an id stands for instead. */
export type Known = Readonly<Partial<Record<Kind, readonly Named[]>>>;

export interface Unresolved {
  readonly reference: Reference;
  /** What is wrong; follows the reference: `is no cluster of this organisation`. */
  readonly what: string;
  /** What it may be. */
  readonly valid: string;
}

export interface Resolved {
  /** As Qovery has them, in the order in which they were given, each once. */
  readonly ids: readonly string[];
  readonly unresolved: readonly Unresolved[];
}

/** Whether it is an id; else it is a name. */
export function isId(reference: Reference): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(reference);
}

/** Names that are listed in an error. */
const MAX_LISTED = 20;

/** An id, or the exact name of one thing of this kind. */
export function resolveReferences(references: readonly Reference[], kind: Kind, known: Known): Resolved {
  const ids = new Set<string>();
  const unresolved: Unresolved[] = [];
  const ofKind = known[kind] ?? [];
  for (const reference of references) {
    const found = ofKind.filter((one) => isMeant(one, reference));
    if (found.length === 1) found.forEach(({ id }) => ids.add(id));
    else unresolved.push({ reference, ...explained(reference, kind, found, known) });
  }
  return { ids: [...ids], unresolved };
}

/**
 * What is wrong, for one error about an input.
 * @param words that may stand there as well
 */
export function mistakesOf(input: string, unresolved: readonly Unresolved[], words = ''): Mistake[] {
  return unresolved.map(({ reference, what, valid }) => ({
    subject: `Input '${input}'`,
    what: `has '${oneLine(reference)}', which ${what}`,
    valid: words === '' ? valid : `${valid}; or ${words}`,
  }));
}

function isMeant({ id, name }: Named, reference: Reference): boolean {
  // An é is one character for some keyboards, two for others, and looks the same.
  return id.toLowerCase() === reference || visible(name).trim().normalize() === reference.normalize();
}

function explained(
  reference: Reference,
  kind: Kind,
  found: readonly Named[],
  known: Known,
): Omit<Unresolved, 'reference'> {
  if (found.length > 1) {
    const ids = found.map(({ id }) => id);
    return {
      what: `is the name of ${found.length} ${kind}s`,
      valid: `the id of one of them: ${ids.join(', ')}`,
    };
  }
  const valid = validOnes(reference, kind, known[kind] ?? []);
  for (const [other, things] of Object.entries(known)) {
    const same = things.find((one) => other !== kind && isMeant(one, reference));
    if (same !== undefined) return { what: `is the ${other} '${oneLine(same.name)}', not a ${kind}`, valid };
  }
  return { what: `is no ${kind} of this organisation, or none that this token may see`, valid };
}

function validOnes(reference: Reference, kind: Kind, things: readonly Named[]): string {
  if (things.length === 0) return `this organisation has no ${kind}`;
  if (things.length <= MAX_LISTED) return things.map(described).join(', ');
  const [near] = nearest(
    reference,
    things.map(({ name }) => name),
  );
  const meant = things.filter(({ name }) => name === near).map(described);
  return `the id or the exact name of one of ${things.length} ${kind}s; the nearest is ${meant.join(', ')}`;
}

/** `'production-eu' (1c3f7a52-…)`. */
function described({ id, name }: Named): string {
  return `'${oneLine(name)}' (${id})`;
}
