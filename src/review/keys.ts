/** The age and the health of the keys that Qovery holds, and the credentials that hold none. Pure. */
import { DAY, days, iso, isoDay } from '../lib/clock.ts';
import { type Holder, type UnknownHolder, holderLabel } from '../holders/index.ts';
import { type Journal, afterRefusal, isUnfinished } from '../rotation/journal.ts';
import { someOf } from '../lib/text.ts';
import { type Finding, listOf } from './finding.ts';
import { findingId } from './finding-id.ts';
import { type HeldKey, linesElsewhere, refusalsIn } from './read-keys.ts';

/** The default of `finish-within`: until then, a rotation is on its way. */
const ON_ITS_WAY = 14 * DAY;

/** A key that falls due within this time is announced. */
export const SOON = 14 * DAY;

export interface KeyLimits {
  readonly maxAge: number;
  readonly now: number;
  /** Whose rotations are ours. */
  readonly organizationId: string;
}

export function keyFindings(keys: readonly HeldKey[], limits: KeyLimits): Finding[] {
  const users = new Map(
    keys.flatMap((held) =>
      held.is === 'known' ? [[`${held.account} ${held.user.name}`, held] as const] : [],
    ),
  );
  return [
    ...refusalsIn(keys).map(({ refusal: { account, why, remedy }, keys: refused }): Finding => {
      const what = `${why} So the age of ${someOf(refused.map(({ id }) => id))} is not known.`;
      const id = findingId(
        'account-refuses',
        ...(account === undefined ? refused.map((key) => key.id) : [account]),
      );
      return { id, urgency: 'soon', what, next: remedy };
    }),
    ...linesElsewhere(keys).map(({ account, line }): Finding => ({
      id: findingId('keys-elsewhere', account),
      urgency: 'plan',
      what: line,
      next: 'Without it, a review that is signed in there looks at them.',
    })),
    ...keys.flatMap((held) => ofKey(held, limits)),
    ...[...users.values()].flatMap((held) => ofUser(held, keys, limits)),
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

/** `cloud credential 'AWS', container registry 'ECR' hold AKIA…`. */
function holding(holders: readonly Holder[], id: string): string {
  return `${someOf(credentialsFirst(holders).map(holderLabel))} ${holders.length > 1 ? 'hold' : 'holds'} ${id}`;
}

/** How its age is mended: operation rotate moves a key by a cloud credential, and only where every holder can follow. */
function renewal(holders: readonly Holder[]): string {
  if (!holders.some(({ kind }) => kind === 'cloud credential'))
    return 'No cloud credential holds it, so operation rotate cannot renew it: store another key there by hand, or better a role, and delete this one.';
  const fixed = holders.filter(({ movable }) => !movable);
  if (fixed.length === 0) return 'Run operation rotate for it.';
  const advice = new Set(fixed.flatMap((holder) => (holder.movable ? [] : holder.advice)));
  return `Operation rotate does not start while ${someOf(fixed.map(holderLabel))} ${fixed.length > 1 ? 'hold' : 'holds'} it. ${[...advice].join(' ')}`;
}

/** What may hold a key that nobody can see. */
export function unknownFindings(unknown: readonly UnknownHolder[]): Finding[] {
  return unknown.map((holder) => ({
    id: findingId('key-not-shown', holder.kind, holder.id),
    urgency: 'soon',
    what: `Which key the ${holderLabel(holder)} holds is not known: ${holder.why}.`,
    next: 'Look at it in the Qovery console: store a key or a role there, or remove it. Until then no rotation can retire a key.',
  }));
}

function ofKey(held: HeldKey, { maxAge, now }: KeyLimits): Finding[] {
  const { id } = held;
  const holds = holding(held.holders, id);
  switch (held.is) {
    case 'temporary':
      return [
        {
          id: findingId('key-temporary', id),
          urgency: 'now',
          what: `${holds}, which is no long-term key of an IAM user (those begin with AKIA): it works for hours at most.`,
          next: 'Store a key of an IAM user there, or better: a role.',
        },
      ];
    case 'gone':
      return [
        {
          id: findingId('key-gone', id),
          urgency: 'now',
          what: `${holds}, and AWS account ${held.account} names no owner of it: the key is gone, or this run may not ask (iam:GetAccessKeyLastUsed).`,
          next: "Look it up in IAM. If it is there, allow iam:GetAccessKeyLastUsed for its user. If it is gone, whatever uses it fails: run operation rotate with the name of its user as 'aws-iam-user', which creates and stores a new key.",
        },
      ];
    case 'elsewhere':
      return [];
    case 'unread':
      if (held.refusal !== undefined) return [];
      return [
        {
          id: findingId('key-unread', id),
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
            id: findingId('key-inactive', id),
            urgency: 'now',
            what: `${holds}, a key of the IAM user ${user.name} that is ${key.status}: AWS refuses it.`,
            next: isUnfinished(user.journal)
              ? 'Run operation rotate at once: a rotation is under way, and the run activates what it has deactivated.'
              : 'Activate it in IAM, and find out who deactivated it.',
          },
        ];
      }
      const age = `${holds}, a key of the IAM user ${user.name} that is ${days(now - key.createdAt)} old`;
      const due = dueAt(held, maxAge);
      if (isUnfinished(user.journal)) return [];
      if (due <= now) {
        return [
          {
            id: findingId('key-old', id),
            urgency: 'soon',
            what: `${age}; the limit is ${days(maxAge)}.`,
            next: renewal(held.holders),
          },
        ];
      }
      if (due - now > SOON) return [];
      return [
        {
          id: findingId('key-old', id),
          urgency: 'plan',
          what: `${age}: to be renewed by ${isoDay(due)}.`,
          next: renewal(held.holders),
        },
      ];
    }
  }
}

