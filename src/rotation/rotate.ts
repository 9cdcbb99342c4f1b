/** `operation: rotate`: which keys, whose they are, each of them rotated beside the others, and what came of it. */
import { all } from '../lib/all.ts';
import { signIn } from '../aws/accounts.ts';
import { withoutKeys } from '../aws/iam-users.ts';
import type { RotateInputs } from '../inputs.ts';
import { MINUTE, span } from '../lib/clock.ts';
import { Problem } from '../lib/errors.ts';
import { limit } from '../lib/limit.ts';
import type { Output } from '../lib/output.ts';
import type { ServerClock } from '../lib/server-clock.ts';
import type { OperationContext, Outcome } from '../operation.ts';
import { mistakesOf, resolveReferences } from '../qovery/references.ts';
import type { SharedContext } from './context.ts';
import { type Signer, journalSigner } from './journal.ts';
import { type Logger, rotateKey } from './loop.ts';
import { Organization, type OrganizationSnapshot } from './observe/organization.ts';
import { type Owned, type Targets, chooseCredentials, findTargets } from './observe/targets.ts';
import { rotationOutcome } from './report/outcome.ts';
import { reportOfRefused } from './report/report.ts';

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
  const seen = await organization.look(-Infinity);
  const startedAt = seen.at;
  checkClock(clock);

  const { chosen, leftOut } = chooseCredentials(inputs, seen);
  const context = { inputs, startedAt };
  if (chosen.length === 0)
    return rotationOutcome([], { ...context, leftOut, warnings: [], endedAt: clock.now() });

  const keyIds = chosen.map(({ keyId }) => keyId);
  const accounts = await signIn(inputs.aws, keyIds, deps);
  try {
    checkClock(clock);
    const signerOf = (account: string, user: string): Signer =>
      journalSigner(inputs.token, { account, user, organization: inputs.organizationId });
    const { owned, ...others } = await findTargets(chosen, seen, { inputs, accounts, signerOf });
    const warnings = [...strangeClusters(inputs, seen), ...nothingOfTheirs(inputs, owned, others)];
    if (owned.length > 1 && inputs.retireKey !== undefined) {
      throw new Problem(
        `Input 'retire-key' is for one key at a time, and 'credentials-id' names credentials of ${owned.length} IAM users.`,
        'Name the credentials of one of them. Nothing was changed.',
      );
    }
    const shared: Omit<SharedContext, 'keys' | 'clients'> = {
      organization,
      clock,
      secrets: deps.secrets,
      cancel: deps.cancel,
      policy: inputs,
      startLimit: limit(AT_WORK),
      stepLimit: limit(AT_WORK),
    };
    const options = { run: deps.run, dryRun: inputs.dryRun, startedAt };
    const alone = owned.length === 1;
    const reports = await all(
      owned.map(({ target, account: { keys, clients } }) => {
        const names = seen.credentials
          .filter(({ id }) => target.credentialIds.includes(id))
          .map(({ id, name }) => ({ id, name }));
        const logger = loggerOf(output, alone ? undefined : names.map(({ name }) => name).join(', '));
        const signer = signerOf(target.account, target.user);
        return rotateKey(target, names, { ...options, signer }, { ...shared, keys, clients }, logger);
      }),
    );
    output.endGroup();
    return rotationOutcome([...others.refused.map(reportOfRefused), ...reports], {
      ...context,
      leftOut: [...leftOut, ...others.leftOut],
      warnings,
      endedAt: clock.now(),
    });
  } finally {
    accounts.close();
  }
}

/** Ids of clusters that are none (any more): an old one does no harm, and one that was mistyped keeps nothing out. */
function strangeClusters(inputs: RotateInputs, { clusters }: OrganizationSnapshot): string[] {
  return [
    ...mistakesIn('cluster-id', inputs.clusters ?? []),
    ...mistakesIn('ignore-cluster-id', inputs.ignoreClusters),
  ];

  function mistakesIn(input: string, ids: readonly string[]): string[] {
    const { unresolved } = resolveReferences(ids, 'cluster', { cluster: clusters });
    return mistakesOf(input, unresolved).map(({ subject, what }) => `${subject} ${what}.`);
  }
}

/**
 * Of all keys, those of some users or of one account were asked for: where there is none, somebody may believe for
 * months that keys are rotated.
 * @throws {Problem} where that can only be a mistake
 */
function nothingOfTheirs(
  { credentials, iamUsers }: RotateInputs,
  owned: readonly Owned[],
  { refused, notAsked, anyElsewhere }: Pick<Targets, 'refused' | 'notAsked' | 'anyElsewhere'>,
): string[] {
  if (credentials !== 'all') return [];
  const strange = withoutKeys(iamUsers, [...owned.map(({ target }) => target.user), ...notAsked]);
  const none = owned.length === 0 && refused.length === 0;
  if (strange !== undefined && none)
    throw new Problem(strange, "Correct 'aws-iam-user', or leave it out.", 'Nothing was changed.');
  if (strange !== undefined) return [strange];
  return none && anyElsewhere
    ? ['No key is of the AWS account that this run is signed in to: none was looked at, and none is rotated.']
    : [];
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
