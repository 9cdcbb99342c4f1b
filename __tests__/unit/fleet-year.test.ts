import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { dueKeys, runsFor } from '../../src/due/due-keys.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import type { HeldKey } from '../../src/review/read-keys.ts';
import { NOW, credential, entryAt } from './support/fixtures.ts';
import { held } from './support/review.ts';

// How many jobs a fleet starts in a year, by rotate-fleet.yml: three nights a week a job asks what is due, and each entry
// of its matrix is a job. By what `due` really decides; the rotations are as that workflow has them (`deactivate-for: 7d`).

const ACCOUNTS = 10;
const KEYS = 10;
const MAX_AGE = 75 * DAY;
const DELAY = 2 * HOUR;
const DEACTIVATE_FOR = 7 * DAY;
/** Of a week: Tuesday, Thursday, Saturday. */
const NIGHTS = [0, 2, 4];

interface Key {
  readonly account: string;
  readonly id: string;
  createdAt: number;
  rotation: { readonly stored: number; deactivated: number | undefined } | undefined;
}

function fleet(): Key[] {
  return Array.from({ length: ACCOUNTS * KEYS }, (_, n) => ({
    account: String(200_000_000_000 + (n % ACCOUNTS)),
    id: `key-${n}`,
    // Whoever has a hundred keys did not make them in one day.
    createdAt: NOW - ((n * 75) / (ACCOUNTS * KEYS)) * DAY,
    rotation: undefined,
  }));
}

/** What `due` reads of a key, signed in to one account, or to that of each key. */
function read({ account, id, createdAt, rotation }: Key, signedInTo: string): HeldKey {
  const holders = [credential(id, { id: `credential of ${id}` })];
  if (signedInTo !== '{account}' && signedInTo !== account) return { id, holders, is: 'elsewhere', account };
  const journal = rotation === undefined ? {} : { journal: entryAt('deployed') };
  return { ...held({ id, user: id, age: NOW - createdAt, holders, ...journal }), account };
}

/** One run of `rotate` for a key. */
function rotate(key: Key, now: number): void {
  const { rotation } = key;
  if (rotation === undefined) {
    if (now - key.createdAt < MAX_AGE) return;
    key.createdAt = now;
    key.rotation = { stored: now, deactivated: undefined };
  } else if (rotation.deactivated === undefined) {
    if (now >= rotation.stored + DELAY) rotation.deactivated = now;
  } else if (now >= rotation.deactivated + DEACTIVATE_FOR) key.rotation = undefined;
}

interface Year {
  readonly nights: number;
  readonly jobs: number;
  /** Of a night. */
  readonly most: number;
  readonly oldest: number;
}

/** @param before `{account}`: a key of another account had an entry, and its run found that it is not its to rotate */
function aYear(callers: readonly string[], before: boolean): Year {
  const keys = fleet();
  const year = { nights: 0, jobs: 0, most: 0, oldest: 0 };
  for (let day = 0; day < 365; day += 1) {
    if (!NIGHTS.includes(day % 7)) continue;
    const now = NOW + day * DAY;
    let jobs = 0;
    for (const caller of callers) {
      const found = dueKeys(
        keys.map((key) => read(key, caller)),
        MAX_AGE,
        now,
      );
      const entries = runsFor(found);
      const elsewhere = found.filter(({ need }) => need === 'elsewhere');
      jobs += 1 + entries.length + (before ? elsewhere.length : 0);
      for (const { held: of } of entries) {
        const key = keys.find(({ id }) => id === of.id);
        if (key) rotate(key, now);
      }
    }
    year.nights += 1;
    year.jobs += jobs;
    year.most = Math.max(year.most, jobs);
    year.oldest = Math.max(year.oldest, ...keys.map(({ createdAt }) => Math.floor((now - createdAt) / DAY)));
  }
  return year;
}

test('10 accounts of 10 keys: the jobs of a year, before and after; every key is rotated in time', () => {
  const each = [...new Set(fleet().map(({ account }) => account))];
  const before = aYear(each, true);
  const apart = aYear(each, false);
  const after = aYear(['{account}'], false);
  for (const { nights, oldest } of [before, apart, after]) {
    expect(nights).toBe(157);
    expect(oldest).toBeLessThanOrEqual(77);
  }
  // 90 keys of others for each of ten callers, on every night.
  expect(before.jobs - apart.jobs).toBe(157 * 900);
  expect(apart.jobs - after.jobs).toBe(157 * 9);
  const page = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8');
  for (const { jobs, most } of [before, apart, after])
    expect(page).toMatch(
      new RegExp(`\\| +${jobs.toLocaleString('en')} +\\| +${most.toLocaleString('en')} +\\|`),
    );
});
