/** The clients of AWS, and what they are made with. */
import type { IAMClient, IAMClientConfig } from '@aws-sdk/client-iam';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Patience, Repeat } from '../lib/patience.ts';
import type { Secrets } from '../lib/secrets.ts';
import type { ServerClock } from '../lib/server-clock.ts';
import type { Transport } from '../lib/transport.ts';

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

/** What all clients of the SDK have in common. */
export interface SdkClient {
  readonly config: { systemClockOffset: number };
  readonly middlewareStack: object;
  destroy(): void;
}
export type ClientConfig = IAMClientConfig;

export interface AwsClients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
  /** Ends every request, when the run can wait no longer. */
  readonly grace: AbortSignal;
  /**
   * Sends a request by the policy for all requests. The SDK itself repeats nothing.
   *
   * @throws {AwsError} {@link Problem} where there is no session; {@link Cancelled}
   */
  readonly ask: <T>(what: string, send: (options: SendOptions) => Promise<T>, how?: Asking) => Promise<T>;
  /** The same clients, more or less patient. */
  withPatience(patience: Patience): AwsClients;
  /** A client of another service, in a region, signed for like these. Whoever asks for it closes it. */
  inRegion<Client extends SdkClient>(region: string, Client: new (config: ClientConfig) => Client): Client;
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
