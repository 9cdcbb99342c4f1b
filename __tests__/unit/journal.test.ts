import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../src/lib/clock.ts';
import {
  BLANK,
  type Entry,
  type Journal,
  NO_SIGNER,
  type Tags,
  clusterMarks,
  deployedClusters,
  describedKeys,
  descriptionTag,
  fieldsOf,
  fits,
  heartbeatOf,
  heartbeatTag,
  isUnfinished,
  journalSigner,
  journalTags,
  otherRun,
  readJournal,
  tagsOf,
  withConcerned,
} from '../../src/rotation/journal.ts';
import { A, ACCOUNT, B, NOW, ORGANIZATION, SIGNER, USER, X } from './support/fixtures.ts';

/** What IAM takes: at most 50 tags, keys of 128 and values of 256 of these characters. */
const TAKEN = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

function uuid(index: number): string {
  return `0a1b2c3d-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => uuid(index));

/** What the journal holds of a thousand clusters. */
const ALL = clusterMarks(many(1000), new Set(many(1000)));

/** Everything that a rotation can have to remember. */
const FULL: Required<Entry> = {
  organization: ORGANIZATION,
  old: A,
  new: B,
  intent: NOW,
  before: [A, X],
  lost: [X],
  storing: NOW + 1,
  stored: NOW + 2,
  deployed: NOW + 3,
  clusters: ALL,
  concerned: withConcerned(BLANK, many(1000)),
  verified: NOW + 4,
  deactivating: NOW + 5,
  deactivated: NOW + 6,
  restored: NOW + 7,
  why: "cluster 'staging' is in state DEPLOYMENT_ERROR",
  refused: "cloud credential 'AWS'",
};

/** IAM after these writes, one after the other; lists come back in the order of its own. */
function tagsAfter(entries: readonly Entry[], present: Tags = new Map(), signer = SIGNER): Tags {
  let tags = present;
  for (const entry of entries) tags = new Map([...tags, ...Object.entries(tagsOf(entry, tags, signer))]);
  return tags;
}
const written = (...entries: Entry[]): Journal => readJournal(tagsAfter(entries), SIGNER);

/** What a journal tells, without how it is kept. */
function told(read: Journal): object {
  const { tags, signed, ...fields } = read;
  expect([tags.size >= 0, typeof signed]).toEqual([true, 'boolean']);
  return fields;
}

describe('what is written is read back', () => {
  test('every field', () => {
    const { clusters, why, refused, tags, signed, ...others } = written(FULL);
    expect(signed).toBe(true);
    expect(tags).toEqual(tagsAfter([FULL]));
    expect({ ...others, clusters: FULL.clusters, why: FULL.why, refused: FULL.refused }).toEqual({
      ...FULL,
      runs: [],
    });
    expect(new Set(clusters)).toEqual(new Set(FULL.clusters));
    expect(why).toContain('staging');
    expect(refused).toContain('AWS');
  });

  test.each(Object.keys(FULL) as (keyof Entry)[])('%s alone, and emptied again', (name) => {
    const alone = written({ [name]: FULL[name] });
    expect(alone).toHaveProperty(name);
    expect(Object.keys(alone).toSorted()).toEqual(
      [...new Set(['before', 'clusters', 'concerned', 'lost', 'runs', 'signed', 'tags', name])].toSorted(),
    );
    const list = Array.isArray(FULL[name]);
    const emptied = written({ [name]: FULL[name] }, { [name]: list ? [] : undefined });
    expect(told(emptied)).toEqual(told(readJournal(new Map())));
  });

  test('over tags that were read before they were all there: not signed, and so nothing is rolled back', () => {
    const before = tagsAfter([{ ...BLANK, old: A, new: B, intent: NOW, before: [A] }]);
    const now = tagsAfter([{ restored: NOW + 1, why: 'x' }], before);
    // By a run that saw the journal as it was before.
    const after = new Map([...now, ...Object.entries(tagsOf({ deployed: NOW + 2 }, before, SIGNER))]);
    expect(readJournal(after, SIGNER)).toMatchObject({ signed: false, restored: NOW + 1 });
  });

  test('times, to the millisecond', () => {
    expect(written({ stored: NOW + 123 }).stored).toBe(NOW + 123);
  });

  test.each([0, 1, 10, 340, 1000, 10_000])(
    'which of %i clusters are deployed, and which are not',
    (count) => {
      const ids = many(count);
      for (const deployed of [[], ids, ids.filter((_, index) => index % 3 === 0), ids.slice(-1)]) {
        const read = written({ clusters: clusterMarks(ids, new Set(deployed)) });
        expect(deployedClusters(read, ids.toReversed())).toEqual(new Set(deployed));
      }
    },
  );

  test('clusters that come one by one, over the pages', () => {
    const ids = many(1000);
    const entries = many(30).map((_, index) => ({
      clusters: clusterMarks(ids, new Set(ids.slice(0, 30 * (index + 1)))),
    }));
    expect(deployedClusters(written(...entries), ids)).toEqual(new Set(ids.slice(0, 900)));
  });

  test('clusters that are emptied are gone from every page: none of them counts as deployed', () => {
    const ids = many(1000);
    const all = clusterMarks(ids, new Set(ids));
    expect(written({ clusters: all }, { clusters: [] }).clusters).toEqual([]);
    const few = clusterMarks(ids, new Set(ids.slice(0, 5)));
    expect(deployedClusters(written({ clusters: all }, { clusters: few }), ids)).toEqual(
      new Set(ids.slice(0, 5)),
    );
  });

  test('a field that is not named is left as it was', () => {
    expect(written({ old: A, stored: NOW }, { new: B })).toMatchObject({ old: A, stored: NOW, new: B });
  });
});

describe('what IAM takes', () => {
  const all = { ...tagsOf(FULL), ...heartbeatTag('a1b2c3d4', NOW), ...descriptionTag(B, ORGANIZATION, NOW) };

  test('keys and values, for everything and for 1,000 clusters', () => {
    for (const [key, value] of Object.entries(all)) {
      expect(key.length).toBeLessThanOrEqual(128);
      expect(value.length).toBeLessThanOrEqual(256);
      expect(key).toMatch(TAKEN);
      expect(value).toMatch(TAKEN);
    }
    expect(Object.keys(all).length).toBeLessThanOrEqual(50);
  });

  test.each([
    ['punctuation', 'a "quoted" name, with a, comma; `ticks` and <angles>'],
    ['control characters', 'line\nbreaks\r\tand tabs'],
    ['letters of any language', '日本語 Ünïcode'],
    ['symbols', '🔑 emoji'],
    ['letters of two units', '𝐀'.repeat(200)],
    ['a letter of two units where the value is cut', `a${'𝐀'.repeat(200)}`],
    ['too much', 'x'.repeat(1000)],
    ['nothing', ''],
  ])('texts from outside: %s', (_, text) => {
    for (const tag of [tagsOf({ why: text, refused: text }), descriptionTag(B, text, NOW)]) {
      for (const value of Object.values(tag)) {
        expect(value.length).toBeLessThanOrEqual(256);
        expect(value).toMatch(TAKEN);
        expect(value.isWellFormed()).toBe(true);
      }
    }
  });

  test('no secret can be in it: it has no field for one', () => {
    expect(Object.keys(FULL).toSorted()).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/secret|token/)]),
    );
  });
});

describe("other people's tags", () => {
  const others = new Map([
    ['team', 'platform'],
    ['qovery-rotation', 'not ours'],
    [A, 'a description in the console'],
  ]);

  test('in another case are ours all the same: IAM does not tell keys of tags apart by case', () => {
    const moved = [...Object.entries(tagsOf(FULL))].map(
      ([name, value]) => [name.replace('qovery-rotation', 'Qovery-Rotation'), value] as const,
    );
    expect(told(readJournal(new Map(moved)))).toEqual(
      told(readJournal(new Map(Object.entries(tagsOf(FULL))))),
    );
  });

  test('are neither read nor listed as ours', () => {
    expect(told(readJournal(others))).toEqual(told(readJournal(new Map())));
    expect(journalTags(others)).toEqual([]);
    const all = new Map([
      ...others,
      ...Object.entries(tagsOf(FULL)),
      ...Object.entries(heartbeatTag('r', NOW)),
    ]);
    expect(journalTags(all)).toHaveLength(all.size - others.size);
    for (const name of others.keys()) expect(journalTags(all)).not.toContain(name);
  });

  test('are not emptied with the pages of clusters', () => {
    const present = new Map([...others, ...Object.entries(tagsOf({ clusters: ALL, old: A }))]);
    // The whole journal is written again, and nothing beside it.
    const rewritten = Object.keys(tagsOf({ clusters: [] }, present)).toSorted();
    expect(rewritten).toEqual(journalTags(present).toSorted());
    for (const name of others.keys()) expect(rewritten).not.toContain(name);
  });

  test('descriptions of keys that others wrote are not ours', () => {
    const tags = new Map([
      ...others,
      [A, 'for the laptop of Ada'],
      ...Object.entries(descriptionTag(B, ORGANIZATION, NOW)),
    ]);
    expect(describedKeys(tags)).toEqual([B]);
  });

  test('are never written', () => {
    for (const name of Object.keys({ ...tagsOf(FULL), ...heartbeatTag('r', NOW) })) {
      expect(name).toMatch(/^qovery-rotation:/);
    }
  });

  test('what nobody can read is as if it were not there', () => {
    const tags = new Map([
      ['qovery-rotation:stored', 'yesterday'],
      ['qovery-rotation:old', ''],
      ['qovery-rotation:run:x', 'soon'],
      ['qovery-rotation:of-tomorrow', 'x'],
    ]);
    expect(told(readJournal(tags))).toEqual(told(readJournal(new Map())));
  });
});

describe('clusters that come and go', () => {
  const ids = many(1000);
  const read = { clusters: clusterMarks(ids, new Set(ids)) };

  test('one that came is not deployed, and costs its group: a few of a thousand', () => {
    const newcomer = uuid(5000);
    const deployed = deployedClusters(read, [...ids, newcomer]);
    expect(deployed.has(newcomer)).toBe(false);
    expect(deployed.size).toBeGreaterThan(980);
  });

  test('one that is gone costs its group, and so does one in the place of another', () => {
    for (const id of ids.slice(0, 50)) {
      const others = ids.filter((other) => other !== id);
      expect(deployedClusters(read, others).size).toBeGreaterThan(980);
      const deployed = deployedClusters(read, [...others, id.replace('0a1b', '0a1c')]);
      expect(deployed.has(id.replace('0a1b', '0a1c'))).toBe(false);
    }
  });

  test('never does a cluster count that was not there, whichever others are', () => {
    for (let round = 0; round < 200; round++) {
      const strangers = Array.from({ length: 20 }, (_, n) => uuid(10_000 + 20 * round + n));
      const some = ids.filter((_, index) => (index * 7 + round) % 5 !== 0);
      const deployed = deployedClusters(read, [...some, ...strangers]);
      expect(strangers.filter((id) => deployed.has(id))).toEqual([]);
    }
  });

  test('what is not deployed counts at no time, whichever cluster has come or gone', () => {
    const half = new Set(ids.filter((_, index) => index % 2 === 0));
    const marks = { clusters: clusterMarks(ids, half) };
    for (const gone of ids.slice(0, 100)) {
      const deployed = deployedClusters(
        marks,
        ids.filter((id) => id !== gone),
      );
      expect([...deployed].filter((id) => !half.has(id))).toEqual([]);
    }
  });

  test('a journal of another form proves nothing: one that lists ids, one of anybody', () => {
    const packed = ids.map((id) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url'));
    for (const clusters of [packed, ids, ['', 'x', '=====', '////////', ids.join('')]])
      expect(deployedClusters({ clusters }, ids)).toEqual(new Set());
  });

  test('bits that are cut off are zeros', () => {
    const cut = read.clusters.map((mark) => mark.slice(0, 6));
    expect(deployedClusters({ clusters: cut }, ids)).toEqual(new Set());
  });
});

describe('the room for it', () => {
  const others = (count: number): [string, string][] =>
    Array.from({ length: count }, (_, index) => [`team-${index}`, 'x']);
  /** All tags that a rotation over so many clusters can have at one time, with those of a key that was there. */
  const own = (clusters: number): number =>
    Object.keys({
      ...tagsOf({
        ...FULL,
        clusters: clusterMarks(many(clusters), new Set(many(clusters))),
        concerned: withConcerned(BLANK, many(clusters)),
      }),
      ...heartbeatTag('r', NOW),
      ...descriptionTag(B, ORGANIZATION, NOW),
    }).length;

  test.each([0, 1, 20, 128, 1000])('what is said to fit does fit (%i clusters)', (clusters) => {
    for (let count = 0; count <= 50; count++) {
      if (fits(new Map(others(count)), many(clusters))) expect(count + own(clusters)).toBeLessThanOrEqual(50);
    }
    expect(fits(new Map(others(clusters < 1000 ? 24 : 6)), many(clusters))).toBe(true);
  });

  test('the tags of a rotation that is under way are not counted twice', () => {
    const under = new Map([
      ...others(20),
      ...Object.entries(tagsOf({ ...FULL, clusters: clusterMarks(many(20), new Set(many(20))) })),
    ]);
    expect(fits(under, many(20))).toBe(fits(new Map(others(20)), many(20)));
  });

  test('heartbeats of runs that died take room, too', () => {
    const dead = Array.from({ length: 20 }, (_, index) =>
      Object.entries(heartbeatTag(`dead-${index}`, NOW)),
    ).flat();
    const tags = new Map([...others(25), ...dead]);
    const size = new Set([...tags.keys(), ...Object.keys(tagsOf({ ...FULL, clusters: [] }))]).size;
    expect(size).toBeGreaterThan(50);
    expect(fits(tags, [])).toBe(false);
  });
});

describe('the heartbeat', () => {
  const beside = (...runs: (readonly [string, number])[]): Journal =>
    readJournal(new Map(runs.flatMap(([id, at]) => Object.entries(heartbeatTag(id, at)))));

  test('of another run counts for 15 minutes', () => {
    expect(otherRun(beside(['that', NOW]), 'this', NOW)).toEqual({ id: 'that', at: NOW });
    expect(otherRun(beside(['that', NOW]), 'this', NOW + 15 * MINUTE - 1)).toMatchObject({ id: 'that' });
    expect(otherRun(beside(['that', NOW]), 'this', NOW + 15 * MINUTE)).toBeUndefined();
  });

  test("from the future is nobody's, but for what clocks may differ", () => {
    expect(otherRun(beside(['that', NOW + 5 * MINUTE]), 'this', NOW)).toMatchObject({ id: 'that' });
    expect(otherRun(beside(['that', NOW + 5 * MINUTE + 1]), 'this', NOW)).toBeUndefined();
    const hidden = beside(['of 2099', Date.parse('2099-01-01T00:00:00Z')], ['alive', NOW]);
    expect(otherRun(hidden, 'this', NOW)).toMatchObject({ id: 'alive' });
  });

  test('of each run can be told', () => {
    expect(heartbeatOf(beside(['that', NOW - 1], ['this', NOW]), 'this')).toBe(NOW);
    expect(heartbeatOf(beside(['that', NOW]), 'this')).toBeUndefined();
  });

  test('of our own does not', () => {
    expect(otherRun(beside(['this', NOW]), 'this', NOW)).toBeUndefined();
  });

  test('of a dead run does not hide a living one', () => {
    const both = beside(['dead', NOW - 20 * MINUTE], ['alive', NOW - MINUTE], ['this', NOW]);
    expect(otherRun(both, 'this', NOW)).toMatchObject({ id: 'alive' });
  });

  test('each run has one of its own, renewed in place', () => {
    expect(Object.keys(heartbeatTag('a', NOW))).toEqual(Object.keys(heartbeatTag('a', NOW + 1)));
    expect(Object.keys(heartbeatTag('a', NOW))).not.toEqual(Object.keys(heartbeatTag('b', NOW)));
  });
});

test('the description of a key, in the words of the console, names the organisation and the day', () => {
  expect(descriptionTag(B, ORGANIZATION, NOW)).toEqual({
    [B]: expect.stringMatching(new RegExp(`${ORGANIZATION}.*2026-11-20$`)) as unknown,
  });
});

test('a rotation is under way from the intent to the cleaning of the journal', () => {
  expect(isUnfinished(undefined)).toBe(false);
  expect(isUnfinished(written())).toBe(false);
  expect(isUnfinished(written({ organization: ORGANIZATION, new: B }))).toBe(false);
  expect(isUnfinished(written({ intent: NOW }))).toBe(true);
  expect(isUnfinished(written({ old: A }))).toBe(true);
});

describe('the signature', () => {
  const whole = { ...BLANK, ...FULL };
  const signed = tagsAfter([whole]);
  const isSigned = (tags: Tags, signer = SIGNER): boolean => readJournal(tags, signer).signed;
  const otherSigner = (changes: { account?: string; user?: string; organization?: string }): typeof SIGNER =>
    journalSigner('qov_token', { account: ACCOUNT, user: USER, organization: ORGANIZATION, ...changes });

  test('is there once a whole journal was written, and stays through the writes that follow', () => {
    expect(isSigned(signed)).toBe(true);
    const later = tagsAfter([{ stored: NOW + 9 }, { clusters: ALL.slice(9) }, { clusters: [] }], signed);
    expect(isSigned(later)).toBe(true);
    expect(isSigned(new Map([...later].reverse()))).toBe(true);
  });

  test('of a journal that an earlier version has signed is valid: what is signed, and its order, stay as they are', () => {
    const earlier = new Map(
      Object.entries({
        organization: ORGANIZATION,
        why: 'cluster staging is in state DEPLOYMENT_ERROR',
        old: A,
        new: B,
        refused: 'cloud credential AWS',
        before: `${A} ${X}`,
        lost: X,
        intent: '2026-11-20T12:00:00.000Z',
        storing: '2026-11-20T12:00:00.001Z',
        stored: '2026-11-20T12:00:00.002Z',
        deployed: '2026-11-20T12:00:00.003Z',
        verified: '2026-11-20T12:00:00.004Z',
        deactivating: '2026-11-20T12:00:00.005Z',
        deactivated: '2026-11-20T12:00:00.006Z',
        restored: '2026-11-20T12:00:00.007Z',
        'clusters:0': '9jMBD3AQ',
        // By version 1.0.0. Where this has to change, rotations that are under way at an update come to a halt.
        signature: 'gp2o4K2L25d9uUsgCa6TmKZx9lXwaOMXd3ILqNsGzLY',
      }).map(([name, value]) => [`qovery-rotation:${name}`, value]),
    );
    expect(isSigned(earlier)).toBe(true);
    expect(tagsAfter([fieldsOf(readJournal(earlier, SIGNER))])).toEqual(earlier);
  });

  test('is not there for a journal that nobody wrote, nor for one without a signer', () => {
    expect(isSigned(new Map())).toBe(false);
    expect(isSigned(tagsAfter([whole], new Map(), NO_SIGNER), NO_SIGNER)).toBe(false);
    expect(isSigned(signed, NO_SIGNER)).toBe(false);
    expect(readJournal(signed).signed).toBe(false);
  });

  test.each([...signed.keys()].filter((name) => !/:(signature|refused)$/.test(name)))(
    'does not stand a change of %s: another value, none, an empty one',
    (name) => {
      const value = signed.get(name) ?? '';
      for (const change of [value.slice(0, -1), `${value} `, '', undefined]) {
        const changed = new Map(signed);
        if (change === undefined) changed.delete(name);
        else changed.set(name, change);
        expect([change, isSigned(changed)]).toEqual([change, value === change]);
      }
    },
  );

  test('does not stand an additional field, nor the value of one in another', () => {
    const few = tagsAfter([{ ...BLANK, organization: ORGANIZATION, old: A, intent: NOW, stored: NOW }]);
    expect(isSigned(few)).toBe(true);
    expect(isSigned(new Map([...few, ['qovery-rotation:deactivating', new Date(NOW).toISOString()]]))).toBe(
      false,
    );
    expect(isSigned(new Map([...few, ['qovery-rotation:clusters:0', 'x']]))).toBe(false);
    const moved = new Map(few);
    moved.set('qovery-rotation:new', few.get('qovery-rotation:old') ?? '');
    moved.delete('qovery-rotation:old');
    expect(isSigned(moved)).toBe(false);
    // A line break, as a value may not have one in IAM, could make two fields of one.
    expect(isSigned(new Map([...few, ['qovery-rotation:organization', `${ORGANIZATION}\nold=${B}`]]))).toBe(
      false,
    );
  });

  test.each([
    ['account', otherSigner({ account: '210987654321' })],
    ['user', otherSigner({ user: 'admin' })],
    ['organisation', otherSigner({ organization: X })],
    ['token', journalSigner('qov_another', { account: ACCOUNT, user: USER, organization: ORGANIZATION })],
    [
      'token, by a part of it',
      journalSigner('', { account: ACCOUNT, user: USER, organization: ORGANIZATION }),
    ],
    ['account, drawn into its user', otherSigner({ account: `${ACCOUNT}\n${USER}`, user: '' })],
  ])('is of one %s', (_, signer) => {
    expect(isSigned(signed, signer)).toBe(false);
    expect(isSigned(tagsAfter([whole], new Map(), signer))).toBe(false);
  });

  test('does not cover what a person may take away, nor heartbeats', () => {
    const changed = new Map([...signed, ...Object.entries(heartbeatTag('another', NOW))]);
    changed.delete('qovery-rotation:refused');
    expect(isSigned(changed)).toBe(true);
  });

  test('is not given to what others wrote: a write to a journal that is not ours leaves it unsigned', () => {
    const forged = new Map([...signed, ['qovery-rotation:old', X]]);
    expect(isSigned(tagsAfter([{ stored: NOW }], forged))).toBe(false);
    expect(isSigned(tagsAfter([{ clusters: ALL.slice(2) }, { deployed: NOW }], forged))).toBe(false);
    expect(isSigned(tagsAfter([{ old: A, new: B }]))).toBe(false);
  });

  test('a whole journal, written over whatever was there, is ours again', () => {
    const forged = new Map([
      ...signed,
      ['qovery-rotation:old', X],
      ['qovery-rotation:clusters:7', 'x'],
      ['team', 'x'],
    ]);
    const anew = tagsAfter([{ ...BLANK, old: A, intent: NOW }], forged);
    expect(isSigned(anew)).toBe(true);
    const read = readJournal(anew, SIGNER);
    expect([read.old, read.new, read.clusters, read.restored]).toEqual([A, undefined, [], undefined]);
  });
});
