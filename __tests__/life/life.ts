import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { AccessKey, KeyPair, User } from '../../sandbox/iam.ts';
import { oidcApi } from '../../sandbox/oidc.ts';
import { DEFAULT_QUIRKS } from '../../sandbox/quirks.ts';
import type { Credential, Registry } from '../../sandbox/records.ts';
import { Tagger } from '../../sandbox/tagger.ts';
import { DEFAULT_ACCOUNT, World } from '../../sandbox/world.ts';
import type { RotateInputs } from '../../src/inputs.ts';
import { Secrets } from '../../src/lib/secrets.ts';
import type { Output } from '../../src/lib/output.ts';
import { QoveryApi } from '../../src/qovery/api.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import { endLater, perform, startPreview } from './acts.ts';
import { USER, foundCompany, makeNoise } from './company.ts';
import type { Act, Event, RunEvent, Story } from './events.ts';
import { UNDISTURBED, isCalm } from './events.ts';
import { Line, OIDC_HOST, Time } from './line.ts';
import { followAdvice, reasonOf } from './reasons.ts';
import { Broken, Ledger } from './rules.ts';

// One life: a company, and everything that happens to it. The action's own `rotate`, in this process, against the
// sandbox's world; after each event the rules must hold.

const START = Date.parse('2026-06-01T06:00:00Z');
const MOST_RUNS = 45;
const STARTS_IN = 5 * SECOND;
const MOST_REQUESTS = 3000;
const MAX_AGE = 75 * DAY;
const FINISH_WITHIN = 14 * DAY;

const ROLE = `arn:aws:iam::${DEFAULT_ACCOUNT}:role/qovery-maintenance`;

export type Holder = Credential | Registry;

/** What a run said, for the reader and for the person who has to see to it. */
export interface Told {
  readonly result: string;
  /** Why, and what to do. */
  readonly text: string;
}

export class Life {
  readonly time = new Time(START);
  readonly world: World;
  readonly user: User;
  readonly firstKey: AccessKey;
  readonly ledger: Ledger;
  /** What happened, for the reader of a counterexample. */
  readonly diary: string[] = [];
  /** Why a person may be needed, by what has happened. */
  readonly needs = new Set<string>();
  /** People did what the action cannot tell them to mend: no rest is asked of it. */
  meddled = false;
  /** An environment may have a copy of the first key that no holder shows. */
  copies = true;
  /** Holders in which somebody stored another key. */
  readonly edited = new Set<Holder>();
  /** What a person, or this life, names as `retire-key`. */
  retireKey: string | undefined;
  runs = 0;
  /** Runs that were red, by reason: those of stories, and those of the schedule that nobody disturbs. */
  readonly red = new Map<string, number>();
  readonly #deactivateFor: number;
  readonly #tagger: Tagger;
  readonly #oidc = oidcApi();
  readonly #role: boolean;
  readonly #strangerUntil: number;
  #refusedUntil = -Infinity;
  #running = false;
  /** In this run, something was being deployed while the keys of the user were in some holders each. */
  #deployedInSplit = false;

  constructor(story: Omit<Story, 'events'>) {
    this.world = new World(this.time, { ...DEFAULT_QUIRKS, newKeyLagMs: 3 * SECOND, listLagMs: 4 * SECOND });
    const { user, firstKey } = foundCompany(story.company, this.world, story.keyAge);
    this.user = user;
    this.firstKey = firstKey;
    this.#deactivateFor = (story.deactivateFor ?? 15) * MINUTE;
    this.ledger = new Ledger(this.world, this.user, this.time, {
      deactivateFor: this.#deactivateFor,
      finishWithin: FINISH_WITHIN,
      maxAge: MAX_AGE,
    });
    const { stranger } = story;
    this.#strangerUntil = stranger === undefined ? START : START + stranger.days * DAY;
    if (stranger !== undefined)
      this.world.addStrayConsumer({
        keyId: firstKey.id,
        everyMs: stranger.everyHours * HOUR,
        until: this.#strangerUntil,
      });
    if (story.company === 'noisy')
      makeNoise(this.world, ({ days, ...options }) => {
        const cluster = this.world.clusters[this.world.now % 2 === 0 ? 0 : 1] ?? this.world.clusters[0];
        const preview = cluster && startPreview(cluster, options, this);
        if (preview) endLater(preview, days, this);
      });
    this.#tagger = new Tagger(this.world);
    this.#role = story.role === true;
    const session = this.world.addSession(ROLE);
    process.env['AWS_ACCESS_KEY_ID'] = this.#role ? '' : session.accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = this.#role ? '' : session.secret;
    process.env['AWS_SESSION_TOKEN'] = this.#role ? '' : session.token;
  }