/** What a second key of a user, or the journal of a rotation, says. */
function ofUser(
  { user }: Extract<HeldKey, { is: 'known' }>,
  keys: readonly HeldKey[],
  limits: KeyLimits,
): Finding[] {
  const { name, journal } = user;
  if (journal !== undefined && isUnfinished(journal)) return [underWay(name, journal, limits)];
  const held = keys.filter(({ id }) => user.keys.some((key) => key.id === id));
  if (held.length > 1) {
    return [
      {
        id: findingId('two-keys-held', ...held.map(({ id }) => id).toSorted()),
        urgency: 'soon',
        what: `Qovery holds both keys of the IAM user ${name}: ${held.map(({ id, holders }) => holding(holders, id)).join('; ')}.`,
        next: 'AWS allows two keys a user, so no rotation can start. Store one of them everywhere and delete the other, or give each credential an IAM user of its own.',
      },
    ];
  }
  return user.keys
    .filter((key) => !keys.some(({ id }) => id === key.id))
    .map((key) => ({
      id: findingId('second-key', key.id),
      urgency: 'soon',
      what: `The IAM user ${name} has a second key that nothing in Qovery holds: ${key.id} (${key.status}, created ${iso(key.createdAt)}).`,
      next: `No rotation can start while it is there. Delete it if nothing uses it, or run operation rotate with 'retire-key: ${key.id}'.`,
    }));
}

function underWay(user: string, journal: Journal, { organizationId, now }: KeyLimits): Finding {
  const { organization = organizationId, old, restored, refused, why } = journal;
  // Of its keys, which AWS gives to nobody else.
  const id = (kind: string): string => findingId(kind, old ?? user);
  if (organization !== organizationId) {
    return {
      id: id('rotation-of-others'),
      urgency: 'soon',
      what: `The IAM user ${user} is under rotation for another Qovery organisation (${organization}).`,
      next: 'Give each organisation an IAM user of its own: a shared user cannot be rotated safely.',
    };
  }
  const of =
    old === undefined ? `the key of the IAM user ${user}` : `${old}, the old key of the IAM user ${user},`;
  if (restored !== undefined && old !== undefined) {
    return {
      id: id('rotation-halted'),
      urgency: 'now',
      what: `The rotation of ${of} was brought to a halt at ${iso(restored)}: something still needed it (${why ?? 'not known what'}).`,
      next: `Find out what uses it; then run operation rotate with 'retire-key: ${old}'.`,
    };
  }
  if (refused !== undefined) {
    return {
      id: id('rotation-refused'),
      urgency: 'now',
      what: `The rotation of ${of} has stopped: ${refused} refused the new key.`,
      next: afterRefusal(user),
    };
  }
  const startedAt = journal.stored ?? journal.intent ?? now;
  if (now - startedAt <= ON_ITS_WAY) {
    return {
      id: id('rotation-under-way'),
      urgency: 'plan',
      what: `The rotation of ${of} is on its way since ${iso(startedAt)}.`,
      next: 'Nothing: the next run of operation rotate goes on with it.',
    };
  }
  return {
    id: id('rotation-late'),
    urgency: 'soon',
    what: `The rotation of ${of} is not over, ${days(now - startedAt)} after it began.`,
    next: 'See what the last run of operation rotate says; schedule one if there is none.',
  };
}

/** A key that nothing runs with is only a risk; one that something else holds must not go with its credential. */
export function unused(keys: readonly HeldKey[]): Finding[] {
  const idle = ({ kind, clusterIds }: Holder): boolean =>
    kind === 'cloud credential' && clusterIds.length === 0;
  const of = (id: string, holders: readonly Holder[], next: string): Finding[] => {
    const names = holders.filter(idle).map(({ name }) => name);
    if (names.length === 0) return [];
    const what = names.length === 1 ? 'credential' : 'credentials';
    const are = names.length === 1 ? 'is' : 'are';
    return [{ id, urgency: 'plan', what: `The ${what} ${listOf(names)} ${are} used by no cluster.`, next }];
  };
  const alone = keys.filter(({ holders }) => holders.every(idle));
  const shared = keys.filter(({ holders }) => !holders.every(idle));
  return [
    ...of(
      'credentials-unused',
      alone.flatMap(({ holders }) => holders),
      'Where nobody needs it, delete it in Qovery and its key in AWS: a key that does not exist cannot leak.',
    ),
    ...of(
      'credentials-unused-shared',
      shared.flatMap(({ holders }) => holders),
      'Where nobody needs it, delete it in Qovery. Leave its key in AWS alone: something else in Qovery holds it too.',
    ),
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
