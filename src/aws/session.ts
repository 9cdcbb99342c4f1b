import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Problem, messageOf } from '../lib/errors.ts';
import type { Secrets } from '../lib/secrets.ts';
import { aws } from './error.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The audience that AWS's guide for GitHub's OIDC provider asks for. */
const AUDIENCE = 'sts.amazonaws.com';

/**
 * A session of a role, by the job's OIDC token. The SDK asks again when the session is about to end, so a wait of
 * two hours outlives a session of one.
 */
export function roleSession(
  role: string,
  sts: ConstructorParameters<typeof STSClient>[0],
  getIdToken: (audience: string) => Promise<string>,
  secrets: Secrets,
  until: { readonly abortSignal: AbortSignal },
): () => Promise<AwsCredentials> {
  const client = new STSClient({
    ...sts,
    credentials: { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' },
  });
  return async () => {
    let token: string;
    try {
      token = await getIdToken(AUDIENCE);
    } catch (error) {
      throw new Problem(
        `GitHub gave no OIDC token for 'role-to-assume' (${secrets.redact(messageOf(error))}).`,
        "Add 'permissions: id-token: write' to the job.",
      );
    }
    secrets.add(token);
    const { Credentials: session } = await aws(`assume ${role} with GitHub's OIDC token`, () =>
      client.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: role,
          RoleSessionName: 'qovery-maintenance-action',
          WebIdentityToken: token,
        }),
        until,
      ),
    );
    if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken) {
      throw new Problem(`AWS gave no session of ${role}.`, 'Check the trust policy of the role.');
    }
    secrets.add(session.SecretAccessKey);
    secrets.add(session.SessionToken);
    return {
      accessKeyId: session.AccessKeyId,
      secretAccessKey: session.SecretAccessKey,
      sessionToken: session.SessionToken,
      ...(session.Expiration === undefined ? {} : { expiration: session.Expiration }),
    };
  };
}
