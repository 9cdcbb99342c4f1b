import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Holder } from '../../src/holders/index.ts';
import { DAY, HOUR, MINUTE, SECOND, iso } from '../../src/lib/clock.ts';
import {
  BLANK,
  type Entry,
  type Signer,
  type Tags,
  journalSigner,
  readJournal,
  tagsOf,
} from '../../src/rotation/journal.ts';
import type { Policy, Step } from '../../src/rotation/model.ts';
import {
  A,
  ACCOUNT,
  B,
  NOW,
  ORGANIZATION,
  PRODUCTION,
  REGISTRY,
  SIGNER,
  STAGING,
  USER,
  X,
  credential,
  dns,
  key,
  policy,
  registry,
  marks,
} from '../unit/support/fixtures.ts';
import { type Beginning, World, later, run } from '../unit/support/world.ts';

// Tags propose, they never prove. Whoever has iam:TagUser and nothing else can write any journal: whole runs on it
// must leave every key as it was, but for those that they create themselves.

const P = 'qovery-rotation:';
const FORGERIES = 2_500;
/** The same worlds in every run of this test. */
const SEED = 20_261_120;

/** Moments that a journal may name, in times of this world, and some that nobody can read. */
const moment = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -100 * 24 * 60, max: 10 }).map((m) => iso(NOW + m * MINUTE)) },
  // Just when the keys of this world were created: what a forger can look up.
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      ...[90 * DAY, 4 * HOUR, 20 * MINUTE].flatMap((ago) => [
        iso(NOW - ago - SECOND),
        iso(NOW - ago),
        iso(NOW - ago + MINUTE),
      ]),
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('2099-01-01T00:00:00Z', '1970-01-01T00:00:00Z', 'yesterday', '0') },
);
const keyId = fc.constantFrom(A, B, X, 'AKIANEWNNNNNNNNNNNN1', '');
const keyIds = fc.array(keyId, { maxLength: 3 }).map((ids) => ids.join(' '));
const pages = fc
  .subarray([STAGING, PRODUCTION])
  .map((clusters) => marks(clusters).join(' '))
  .map((page) => page || 'x');

const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  organization: fc.constantFrom(ORGANIZATION, ORGANIZATION, ORGANIZATION, 'another', ''),
  old: keyId,
  new: keyId,
  before: keyIds,
  lost: keyIds,
  intent: moment,
  storing: moment,
  stored: moment,
  deployed: moment,
  verified: moment,
  deactivating: moment,
  deactivated: moment,
  restored: moment,
  why: fc.constantFrom('a cluster failed', ''),
  refused: fc.constantFrom("cloud credential 'AWS'", ''),
  'clusters:0': pages,
  'clusters:1': pages,
  'run:dead': moment,
  'run:run-0': moment,
};

/** What a rotation of ours would have written: the most plausible forgery is a true story with other names. */
const stories: fc.Arbitrary<Entry> = fc
  .record({
    old: fc.constantFrom(A, B),
    successor: fc.constantFrom(A, B, undefined),
    intent: fc.constantFrom(NOW - 90 * DAY, NOW - 4 * HOUR, NOW - 20 * MINUTE),
    steps: fc.integer({ min: 0, max: 6 }),
    before: fc.constantFrom([A], [B], [A, B], []),
    lost: fc.constantFrom([], [], [A], [B]),
    restored: fc.boolean(),
  })
  .map(({ old, successor, intent, steps, before, lost, restored }) => ({
    ...BLANK,
    organization: ORGANIZATION,
    old,
    new: successor,
    intent,
    before,
    lost,
    ...(steps > 0 ? { storing: intent + MINUTE } : {}),
    ...(steps > 1 ? { stored: intent + 2 * MINUTE } : {}),
    ...(steps > 2 ? { deployed: intent + 10 * MINUTE, clusters: marks([STAGING, PRODUCTION]) } : {}),
    ...(steps > 3 ? { deactivating: NOW - 20 * MINUTE } : {}),
    ...(steps > 4 ? { deactivated: NOW - 20 * MINUTE + SECOND } : {}),
    ...(restored && steps > 3 ? { restored: NOW - 10 * MINUTE, why: 'it broke' } : {}),
  }));

