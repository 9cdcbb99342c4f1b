import { parseArgs } from 'node:util';

import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { User } from '../../sandbox/iam.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { fieldsOf, LACKS, lessen } from '../../sandbox/variants.ts';
import type { Lack } from '../../sandbox/variants.ts';
import type { World } from '../../sandbox/world.ts';
import { act } from '../support/action.ts';
import type { Run } from '../support/action.ts';
import { seconds, sideBySide, table } from './instants.ts';

// `.ci/run lacks`: a whole rotation for each field of each answer of Qovery that it reads, absent, null, empty, in
// other case and between blanks: from the start, or once the new key is stored. However it ends: no holder is on a
// dead key, what is told is true, and with whole answers the schedule goes on from there.

const { values: options } = parseArgs({
  options: {
    /** `operation:field:lack:moment`, as a failure names it. */
    only: { type: 'string', multiple: true },
    operation: { type: 'string', multiple: true },
    jobs: { type: 'string', default: '3' },
    /** Every so many of them, beginning with the first. */
    every: { type: 'string', default: '1' },
    /** Names the variants, and tries none. */
    list: { type: 'boolean', default: false },
    /** Prints the log of every run. */
    log: { type: 'boolean', default: false },
  },
});

const MOMENTS = ['start', 'stored'] as const;
interface Variant {
  readonly operation: string;
  readonly path: string;
  readonly lack: Lack;
  readonly moment: (typeof MOMENTS)[number];
}

interface Outcome {
  readonly variant: Variant;
  readonly result: string;
  readonly wrong: readonly string[];
  readonly runsAfter: number;
}

const USER = 'qovery-admin';
/** Of real time, on a machine that is busy. */
const PATIENCE = 2 * MINUTE;

/** Everything that a rotation reads of is there: all kinds of holders, clusters, previews that fail. */
function seed(world: World): void {
  const organization = world.addOrganization({ name: 'Acme', plan: 'ENTERPRISE_2025' });
  const key = world.addKey(world.addUser({ name: USER }), { createdAt: world.now - 80 * DAY });
  const stranger = world.addKey(world.addUser({ name: 'stranger' }), { createdAt: world.now - 10 * DAY });
  const credential = world.addCredential({ name: 'AWS production', key });
  const production = world.addCluster({
    name: 'production-eu',
    credential,
    production: true,
    route53Key: key,
    secretManagerKey: stranger,
  });
  world.addCluster({ name: 'staging-eu', credential });
  world.addCluster({ name: 'laboratory', credential, status: 'STOPPED' });
  const others = world.addCredential({ name: 'AWS of others', key: stranger });
  const shop = world.addCluster({ name: 'shop', credential: others, route53Key: stranger });
  shop.lock = { reason: 'theirs', ttlInDays: 5, lockedAt: world.now - HOUR, ownerName: 'Ada' };
  world.addCredential({ name: 'By role', kind: 'AWS_ROLE', details: { role_arn: ROLE } });
  world.addCredential({ name: 'On premises', kind: 'EKS_ANYWHERE_VSPHERE', key: stranger });
  const images = world.addRegistry({ name: 'images', key, cluster: production, description: 'of all' });
  world.addRegistry({ name: 'by role', config: { region: 'eu-west-3', role_arn: ROLE } });
  world.addRegistry({ name: 'Docker Hub', kind: 'DOCKER_HUB', url: 'https://docker.io', config: {} });
  const charts = world.addHelmRepository({ name: 'charts', key, description: 'of all' });
  world.addEnvironment({
    name: 'main',
    cluster: production,
    registries: [images],
    helmRepositories: [charts],
  });
  world.addEnvironment({ name: 'preview', cluster: production, registries: [images] });
  world.addPlainVariableEvent('SECRET');
  if (organization.tokens.length === 0) throw new Error('the action has no token');
}
const ROLE = 'arn:aws:iam::123456789012:role/qovery';

/** From the deployment of a cluster on, one preview does not build. */
function disturb(sandbox: Sandbox): void {
  const { world } = sandbox;
  let done = false;
  sandbox.onRequest(({ phase, request }) => {
    if (done || phase !== 'after' || request.operation !== 'deployCluster') return;
    done = true;
    const preview = world.environments.find(({ name }) => name === 'preview');
    if (!preview) throw new Error('the preview is gone');
    world.nextEnvironmentOutcome(preview.id, 'BUILD_ERROR');
    world.startEnvironmentDeployment(preview.id, 5 * MINUTE);
  });
}

