import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { AccessKey, User } from '../../sandbox/iam.ts';
import { NOT_RUNNING } from '../../sandbox/records.ts';
import type { World } from '../../sandbox/world.ts';
import type { Line, Sent, Time, Watch } from './line.ts';

// The rules that are never broken, as predicates over the sandbox's world, which knows the truth, and what the action
// sent. They are asked at the very moment when a request of ours takes effect.

const DELAY = 2 * HOUR;
const DEACTIVATE_FOR = 15 * MINUTE;
/** What people did so shortly before is not to be known: a look is a minute old at the most, and a request may hang. */
const JUST_NOW = 5 * MINUTE;
const HEARTBEAT_VOID = 15 * MINUTE;
const LONGEST_RUN = 24 * HOUR;
const JOURNAL = 'qovery-rotation:';
/** No key has this id: it is asked for to test permissions. */
const NOBODYS = /^AKIA0+$/;

export class Broken extends Error {
  override readonly name = 'Broken';
}

export class Ledger implements Watch {
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
  #said: readonly string[] = [];
  #line: Line | undefined;
  #beside: string | undefined;
  #created = 0;
  readonly #deployed = new Set<string>();
  #known = 0;

  constructor(world: World, user: User, time: Time) {
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

  putByPerson(id: string): void {
    this.#put.set(id, this.#time.now());
  }

  begunByPeople(ids: readonly (string | undefined)[]): void {
    for (const id of ids) if (id !== undefined) this.#begun.set(id, this.#time.now());
  }

  // What we do

  begin(line: Line, said: readonly string[]): void {
    this.#line = line;
    this.#said = said;
    this.#created = 0;
    this.#deployed.clear();
    this.#beside = [...this.#user.tags.values()].find(
      ({ key, value }) =>
        key.startsWith(`${JOURNAL}run:`) && this.#time.now() - Date.parse(value) < HEARTBEAT_VOID - MINUTE,
    )?.key;
  }

  before(sent: Sent): void {
    const body = (sent.body ?? {}) as Record<string, string>;
    const id = body['AccessKeyId'] ?? '';
    if (sent.write && this.#beside !== undefined)
      broken(`${sent.operation} beside ${this.#beside}, which may be alive`);
    if (NOBODYS.test(id)) return;
    const key = this.#world.iam.key(id);
    const alive = key !== undefined && this.#world.iam.statusOf(key) !== 'Deleted';
    if (sent.operation === 'DeleteAccessKey' && alive) this.#mayGo(key, 'delete');
    if (sent.operation === 'UpdateAccessKey' && alive) {
      const status = this.#world.iam.statusOf(key);
      if (body['Status'] === status) return;
      if (body['Status'] === 'Inactive') this.#mayGo(key, 'deactivate');
      else if (this.#by.get(id)?.who !== 'us') {
        // A run that died between its claim and its request leaves no way to tell who deactivated the key.
        const claimed = this.#tag('old') === id && this.#tag('deactivating') !== undefined;
        if (!claimed) broken(`activates ${id}, which we did not deactivate`);
      }
    }
  }

  after(sent: Sent): void {
    if (sent.status === undefined || sent.status >= 300) return;
    const body = (sent.body ?? {}) as Record<string, string>;
    const id = body['AccessKeyId'] ?? '';
    if (sent.operation === 'CreateAccessKey') {
      const created = this.#world.keysOf(this.#user).at(-1);
      if (created) this.#ours.add(created.id);
      if (++this.#created > 1) broken('a run issues a second key');
    }
    if (sent.operation === 'DeleteAccessKey' || sent.operation === 'UpdateAccessKey')
      this.#by.set(id, { who: 'us', at: this.#time.now() });
    if (sent.operation === 'deployCluster') {
      if (this.#deployed.has(sent.path)) broken(`a run deploys a cluster twice: ${sent.path}`);
      this.#deployed.add(sent.path);
    }
  }

  /** Rules 1 to 5: may this key be deactivated or deleted now? */
  #mayGo(key: AccessKey, what: 'deactivate' | 'delete'): void {
    const { id } = key;
    const world = this.#world;
    const now = this.#time.now();
    const no = (why: string): never => broken(`${what} ${id}: ${why}`);
    const justNow = now - (this.#put.get(id) ?? -Infinity) < JUST_NOW;
    const justBegun = now - (this.#begun.get(id) ?? -Infinity) < JUST_NOW;
    const putEver = this.#put.has(id);
    const holders = this.#holders().filter((holder) => holder.key?.id === id);
    const running = world.clusters.filter(
      ({ status, deployment, deployedKey }) =>
        deployedKey?.id === id && !NOT_RUNNING.includes(deployment?.statusBefore ?? status),
    );
    const deploying = world.clusters.filter(({ deployment }) => deployment?.key?.id === id);

    if (this.#tag('old') === id) {
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
      if (!drained && !putEver && !justBegun) no('an environment is being deployed with it');
      const deployed = Date.parse(this.#tag('deployed') ?? '');
      if (!(now >= deployed + DELAY)) no(`the delay has not passed since ${this.#tag('deployed')}`);
      const used = key.lastUsed?.at ?? -Infinity;
      if (now - used < HOUR && now - used > JUST_NOW) no('it was used within the last hour');
      if (what === 'delete') {
        if (world.iam.statusOf(key) !== 'Inactive') no('it is still active');
        const active = key.history.findLastIndex(({ status }) => status === 'Active');
        const inactiveSince = key.history[active + 1]?.at ?? now;
        if (now - inactiveSince < DEACTIVATE_FOR - JUST_NOW) no('it was deactivated a moment ago');
      }
      return;
    }
    if (what === 'deactivate') no('the journal does not name it as the old key');
    if (this.#ours.has(id)) {
      const split = this.#tag('lost')?.split(' ').includes(id) ?? false;
      if (holders[0] && !split && !justNow) no(`${holders[0].name} holds it`);
      if (split && (running[0] ?? deploying[0]) && !putEver && !justBegun)
        no(`${(running[0] ?? deploying[0])?.name} has it`);
      if (split && !this.#said.some((text) => text.includes('cut off'))) no('a split is not announced');
      return;
    }
    // Somebody created a key in the moment in which we were about to: no one can tell whose it is.
    const intent = Date.parse(this.#tag('intent') ?? '');
    const ambiguous = Math.abs(key.createdAt - intent) <= 3 * MINUTE;
    if (!ambiguous || holders[0] || key.lastUsed) no('it is not ours');
  }

  /** After a run. */
  end(result: string, lasted: number): void {
    const sent = this.#line?.sent ?? [];
    const text = this.#said.join('\n');
    if (/Unexpected/.test(text)) broken('the run calls something unexpected');
    const secret = this.#world.secrets().find((value) => text.includes(value));
    if (secret !== undefined) broken('the run shows a secret');
    if (lasted > LONGEST_RUN) broken(`the run lasted ${Math.round(lasted / HOUR)} hours`);
    if (result === 'not-due') {
      const write = sent.find((request) => request.write && request.status !== undefined);
      if (write) broken(`a run that finds nothing to do writes: ${write.operation}`);
    }
  }

  /** After each event: nothing broke because of us. */
  check(): void {
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
    const left = [...this.#user.tags.values()].filter((tag) => tag.key !== key?.id);
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
    return this.#user.tags.get(JOURNAL + name)?.value || undefined;
  }
}

function broken(what: string): never {
  throw new Broken(what);
}