const foreign = (changes: object, token = 'qov_token'): Signer =>
  journalSigner(token, { account: ACCOUNT, user: USER, organization: ORGANIZATION, ...changes });

/** Signatures that a forger can have: of his own making, or seen on another user, in another organisation. */
const signers: fc.Arbitrary<Signer> = fc.constantFrom<Signer[]>(
  () => '',
  () => 'signed',
  () => SIGNER('a text that was signed once'),
  foreign({ user: 'another' }),
  foreign({ organization: 'another' }),
  foreign({ account: '210987654321' }),
  foreign({}, 'a token that he made up'),
  foreign({}, ''),
);

const stolen = foreign({ user: 'another' });

/** A story as a forger writes it, with some of its tags replaced, and others taken away. */
const forgeries: fc.Arbitrary<Tags> = fc
  .record({
    story: fc.option(stories, { nil: undefined, freq: 4 }),
    sign: signers,
    replaced: fc.record(VALUES, { requiredKeys: [] }),
    removed: fc.uniqueArray(fc.constantFrom(...Object.keys(VALUES)), { maxLength: 3 }),
    touched: fc.boolean(),
    signature: fc.option(fc.constantFrom('', 'x', SIGNER(''), stolen('')), { nil: undefined, freq: 3 }),
  })
  .map(({ story, sign, replaced, removed, touched, signature }) => {
    const tags = new Map(Object.entries(story === undefined ? {} : tagsOf(story, new Map(), sign)));
    if (touched || story === undefined) {
      for (const [name, value] of Object.entries(replaced)) tags.set(P + name, value ?? '');
      for (const name of removed) tags.delete(P + name);
    }
    if (signature !== undefined) tags.set(`${P}signature`, signature);
    return tags;
  });

/** One or two keys, active or not, old or of the forger's intent, held in all ways, used in all ways. */
const beginnings: fc.Arbitrary<Beginning> = fc
  .record({
    keys: fc.subarray([A, B], { minLength: 1 }).chain((ids) =>
      fc.tuple(
        ...ids.map((id) =>
          fc.record({
            id: fc.constant(id),
            status: fc.constantFrom('Active', 'Active', 'Active', 'Inactive'),
            age: fc.constantFrom(90 * DAY, 4 * HOUR, 20 * MINUTE),
            use: fc.constantFrom('none', 'sts', 's3', 'unknown'),
          }),
        ),
      ),
    ),
    inCredential: fc.constantFrom(A, B),
    inSecond: fc.option(fc.constantFrom(A, B), { nil: undefined }),
    inRegistry: fc.option(fc.constantFrom(A, B), { nil: undefined }),
    inDns: fc.option(fc.constantFrom(A, B), { nil: undefined, freq: 6 }),
    status: fc.constantFrom('DEPLOYED', 'DEPLOYED', 'STOPPED', 'DEPLOYMENT_ERROR', 'INVALID_CREDENTIALS'),
    tags: forgeries,
  })
  .map(({ keys, inCredential, inSecond, inRegistry, inDns, status, tags }) => {
    const second = { id: 'second', name: 'second', clusterIds: [PRODUCTION] };
    const holders: Holder[] = [
      ...(inRegistry === undefined ? [] : [registry(inRegistry, { id: REGISTRY })]),
      ...(inDns === undefined ? [] : [dns(inDns)]),
      credential(inCredential),
      ...(inSecond === undefined ? [] : [credential(inSecond, second)]),
    ];
    const uses = keys.flatMap(({ id, use, age }) => {
      if (use === 'unknown') return [];
      const last = use === 'none' ? undefined : { at: NOW - age + MINUTE, service: use, region: 'eu-west-3' };
      return [[id, { userName: USER, last }] as const];
    });
    return {
      keys: keys.map(({ id, status: state, age }) => key(id, { status: state, createdAt: NOW - age })),
      holders,
      tags,
      uses: new Map(uses),
      statuses: { [STAGING]: status },
    };
  });

