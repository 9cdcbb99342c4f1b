import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { AccessKeys } from '../../src/aws/access-keys.ts';
import type { Deed, Permit } from '../../src/aws/permit.ts';
import { mayDiscard, mayRestore, mayRetire } from '../../src/rotation/decide/guard.ts';
import { A, B, entryAt, key, retirable, situation, strandedKey } from './support/fixtures.ts';

// Nothing changes a key's status, or deletes it, without a permit of the guard for this key and this deed. What must
// not compile is held against the compiler (`npm run typecheck`): a line that begins to compile is an error there.

/** Never called: it is only compiled. */
export async function deeds(
  keys: AccessKeys,
  toActivate: Permit<'activate'>,
  toDeactivate: Permit<'deactivate'>,
  toDelete: Permit<'delete'>,
  forSomething: Permit,
): Promise<void> {
  await keys.activate(toActivate);
  await keys.deactivate(toDeactivate);
  await keys.delete(toDelete);

  // @ts-expect-error -- a permit of another deed
  await keys.activate(toDeactivate);
  // @ts-expect-error -- a permit of another deed
  await keys.activate(toDelete);
  // @ts-expect-error -- a permit of another deed
  await keys.deactivate(toActivate);
  // @ts-expect-error -- a permit of another deed
  await keys.deactivate(toDelete);
  // @ts-expect-error -- a permit of another deed
  await keys.delete(toActivate);
  // @ts-expect-error -- a permit of another deed
  await keys.delete(toDeactivate);

  // @ts-expect-error -- a permit of which nobody knows what it is for
  await keys.activate(forSomething);
  // @ts-expect-error -- a permit of which nobody knows what it is for
  await keys.deactivate(forSomething);
  // @ts-expect-error -- a permit of which nobody knows what it is for
  await keys.delete(forSomething);

  // @ts-expect-error -- no permit at all
  await keys.activate('qovery', A);
  // @ts-expect-error -- no permit at all
  await keys.deactivate('qovery', A);
  // @ts-expect-error -- no permit at all
  await keys.delete('qovery', A);
  // @ts-expect-error -- no permit at all
  await keys.delete(A);
  // @ts-expect-error -- no permit at all
  await keys.delete(undefined);

  // @ts-expect-error -- looks like one
  await keys.activate({ deed: 'activate', user: 'qovery', key: A });
  // @ts-expect-error -- looks like one
  await keys.deactivate({ deed: 'deactivate', user: 'qovery', key: A });
  // @ts-expect-error -- looks like one
  await keys.delete({ deed: 'delete', user: 'qovery', key: A });
  // @ts-expect-error -- looks like one
  await keys.delete({ deed: 'delete', user: 'qovery', key: A, granted: true });
  const looksLikeOne = { deed: 'delete', user: 'qovery', key: A } as const;
  // @ts-expect-error -- looks like one
  await keys.delete(looksLikeOne);

  // @ts-expect-error -- a permit for one key, made into one for another
  await keys.delete({ ...toDelete, key: B });
  // @ts-expect-error -- a permit of one deed, made into one of another
  await keys.delete({ ...toDeactivate, deed: 'delete' });
  // @ts-expect-error -- what a permit allows is not changed
  toDelete.key = B;
}

/** Never called: a verdict's permit has to be looked at before it is used. */
export async function verdicts(keys: AccessKeys): Promise<void> {
  const { permit } = mayDiscard(B, situation(strandedKey()));
  // @ts-expect-error -- there may be objections
  await keys.delete(permit);
  const retirement = mayRetire('deactivate', A, situation(retirable()));
  if (retirement.permit === undefined) return;
  await keys.deactivate(retirement.permit);
  // @ts-expect-error -- deletion has a permit of its own
  await keys.delete(retirement.permit);
  const restoration = mayRestore(A, retirable());
  if (restoration.permit === undefined) return;
  await keys.activate(restoration.permit);
}

test('a permit says for which key of which user it is, and for which deed', () => {
  const of = (permit: Permit | undefined): [Deed, string, string] | undefined =>
    permit && [permit.deed, permit.user, permit.key];
  expect(of(mayRetire('deactivate', A, situation(retirable())).permit)).toEqual(['deactivate', 'qovery', A]);
  const deactivated = retirable({
    keys: [key(A, { status: 'Inactive' }), key(B)],
    journal: entryAt('deactivated'),
  });
  expect(of(mayRetire('delete', A, situation(deactivated)).permit)).toEqual(['delete', 'qovery', A]);
  expect(of(mayRestore(A, deactivated).permit)).toEqual(['activate', 'qovery', A]);
  expect(of(mayDiscard(B, situation(strandedKey())).permit)).toEqual(['delete', 'qovery', B]);
});

describe('in the sources', () => {
  const root = new URL('../../src/', import.meta.url);
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(new URL(path, root), 'utf8') }));
  const where = (pattern: RegExp): string[] =>
    sources.flatMap(({ path, text }) => [...text.matchAll(pattern)].map(() => path));

  test('the guard makes permits, in one place, and nobody else', () => {
    expect(where(/\bas\s+(?:unknown\s+as\s+)?Permit\b|<Permit<[^>]*>>\s*[{(]|\bis\s+Permit\b/g)).toEqual([
      'rotation/decide/guard.ts',
    ]);
  });

  test('nothing is cast into whatever is asked for', () => {
    expect(where(/\bas\s+(?:any|never)\b|@ts-(?:ignore|nocheck|expect-error)/g)).toEqual([]);
  });

  test('one file sends what changes a key or deletes it', () => {
    expect(new Set(where(/\b(?:UpdateAccessKey|DeleteAccessKey)Command\b/g))).toEqual(
      new Set(['aws/access-keys.ts']),
    );
  });

  test('and there by permits alone, but for the probe with a key that nobody has', () => {
    const { text = '' } = sources.find(({ path }) => path === 'aws/access-keys.ts') ?? {};
    const calls = [...text.matchAll(/this\.#(?:setStatus|delete)\(([^)]*)\)/g)].map(([, given]) => given);
    expect(calls).toEqual([
      "user, key, 'Active'",
      "user, key, 'Inactive'",
      'user, key',
      "user, nobodys, 'Inactive'",
      'user, nobodys',
    ]);
  });
});
