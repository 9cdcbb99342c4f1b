import { AssumeRoleWithWebIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { malformed } from './error.ts';
import type { IdTokens } from './id-token.ts';
import { MINUTE } from '../lib/clock.ts';
import type { Patience } from '../lib/patience.ts';
import type { AwsClients, AwsCredentials, AwsOptions } from './types.ts';

/** As the SDK does (smithy-typescript, `isIdentityExpired`). */
const RENEW_BEFORE = 5 * MINUTE;

interface SessionOptions extends AwsOptions {
  readonly role: string;
  readonly idTokens: IdTokens;
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
    const { role, secrets, idTokens } = this.#options;
    let token: string | undefined;
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
      // A token lives for minutes: another one for each further attempt.
      { before: async () => void (token = await idTokens.get(patience, token)) },
    );
    if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken || !session.Expiration)
      throw malformed('AssumeRoleWithWebIdentity');
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
}
