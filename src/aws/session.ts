import { AssumeRoleWithWebIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { AwsError, NO_ANSWER } from './error.ts';
import { getIdToken, IdTokenError } from './id-token.ts';
import type { IdTokenRequest } from '../inputs.ts';
import { MINUTE } from '../lib/clock.ts';
import { Problem } from '../lib/errors.ts';
import type { Patience } from '../lib/patience.ts';
import type { AwsClients, AwsCredentials, AwsOptions } from './types.ts';

/** The audience that AWS's guide for GitHub's OIDC provider asks for. */
const AUDIENCE = 'sts.amazonaws.com';
/** As the SDK does (smithy-typescript, `isIdentityExpired`). */
const RENEW_BEFORE = 5 * MINUTE;

interface SessionOptions extends AwsOptions {
  readonly role: string;
  /** `undefined` where the job may not ask for an OIDC token. */
  readonly idTokenRequest: IdTokenRequest | undefined;
}

/** A session of a role, by the job's OIDC token; a new one before it ends, so a wait of two hours outlives one of one. */
export class RoleSession {
  readonly #options: SessionOptions;
  readonly #sts: STSClient;
  readonly #asker: (patience: Patience) => AwsClients['ask'];
  #session: { readonly credentials: AwsCredentials; readonly until: number } | undefined;
  #renewal: Promise<void> | undefined;

  constructor(options: SessionOptions, sts: STSClient, asker: (patience: Patience) => AwsClients['ask']) {
    this.#options = options;
    this.#sts = sts;
    this.#asker = asker;
  }

  /** For the SDK. It would count the time to the end by the runner's clock; so it asks each time, and gets what is there. */
  readonly provider = async (): Promise<AwsCredentials> => {
    if (this.#session === undefined) throw new Error('There is no session yet.');
    return { ...this.#session.credentials, expiration: new Date(0) };
  };

  /** Makes sure that there is a session for the next minutes. */
  async renew(patience: Patience): Promise<void> {
    const { clock } = this.#options;
    if (this.#session !== undefined && clock.now() < this.#session.until - RENEW_BEFORE) return;
    this.#renewal ??= this.#assume(patience).finally(() => (this.#renewal = undefined));
    await this.#renewal;
  }

  /** AWS says that it has ended. */
  drop(): void {
    this.#session = undefined;
  }

  async #assume(patience: Patience): Promise<void> {
    const { role, secrets } = this.#options;
    let token = '';
    const { Credentials: session } = await this.#asker(patience)(
      `assume ${role} with GitHub's OIDC token`,
      (options) =>
        this.#sts.send(
          new AssumeRoleWithWebIdentityCommand({
            RoleArn: role,
            RoleSessionName: 'qovery-maintenance-action',
            WebIdentityToken: token,
          }),
          options,
        ),
      // A token lives for minutes: a new one for each attempt.
      { before: async () => void (token = await this.#idToken(patience)) },
    );
    if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken || !session.Expiration)
      throw new Problem(`AWS gave no session of ${role}.`, 'Check the trust policy of the role.');
    secrets.add(session.SecretAccessKey);
    secrets.add(session.SessionToken);
    this.#session = {
      credentials: {
        accessKeyId: session.AccessKeyId,
        secretAccessKey: session.SecretAccessKey,
        sessionToken: session.SessionToken,
      },
      until: session.Expiration.getTime(),
    };
  }

  async #idToken(patience: Patience): Promise<string> {
    const { idTokenRequest, grace: cancel } = this.#options;
    if (idTokenRequest === undefined) throw noIdToken('this job may not ask for one', PERMISSION);
    try {
      return await getIdToken(idTokenRequest, AUDIENCE, patience, { ...this.#options, cancel });
    } catch (error) {
      if (!(error instanceof IdTokenError)) throw error;
      if (error.outcome === 'refused') throw noIdToken(error.message, PERMISSION);
      const what = "get an OIDC token of GitHub for 'role-to-assume'";
      throw new AwsError(what, NO_ANSWER, error.status, error.message, error.outcome, error.retryAfter);
    }
  }
}

const PERMISSION = "Add 'permissions: id-token: write' to the job.";

function noIdToken(why: string, remedy: string): Problem {
  return new Problem(`GitHub gave no OIDC token for 'role-to-assume' (${why}).`, remedy);
}