/** What the workflow asks for. It names no key in `retire-key`: whoever does has vouched for it. */
const policies: fc.Arbitrary<Policy> = fc
  .record({
    maxAge: fc.constantFrom(0, HOUR, 365 * DAY),
    waitForDeletion: fc.boolean(),
    delay: fc.constantFrom(0, 2 * HOUR),
    deactivateFor: fc.constantFrom(0, 15 * MINUTE),
    iamUserGiven: fc.boolean(),
  })
  .map((wants) => policy(wants));

/** Whole runs, one after the other, each with a name of its own; and the keys that they replaced by theirs. */
class Lives {
  readonly world: World;
  readonly ends: string[] = [];
  readonly replaced = new Set<string>();

  constructor(beginning: Beginning) {
    this.world = new World(beginning);
  }

  async run(
    wants: Policy,
    { diesAfter = Infinity, before }: { diesAfter?: number; before?: (step: number) => void } = {},
  ): Promise<void> {
    let announced = '';
    let count = 0;
    const watch = (step: Step): void => {
      before?.(++count);
      if (step.do === 'announce') announced = step.replaces;
      if (step.do === 'store-key') this.replaced.add(announced);
    };
    const { end } = await run(this.world, wants, { name: `run-${this.ends.length}`, watch, diesAfter });
    this.ends.push(end);
  }
}

const statusesOf = (keys: Beginning['keys'], without: ReadonlySet<string> = new Set()): string[] =>
  (keys ?? []).filter(({ id }) => !without.has(id)).map(({ id, status }) => `${id} ${status}`);

/** Nobody is hurt, and every key is as it was, but for those of a rotation that these runs themselves have made. */
function expectNoHarm(lives: Lives, beginning: Beginning): void {
  const { world, replaced } = lives;
  const own = new Set([...world.created, ...replaced]);
  expect(world.deeds.filter(({ key: id }) => !own.has(id))).toEqual([]);
  expect(statusesOf(world.keys, own)).toEqual(statusesOf(beginning.keys, own));
  expect(world.outages).toEqual([]);
  // A key that was inactive is somebody's decision, whoever replaced it.
  for (const { id, status } of beginning.keys ?? []) {
    if (status === 'Inactive') expect([undefined, 'Inactive']).toContain(world.status(id));
  }
}

describe('a journal that somebody forged who may tag the user', () => {
  test(`lets no run touch a key, in ${FORGERIES} worlds`, async () => {
    const ends = new Map<string, number>();
    let untouched = 0;
    await fc.assert(
      fc.asyncProperty(beginnings, policies, async (beginning, wants) => {
        // None of them is ours, or this would prove nothing.
        expect(readJournal(beginning.tags ?? new Map(), SIGNER).signed).toBe(false);
        const lives = new Lives(beginning);
        await lives.run(wants);
        for (const end of lives.ends) ends.set(end, (ends.get(end) ?? 0) + 1);
        if (lives.world.created.length === 0) {
          untouched++;
          expect(lives.world.deeds).toEqual([]);
          expect(statusesOf(lives.world.keys)).toEqual(statusesOf(beginning.keys));
        }
        // The next run goes on from what the first has written, and that may be signed.
        later(lives.world, 20 * MINUTE);
        await lives.run(wants);
        expectNoHarm(lives, beginning);
      }),
      { numRuns: FORGERIES, seed: SEED },
    );
    // Some of them rest or rotate, some stop, and most see no key created.
    for (const end of ['rest', 'stop']) expect(ends.get(end) ?? 0).toBeGreaterThan(FORGERIES / 20);
    expect(untouched).toBeGreaterThan(FORGERIES / 2);
  });

  test('lets no run touch a key either when it is written in the middle of a rotation', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 25 }), forgeries), { minLength: 1, maxLength: 3 }),
        fc.option(fc.integer({ min: 1, max: 25 }), { nil: Infinity }),
        policies,
        async (writes, diesAfter, wants) => {
          const beginning = customer();
          const lives = new Lives(beginning);
          const { world } = lives;
          const before = (step: number): void => {
            for (const [at, tags] of writes) if (at === step) for (const tag of tags) world.tags.set(...tag);
          };
          await lives.run(wants, { before, diesAfter });
          later(world, 20 * MINUTE);
          await lives.run(wants, { before });
          later(world, DAY);
          await lives.run(wants);
          expectNoHarm(lives, beginning);
        },
      ),
      { numRuns: 500, seed: SEED },
    );
  });
});