  get holders(): Holder[] {
    return [...this.world.credentials, ...this.world.registries, ...this.world.helmRepositories];
  }

  get calm(): boolean {
    return !this.meddled && this.needs.size === 0;
  }

  /** @throws where a rule is broken */
  async live(events: readonly Event[]): Promise<void> {
    usePauses(this.time);
    for (const event of events) {
      this.diary.push(`${new Date(this.time.now()).toISOString()} ${JSON.stringify(event)}`);
      if (event.do === 'run') await this.run(event);
      else if (event.do === 'pass') this.time.advance(event.minutes * MINUTE);
      else this.act(event);
      this.world.settle();
      this.leaveToPeople();
      this.ledger.check();
    }
    if (!this.meddled) await this.comeToRest();
  }

  /** From now on a person may be needed. */
  leave(why: string): void {
    this.needs.add(why);
  }

  /** A rotation has begun, or is beginning in this moment. */
  isUnderWay(): boolean {
    return (
      this.#running || [...this.user.tags.values()].some(({ key }) => key.startsWith('qovery-rotation:'))
    );
  }

  allKeys(): string[] {
    const others = this.world.iam.users.flatMap((user) => this.world.keysOf(user)).map(({ id }) => id);
    return [...new Set([...this.ledger.everyKey(), ...others])];
  }

  tag(tags: Record<string, string>): void {
    try {
      this.#tagger.tag(USER, tags);
      this.ledger.writtenByStranger(tags);
    } catch (error) {
      // A user has no more than 50.
      this.diary.push(`  the tagger is refused: ${String(error).slice(0, 100)}`);
    }
  }

  replaceToken(): void {
    const { tokens } = this.world.organization();
    tokens.length = 0;
    this.world.addApiToken({ name: `maintenance ${this.diary.length}` });
  }