async function rotate(sandbox: Sandbox, more: Record<string, string> = {}): Promise<Run> {
  const id = sandbox.world.credentials.find(({ name }) => name === 'AWS production')?.id ?? '';
  const inputs = { 'credentials-id': id, 'max-age': '75d', ...more };
  // Its hours take seconds: who needs so long will never end.
  const run = await act(sandbox, inputs, { signal: AbortSignal.timeout(PATIENCE) });
  if (options.log) console.log(`--- ${new Date(sandbox.clock.now()).toISOString()}\n${run.log}${run.stderr}`);
  return run;
}

/** The answers of an undisturbed rotation, by operation; each of them once for each shape. */
async function recorded(): Promise<Map<string, unknown[]>> {
  await using sandbox = await startSandbox({ seed });
  const answers = new Map<string, unknown[]>();
  // What is asked is not known before it is asked.
  const listening = new Set<string>();
  sandbox.onRequest(({ request: { api, operation } }) => {
    if (api !== 'qovery' || listening.has(operation)) return;
    listening.add(operation);
    sandbox.onAnswer(operation, (body) => {
      const seen = answers.get(operation) ?? [];
      answers.set(operation, seen);
      const shape = fieldsOf(body).sort().join();
      if (!seen.some((one) => fieldsOf(one).sort().join() === shape)) seen.push(structuredClone(body));
    });
  });
  disturb(sandbox);
  const run = await rotate(sandbox);
  const wrong = [...wrongAtEnd(sandbox, run), ...outages(sandbox.world, run.log)];
  if (run.result !== 'rotated' || wrong.length > 0)
    throw new Error(`The undisturbed rotation ends with ${run.result}: ${wrong.join('; ')}\n${run.log}`);
  return answers;
}

/** These are no lesser answers but wrong ones, and no other answer of a rotation tells better. */
const LIES = [
  // They say that no cluster has the credential, and that there is no registry.
  'listOrganizationCredentials:results[].clusters:empty',
  'listContainerRegistry:results:empty',
  'listHelmRepository:results:empty',
];

function variantsOf(answers: Map<string, unknown[]>): Variant[] {
  const variants: Variant[] = [];
  for (const [operation, bodies] of answers) {
    const paths = [...new Set(bodies.flatMap((body) => fieldsOf(body)))];
    for (const path of paths) {
      for (const lack of LACKS) {
        if (!bodies.some((body) => lessen(structuredClone(body), path, lack))) continue;
        if (LIES.includes(`${operation}:${path}:${lack}`)) continue;
        // Half-way, what is not there is the worst: the other lacks are as at the start.
        const moments = lack === 'absent' || lack === 'null' ? MOMENTS : (['start'] as const);
        for (const moment of moments) variants.push({ operation, path, lack, moment });
      }
    }
  }
  return variants;
}

async function tried(variant: Variant): Promise<Outcome> {
  await using sandbox = await startSandbox({ seed });
  const { operation, path, lack, moment } = variant;
  const begin = (): void => sandbox.onAnswer(operation, (body) => void lessen(body, path, lack));
  disturb(sandbox);
  let begun = moment === 'start';
  if (begun) begin();
  else
    sandbox.onRequest(({ phase, request }) => {
      if (begun || phase !== 'after' || request.operation !== 'editAWSCredentials') return;
      begun = true;
      begin();
    });
  const wrong: string[] = [];
  let result = 'none';
  let runsAfter = 0;
  try {
    const run = await rotate(sandbox);
    result = run.result ?? 'none';
    wrong.push(...wrongAtEnd(sandbox, run));
    sandbox.clearFaults();
    let last = run;
    let { log } = run;
    while (!['rotated', 'not-due'].includes(last.result ?? '') && runsAfter < 4) {
      runsAfter += 1;
      sandbox.clock.advance(runsAfter === 1 ? 20 * MINUTE : 3 * HOUR);
      // What the error asks a person for.
      const said = last.errors.join();
      const named = /'?retire-key: (AKIA\w+)/.exec(said)?.[1];
      if (said.includes('remove the tag qovery-rotation:refused'))
        userOf(sandbox.world).tags.delete('qovery-rotation:refused');
      last = await rotate(sandbox, named === undefined ? {} : { 'retire-key': named });
      wrong.push(...wrongAtEnd(sandbox, last));
      log += last.log;
    }
    if (!['rotated', 'not-due'].includes(last.result ?? ''))
      wrong.push(`with whole answers it still ends with ${last.result}: ${last.errors.join()}`);
    wrong.push(...outages(sandbox.world, log));
  } catch (error) {
    wrong.push(String(error).slice(0, 2_000));
  }
  progress.done += 1;
  if (progress.done % 50 === 0) console.log(`${progress.done} of ${progress.all} variants, ${elapsed()}`);
  if (wrong.length > 0) console.log(`FAILED ${nameOf(variant)}: ${wrong.join('; ')}`);
  return { variant, result, wrong, runsAfter };
}

