/** `operation: rotate`: which keys, whose they are, each of them rotated beside the others, and what came of it. */
import { AccessKeys } from '../aws/access-keys.ts';
import { type AwsClients, awsClients } from '../aws/clients.ts';
import { type Identity, accountOfKey, callerIdentity } from '../aws/identity.ts';
import { MINUTE, span } from '../lib/clock.ts';
import { Problem } from '../lib/errors.ts';
import type { ServerClock } from '../lib/server-clock.ts';
import type { Holder } from '../holders/index.ts';
import type { RotateInputs } from '../inputs.ts';
import { limit } from '../lib/limit.ts';
import type { Output } from '../lib/output.ts';
import { type OrganizationSnapshot, Organization } from './observe/organization.ts';
import type { OperationContext, Outcome } from '../operation.ts';
import { rotationOutcome } from './report/outcome.ts';
import { readJournal } from './journal.ts';
import type { Target } from './observation.ts';
import type { RotationReport } from './report/report.ts';
import { type SharedContext, type Logger, rotateKey } from './loop.ts';
import type { Policy } from './step.ts';

export interface RotateContext extends OperationContext {
  readonly cancel: AbortSignal;
  /** A random id of this process. */
  readonly run: string;
}

/** Rotations that look and act at the same time, of those that begin and of those that go on; who waits does not count. */
const AT_WORK = 2;
/** AWS refuses requests whose time is further off, and the delay could not be trusted. */
const MAX_SKEW = 5 * MINUTE;

/** @throws {Problem} when nothing could begin; what goes wrong with one key is in its report */
export async function rotate(inputs: RotateInputs, deps: RotateContext): Promise<Outcome> {
  const { output, clock } = deps;
  const organization = new Organization(deps.api, clock);
  const startedAt = clock.now();
  const seen = await organization.look(startedAt);
  checkClock(clock);

  const { chosen, leftOut } = choose(inputs, seen);
  const context = { inputs, startedAt, organization: inputs.organizationId };
  if (chosen.length === 0) return rotationOutcome([], { ...context, leftOut, endedAt: clock.now() });

  const clients = awsClients(inputs.aws, deps);
  try {
    const keys = new AccessKeys(clients);
    const caller = await callerIdentity(clients);
    checkClock(clock);
    const owned = await findOwners(chosen, seen, inputs, caller, clients, keys);
    if (owned.targets.length > 1) {
      for (const [name, value] of [
        ['aws-iam-user', inputs.iamUser],
        ['retire-key', inputs.retireKey],
      ] as const) {
        if (value !== undefined) {
          throw new Problem(
            `Input '${name}' is for one key at a time, and 'credentials-id' names credentials of ${owned.targets.length} IAM users.`,
            'Name the credentials of one of them. Nothing was changed.',
          );
        }
      }
    }
    const shared: SharedContext = {
      organization,
      keys,
      clients,
      clock,
      secrets: deps.secrets,
      cancel: deps.cancel,
      policy: policyOf(inputs),
      startLimit: limit(AT_WORK),
      stepLimit: limit(AT_WORK),
    };
    const alone = owned.targets.length === 1;
    const reports = await Promise.all(
      owned.targets.map((target) => {
        const names = seen.credentials
          .filter(({ id }) => target.credentialIds.includes(id))
          .map(({ id, name }) => ({ id, name }));
        const logger = loggerOf(output, alone ? undefined : names.map(({ name }) => name).join(', '));
        return rotateKey(target, names, { run: deps.run, dryRun: inputs.dryRun, startedAt }, shared, logger);
      }),
    );
    output.endGroup();
    return rotationOutcome([...owned.refused, ...reports], {
      ...context,
      leftOut: [...leftOut, ...owned.leftOut],
      endedAt: clock.now(),
    });
  } finally {
    clients.close();
  }
}

