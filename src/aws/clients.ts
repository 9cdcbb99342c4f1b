/** The one place where AWS clients are made, and asked. */
import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import type { AwsInputs } from '../inputs.ts';
import { type Attempt, type Patience, type Repeat, SHORT, persist } from '../lib/patience.ts';
import type { Secrets } from '../lib/secrets.ts';
import type { ServerClock } from '../lib/server-clock.ts';
import type { Transport } from '../lib/transport.ts';
import { USER_AGENT } from '../version.ts';
import { AwsError, toAwsError } from './error.ts';
import { httpHandler } from './http-handler.ts';
import { RoleSession } from './session.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** How one attempt is sent: the second argument of every `send` of the SDK. */
export interface SendOptions {
  readonly abortSignal: AbortSignal;
  readonly requestTimeout: number;
}

export interface Asking {
  /** `always`, if not said: twice is the same as once. */
  readonly repeat?: Repeat;
  readonly before?: () => Promise<void>;
}

export interface AwsClients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
  /** Ends every request, when the run can wait no longer. */
  readonly until: { readonly abortSignal: AbortSignal };
  /**
   * Sends a request by the policy for all requests. The SDK itself repeats nothing.
   *
   * @throws {AwsError} {@link Problem} where there is no session; {@link Cancelled}
   */
  readonly ask: <T>(what: string, send: (options: SendOptions) => Promise<T>, how?: Asking) => Promise<T>;
  /** The same clients, more or less patient. */
  withPatience(patience: Patience): AwsClients;
  /** An STS client that signs with a key of our own, to prove that the key works. */
  stsAs(credentials: AwsCredentials): STSClient;
  close(): void;
}

/** What a run has for its AWS sessions. */
export interface AwsOptions {
  readonly secrets: Secrets;
  readonly transport: Transport;
  readonly clock: ServerClock;
  /** Hears of every wait. */
  readonly info: (text: string) => void;
  /** Ends requests when the run can wait no longer. */
  readonly grace: AbortSignal;
  readonly random?: () => number;
}

/**
 * Endpoints follow the SDK's own variables (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_STS). Without a
 * role, the SDK's own chain signs.
 */
export function awsClients(inputs: AwsInputs, options: AwsOptions): AwsClients {
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
  const guarded = <Client extends IAMClient | STSClient>(client: Client): Client =>
    signByServerTime(requireRequestId(client), clock);
  const unsigned = { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' };
  const session =
    inputs.roleToAssume === undefined
      ? undefined
      : new RoleSession(
          { ...options, role: inputs.roleToAssume, idTokenRequest: inputs.idTokenRequest },
          guarded(new STSClient({ ...common, credentials: unsigned })),
          (patience) => asker(patience, undefined),
        );
  const signed = session === undefined ? common : { ...common, credentials: session.provider };
  const clients = {
    iam: guarded(new IAMClient(signed)),
    sts: guarded(new STSClient(signed)),
    until: { abortSignal: grace },
    close: () => [clients.iam, clients.sts].forEach((client) => client.destroy()),
    stsAs: (key: AwsCredentials) => guarded(new STSClient({ ...common, credentials: key })),
    withPatience: (patience: Patience): AwsClients => ({ ...clients, ask: asker(patience, session) }),
  };
  return clients.withPatience(SHORT);
}

/**
 * Every answer of AWS names its request (`x-amzn-RequestId`). A page that a proxy sends with status 200 does not: where
 * an answer holds nothing else, as those of TagUser and DeleteAccessKey, the SDK would take that page for a yes.
 */
function requireRequestId<Client extends IAMClient | STSClient>(client: Client): Client {
  (client.middlewareStack as IAMClient['middlewareStack']).add(
    (next) => async (request) => {
      const result = await next(request);
      if (result.output?.$metadata.requestId !== undefined) return result;
      const problem = new Error('an answer that is not from AWS; a proxy may have sent it');
      throw Object.assign(problem, { name: 'NotFromAws' });
    },
    { step: 'deserialize', priority: 'high', name: 'requireRequestId' },
  );
  return client;
}

/** AWS refuses a signature whose time is five minutes off: the runner's clock may be, and may be set meanwhile. */
function signByServerTime<Client extends IAMClient | STSClient>(client: Client, clock: ServerClock): Client {
  (client.middlewareStack as IAMClient['middlewareStack']).add(
    (next) => async (request) => {
      client.config.systemClockOffset = clock.skew;
      return next(request);
    },
    { step: 'build', name: 'signByServerTime' },
  );
  return client;
}