/** A rotation of ours that can begin: what a journal that we have signed comes from. */
function customer(): Beginning {
  const second = credential(A, { id: 'second', name: 'second', clusterIds: [PRODUCTION] });
  return { keys: [key(A)], holders: [registry(A), credential(A), second] };
}

describe('a journal that we have signed, written again by somebody who has kept it', () => {
  const deed = fc.constantFrom('nothing', 'deactivates', 'activates', 'moves a holder', 'breaks a cluster');

  test('lets a run go on only with the keys of its rotation, and hurts nobody', async () => {
    let replayed = 0;
    const done = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 2 }),
        fc.nat(),
        fc.tuple(deed, fc.nat(), fc.nat()),
        fc.constantFrom(MINUTE, 20 * MINUTE, 3 * HOUR, DAY),
        policies,
        async (deaths, which, [what, first, then], pause, wants) => {
          const beginning = customer();
          const lives = new Lives(beginning);
          const { world } = lives;
          for (const diesAfter of deaths) {
            await lives.run({ ...wants, maxAge: HOUR }, { diesAfter });
            later(world, 20 * MINUTE);
          }
          await lives.run({ ...wants, maxAge: HOUR });
          later(world, pause);

          const target = world.keys[first % world.keys.length];
          const holder = world.holders[first % world.holders.length];
          const taken = world.keys[then % world.keys.length];
          const damaged = world.clusters[first % world.clusters.length];
          // Whatever is hurt by an administrator's own hand is not our doing.
          if (what === 'deactivates' && target !== undefined) target.status = 'Inactive';
          if (what === 'activates' && target !== undefined) target.status = 'Active';
          if (what === 'moves a holder' && holder && taken) holder.keyId = taken.id;
          if (what === 'breaks a cluster' && damaged) damaged.status = 'DEPLOYMENT_ERROR';
          const held = new Set(world.holders.map(({ keyId }) => keyId));
          const hurt = world.outages.length;

          const kept = world.history[which % world.history.length] ?? new Map<string, string>();
          for (const name of [...world.tags.keys()]) if (name.startsWith(P)) world.tags.delete(name);
          for (const tag of kept) world.tags.set(...tag);
          if (readJournal(kept, SIGNER).signed) replayed++;
          const deedsBefore = world.deeds.length;
          await lives.run({ ...wants, maxAge: 365 * DAY });
          for (const { deed: act, key: id } of world.deeds.slice(deedsBefore)) {
            done.add(act);
            // Only what our own runs have created, or replaced, and never what Qovery held when it began.
            expect([A, ...world.created]).toContain(id);
            if (act === 'deactivate') expect(held).not.toContain(id);
            if (act === 'activate') expect(id).toBe(readJournal(kept, SIGNER).old);
          }
          expect(world.outages.slice(hurt)).toEqual([]);
        },
      ),
      { numRuns: 600, seed: SEED },
    );
    expect(replayed).toBeGreaterThan(300);
    expect(done.size).toBeGreaterThan(0);
  });
});
