import { DAY, MINUTE } from '../../sandbox/clock.ts';
import { deadEnvironmentKey } from '../../sandbox/engine-errors.ts';
import type { AccessKey, KeyPair } from '../../sandbox/iam.ts';
import {
  deleteCluster,
  deleteEnvironment,
  deleteHolder,
  editHolder,
  lockCluster,
  moveCluster,
} from '../../sandbox/people.ts';
import type { Cluster, Environment } from '../../sandbox/records.ts';
import { OTHER_USER } from './company.ts';
import type { Act } from './events.ts';
import { forge } from './forger.ts';
import type { Holder, Life } from './life.ts';

// What people, Qovery and strangers do. What is not possible now does not happen.

export function perform(act: Act, life: Life): void {
  const { world, user, ledger } = life;
  world.settle();
  const keys = world.keysOf(user);
  const key = pick(keys, 'key' in act ? act.key : 0);
  switch (act.do) {
    case 'create key':
      if (keys.length < 2) ledger.createdByPerson(world.addKey(user));
      return;
    case 'delete key':
    case 'deactivate key':
    case 'activate key':
      if (key) setStatus(key, act.do, life);
      return;
    case 'store key':
    case 'store key of another':
    case 'rename holder':
    case 'delete holder':
      onHolder(act, key, life);
      return;
    case 'add holder':
      if (key) addHolder(act.kind, key, life);
      return;
    case 'stray use':
      world.useKey(life.firstKey, 's3', 'eu-west-3');
      return;
    case 'replace token':
      if (life.isUnderWay()) life.leave('the Qovery token was replaced');
      life.replaceToken();
      return;
    case 'account refuses':
      life.refuseAccount(act.minutes * MINUTE);
      return;
    case 'heartbeat': {
      const at = new Date(world.now + act.minutes * MINUTE);
      life.tag({ [`qovery-rotation:run:stranger-${Math.abs(act.minutes % 3)}`]: at.toISOString() });
      return;
    }
    case 'forge': {
      life.leave('somebody wrote into the journal');
      const present = new Map([...user.tags.values()].map((tag) => [tag.key, tag.value]));
      const tags = forge(act.forgery, {
        now: world.now,
        keys: life.allKeys(),
        organization: world.organization().id,
        clusters: world.clusters.map(({ id }) => id),
        present,
        states: ledger.states,
      });
      life.tag(tags);
      return;
    }
    case 'deploy environment':
    case 'deploy with a copy':
    case 'preview':
    case 'end of preview':
      onEnvironment(act, life);
      return;
    default:
      onCluster(act, life);
  }
}

function setStatus(key: AccessKey, how: `${string} key`, { ledger, world }: Life): void {
  const status = how === 'delete key' ? 'Deleted' : how === 'activate key' ? 'Active' : 'Inactive';
  ledger.setByPerson(key.id);
  world.setKeyStatus(key.id, status);
}

type HolderAct = Extract<
  Act,
  { do: 'store key' | 'store key of another' | 'rename holder' | 'delete holder' }
>;

function onHolder(act: HolderAct, key: AccessKey | undefined, life: Life): void {
  const { world } = life;
  const holder = pick(life.holders, act.holder);
  if (!holder) return;
  switch (act.do) {
    case 'store key':
      if (key) life.store(holder, key);
      return;
    case 'store key of another': {
      // The credential that the workflow names stays with its user.
      const others = world.iam.users.find(({ name }) => name === OTHER_USER);
      const another = others && world.keysOf(others)[0];
      if (!another || world.credentials.includes(holder as never)) return;
      life.leave('somebody stored another key in a holder');
      life.edited.add(holder);
      life.store(holder, another);
      return;
    }
    case 'rename holder':
      editHolder(world, holder, { name: `${holder.name.split(' #')[0]} #${life.diary.length}` });
      return;
    case 'delete holder':
      if (world.credentials.includes(holder as never)) return;
      life.leave('somebody deleted a holder');
      deleteHolder(world, holder);
  }
}

function addHolder(
  kind: 'registry' | 'helm' | 'credential',
  key: AccessKey,
  { world, ledger, diary }: Life,
): void {
  ledger.putByPerson(key.id);
  if (kind === 'registry') world.addRegistry({ name: `images ${diary.length}`, key });
  else if (kind === 'helm') world.addHelmRepository({ name: `charts ${diary.length}`, key });
  else {
    const credential = world.addCredential({ name: `AWS ${diary.length}`, key });
    world.addCluster({ name: `new ${diary.length}`, credential });
  }
}

type EnvironmentAct = Extract<
  Act,
  { do: 'deploy environment' | 'deploy with a copy' | 'preview' | 'end of preview' }
>;