/** What no answer excuses. */
function wrongAtEnd({ world }: Sandbox, run: Run): string[] {
  const wrong: string[] = [];
  const failed = run.result === 'failed';
  if (run.signal !== null) wrong.push(`ended by ${run.signal}`);
  if (run.exitCode !== (failed ? 1 : 0)) wrong.push(`result ${run.result}, exit ${run.exitCode}`);
  if (failed !== run.errors.length > 0) wrong.push(`result ${run.result}, errors ${run.errors.join()}`);
  if (run.stderr !== '') wrong.push(`stderr: ${run.stderr.slice(0, 200)}`);
  if (run.summary === '') wrong.push('no summary');
  if (/Unexpected error|TypeError|undefined|\[object/.test(run.log)) {
    const line = run.log
      .split('\n')
      .find((text) => /Unexpected error|TypeError|undefined|\[object/.test(text));
    wrong.push(`a defect shows: ${line?.slice(0, 300)}`);
  }
  const holders = [
    ...world.credentials,
    ...world.registries,
    ...world.helmRepositories,
    ...world.clusters.map(({ name, route53 }) => ({ name: `zone of ${name}`, key: route53?.key })),
  ];
  for (const { name, key } of holders)
    if (key && world.iam.problemWith(key)) wrong.push(`${name} holds ${key.id}, which is dead`);
  if (run.result === 'rotated' && world.keysOf(userOf(world)).length !== 1)
    wrong.push('it says that the old key is gone');
  if (failed && /Nothing was changed/.test(run.errors.join())) {
    const changes = run.requests.filter(
      ({ operation, status, body }) =>
        /^(edit|deployCluster|CreateAccessKey|DeleteAccessKey|UpdateAccessKey)/.test(operation) &&
        status === 200 &&
        !JSON.stringify(body).includes('AKIA0000000000000000'),
    );
    if (changes.length > 0)
      wrong.push(`says that nothing was changed: ${changes.map(({ operation }) => operation).join()}`);
  }
  return wrong;
}

/** All of them, but for the announced seconds in which a run replaces a key whose secret is lost. */
function outages(world: World, log: string): string[] {
  return world.outages
    .filter(
      ({ keyId, at, until }) =>
        !log.includes(`Deleting ${keyId}: until the next key is stored, its holders are cut off`) ||
        (until ?? Infinity) - at > MINUTE,
    )
    .map(({ what, name, keyId, why }) => `outage: ${what} ${name}, ${keyId} ${why}`);
}

function userOf(world: World): User {
  const user = world.iam.users.find(({ name }) => name === USER);
  if (!user) throw new Error(`No user ${USER} in the sandbox.`);
  return user;
}

function nameOf({ operation, path, lack, moment }: Variant): string {
  return `${operation}:${path}:${lack}:${moment}`;
}

const startedAt = performance.now();
const progress = { done: 0, all: 0 };

function elapsed(): string {
  return seconds(Math.ceil((performance.now() - startedAt) / SECOND) * SECOND);
}

async function main(): Promise<boolean> {
  const variants = variantsOf(await recorded())
    .filter(({ operation }) => options.operation?.includes(operation) ?? true)
    .filter((variant) => options.only?.includes(nameOf(variant)) ?? true)
    .filter((_, index) => index % Number(options.every) === 0);
  if (options.list) {
    for (const variant of variants) console.log(nameOf(variant));
    console.log(`${variants.length} variants`);
    return true;
  }
  progress.all = variants.length;
  const outcomes = await sideBySide(variants, Number(options.jobs), tried);
  const rows = [['operation', 'variants', 'ended well', 'failed', 'runs after, at most']];
  for (const [operation, list = []] of Object.entries(
    Object.groupBy(outcomes, ({ variant }) => variant.operation),
  )) {
    const failed = list.filter(({ result }) => result === 'failed').length;
    rows.push([
      operation,
      String(list.length),
      String(list.length - failed),
      String(failed),
      String(Math.max(...list.map(({ runsAfter }) => runsAfter))),
    ]);
  }
  console.log(`\nEvery field of every answer of Qovery, with less in it\n\n${table(rows)}\n`);
  const bad = outcomes.filter(({ wrong }) => wrong.length > 0);
  for (const { variant, wrong } of bad)
    console.log(`FAILED --only ${nameOf(variant)}\n  ${wrong.join('\n  ')}`);
  console.log(`${elapsed()}\n${outcomes.length - bad.length} passed, ${bad.length} failed`);
  return bad.length === 0 && outcomes.length > 0;
}

process.exitCode = (await main()) ? 0 : 1;
