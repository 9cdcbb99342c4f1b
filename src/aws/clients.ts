/** The one place where AWS clients are made, and asked. */
import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsInputs } from '../inputs.ts';
import { type Attempt, type Patience, SHORT, persist } from '../lib/patience.ts';
import type { ServerClock } from '../lib/server-clock.ts';
import { USER_AGENT } from '../version.ts';
import { AwsError, NOT_FROM_AWS, toAwsError } from './error.ts';
import { httpHandler } from './http-handler.ts';
import { IdTokens } from './id-token.ts';
import { RoleSession } from './session.ts';
import type { AwsClients, AwsCredentials, AwsOptions, ClientConfig, SdkClient } from './types.ts';

/**
 * Endpoints follow the SDK's own variables (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_STS). Without a
 * role, the SDK's own chain signs.
 */
export function awsClients(
  inputs: AwsInputs,
  options: AwsOptions,
  idTokens = new IdTokens(inputs.idTokenRequest, options),
): AwsClients {
  const { clock, secrets, grace } = options;
  const common = {
    region: inputs.region,
    customUserAgent: USER_AGENT,
    maxAttempts: 1,
    requestHandler: httpHandler(options),
  };
  const asker =
    (patience: Patience, session: RoleSession | undefined): AwsClients['ask'] =>
    (what, send, { repeat = 'always', before } = {}) =>
      persist(
        {
          who: 'AWS',
          what,
          repeat,
          patience,
          before: async () => {
            await session?.renew(patience);
            await before?.();
          },
          send: async ({ timeout, signal }: Attempt) => {
            try {
              await learnSecrets();
              return await send({ abortSignal: signal, requestTimeout: timeout });
            } catch (caught) {
              const error = toAwsError(what, caught, secrets, clock.now());
              if (session === undefined || !(error instanceof AwsError) || error.code !== 'ExpiredToken')
                throw error;
              session.drop();
              throw new AwsError(what, error.code, error.status, 'the session has ended', 'later');
            }
          },
        },
        { ...options, cancel: grace },
      );
  const guarded = <Client extends SdkClient>(client: Client): Client =>
    signByServerTime(requireRequestId(client), clock);
  const unsigned = { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' };
  const session =
    inputs.roleToAssume === undefined
      ? undefined
      : new RoleSession(
          { ...options, role: inputs.roleToAssume, idTokens },
          guarded(new STSClient({ ...common, credentials: unsigned })),
          (patience) => asker(patience, undefined),
        );
  /** What the SDK's own chain finds, in a file or by the machine's role, is a secret of this run too. */
  const learnSecrets = async (): Promise<void> => {
    if (session !== undefined) return;
    const { secretAccessKey, sessionToken } = await iam.config.credentials();
    for (const secret of [secretAccessKey, sessionToken]) if (secret !== undefined) secrets.add(secret);
  };
  const iam = guarded(
    new IAMClient(session === undefined ? common : { ...common, credentials: session.provider }),
  );
  // Each client would go through the chain by itself, and may find another session there.
  const signed = { ...common, credentials: iam.config.credentials };
  const clients = {
    iam,
    sts: guarded(new STSClient(signed)),
    grace,
    close: () => [clients.iam, clients.sts].forEach((client) => client.destroy()),
    inRegion: <Client extends SdkClient>(region: string, Client: new (config: ClientConfig) => Client) =>
      guarded(new Client({ ...signed, region })),
    stsAs: (key: AwsCredentials) => guarded(new STSClient({ ...common, credentials: key })),
    withPatience: (patience: Patience): AwsClients => ({ ...clients, ask: asker(patience, session) }),
  };
  return clients.withPatience(SHORT);
}

/**
 * A page that a proxy sends with status 200 names no request: where an answer holds nothing else, as those of TagUser and
 * DeleteAccessKey, the SDK would take that page for a yes.
 */
function requireRequestId<Client extends SdkClient>(client: Client): Client {
  (client.middlewareStack as IAMClient['middlewareStack']).add(
    (next) => async (request) => {
      const result = await next(request);
      if (result.output?.$metadata.requestId !== undefined) return result;
      const problem = new Error(NOT_FROM_AWS);
      throw Object.assign(problem, { name: 'NotFromAws' });
    },
    { step: 'deserialize', priority: 'high', name: 'requireRequestId' },
  );
  return client;
}

/** AWS refuses a signature whose time is five minutes off: the runner's clock may be, and may be set meanwhile. */
function signByServerTime<Client extends SdkClient>(client: Client, clock: ServerClock): Client {
  (client.middlewareStack as IAMClient['middlewareStack']).add(
    (next) => async (request) => {
      client.config.systemClockOffset = clock.skew;
      return next(request);
    },
    { step: 'build', name: 'signByServerTime' },
  );
  return client;
}