function onEnvironment(act: EnvironmentAct, life: Life): void {
  const { world } = life;
  switch (act.do) {
    case 'deploy environment':
      deployEnvironment(world.environments[0], act.minutes, life);
      return;
    case 'deploy with a copy':
      deployWithCopy(world.environments[0], act.minutes, life);
      return;
    case 'preview': {
      const cluster = pick(world.clusters, act.cluster);
      if (cluster) startPreview(cluster, act, life);
      return;
    }
    case 'end of preview': {
      const preview = pick(
        world.environments.filter(({ name }) => name.startsWith('preview')),
        act.preview,
      );
      if (preview) deleteEnvironment(world, preview.id);
    }
  }
}

export function startPreview(
  cluster: Cluster,
  { builds, minutes }: { builds: boolean; minutes: number },
  life: Life,
): Environment | undefined {
  if (cluster.status !== 'DEPLOYED') return undefined;
  const preview = life.world.addEnvironment({ name: `preview ${life.diary.length}`, cluster });
  if (!builds) life.world.failBuilds(preview.id);
  deployEnvironment(preview, minutes, life);
  return preview;
}

/** Whether it could be: not twice at once, and not on a cluster that does not run. */
export function deployEnvironment(
  environment: Environment | undefined,
  minutes: number,
  life: Life,
): boolean {
  const { world, ledger } = life;
  if (!environment || environment.deploymentKeys !== undefined) return false;
  if (world.findCluster(environment.clusterId)?.status !== 'DEPLOYED') return false;
  world.startEnvironmentDeployment(environment.id, minutes * MINUTE);
  const begun = environment.deploymentKeys as KeyPair[] | undefined;
  ledger.begunByPeople(begun?.map(({ id }) => id) ?? []);
  life.leaveToPeople();
  return true;
}

/** One of its services has a copy of the first key that no holder shows. */
function deployWithCopy(environment: Environment | undefined, minutes: number, life: Life): void {
  const { world, ledger, firstKey } = life;
  if (!life.copies || !environment || !deployEnvironment(environment, minutes, life)) return;
  life.leave('an environment has a copy of the key');
  world.schedule(world.now + minutes * MINUTE - 1, () => {
    if (!life.copies || !world.environments.includes(environment)) return;
    if (world.iam.problemWith(firstKey) === undefined) {
      world.useKey(firstKey, 's3', 'eu-west-3');
      return;
    }
    world.nextEnvironmentOutcome(environment.id, deadEnvironmentKey());
    ledger.refused(firstKey.id, environment);
  });
}

type ClusterAct = Extract<Act, { cluster: number }>;

function onCluster(act: Exclude<ClusterAct, { do: 'preview' }>, life: Life): void {
  const { world, ledger } = life;
  const cluster = pick(world.clusters, act.cluster);
  if (!cluster) return;
  const busy =
    cluster.deployment !== undefined ||
    world.environments.some((one) => one.clusterId === cluster.id && one.deploymentKeys !== undefined);
  const staying = world.clusters.filter(({ status }) => status !== 'DELETING');
  const begun = (): void =>
    ledger.begunByPeople([cluster.deployment?.key?.id, cluster.deployment?.registryKey?.id]);
  switch (act.do) {
    case 'lock':
      lockCluster(world, cluster.id, { reason: 'incident' });
      return;
    case 'lock for days':
      lockCluster(world, cluster.id, { reason: 'release', ttlInDays: act.days, at: world.now });
      return;
    case 'unlock':
      cluster.lock = undefined;
      return;
    case 'move cluster': {
      const another = world.credentials.find(({ name }) => name === 'AWS of others');
      // One that was moved before nobody can tell from one that never had the key.
      if (!another || !life.user.tags.has('qovery-rotation:concerned:0')) return;
      life.leave('a cluster was given another credential');
      moveCluster(world, cluster.id, another.id);
      return;
    }
    case 'stop':
      if (!busy && cluster.status === 'DEPLOYED') cluster.status = 'STOPPED';
      return;
    case 'delete cluster':
      if (!busy && staying.length > 1) world.clusters.splice(world.clusters.indexOf(cluster), 1);
      return;
    case 'delete cluster slowly':
      if (staying.length > 1 && staying.includes(cluster))
        deleteCluster(world, cluster.id, act.minutes * MINUTE);
      return;
    case 'deploy':
      if (busy) return;
      world.startDeployment(cluster.id);
      begun();
      return;
    case 'maintenance':
      if (busy || cluster.status !== 'DEPLOYED') return;
      world.startMaintenance(cluster.id);
      begun();
      return;
    case 'fail next':
      world.nextOutcome(cluster.id, { status: 'DEPLOYMENT_ERROR' });
  }
}

export function endLater(preview: Environment, days: number, { world }: Life): void {
  world.schedule(world.now + days * DAY, () => {
    if (world.environments.includes(preview)) deleteEnvironment(world, preview.id);
  });
}

export function storeEverywhere(holders: readonly Holder[], pair: AccessKey, life: Life): void {
  for (const holder of holders) life.store(holder, pair);
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}