  /** Until then the account is closed to everybody: to this action, and to whoever uses a key. */
  refuseAccount(milliseconds: number): void {
    this.#refusedUntil = Math.max(this.#refusedUntil, this.world.now + milliseconds);
    this.world.iam.refuseAccount(DEFAULT_ACCOUNT, {
      ...{ until: this.#refusedUntil, status: 403, code: 'AccessDenied' },
      message: 'User is not authorized, with an explicit deny in a service control policy',
    });
  }

  store(holder: Holder, key: KeyPair): void {
    this.ledger.putByPerson(key.id, holder);
    this.world.storeKey(holder, key);
  }

  /** What people and Qovery do. What is not possible now does not happen. */
  act(act: Act): void {
    this.meddled ||= isMeddling(act);
    perform(act, this);
  }

  async run(event: RunEvent): Promise<Told> {
    const { world, ledger } = this;
    // A job takes some seconds to begin; IAM's lists lag by less.
    this.time.advance(STARTS_IN);
    this.meddled ||= event.retire !== 'none';
    const { during, jump } = event;
    this.#running = true;
    this.#deployedInSplit = false;
    const line: Line = new Line(
      world,
      this.time,
      {
        kill: event.kill,
        faults: event.faults,
        storm: event.storm,
        skewMs: event.skew * MINUTE,
        during: (n) => {
          if (n > MOST_REQUESTS) throw new Error(`more than ${MOST_REQUESTS} requests in a run`);
          this.#deployedInSplit ||= this.#isSplit() && this.#isDeploying();
          if (jump?.n === n) line.jump(jump.minutes * MINUTE);
          if (during?.n === n) {
            this.diary.push(`  at request ${n}: ${JSON.stringify(during.act)}`);
            this.act(during.act);
            this.leaveToPeople();
          }
        },
      },
      ledger,
      this.#oidc,
    );
    const said: string[] = [];
    const disturbed = event.kill !== undefined || event.faults.length > 0 || during !== undefined;
    const secrets = new Secrets(() => undefined);
    const cancel = new AbortController().signal;
    const organization = world.organization();
    const token = organization.tokens[0]?.value ?? '';
    secrets.add(token);
    const inputs = this.#inputs(event, token);
    ledger.begin({
      line,
      said,
      undisturbed: !disturbed && event.storm === undefined,
      storm: disturbed ? undefined : event.storm?.minutes,
      retireKey: inputs.retireKey,
      token,
    });
    const deps = {
      ...{ transport: line.transport, clock: line.clock, secrets },
      ...{ info: (text: string) => void said.push(text), random: () => 0.5 },
    };
    const api = new QoveryApi({
      ...{ organizationId: organization.id, baseUrl: inputs.apiUrl, token },
      ...deps,
      cancel,
    });
    this.runs += 1;
    const startedAt = this.time.now();
    let text = '';
    const ended = rotate(inputs, {
      ...deps,
      ...{ api, output: outputTo(said), cancel, grace: cancel },
      run: `run${this.runs}`,
    }).then(
      (outcome) => {
        said.push(...outcome.errors, ...outcome.warnings, ...outcome.notes, outcome.summary);
        said.push(JSON.stringify(outcome.report), JSON.stringify(outcome.outputs));
        text = [...outcome.errors, ...outcome.warnings].join('\n');
        return outcome.result;
      },
      (error: unknown) => {
        if (!(error instanceof Error) || !['Problem', 'QoveryError', 'AwsError'].includes(error.name))
          throw error;
        // As run.ts puts it.
        text = `${error.message} Nothing was changed. See to it, and run again.`;
        said.push(text);
        return 'failed';
      },
    );
    const result = await Promise.race([ended, line.died]);
    line.kill();
    this.#running = false;
    const lasted = this.time.now() - startedAt;
    this.diary.push(`  ${result} after ${line.sent.length} requests, ${Math.round(lasted / MINUTE)} min`);
    if (text !== '') this.diary.push(`  ${text.slice(0, 700)}`);
    if (result === 'failed') {
      const reason = `${disturbed || event.storm || jump || event.skew !== 0 ? 'disturbed' : 'undisturbed'}: ${reasonOf(text)}`;
      this.red.set(reason, (this.red.get(reason) ?? 0) + 1);
    }
    ledger.end(result, lasted);
    this.leaveToPeople();
    return { result, text };
  }

  /**
   * What is deployed while a lost key is in some holders may have taken it up, and uses it: the rules leave that to a
   * person. So do they an environment that begins to be deployed beside a run, after the deletion of the lost key and
   * before the next key is stored: that deployment fails.
   */
  leaveToPeople(): void {
    const cutOff = this.world.environments.some(({ deploymentKeys }) =>
      deploymentKeys?.some((pair) => this.world.iam.problemWith(pair)),
    );
    if (this.#isSplit() && (this.#isDeploying() || this.#deployedInSplit))
      this.leave('something was deployed while a key was in some holders only');
    if (cutOff) this.leave('an environment was deployed while its key was cut off');
  }

  #isSplit(): boolean {
    return new Set(this.holders.map(({ key }) => key?.id).filter((id) => this.ledger.isOfUser(id))).size > 1;
  }

  #isDeploying(): boolean {
    const { clusters, environments } = this.world;
    return (
      clusters.some(({ deployment }) => deployment !== undefined) ||
      environments.some(({ deploymentKeys }) => deploymentKeys !== undefined)
    );
  }

