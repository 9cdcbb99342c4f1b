import { HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { AccessKey, User } from '../../sandbox/iam.ts';
import { NOT_RUNNING } from '../../sandbox/records.ts';
import type { Environment } from '../../sandbox/records.ts';
import type { World } from '../../sandbox/world.ts';
import type { Line, Sent, Time, Watch } from './line.ts';

// The rules that are never broken, as predicates over the sandbox's world, which knows the truth, and what the action
// sent. They are asked at the very moment when a request of ours takes effect.

const DELAY = 2 * HOUR;
const LONGEST_LOOK = 31 * MINUTE;
const LONGEST_WRITE = 66 * MINUTE;
/** `Date` is exact to a second, and two runs may be off by as much in both directions. */
const EXACT = 4 * SECOND;
/** What people did so shortly before is not to be known: a look is a minute old at the most, and a request may hang. */
const JUST_NOW = 5 * MINUTE;
const HEARTBEAT_VOID = 15 * MINUTE;
/** A heartbeat from further ahead is nobody's. */
const AHEAD = 4 * MINUTE;
/** Patience between two stores is longer than that. */
const SHORT_STORM = 50;
const LONGEST_RUN = 24 * HOUR;
const JOURNAL = 'qovery-rotation:';
/** No key has this id: it is asked for to test permissions. */
const NOBODYS = /^AKIA0+$/;

export class Broken extends Error {
  override readonly name = 'Broken';
}

interface Limits {
  readonly deactivateFor: number;
  readonly finishWithin: number;
  readonly maxAge: number;
}

interface Run {
  readonly line: Line;
  readonly said: readonly string[];
  /** Nothing befalls it. */
  readonly undisturbed: boolean;
  /** In minutes: a storm, and nothing else, befalls it. */
  readonly storm: number | undefined;
  readonly retireKey: string | undefined;
  /** Of Qovery: what the run signs with. */
  readonly token: string;
}

export class Ledger implements Watch {
  /** Journals that our runs wrote, the oldest first: tags by name, without heartbeats and what a person may take away. */
  readonly states: Map<string, string>[] = [];
  readonly #world: World;
  readonly #user: User;
  readonly #time: Time;
  /** Keys that our runs created. */
  readonly #ours = new Set<string>();
  /** Who last took a key's life, or gave it back. */
  readonly #by = new Map<string, { who: 'us' | 'people'; at: number }>();
  /** When people last put a key somewhere, or started something with it. */
  readonly #put = new Map<string, number>();
  /** When a deployment with a key last began that was not ours. */
  readonly #begun = new Map<string, number>();
  readonly #limits: Limits;
  /** Of the states that are ours, those that are signed with the present token. */
  #signed = new Map<string, string>();
  /** The user's tags, as the run at work last saw or wrote them. */
  #seen = new Map<string, string>();
  /** When the journal was first told, by us, that all clusters of this rotation are deployed; by the new key. */
  readonly #deployedAt = new Map<string, number>();
  readonly #storedAt = new Map<string, number>();
  /** What a rotation of ours replaced, or a person named in `retire-key`. */
  readonly #replaced = new Set<string>();
  readonly #refusals: { readonly keyId: string; readonly environment: Environment; readonly at: number }[] =
    [];
  readonly #byStrangers = new Set<string>();
  readonly #forgedTimes = new Set<string>();
  /** Keys of which an environment has a copy that no holder shows. */
  readonly #copied = new Set<string>();
  #run: Run | undefined;
  #wasSplit = false;
  /** Holders of keys that are not the user's, with those keys, when the run began. */
  readonly #ofOthers = new Map<{ name: string; key: { id: string } | undefined }, string>();
  #beside: { readonly key: string; readonly value: string } | undefined;
  #created = 0;
  #createdNow: string | undefined;
  #begunRestoring: string | undefined;
  readonly #deployed = new Set<string>();
  #known = 0;

  constructor(world: World, user: User, time: Time, limits: Limits) {
    this.#limits = limits;
    this.#world = world;
    this.#user = user;
    this.#time = time;
  }

  isOfUser(id: string | undefined): boolean {
    return id !== undefined && this.#world.iam.key(id)?.userName === this.#user.name;
  }

  // What people do

  createdByPerson(key: AccessKey): void {
    this.#by.set(key.id, { who: 'people', at: this.#time.now() });
  }

  setByPerson(id: string): void {
    this.#by.set(id, { who: 'people', at: this.#time.now() });
  }

  /** A holder of somebody else's that gets a key of ours is one of ours from then on. */
  putByPerson(id: string, holder?: { name: string; key: { id: string } | undefined }): void {
    this.#put.set(id, this.#time.now());
    if (holder !== undefined) this.#ofOthers.delete(holder);
  }

  begunByPeople(ids: readonly (string | undefined)[]): void {
    for (const id of ids) if (id !== undefined) this.#begun.set(id, this.#time.now());
  }

  /** A deployment is refused because a copy of the key, which no holder shows, is dead. */
  refused(keyId: string, environment: Environment): void {
    this.#copied.add(keyId);
    this.#refusals.push({ keyId, environment, at: this.#world.now });
  }

  /** What strangers wrote, they may clean away; and we never sign it. */
  writtenByStranger(tags: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(tags)) {
      this.#byStrangers.add(key);
      const ours = this.states.some((state) => state.get(key) === value);
      if (!ours && (key === `${JOURNAL}lost` ? value !== '' : /^\d{4}-\d\d-\d\dT/.test(value)))
        this.#forgedTimes.add(`${key}=${value}`);
    }
  }

  everyKey(): string[] {
    const gone = [...this.#ours, ...this.#by.keys()];
    return [...new Set([...this.#world.keysOf(this.#user).map(({ id }) => id), ...gone])];
  }

  // What we do

  begin(run: Run): void {
    this.#run = run;
    this.#created = 0;
    this.#createdNow = undefined;
    this.#deployed.clear();
    this.#seen = new Map();
    this.#wasSplit = this.#isSplit();
    this.#ofOthers.clear();
    for (const holder of this.#holders())
      if (holder.key !== undefined && !this.isOfUser(holder.key.id))
        this.#ofOthers.set(holder, holder.key.id);
    if (run.retireKey !== undefined) this.#replaced.add(run.retireKey);
    this.#beside = [...this.#user.tags.values()].find(
      ({ key, value }) => key.startsWith(`${JOURNAL}run:`) && this.#isAlive(value),
    );
  }

  /** By its heartbeat; a slow look may outlast it. */
  #isAlive(heartbeat: string): boolean {
    const age = this.#time.now() - Date.parse(heartbeat);
    return age < HEARTBEAT_VOID - MINUTE && age > -AHEAD;
  }

  before(sent: Sent): void {
    const body = (sent.body ?? {}) as Record<string, string>;
    const id = body['AccessKeyId'] ?? '';
    if (sent.write && this.#beside !== undefined && this.#isAlive(this.#beside.value))
      broken(`${sent.operation} beside ${this.#beside.key}, which may be alive`);
    if (NOBODYS.test(id)) return;
    const key = this.#world.iam.key(id);
    const alive = key !== undefined && this.#world.iam.statusOf(key) !== 'Deleted';
    if (sent.operation === 'DeleteAccessKey' && alive) this.#mayGo(key, 'delete');
    if (sent.operation === 'UpdateAccessKey' && alive) {
      const status = this.#world.iam.statusOf(key);
      if (body['Status'] === status) return;
      if (body['Status'] === 'Inactive') this.#mayGo(key, 'deactivate');
      else this.#mayComeBack(id);
    }
  }

  #mayComeBack(id: string): void {
    this.#mustBeSigned(`activates ${id}`);
    const by = this.#by.get(id);
    // A run that died between its claim and its request leaves no way to tell who deactivated the key.
    const claimed = this.#tag('old') === id && this.#tag('deactivating') !== undefined;
    if (by?.who !== 'us' && !claimed) broken(`activates ${id}, which we did not deactivate`);
    if (this.#tag('restored') !== undefined && this.#begunRestoring === id) return;
    this.#begunRestoring = id;
    const since = (by?.at ?? -Infinity) - JUST_NOW;
    const witnessed =
      this.#refusals.some(({ keyId, at }) => keyId === id && at >= since) ||
      this.#world.outages.some((outage) => outage.keyId === id && outage.at >= since) ||
      this.#holders().some(({ key }) => key?.id === id) ||
      this.#world.clusters.some(
        (one) => one.status === 'INVALID_CREDENTIALS' || one.failedKey !== undefined,
      ) ||
      this.#put.has(id);
    if (!witnessed) broken(`activates ${id}, though no credentials were refused`);
  }

  /** Tags propose, they never prove: what this run goes by is a journal that a run of ours wrote and signed. */
  #mustBeSigned(what: string): void {
    if (this.#signed.get(textOf(this.#seen)) !== this.#token())
      broken(`${what} on a journal that is not signed by us: ${textOf(this.#seen)}`);
  }

  after(sent: Sent): void {
    if (sent.status === undefined || sent.status >= 300) return;
    if (sent.operation === 'ListUserTags')
      this.#seen = new Map([...this.#user.tags.values()].map((tag) => [tag.key, tag.value]));
    if (sent.operation === 'TagUser') this.#written(sent.body as Record<string, string>);
    const body = (sent.body ?? {}) as Record<string, string>;
    const id = body['AccessKeyId'] ?? '';
    if (sent.operation === 'CreateAccessKey') {
      const created = this.#world.keysOf(this.#user).at(-1);
      if (created) this.#ours.add(created.id);
      this.#createdNow = created?.id;
      if (++this.#created > 1) broken('a run issues a second key');
    }
    if (sent.operation === 'DeleteAccessKey' || sent.operation === 'UpdateAccessKey')
      this.#by.set(id, { who: 'us', at: this.#time.now() });
    if (sent.operation === 'deployCluster') {
      if (this.#deployed.has(sent.path)) broken(`a run deploys a cluster twice: ${sent.path}`);
      this.#deployed.add(sent.path);
    }
  }

  /** A run keeps trying to write down what it saw, for half an hour where AWS keeps it waiting; it never saw the future. */
  #sentAt(told: number): number {
    const now = this.#time.now();
    return this.#run?.undisturbed === true ? now : Math.min(now, Math.max(told, now - LONGEST_WRITE));
  }

  #written(form: Record<string, string>): void {
    const before = textOf(this.#seen);
    for (let i = 1; form[`Tags.member.${i}.Key`] !== undefined; i += 1)
      this.#seen.set(form[`Tags.member.${i}.Key`] ?? '', form[`Tags.member.${i}.Value`] ?? '');
    if (textOf(this.#seen) === before || this.#tag('signature') === undefined) return;
    const forged = [...journalOf(this.#seen)].find(([key, value]) =>
      this.#forgedTimes.has(`${key}=${value}`),
    );
    if (forged !== undefined) broken(`signs what somebody else wrote: ${forged.join('=')}`);
    this.states.push(journalOf(this.#seen));
    this.#signed.set(textOf(this.#seen), this.#token());
    const successor = this.#tag('new');
    if (successor === undefined) return;
    const now = this.#time.now();
    const old = this.#tag('old');
    if (this.#tag('stored') !== undefined) {
      if (!this.#storedAt.has(successor)) this.#storedAt.set(successor, now);
      if (old !== undefined && this.#ours.has(successor)) this.#replaced.add(old);
    }
    const deployed = this.#tag('deployed');
    if (deployed === undefined) this.#deployedAt.delete(successor);
    else
      this.#deployedAt.set(successor, this.#deployedAt.get(successor) ?? this.#sentAt(Date.parse(deployed)));
  }

  #token(): string {
    return this.#run?.token ?? '';
  }

  /** Rules 1 to 5: may this key be deactivated or deleted now? */
  #mayGo(key: AccessKey, what: 'deactivate' | 'delete'): void {
    const { id } = key;
    const world = this.#world;
    const now = this.#time.now();
    const no = (why: string): never => broken(`${what} ${id}: ${why}`);
    const ownNew = this.#createdNow === id;
    if (!ownNew) this.#mustBeSigned(`${what}s ${id}`);
    const justNow = now - (this.#put.get(id) ?? -Infinity) < JUST_NOW;
    const justBegun = now - (this.#begun.get(id) ?? -Infinity) < JUST_NOW;
    const putEver = this.#put.has(id);
    const holders = this.#holders().filter((holder) => holder.key?.id === id);
    const running = world.clusters.filter(
      ({ status, deployment, deployedKey }) =>
        deployedKey?.id === id && !NOT_RUNNING.includes(deployment?.statusBefore ?? status),
    );
    const deploying = world.clusters.filter(({ deployment }) => deployment?.key?.id === id);

    // A key that this run has created may go whatever somebody writes into the journal.
    if (this.#tag('old') === id && !(ownNew && what === 'delete')) {
      if (!this.#replaced.has(id)) no('no rotation of ours has replaced it, and nobody named it');
      if (holders.length > 0 && !justNow) no(`${holders[0]?.name} holds it`);
      const successor = this.#tag('new');
      const next = successor === undefined ? undefined : world.iam.key(successor);
      if (!next || (world.iam.statusOf(next) !== 'Active' && this.#by.get(next.id)?.who !== 'people'))
        no('its successor is not active');
      const behind = this.#holders().find(
        // Whose a key was that is gone, AWS does not tell.
        ({ key: pair }) =>
          pair?.id !== successor && world.keysOf(this.#user).some((one) => one.id === pair?.id),
      );
      if (behind && !this.#anyJustNow()) no(`${behind.name} holds ${behind.key?.id}, not the new key`);
      if (running[0] && !putEver) no(`${running[0].name} runs with it`);
      if (deploying[0] && !putEver && !justBegun) no(`${deploying[0].name} is being deployed with it`);
      const drained = world.environments.every(
        ({ deploymentKeys }) => !deploymentKeys?.some((pair) => pair.id === id),
      );
      if (!drained && !putEver && !justBegun && !this.#copied.has(id))
        no('an environment is being deployed with it');
      // By the servers' time, whatever the tag tells.
      const deployed = this.#deployedAt.get(successor ?? '') ?? Infinity;
      if (!(now >= deployed + DELAY - EXACT))
        no(`the delay has not passed since ${new Date(Math.min(deployed, now)).toISOString()}`);
      const used = key.lastUsed?.at ?? -Infinity;
      if (now - used < HOUR - EXACT && now - used > JUST_NOW) no('it was used within the last hour');
      if (what === 'delete') {
        if (world.iam.statusOf(key) !== 'Inactive') no('it is still active');
        const active = key.history.findLastIndex(({ status }) => status === 'Active');
        const inactiveSince = key.history[active + 1]?.at ?? now;
        if (now - inactiveSince < this.#limits.deactivateFor - JUST_NOW)
          no('it was deactivated a moment ago');
        const refused = this.#refusalOf(id, now - (this.#run?.storm === undefined ? JUST_NOW : LONGEST_LOOK));
        if (refused !== undefined) no(`credentials were refused at ${new Date(refused).toISOString()}`);
      }
      return;
    }
    if (what === 'deactivate') no('the journal does not name it as the old key');
    if (this.#ours.has(id)) {
      const split = this.#tag('lost')?.split(' ').includes(id) ?? false;
      if (holders[0] && !split && !justNow) no(`${holders[0].name} holds it`);
      if (split && (running[0] ?? deploying[0]) && !putEver && !justBegun)
        no(`${(running[0] ?? deploying[0])?.name} has it`);
      if (split && holders[0] && !this.#run?.said.some((text) => text.includes('cut off')))
        no('a split is not announced');
      return;
    }
    // Somebody created a key in the moment in which we were about to: no one can tell whose it is.
    const intent = Date.parse(this.#tag('intent') ?? '');
    const ambiguous = Math.abs(key.createdAt - intent) <= 3 * MINUTE;
    if (!ambiguous || holders[0] || key.lastUsed) no('it is not ours');
  }

  /** When credentials were refused since we deactivated this key, if that still shows. */
  #refusalOf(id: string, before: number): number | undefined {
    const by = this.#by.get(id);
    return this.#refusals.find(
      ({ keyId, environment, at }) =>
        keyId === id &&
        by?.who === 'us' &&
        at > by.at &&
        at < before &&
        this.#world.environments.includes(environment) &&
        this.#world.findCluster(environment.clusterId) !== undefined &&
        environment.state === 'DEPLOYMENT_ERROR' &&
        environment.lastDeploymentAt !== null &&
        environment.lastDeploymentAt <= at + SECOND,
    )?.at;
  }

  #isSplit(): boolean {
    const held = this.#holders().flatMap(({ key }) => (this.isOfUser(key?.id) ? [key?.id] : []));
    return new Set(held).size > 1;
  }

  /** After a run. */
  end(result: string, lasted: number): void {
    const run = this.#run;
    const sent = run?.line.sent ?? [];
    const text = run?.said.join('\n') ?? '';
    const now = this.#time.now();
    const [stored] = this.#world
      .keysOf(this.#user)
      .flatMap(({ id }) => this.#storedAt.get(id) ?? [])
      .slice(-1);
    const { finishWithin, deactivateFor, maxAge } = this.#limits;
    if (
      result === 'pending' &&
      stored !== undefined &&
      this.#tag('new') !== undefined &&
      this.#beside === undefined
    ) {
      if (now > stored + finishWithin + deactivateFor + HOUR)
        broken('green, though not over within finish-within');
    }
    if (result === 'deferred') {
      const oldest = Math.min(...this.#world.keysOf(this.#user).map(({ createdAt }) => createdAt));
      if (now > oldest + maxAge + finishWithin) broken('deferred for longer than finish-within');
    }
    for (const [holder, was] of this.#ofOthers)
      if (this.#world.iam.key(was) !== undefined && this.#ours.has(holder.key?.id ?? ''))
        broken(`${holder.name} held ${was} of somebody else, and has our key now`);
    if (run?.storm !== undefined && run.storm <= SHORT_STORM && !this.#wasSplit && this.#isSplit())
      broken(`a storm of ${run.storm} minutes leaves the key in some holders only`);
    if (
      run?.undisturbed === true &&
      ['pending', 'rotated', 'not-due'].includes(result) &&
      this.#beside === undefined
    ) {
      for (const { id } of this.#world.keysOf(this.#user)) {
        const key = this.#world.iam.key(id);
        const refused = this.#refusalOf(id, now - JUST_NOW);
        if (key !== undefined && this.#world.iam.statusOf(key) === 'Inactive' && refused !== undefined)
          broken(
            `credentials were refused at ${new Date(refused).toISOString()}, and ${id} was not brought back`,
          );
      }
    }
    if (/Unexpected/.test(text)) broken('the run calls something unexpected');
    const secret = this.#world.secrets().find((value) => text.includes(value));
    if (secret !== undefined) broken('the run shows a secret');
    if (lasted > LONGEST_RUN) broken(`the run lasted ${Math.round(lasted / HOUR)} hours`);
    if (result === 'not-due') {
      // What is left of a journal is taken away.
      const write = sent.find(
        (request) => request.write && request.status !== undefined && request.operation !== 'UntagUser',
      );
      if (write) broken(`a run that finds nothing to do writes: ${write.operation}`);
    }
  }

  /** After each event: nothing broke because of us. */
  check(): void {
    for (const { name, key: pair } of this.#holders()) {
      const id = pair?.id ?? '';
      const key = this.#world.iam.key(id);
      if (key === undefined || this.#by.get(id)?.who !== 'us' || this.#ours.has(id) || this.#put.has(id))
        continue;
      const status = this.#world.iam.statusOf(key);
      if (status !== 'Active') broken(`${name} holds ${id}, which we made ${status}`);
    }
    const outages = this.#world.outages;
    for (const { what, name, keyId, why, until } of outages.slice(this.#known)) {
      const killed = this.#by.get(keyId);
      if (killed?.who !== 'us' || this.#put.has(keyId)) continue;
      // Begun in the minute between our look and our request.
      const begun = this.#begun.get(keyId) ?? -Infinity;
      if (what.includes('deployment') && begun <= killed.at && killed.at - begun < JUST_NOW) continue;
      // The holders of a lost key are cut off, announced, until the next key is stored, and so is what begins meanwhile.
      const cutOff =
        ['credential', 'registry', 'helm repository'].includes(what) ||
        (what.includes('deployment') && begun >= killed.at);
      if (this.#ours.has(keyId) && cutOff) continue;
      broken(
        `outage because of us: ${what} ${name}, ${keyId} ${why}${until === undefined ? ', lasting' : ''}`,
      );
    }
    this.#known = outages.length;
  }

  /** When the undisturbed schedule has come to rest. */
  checkRest(result: string): void {
    const world = this.#world;
    const keys = world.keysOf(this.#user);
    const [key] = keys;
    if (keys.length !== 1 || !key || world.iam.statusOf(key) !== 'Active')
      broken(
        `${result}, with ${keys.length} keys: ${keys.map((one) => `${one.id} ${world.iam.statusOf(one)}`).join(', ')}`,
      );
    for (const holder of this.#holders())
      if (this.isOfUser(holder.key?.id) && holder.key?.id !== key?.id)
        broken(`${holder.name} holds ${holder.key?.id}`);
    for (const { name, status, deployedKey } of world.clusters)
      if (status === 'DEPLOYED' && this.isOfUser(deployedKey?.id) && deployedKey?.id !== key?.id)
        broken(`${name} runs on ${deployedKey?.id}`);
    const left = [...this.#user.tags.values()].filter(
      (tag) => tag.key !== key?.id && !this.#byStrangers.has(tag.key),
    );
    if (left.length > 0) broken(`tags are left: ${left.map((tag) => tag.key).join(', ')}`);
    for (const { what, name, until } of world.outages)
      if (until === undefined) broken(`${what} ${name} is still broken`);
  }

  #holders(): { name: string; key: { id: string } | undefined }[] {
    return [...this.#world.credentials, ...this.#world.registries, ...this.#world.helmRepositories];
  }

  #anyJustNow(): boolean {
    return [...this.#put.values()].some((at) => this.#time.now() - at < JUST_NOW);
  }

  #tag(name: string): string | undefined {
    return this.#seen.get(JOURNAL + name) || undefined;
  }
}

/** What is signed, and the signature. */
function journalOf(tags: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...tags]
      .filter(([key, value]) => key.startsWith(JOURNAL) && value !== '')
      .filter(([key]) => !key.startsWith(`${JOURNAL}run:`) && key !== `${JOURNAL}refused`)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function textOf(tags: ReadonlyMap<string, string>): string {
  return [...journalOf(tags)].map(([key, value]) => `${key.slice(JOURNAL.length)}=${value}`).join(', ');
}

function broken(what: string): never {
  throw new Broken(what);
}
