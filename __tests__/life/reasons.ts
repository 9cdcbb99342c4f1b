import { deployEnvironment, storeEverywhere } from './acts.ts';
import type { Life } from './life.ts';

// Why a run was red, in a few words; and a person who does what it says, and nothing else.

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/finish-within/, 'not over within finish-within'],
  [/service control policy/, 'the AWS account refused'],
  [/qovery-api-token|HTTP 401/, 'the Qovery token was replaced while it ran'],
  [/is locked by/, 'a lock without an end, or with one too late'],
  [/put an earlier journal back/, 'somebody put an earlier journal back'],
  [/names \S+, the key that Qovery uses/, 'retire-key names the key in use'],
  [/names keys that are none of this user's/, 'the journal is not signed, and names keys of others'],
  [/for another Qovery organisation/, 'the journal names another organisation'],
  [
    /cannot be retired.*not signed|cannot be sure that it deactivated it/s,
    'the journal is not signed: retirement',
  ],
  [/more than one access key found.*not signed/s, 'the journal is not signed: a second key'],
  [/more than one access key found.*not certain/s, 'a lost key that something has used'],
  [/more than one access key found/, 'a second key that is not ours'],
  [
    /the secret of \S+ is lost|its secret is lost|is not certain that this action created it/,
    'stored in some holders only',
  ],
  [/refused the new key/, 'a holder refused the new key'],
  [/was not stored in|is stored in .* is not certain|not stored everywhere/, 'storing was disturbed'],
  [/The old key \S+ was deactivated, something broke/, 'brought back: a person has to look'],
  [/was given another credential/, 'a cluster was given another credential'],
  [/cannot be retired: .*refused credentials/, 'refused credentials while the old key is active'],
  [/cannot be retired/, 'the old key is held back'],
  [/The new key .*(Inactive|gone)/, "the new key is inactive or gone, by somebody's hand"],
  [
    /was stored everywhere, but now|somebody stored another key|different keys of the IAM user/,
    'somebody stored another key',
  ],
  [/is no key of the IAM user|names no owner/, 'Qovery holds a key that is gone'],
  [/two other keys/, 'no room for a new key'],
  [
    /the key that Qovery holds .* is Inactive|somebody has activated it again/i,
    "a key's status was changed by hand",
  ],
  [
    /deployment with the new key did not succeed|does not deploy|deploy-timeout/,
    'a cluster was not deployed',
  ],
  [/is in state/, 'a cluster is not ready'],
  [/in one answer of Qovery and missing in another/, 'answers contradict each other'],
  [/has \d+ tags/, 'no room for the journal'],
  [
    /written over the journal|keys of the IAM user .* changed while|not there as they were written/,
    'somebody interfered in this moment',
  ],
  [/the clock of/i, 'a clock is wrong'],
  [/could not|no answer|connection|malformed|uncertain|not certain/, 'a server did not answer as it should'],
];

export function reasonOf(text: string): string {
  return (
    REASONS.find(([pattern]) => pattern.test(text))?.[1] ??
    `other: ${text.replace(/\s+/g, ' ').slice(0, 160)}`
  );
}

/** Does what the action asks a person for. Tells what that was. */
export function followAdvice(text: string, life: Life): string {
  const { world, user, ledger } = life;
  const did: string[] = [];
  life.retireKey = /retire-key: (AKIA[A-Z0-9]{16})/.exec(text)?.[1];
  if (/Delete it by hand/.test(text)) life.retireKey = undefined;
  if (life.retireKey !== undefined) did.push(`retire-key ${life.retireKey}`);
  // Whoever looks for what still uses the key finds it.
  life.copies = false;
  if (/Unlock it first/.test(text)) {
    for (const cluster of world.clusters) cluster.lock = undefined;
    did.push('unlocks');
  }
  if (/remove the tag \S+refused/i.test(text)) {
    user.tags.delete('qovery-rotation:refused');
    did.push('removes the tag');
  }
  if (
    /remove the tags qovery-rotation|for another Qovery organisation|remove some tags|written over the journal/i.test(
      text,
    )
  ) {
    for (const name of [...user.tags.keys()]) if (name.startsWith('qovery-rotation:')) user.tags.delete(name);
    did.push('removes the journal, which is not ours');
  }
  const [, off] = /Find out who deactivated (AKIA[A-Z0-9]{16})\..* activate it in IAM/.exec(text) ?? [];
  if (off !== undefined) {
    ledger.setByPerson(off);
    world.setKeyStatus(off, 'Active');
    did.push(`activates ${off}`);
  }
  const held = world.credentials[0]?.key?.id;
  const inUse = world.keysOf(user).find(({ id }) => id === held);
  if (
    inUse !== undefined &&
    /Store one (pair of keys|key) in all|Store the new key|give each of these credentials/.test(text)
  ) {
    const ofUser = life.holders.filter(
      (holder) => ledger.isOfUser(holder.key?.id) || life.edited.has(holder),
    );
    storeEverywhere(ofUser, inUse, life);
    did.push(`stores ${inUse.id} everywhere`);
  }
  if (
    /Store one pair of keys|deploy (it|the cluster)s?\b|Deploy it with success|was not deployed since/i.test(
      text,
    )
  ) {
    for (const cluster of world.clusters)
      if (cluster.deployment === undefined && !['STOPPED', 'READY'].includes(cluster.status))
        world.startDeployment(cluster.id);
    did.push('deploys the clusters');
  }
  if (/Delete it by hand|delete the one not used by/.test(text) && life.retireKey === undefined) {
    const spare = world.keysOf(user).find(({ id }) => !life.holders.some(({ key }) => key?.id === id));
    if (spare) {
      ledger.setByPerson(spare.id);
      world.setKeyStatus(spare.id, 'Deleted');
      did.push(`deletes ${spare.id}`);
    }
  }
  for (const environment of world.environments) {
    if (environment.buildsFail || !/ERROR$/.test(environment.state)) continue;
    if (deployEnvironment(environment, 5, life)) did.push(`deploys ${environment.name}`);
  }
  return did.join(', ') || 'waits';
}