function policyOf(inputs: RotateInputs): Policy {
  return {
    organizationId: inputs.organizationId,
    maxAge: inputs.maxAge,
    delay: inputs.delay,
    deactivateFor: inputs.deactivateFor,
    deployTimeout: inputs.deployTimeout,
    waitForDeletion: inputs.waitForDeletion,
    retireKey: inputs.retireKey,
    ignoreClusters: inputs.ignoreClusters,
    verifyEnvironments: inputs.verifyEnvironments,
    onlyClusters: inputs.clusters,
    iamUserGiven: inputs.iamUser !== undefined,
  };
}

/** One rotation has the log to itself, in folds; several share it, each line under its name. */
function loggerOf(output: Output, name: string | undefined): Logger {
  return name === undefined
    ? { group: (text) => output.group(text), info: (text) => output.info(text) }
    : {
        group: (text) => output.info(`[${name}] [+] ${text}`),
        info: (text) => output.info(`[${name}] ${text}`),
      };
}

/** By the last answers, those of the server that is furthest off, too. */
function checkClock({ skew, discord }: ServerClock): void {
  if (discord !== undefined && Math.abs(discord.by) > MAX_SKEW) {
    const how = `${span(Math.abs(discord.by))} ${discord.by > 0 ? 'ahead of' : 'behind'}`;
    throw new Problem(
      `The clock of ${discord.server} is ${how} that of the other servers: no delay could be trusted.`,
      'Run again; if it stays so, a proxy may change what they answer. Nothing was changed.',
    );
  }
  if (Math.abs(skew) <= MAX_SKEW) return;
  throw new Problem(
    `The clock of this runner is ${span(Math.abs(skew))} ${skew > 0 ? 'behind' : 'ahead of'} the servers': no delay could be trusted.`,
    'Set it right (NTP), and run again. Nothing was changed.',
  );
}

/** The static credentials that were asked for; the others are named, with the reason. */
function choose(
  inputs: RotateInputs,
  { credentials, holders }: OrganizationSnapshot,
): { chosen: Holder[]; leftOut: string[] } {
  const ids = inputs.credentials === 'all' ? credentials.map(({ id }) => id) : inputs.credentials;
  const chosen: Holder[] = [];
  const leftOut: string[] = [];
  for (const id of ids) {
    const credential = credentials.find((candidate) => candidate.id.toLowerCase() === id);
    if (credential === undefined) {
      const known = credentials.map(({ id, name }) => `${name} (${id})`).join(', ') || 'none';
      throw new Problem(
        `The organisation has no cloud credential ${id}.`,
        `It has: ${known}. Nothing was changed.`,
      );
    }
    const holder = holders.find(
      (candidate) => candidate.kind === 'cloud credential' && candidate.id === credential.id,
    );
    if (holder !== undefined) chosen.push(holder);
    else if (credential.object_type === 'AWS_ROLE')
      leftOut.push(
        `'${credential.name}' uses an AWS role: there is no key to rotate, which is what Qovery recommends.`,
      );
    else if (inputs.credentials !== 'all')
      leftOut.push(
        `'${credential.name}' is no static AWS credential (${credential.object_type}): this action has nothing to rotate there.`,
      );
  }
  return { chosen, leftOut };
}

interface Owned {
  readonly targets: Target[];
  /** Keys whose owner is not the one to be rotated, or is not known: they are refused before anything changes. */
  readonly refused: RotationReport[];
  readonly leftOut: string[];
}

