/** The one place where AWS clients are made. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';
import { SECOND } from '../lib/clock.ts';
import type { AwsInputs, ProxySettings } from '../inputs.ts';
import type { Secrets } from '../lib/secrets.ts';
import { USER_AGENT } from '../version.ts';
import { type AwsCredentials, roleSession } from './session.ts';

export interface AwsClients {
  readonly iam: IAMClient;
  /** For CreateAccessKey: AWS has no idempotency token for it, and the SDK would send it three times. */
  readonly iamOnce: IAMClient;
  readonly sts: STSClient;
  /** For every request: ends it when the run can wait no longer. */
  readonly until: { readonly abortSignal: AbortSignal };
  /** An STS client that signs with a key of our own, to prove that the key works. */
  stsAs(credentials: AwsCredentials): STSClient;
  close(): void;
}

/** What a run has for its AWS sessions. */
export interface AwsOptions {
  readonly secrets: Secrets;
  /** Ends requests when the run can wait no longer. */
  readonly grace: AbortSignal;
  readonly getIdToken: (audience: string) => Promise<string>;
  /** How requests travel; over HTTP, if not said. */
  readonly requestHandler?: IAMClientConfig['requestHandler'];
}

/**
 * Endpoints follow the SDK's own variables (AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IAM, AWS_ENDPOINT_URL_STS).
 * The SDK ignores proxy variables; Node's own agent takes them. Without a role, the SDK's own chain signs.
 */
export function awsClients(
  { region, roleToAssume }: AwsInputs,
  proxy: ProxySettings,
  { secrets, grace, getIdToken, requestHandler }: AwsOptions,
): AwsClients {
  const agent = { keepAlive: true, maxSockets: 8, proxyEnv: { ...proxy } };
  const until = { abortSignal: grace };
  const httpAgent = new HttpAgent(agent);
  const httpsAgent = new HttpsAgent(agent);
  const common = {
    region,
    customUserAgent: USER_AGENT,
    requestHandler: requestHandler ?? {
      httpAgent,
      httpsAgent,
      connectionTimeout: 5 * SECOND,
      requestTimeout: 15 * SECOND,
      throwOnRequestTimeout: true,
      // The one above ends with the headers: without this one, a body that never comes holds the run for ever.
      socketTimeout: 15 * SECOND,
    },
  };
  const signed =
    roleToAssume === undefined
      ? common
      : { ...common, credentials: roleSession(roleToAssume, common, getIdToken, secrets, until) };
  const iam = requireRequestId(new IAMClient({ ...signed, maxAttempts: 5 }));
  const iamOnce = requireRequestId(new IAMClient({ ...signed, maxAttempts: 1 }));
  const sts = requireRequestId(new STSClient({ ...signed, maxAttempts: 5 }));
  return {
    iam,
    iamOnce,
    sts,
    until,
    stsAs: (key) => requireRequestId(new STSClient({ ...common, credentials: key, maxAttempts: 1 })),
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
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
      throw Object.assign(problem, { name: 'NotFromAws', $retryable: {} });
    },
    { step: 'deserialize', priority: 'high', name: 'heedingOnlyAws' },
  );
  return client;
}
