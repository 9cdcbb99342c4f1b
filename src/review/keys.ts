/** The age and the health of the keys that Qovery holds, and the credentials that hold none. Pure. */
import { DAY, days, iso } from '../clock.ts';
import { type Holder, called } from '../holders/index.ts';
import type { Journal } from '../rotation/journal.ts';
import { type Finding, listOf } from './finding.ts';
import { type HeldKey, isUnfinished } from './read-keys.ts';

/** A key that falls due within this time is announced. */
export const SOON = 14 * DAY;

export interface KeyLimits {
  readonly maxAge: number;
  readonly now: number;
}

export function keyFindings(keys: readonly HeldKey[], limits: KeyLimits): Finding[] {
  const users = new Map(
    keys.flatMap((held) => (held.is === 'known' ? [[held.user.name, held] as const] : [])),
  );
  return [
    ...keys.flatMap((held) => ofKey(held, limits)),
    ...[...users.values()].flatMap((held) => ofUser(held, keys)),
    ...unused(keys),
  ];
}

export function credentialsFirst(holders: readonly Holder[]): Holder[] {
  const other = ({ kind }: Holder): number => Number(kind !== 'cloud credential');
  return holders.toSorted((a, b) => other(a) - other(b));
}

/** When it is due by the age limit. */
export function dueAt({ key }: Extract<HeldKey, { is: 'known' }>, maxAge: number): number {
  return key.createdAt + maxAge;
}

function ofKey(held: HeldKey, { maxAge, now }: KeyLimits): Finding[] {
  const { id } = held;
  const holds = `${credentialsFirst(held.holders).map(called).join(', ')} ${held.holders.length > 1 ? 'hold' : 'holds'} ${id}`;
  switch (held.is) {
    case 'temporary':
      return [
        {
          urgency: 'now',
          what: `${holds}, which is no long-term key of an IAM user (those begin with AKIA): it works for hours at most.`,
          next: 'Store a key of an IAM user there, or better: a role.',
        },
      ];
    case 'gone':
      return [
        {
          urgency: 'now',
          what: `${holds}, and AWS account ${held.account} names no owner of it: the key is gone, or this run may not ask (iam:GetAccessKeyLastUsed).`,
          next: "If it is gone, whatever uses it fails: run operation rotate with the name of its user as 'aws-iam-user', which creates and stores a new key.",
        },
      ];
    case 'elsewhere':
      return [
        {
          urgency: 'soon',
          what: `${holds}, a key of AWS account ${held.account}, whose age this run cannot read.`,
          next: 'Run a review that is signed in to that account.',
        },
      ];
    case 'unread':
      return [
        {
          urgency: 'soon',
          what: `${holds}, and its age could not be read: ${held.why}.`,
          next: 'Allow iam:GetAccessKeyLastUsed, iam:ListAccessKeys and iam:ListUserTags, and run again.',
        },
      ];
    case 'known': {
      const { user, key } = held;
      if (key.status !== 'Active') {
        return [
          {
            urgency: 'now',
            what: `${holds}, a key of the IAM user ${user.name} that is ${key.status}: AWS refuses it.`,
            next: 'Activate it, or run operation rotate if a rotation is under way.',
          },
        ];
      }
      const age = `${holds}, a key of the IAM user ${user.name} that is ${days(now - key.createdAt)} old`;
      const due = dueAt(held, maxAge);
      if (isUnfinished(user.journal)) return [];
      if (due <= now) {
        return [
          {
            urgency: 'soon',
            what: `${age}; the limit is ${days(maxAge)}.`,
            next: 'Run operation rotate for it.',
          },
        ];
      }
      if (due - now > SOON) return [];
      return [
        { urgency: 'plan', what: `${age}: due on ${iso(due).slice(0, 10)}.`, next: 'Rotate it until then.' },
      ];
    }
  }
}

/** What a second key of a user, or the journal of a rotation, says. */
function ofUser({ user }: Extract<HeldKey, { is: 'known' }>, keys: readonly HeldKey[]): Finding[] {
  const { name, journal } = user;
  if (journal !== undefined && isUnfinished(journal)) return [underWay(name, journal)];
  return user.keys
    .filter((key) => !keys.some(({ id }) => id === key.id))
    .map((key) => ({
      urgency: 'soon',
      what: `The IAM user ${name} has a second key that nothing in Qovery holds: ${key.id} (${key.status}, created ${iso(key.createdAt)}).`,
      next: `No rotation can start while it is there. Delete it if nothing uses it, or run operation rotate with 'retire-key: ${key.id}'.`,
    }));
}

function underWay(user: string, { old, restored, refused, why }: Journal): Finding {
  const of =
    old === undefined ? `the key of the IAM user ${user}` : `${old}, the old key of the IAM user ${user},`;
  if (restored !== undefined && old !== undefined) {
    return {
      urgency: 'now',
      what: `The rotation of ${of} was brought to a halt at ${iso(restored)}: something still needed it (${why ?? 'not known what'}).`,
      next: `Find out what uses it; then run operation rotate with 'retire-key: ${old}'.`,
    };
  }
  if (refused !== undefined) {
    return {
      urgency: 'now',
      what: `The rotation of ${of} has stopped: ${refused} refused the new key.`,
      next: 'See to that holder, and run operation rotate again.',
    };
  }
  return {
    urgency: 'soon',
    what: `The rotation of ${of} is not over.`,
    next: 'The next run of operation rotate goes on with it; schedule one if there is none.',
  };
}

/** A key that nothing runs with is only a risk. */
function unused(keys: readonly HeldKey[]): Finding[] {
  const credentials = keys
    .flatMap(({ holders }) => holders)
    .filter(({ kind, clusterIds }) => kind === 'cloud credential' && clusterIds.length === 0)
    .map(({ name }) => name);
  if (credentials.length === 0) return [];
  const one = credentials.length === 1;
  return [
    {
      urgency: 'plan',
      what: `${one ? 'The credential' : 'The credentials'} ${listOf(credentials)} ${one ? 'is' : 'are'} used by no cluster.`,
      next: 'Delete it in Qovery, and its key in AWS, if nobody needs it: a key that does not exist cannot leak.',
    },
  ];
}

/** The keys that ask most of the reader first: those that do not work, then the oldest. */
export function oldestFirst(keys: readonly HeldKey[]): HeldKey[] {
  const rank = (held: HeldKey): number =>
    held.is === 'known'
      ? held.key.status === 'Active'
        ? held.key.createdAt
        : 0
      : held.is === 'elsewhere'
        ? 1
        : 0;
  return keys.toSorted((a, b) => rank(a) - rank(b));
}
