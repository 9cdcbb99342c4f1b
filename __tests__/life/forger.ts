import fc from 'fast-check';

import { MINUTE } from '../../sandbox/clock.ts';
import { BLANK, journalSigner, tagsOf } from '../../src/rotation/journal.ts';

// What somebody who may only tag can write: any journal, but for its signature.

const P = 'qovery-rotation:';

/** Keys by number, of those that the user has or had; times in minutes from now. */
export interface Forgery {
  readonly kind: 'story' | 'tags' | 'empty' | 'copy' | 'garbage';
  readonly steps: number;
  readonly old: number;
  readonly successor: number;
  readonly ago: number;
  /** Some of the names of fields, by number. */
  readonly fields: readonly number[];
  readonly signature: 'none' | 'left' | 'made up';
}

const FIELDS = [
  'signature',
  'organization',
  'old',
  'new',
  'before',
  'lost',
  'intent',
  'storing',
  'stored',
  'deployed',
  'clusters:0',
  'deactivating',
  'deactivated',
  'restored',
  'refused',
  'why',
] as const;

export const FORGERIES: fc.Arbitrary<Forgery> = fc.record({
  kind: fc.constantFrom('story', 'story', 'tags', 'empty', 'copy', 'copy', 'garbage'),
  steps: fc.nat({ max: 6 }),
  old: fc.nat({ max: 3 }),
  successor: fc.nat({ max: 3 }),
  ago: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 30, max: 20_000 })),
  fields: fc.uniqueArray(fc.nat({ max: FIELDS.length - 1 }), { minLength: 1, maxLength: 5 }),
  signature: fc.constantFrom('none', 'left', 'made up'),
});

interface Seen {
  readonly now: number;
  /** Every key that the user has or had. */
  readonly keys: readonly string[];
  readonly organization: string;
  readonly clusters: readonly string[];
  /** The tags of the user now. */
  readonly present: ReadonlyMap<string, string>;
  /** Journals of ours that stood there, the oldest first. */
  readonly states: readonly ReadonlyMap<string, string>[];
}

export function forge(forgery: Forgery, seen: Seen): Record<string, string> {
  const written = tagsFor(forgery, seen);
  if (forgery.kind === 'copy' || forgery.signature === 'none') return written;
  return {
    ...written,
    [`${P}signature`]: forgery.signature === 'left' ? (seen.present.get(`${P}signature`) ?? '') : 'forged',
  };
}

function tagsFor(
  forgery: Forgery,
  { now, keys, organization, clusters, present, states }: Seen,
): Record<string, string> {
  const { kind, steps, old, successor, ago, fields } = forgery;
  const names = fields.map((field) => FIELDS[field] ?? 'old');
  const keyAt = (index: number): string => keys[index % Math.max(1, keys.length)] ?? '';
  const at = now - ago * MINUTE;
  switch (kind) {
    case 'copy': {
      const state =
        states[states.length - 1 - (steps % Math.max(1, states.length))] ?? new Map<string, string>();
      const others = [...present.keys()].filter((key) => key.startsWith(P) && !key.startsWith(`${P}run:`));
      return { ...Object.fromEntries(others.map((key) => [key, ''])), ...Object.fromEntries(state) };
    }
    case 'empty':
      return Object.fromEntries(names.map((name) => [P + name, '']));
    case 'garbage':
      return Object.fromEntries(names.map((name, i) => [P + name, `yesterday ${i} AKIA`]));
    case 'tags': {
      const value = (name: string): string => {
        if (['old', 'new'].includes(name)) return keyAt(name === 'old' ? old : successor);
        if (['before', 'lost'].includes(name)) return keyAt(steps);
        if (name === 'organization') return organization;
        return name === 'why' || name === 'refused' ? 'somebody' : new Date(at).toISOString();
      };
      return Object.fromEntries(names.map((name) => [P + name, value(name)]));
    }
    case 'story': {
      // The most plausible forgery is a true story with other names.
      const entry = {
        ...BLANK,
        organization,
        old: keyAt(old) as never,
        new: keyAt(successor) as never,
        intent: at,
        before: [keyAt(old)] as never,
        ...(steps > 0 && { storing: at + MINUTE }),
        ...(steps > 1 && { stored: at + 2 * MINUTE }),
        ...(steps > 2 && { deployed: at + 10 * MINUTE, clusters }),
        ...(steps > 3 && { deactivating: now - 20 * MINUTE }),
        ...(steps > 4 && { deactivated: now - 20 * MINUTE }),
        ...(steps > 5 && { restored: now - 10 * MINUTE, why: 'it broke' }),
      };
      const whose = { account: '123456789012', user: 'qovery-admin', organization };
      return tagsOf(entry, present, journalSigner('a token that he made up', whose));
    }
  }
}
