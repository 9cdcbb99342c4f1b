import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Found, type Holder, KINDS, findHolders, openHolder } from '../../src/holders/index.ts';
import { QoveryError } from '../../src/qovery/http.ts';
import { Problem } from '../../src/lib/errors.ts';
import { Snapshot } from '../../src/qovery/snapshot.ts';
import { IDS, OF_ORGANIZATION, clientOf, everyHolder } from './support/answers.ts';
import { A, B, PRODUCTION } from './support/fixtures.ts';

// Whatever an answer leaves out, empties or writes in another way: a holder of the key never becomes no holder.

/** Where a value is in the answers: `['/cluster/…/dnsProvider', 'dns_provider', 'provider']`. */
type Place = readonly string[];

const CHANGES: Readonly<Record<string, (value: unknown) => unknown>> = {
  absent: () => undefined,
  null: () => null,
  empty: (value) => (Array.isArray(value) ? [] : typeof value === 'object' ? {} : ''),
  blank: () => ' \t',
  'lower case': (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  'upper case': (value) => (typeof value === 'string' ? value.toUpperCase() : value),
  blanks: (value) => (typeof value === 'string' ? ` ${value}\n` : value),
  stars: (value) => (typeof value === 'string' ? '********' : value),
  'another type': () => 7,
};

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at];
  const within = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...at, key]));
  // A list of Qovery's is told as it is: what is not in it is not there. So are the answers themselves.
  return at.length < 2 || at.at(-1) === 'results' || Array.isArray(value) ? within : [at, ...within];
}

function changed(answers: Record<string, unknown>, place: Place, change: (value: unknown) => unknown): void {
  const parent = place
    .slice(0, -1)
    .reduce((value: unknown, key) => (value as Record<string, unknown> | undefined)?.[key], answers);
  const key = place.at(-1) ?? '';
  // An earlier change may have taken it away.
  if (typeof parent !== 'object' || parent === null || !(key in parent)) return;
  (parent as Record<string, unknown>)[key] = change((parent as Record<string, unknown>)[key]);
}

/** The answers with these changes, as they come over the wire. */
function withChanges(changes: readonly (readonly [Place, string])[]): Record<string, unknown> {
  const answers = everyHolder();
  for (const [place, name] of changes) changed(answers, place, CHANGES[name] ?? ((value) => value));
  return Object.fromEntries(
    Object.entries(answers).map(([path, answer]) => [path, JSON.parse(JSON.stringify(answer)) as unknown]),
  );
}

const find = (answers: Record<string, unknown>): Promise<Found> =>
  findHolders(new Snapshot(clientOf(answers).api));

/** Who holds A where nothing is changed: of each kind, at least one. */
const { holders: HOLDERS, unknown: NOT_KNOWN } = await find(everyHolder());

/** The holders that are lost: neither with their key, nor unknown. Nothing is, where the look fails. */
async function lost(answers: Record<string, unknown>): Promise<readonly unknown[]> {
  let found: Found;
  try {
    found = await find(answers);
  } catch (error) {
    // Honest: it names the field, and what was expected there.
    expect(error).toBeInstanceOf(QoveryError);
    expect((error as Error).message).toMatch(/malformed answer: at \S+, expected ./);
    return [];
  }
  const { holders, unknown } = found;
  const left = [...holders.filter(({ keyId }) => keyId === A), ...unknown];
  return HOLDERS.filter(({ id }) => !left.some((one) => one.id === id));
}

// The id of what is answered is how this test knows it again.
const PLACES = placesIn(everyHolder());
const NAMES = Object.keys(CHANGES);

describe('no holder is lost', () => {
  test('where nothing is changed, and there is one of each kind', async () => {
    expect(new Set(HOLDERS.map(({ kind }) => kind))).toEqual(new Set(KINDS.map(({ kind }) => kind)));
    expect(HOLDERS.filter(({ keyId }) => keyId !== A)).toEqual([]);
    expect(NOT_KNOWN).toEqual([]);
    expect(await lost(withChanges([]))).toEqual([]);
    expect(PLACES.length).toBeGreaterThan(50);
  });

  test.each(NAMES)('with any field %s', async (name) => {
    const failures: unknown[] = [];
    for (const place of PLACES) {
      if ((await lost(withChanges([[place, name]]))).length > 0) failures.push(place);
    }
    expect(failures).toEqual([]);
  });

  test('with several of these at a time', async () => {
    const change = fc.tuple(fc.constantFrom(...PLACES), fc.constantFrom(...NAMES));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 2, maxLength: 5 }), async (changes) => {
        expect(await lost(withChanges(changes))).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });
});

/** Where each kind that can be moved is read by itself, and what of the lists its answer is. */
const ALONE: readonly (readonly [Holder['kind'], string, string, Place])[] = [
  ['container registry', IDS.registry, `${OF_ORGANIZATION}/containerRegistry`, ['results', '0']],
  ['Helm repository', IDS.repository, `${OF_ORGANIZATION}/helmRepository`, ['results', '0']],
  ['cloud credential', IDS.credential, `${OF_ORGANIZATION}/credentials`, ['results', '0', 'credential']],
  ['DNS provider', PRODUCTION, `/cluster/${PRODUCTION}/dnsProvider`, []],
];
const PATHS: Readonly<Record<string, string>> = {
  'cloud credential': `${OF_ORGANIZATION}/aws/credentials/${IDS.credential}`,
  'DNS provider': `/cluster/${PRODUCTION}/dnsProvider`,
};

test('every kind that can be opened is among them', () => {
  const kinds = KINDS.filter((kind) => kind.open !== undefined).map(({ kind }) => kind);
  expect(ALONE.map(([kind]) => kind).toSorted()).toEqual(kinds.toSorted());
});

test.each(ALONE)(
  'what is sent to a %s has no null and no blank, and drops nothing else',
  async (kind, id, list, at) => {
    const path = PATHS[kind] ?? `${list}/${id}`;
    const change = fc.tuple(
      fc.constantFrom(...PLACES.filter(([first]) => first === list)),
      fc.constantFrom(...NAMES),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 3 }), async (changes) => {
        const answer = at.reduce(
          (value: unknown, key) => (value as Record<string, unknown> | undefined)?.[key],
          withChanges(changes)[list],
        );
        const { api, sent } = clientOf({ [path]: answer });
        try {
          const open = await openHolder(api, { kind, id } as Holder);
          await open.store({ id: B, secret: 'the secret' });
        } catch (error) {
          expect(error instanceof QoveryError || error instanceof Problem).toBe(true);
          expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
          return;
        }
        const body = JSON.stringify(sent.at(-1)?.body);
        expect(body).toContain(B);
        expect(body).not.toContain(A);
        expect(body).not.toMatch(/:(null|""|"\s+")[,}]/);
      }),
      { numRuns: 300 },
    );
  },
);
