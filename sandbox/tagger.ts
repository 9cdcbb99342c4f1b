import { awsApi } from './aws.ts';
import { SECOND } from './clock.ts';
import type { ApiRequest } from './exchange.ts';
import type { Session } from './iam.ts';
import { signatureOf } from './sigv4.ts';
import { DEFAULT_ACCOUNT } from './world.ts';
import type { World } from './world.ts';

/**
 * Somebody who may tag users, and do nothing else: what auto-taggers are allowed to do everywhere. All that it asks for
 * goes the way of every other request, signature and permissions included.
 */
export class Tagger {
  readonly session: Session;
  readonly #world: World;

  constructor(world: World, account = DEFAULT_ACCOUNT) {
    this.#world = world;
    this.session = world.addSession(`arn:aws:iam::${account}:role/auto-tagger`, { name: 'tagger' });
    world.iam.allowOnly(this.session.arn, ['iam:TagUser']);
  }

  /** Writes tags on a user. Throws what AWS answers if that is a refusal. */
  tag(userName: string, tags: Record<string, string>): void {
    const form: Record<string, string> = { UserName: userName };
    Object.entries(tags).forEach(([key, value], i) => {
      form[`Tags.member.${i + 1}.Key`] = key;
      form[`Tags.member.${i + 1}.Value`] = value;
    });
    const { status, body } = this.call('TagUser', form);
    if (status !== 200) throw new Error(body);
  }

  /** Whatever else it may think of. */
  call(action: string, form: Record<string, string>): { status: number; body: string } {
    const world = this.#world;
    world.settle();
    const answer = awsApi.perform(world, this.#signed(new URLSearchParams({ Action: action, ...form })));
    world.checkOutages();
    return answer;
  }

  #signed(form: URLSearchParams): ApiRequest {
    const { accessKeyId, secret, token } = this.session;
    const time = `${new Date(Math.floor(this.#world.now / SECOND) * SECOND).toISOString().replace(/[-:]|\.000/g, '')}`;
    const request = {
      method: 'POST',
      url: new URL('https://iam.amazonaws.com/'),
      headers: { host: 'iam.amazonaws.com', 'x-amz-date': time, 'x-amz-security-token': token },
      body: form.toString(),
    };
    const scope = {
      accessKeyId,
      date: time.slice(0, 8),
      region: 'us-east-1',
      service: 'iam',
      signedHeaders: Object.keys(request.headers),
    };
    const credential = `${accessKeyId}/${scope.date}/us-east-1/iam/aws4_request`;
    const value = signatureOf(secret, scope, request);
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${scope.signedHeaders.join(';')}, Signature=${value}`;
    return { ...request, headers: { ...request.headers, authorization } };
  }
}