/** Whose key it is, proved before anything is created: the account is the caller's, and AWS names the user. */
async function findOwners(
  chosen: readonly Holder[],
  seen: OrganizationSnapshot,
  inputs: RotateInputs,
  caller: Identity,
  clients: AwsClients,
  keys: AccessKeys,
): Promise<Owned> {
  const users = new Map<string, Set<string>>();
  const refused: RotationReport[] = [];
  const leftOut: string[] = [];
  const refuse = (keyId: string, what: string, next: string): void => {
    refused.push(refusal(keyId, chosen, caller.account, what, next));
  };
  const ids = [...new Set(chosen.map(({ keyId }) => keyId))];
  const facts = await Promise.all(
    ids.map(async (keyId) => {
      if (!/^AKIA/.test(keyId)) return { keyId, account: undefined, user: undefined };
      const [account, use] = await Promise.all([accountOfKey(clients, keyId), keys.use(keyId)]);
      return { keyId, account, user: use?.userName };
    }),
  );
  const orphans: string[] = [];
  for (const { keyId, account, user } of facts) {
    if (account === undefined) {
      refuse(
        keyId,
        `Qovery holds ${keyId}, which is not a long-term access key of an IAM user (those begin with AKIA).`,
        'Store a key of an IAM user there.',
      );
    } else if (account !== caller.account) {
      if (inputs.credentials === 'all')
        leftOut.push(
          `${keyId} belongs to AWS account ${account}; this run is signed in to ${caller.account}.`,
        );
      else
        refuse(
          keyId,
          `${keyId} belongs to AWS account ${account}, but this run is signed in to account ${caller.account} (${caller.arn}).`,
          `Sign in to ${account}, for example with a role there as 'role-to-assume'.`,
        );
    } else if (user !== undefined && inputs.iamUser !== undefined && user !== inputs.iamUser) {
      refuse(
        keyId,
        `${keyId} belongs to the IAM user ${user}, not to ${inputs.iamUser} ('aws-iam-user'). ERROR: no access key found, are you sure it's the correct user?`,
        "Leave 'aws-iam-user' out: AWS tells the owner.",
      );
    } else if (user !== undefined && user === caller.userName) {
      refuse(
        keyId,
        `This run is signed in as ${caller.arn}, the very user whose key is to be rotated.`,
        "Sign in as somebody else: a role, with 'role-to-assume'.",
      );
    } else if (user !== undefined || inputs.iamUser !== undefined) {
      const owner = user ?? inputs.iamUser ?? '';
      users.set(owner, (users.get(owner) ?? new Set()).add(keyId));
    } else orphans.push(keyId);
  }
  for (const keyId of orphans) {
    const owner = await journalOwner(keyId, seen, keys);
    if (owner !== undefined) users.set(owner, (users.get(owner) ?? new Set()).add(keyId));
    else {
      refuse(
        keyId,
        `AWS names no owner of ${keyId}, the key that Qovery holds: it is gone, or this run may not ask (iam:GetAccessKeyLastUsed). ERROR: no access key found, are you sure it's the correct user?`,
        "Check the account, the partition ('aws-region') and the permissions. If the key is gone, give the name of its user as 'aws-iam-user': a new key is then created and stored.",
      );
    }
  }
  const targets = [...users].map(([user, held]): Target => {
    const keyIds = [...held];
    const credentialIds = seen.holders
      .filter(({ kind, keyId }) => kind === 'cloud credential' && held.has(keyId))
      .map(({ id }) => id);
    return { user, account: caller.account, credentialIds, keyIds };
  });
  return { targets, refused, leftOut };
}

/** A key that is gone may be one of ours: the journal of a user whose other key is still held somewhere names it. */
async function journalOwner(
  keyId: string,
  { holders }: OrganizationSnapshot,
  keys: AccessKeys,
): Promise<string | undefined> {
  const others = [...new Set(holders.map((holder) => holder.keyId))].filter(
    (id) => id !== keyId && /^AKIA/.test(id),
  );
  const users = new Set(
    (await Promise.all(others.map((id) => keys.use(id)))).flatMap((use) => use?.userName ?? []),
  );
  for (const user of users) {
    const { old, new: successor, lost } = readJournal(await keys.tags(user));
    if ([old, successor, ...lost].includes(keyId)) return user;
  }
  return undefined;
}

function refusal(
  keyId: string,
  chosen: readonly Holder[],
  account: string,
  why: string,
  next: string,
): RotationReport {
  return {
    user: undefined,
    account,
    credentials: chosen.filter((holder) => holder.keyId === keyId).map(({ id, name }) => ({ id, name })),
    result: 'failed',
    why,
    warning: false,
    oldKey: keyId,
    newKey: undefined,
    keyCreatedAt: undefined,
    deleteAfter: undefined,
    nextRotation: undefined,
    clusters: [],
    holders: [],
    events: [],
    plan: [],
    now: 'Nothing was changed.',
    next,
  };
}