  #inputs(event: RunEvent, token: string): RotateInputs {
    const { world, user } = this;
    const held = world.credentials[0]?.key?.id;
    const spare = world.keysOf(user).find(({ id }) => id !== held)?.id;
    const old = user.tags.get('qovery-rotation:old')?.value || undefined;
    const retire = { none: this.retireKey, old, spare }[event.retire];
    return {
      operation: 'rotate',
      token,
      apiUrl: new URL('http://sandbox'),
      organizationId: world.organization().id,
      writeSummary: true,
      proxy: {},
      runUrl: '',
      actor: '',
      issue: undefined,
      warnings: [],
      credentials: [world.credentials[0]?.id.toLowerCase() ?? ''],
      clusters: undefined,
      aws: {
        region: 'us-east-1',
        roleToAssume: this.#role ? ROLE : undefined,
        idTokenRequest: { url: `http://${OIDC_HOST}/?of=job`, token: this.#oidc.requestToken },
      },
      iamUsers: event.userGiven ? [USER] : undefined,
      finishWithin: FINISH_WITHIN,
      ignoreEnvironments: [],
      delay: 2 * HOUR,
      deactivateFor: this.#deactivateFor,
      maxAge: MAX_AGE,
      // Nobody lets a job wait for days.
      waitForDeletion: event.wait && this.#deactivateFor < DAY,
      deployTimeout: HOUR,
      retireKey: retire,
      verifyEnvironments: [],
      ignoreClusters: [],
      dryRun: false,
    };
  }

  /** The schedule alone, undisturbed: it ends the rotation, with a person who does what it asks for, if one is needed. */
  async comeToRest(): Promise<void> {
    const { world, ledger } = this;
    for (const cluster of world.clusters) cluster.lock = undefined;
    for (let i = 0; i < MOST_RUNS; i += 1) {
      this.time.advance(i % 2 === 0 ? 16 * MINUTE : this.#deactivateFor < DAY ? 6 * HOUR : DAY);
      this.diary.push(`${new Date(this.time.now()).toISOString()} the schedule goes on`);
      const refused = this.time.now() < this.#refusedUntil;
      const { result, text } = await this.run(UNDISTURBED);
      ledger.check();
      if (result === 'failed') {
        const used = /finish-within/.test(text) && this.world.now < this.#strangerUntil + DAY;
        if (this.calm && !used && !refused)
          throw new Broken('a run of the undisturbed schedule needs a person');
        this.diary.push(`  a person: ${followAdvice(text, this)}`);
      } else if (result !== 'pending' && result !== 'deferred') {
        ledger.checkRest(result);
        return;
      }
    }
    throw new Broken(`not at rest after ${MOST_RUNS} undisturbed runs`);
  }
}

const MEDDLING: readonly Act['do'][] = [
  'create key',
  'delete key',
  'deactivate key',
  'activate key',
  'store key',
  'add holder',
  'fail next',
];

function isMeddling(act: Act): boolean {
  return !isCalm(act) && MEDDLING.includes(act.do);
}

function outputTo(said: string[]): Output {
  const say = (text: string): void => void said.push(text);
  return {
    ...{ group: say, endGroup: () => undefined, info: say, notice: say, warning: say, error: say },
    ...{ mask: () => undefined, set: (name, value) => say(`${name}=${value}`), fail: () => undefined },
    summary: (markdown) => Promise.resolve(say(markdown)),
  };
}

/** The SDK pauses between its attempts with the global timer: here that moves the time, too. */
function usePauses(time: Time): void {
  globalThis.setTimeout = ((callback: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) => {
    time.advance(delay);
    return setImmediate(callback, ...args);
  }) as unknown as typeof setTimeout;
}
