/** What to do where no rotation is under way: begin one, or say why not. Pure. */
import type { AccessKey } from '../../aws/access-keys.ts';
import { type Holder, holderLabel, whoHoldsWhat } from '../../holders/index.ts';
import { iso, span } from '../../lib/clock.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { BLANK, isUnfinished, withConcerned } from '../journal.ts';
import { type Observation, type Situation, type Step, concernedHolders, concernedIds } from '../model.ts';
import { announce } from './create.ts';
import { preflight } from './preflight.ts';
import { noFreeSlot } from './recover.ts';
import { stop } from './steps.ts';

export function atRest(situation: Situation): Step {
  const { observed, policy } = situation;
  const { user } = observed.target;
  const strange = strangersInJournal(observed);
  if (strange.length > 0) {
    return stop(
      `The journal of a rotation (tags of the IAM user ${user}) is not signed by this action with the present Qovery token, and names keys that are none of this user's: ${whoHoldsWhat(strange)}.`,
      `Nothing was changed. If that was a key of this user, which is gone: store there the key that the others hold. Then remove the tags qovery-rotation:* from the IAM user ${user}, and run again.`,
    );
  }
  const credentials = concernedHolders(observed).filter(({ kind }) => kind === 'cloud credential');
  const held = [...new Set(credentials.map(({ keyId }) => keyId))];
  const inUse = held[0];
  if (inUse === undefined) {
    return stop(
      `No cloud credential of this organisation holds a key of the IAM user ${user} any more.`,
      'Nothing was changed. Look at the credentials in Qovery, and run again.',
    );
  }
  if (held.length > 1) {
    return stop(
      `Cloud credentials of this organisation hold different keys of the IAM user ${user}: ${whoHoldsWhat(credentials)}.`,
      'AWS allows two keys a user, so there is no room for a new one: give each of these credentials an IAM user of its own, or store one key in all of them.',
    );
  }
  if (policy.retireKey === inUse) {
    return stop(
      `Input 'retire-key' names ${inUse}, the key that Qovery uses.`,
      'Name the other key, or leave the input out.',
    );
  }

  const key = observed.keys.find(({ id }) => id === inUse);
  if (key === undefined) return keyIsGone(situation, inUse);
  if (key.status !== 'Active') {
    return stop(
      `The key that Qovery holds (${inUse}) is ${key.status}, and this action did not deactivate it.`,
      'Find out who did. Activate it, and run again.',
    );
  }
  const other = observed.keys.find(({ id }) => id !== inUse);
  return other === undefined ? oneKey(situation, key) : twoKeys(situation, inUse, other);
}

/** Qovery holds a key that its user does not have. */
function keyIsGone(situation: Situation, inUse: AccessKeyId): Step {
  const { observed, policy } = situation;
  const { user } = observed.target;
  if (policy.iamUsers?.join() !== user) {
    return stop(
      `Qovery holds ${inUse}, which is no key of the IAM user ${user} (ERROR: no access key found, are you sure it's the correct user?).`,
      "If this is the right user and the key is gone, give its name as 'aws-iam-user': a new key is then created and stored.",
    );
  }
  if (!isDead(inUse, observed)) {
    return stop(
      `Qovery holds ${inUse}, which is no key of the IAM user ${user} ('aws-iam-user'), and nothing tells that it is dead: AWS does not say whose it is (iam:GetAccessKeyLastUsed was refused), and no cluster reports refused credentials.`,
      `It may be a working key of another user. Allow iam:GetAccessKeyLastUsed on all users, and run again.`,
    );
  }
  if (observed.keys.length > 1) return noFreeSlot(observed, inUse);
  return announce(situation, inUse, `Qovery holds ${inUse}, which is gone`);
}

/** There is no room for a new key, unless a person vouches for the other one. */
function twoKeys(situation: Situation, inUse: AccessKeyId, other: AccessKey): Step {
  const { observed, policy } = situation;
  const { user } = observed.target;
  const holders = observed.holders.filter(({ keyId }) => keyId === other.id);
  if (policy.retireKey === other.id && holders.length === 0) return adopt(situation, other.id, inUse);
  const who = holders.length > 0 ? `; it is held by ${holders.map(holderLabel).join(', ')}` : '';
  return stop(
    `ERROR: more than one access key found: the IAM user ${user} has ${other.id} (${other.status}, created ${iso(other.createdAt)}) beside the key that Qovery uses (${inUse}), and this action ${isUnfinished(observed.journal) ? 'cannot be sure that it created it: its journal there is not signed with the present Qovery token' : 'did not create it'}${who}.`,
    holders.length > 0
      ? 'Store one key in all of them, then run again.'
      : `Please delete the one not used by Qovery, or give 'retire-key: ${other.id}': it is then retired with the same care as an old key.`,
  );
}

/** The only question is whether it is old enough. */
function oneKey(situation: Situation, { id: inUse, createdAt }: AccessKey): Step {
  const { observed, policy, now } = situation;
  const { user } = observed.target;
  const age = now - createdAt;
  if (policy.retireKey !== undefined) {
    const gone = `${policy.retireKey} is no key of the IAM user ${user} (any more): nothing to retire`;
    const overdue = `${gone}. The key in use (${inUse}) is ${span(age)} old and due for rotation, which a run with 'retire-key' does not begin: leave that input out`;
    const due = age >= policy.maxAge;
    return { do: 'rest', result: 'nothing-to-rotate', why: due ? overdue : gone, warning: due };
  }
  if (age < policy.maxAge) {
    return {
      do: 'rest',
      result: 'not-due',
      why: `${inUse} is ${span(age)} old; it is due at ${span(policy.maxAge)} ('max-age'). To rotate it now, run with 'max-age: 0'`,
    };
  }
  return announce(situation, inUse, `${inUse} is ${span(age)} old`);
}

/** Holders of a key that only a journal of anybody's counts among those of this rotation. */
function strangersInJournal({ journal, keys, target, holders }: Observation): Holder[] {
  if (journal.signed) return [];
  const known = [...keys.map(({ id }) => id), ...target.keyIds];
  const named = [journal.old, journal.new, ...journal.before, ...journal.lost];
  return holders.filter(({ keyId }) => named.includes(keyId) && !known.includes(keyId));
}

/** What witnesses that a key is dead: AWS itself, a cluster whose credentials were refused, or our own journal. */
function isDead(key: AccessKeyId, { target, clusters, holders, journal }: Observation): boolean {
  const users = holders.filter(({ keyId }) => keyId === key).flatMap(({ clusterIds }) => clusterIds);
  const refused = clusters.some(({ id, state }) => users.includes(id) && state === 'invalid-credentials');
  const ours = journal.signed && [journal.old, journal.new, ...journal.lost].includes(key);
  return target.gone.includes(key) || refused || ours;
}

/** A rotation by hand, or one whose journal was lost, that a person vouches for. */
function adopt(situation: Situation, old: AccessKeyId, successor: AccessKeyId): Step {
  const { policy, now } = situation;
  const obstacle = preflight(situation, old);
  if (obstacle !== undefined) return obstacle;
  const entry = {
    ...BLANK,
    organization: policy.organizationId,
    old,
    new: successor,
    before: [old, successor],
    concerned: withConcerned(BLANK, concernedIds(situation.observed)),
    intent: now,
    stored: now,
  };
  return {
    do: 'record',
    entry,
    why: `'retire-key' vouches for ${old}: Qovery has moved from it to ${successor}`,
  };
}
