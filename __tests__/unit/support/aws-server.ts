/** An AWS and an OIDC endpoint on loopback that answer as they are told, and clients with a clock that only sleeping moves. */
import { type IncomingHttpHeaders, type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awsClients } from '../../../src/aws/clients.ts';
import type { AwsClients } from '../../../src/aws/types.ts';
import type { AwsInputs, ProxySettings } from '../../../src/inputs.ts';
import { Cancelled } from '../../../src/lib/errors.ts';
import { Secrets } from '../../../src/lib/secrets.ts';
import type { ServerClock } from '../../../src/lib/server-clock.ts';
import { type Transport, httpTransport } from '../../../src/lib/transport.ts';
import { alwaysRight } from '../../support/clock.ts';
import { NOW } from './fixtures.ts';

export type AwsReply =
  | 'ok'
  | 'cut'
  | 'html'
  | { readonly status: number; readonly code?: string; readonly message?: string; readonly headers?: object };

export interface AwsRequest {
  readonly action: string;
  readonly form: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

const RESULTS: Readonly<Record<string, (n: number) => string>> = {
  CreateAccessKey: (n) =>
    `<AccessKey><UserName>u</UserName><AccessKeyId>AKIANEW${n}</AccessKeyId><Status>Active</Status><SecretAccessKey>s3cret</SecretAccessKey><CreateDate>2026-11-28T12:00:00Z</CreateDate></AccessKey>`,
  ListAccessKeys: () => '<IsTruncated>false</IsTruncated><AccessKeyMetadata/>',
  ListUserTags: () => '<IsTruncated>false</IsTruncated><Tags/>',
  GetCallerIdentity: () =>
    '<Account>123456789012</Account><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn><UserId>x</UserId>',
};

export class Aws {
  now = NOW;
  readonly slept: number[] = [];
  readonly said: string[] = [];
  readonly requests: AwsRequest[] = [];
  /** Of the OIDC endpoint. */
  readonly tokens: string[] = [];
  replies: readonly AwsReply[] = ['ok'];
  oidcReplies: readonly AwsReply[] = ['ok'];
  /** How long a session lives. */
  session = 60 * 60 * 1000;
  readonly secrets = new Secrets(() => undefined);
  readonly cancel = new AbortController();
  readonly #transports: Transport[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #oidcAsked = 0;
  clock: ServerClock = alwaysRight({
    now: () => this.now,
    sleep: async (ms) => {
      if (this.cancel.signal.aborted) throw new Cancelled();
      this.slept.push(ms);
      this.now += ms;
    },
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    process.env['AWS_ENDPOINT_URL'] = this.url;
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIACALLER';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'callers-secret';
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get actions(): string[] {
    return this.requests.map(({ action }) => action);
  }

  clients(inputs: Partial<AwsInputs> = {}, proxy: ProxySettings = {}): AwsClients {
    const transport = httpTransport(proxy);
    this.#transports.push(transport);
    return awsClients(
      { region: 'us-east-1', roleToAssume: undefined, ...inputs },
      {
        ...{ transport, clock: this.clock, secrets: this.secrets, grace: this.cancel.signal },
        info: (text) => void this.said.push(text),
        random: () => 1,
      },
    );
  }

  withRole(): AwsClients {
    return this.clients({
      roleToAssume: 'arn:aws:iam::123456789012:role/r',
      idTokenRequest: { url: `${this.url}/oidc?api-version=2.0`, token: 'request-token' },
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    response.sendDate = false;
    if (request.method === 'GET') return this.#giveToken(request, response);
    const form = new URLSearchParams(body);
    const action = form.get('Action') ?? '';
    this.requests.push({ action, form, headers: request.headers });
    const reply = this.replies[Math.min(this.requests.length, this.replies.length) - 1] ?? 'ok';
    if (reply === 'cut') return void request.socket.destroy();
    if (reply === 'html')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
    const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': 'request-1' };
    if (reply !== 'ok') {
      const { status, code = 'Other', message = 'no' } = reply;
      response.writeHead(status, { ...headers, ...reply.headers });
      response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>request-1</RequestId></ErrorResponse>`,
      );
      return;
    }
    const result =
      action === 'AssumeRoleWithWebIdentity'
        ? this.#newSession()
        : (RESULTS[action]?.(this.requests.length) ?? '');
    response.writeHead(200, headers);
    response.end(
      `<${action}Response><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></${action}Response>`,
    );
  }

  #newSession(): string {
    const n = this.actions.filter((action) => action === 'AssumeRoleWithWebIdentity').length;
    return `<Credentials><AccessKeyId>ASIA${n}</AccessKeyId><SecretAccessKey>secret${n}</SecretAccessKey><SessionToken>token${n}</SessionToken><Expiration>${new Date(this.now + this.session).toISOString()}</Expiration></Credentials>`;
  }

  #giveToken(request: IncomingMessage, response: ServerResponse): void {
    const reply = this.oidcReplies[Math.min(++this.#oidcAsked, this.oidcReplies.length) - 1] ?? 'ok';
    if (reply === 'cut') return void request.socket.destroy();
    if (reply === 'html') return void response.writeHead(200).end('<html>Welcome</html>');
    if (reply !== 'ok') return void response.writeHead(reply.status, { ...reply.headers }).end('{}');
    const url = new URL(request.url ?? '', this.url);
    const asked = [url.searchParams.get('audience'), request.headers.authorization];
    this.tokens.push(asked.join(' '));
    response.end(JSON.stringify({ value: `id-token-${this.tokens.length}` }));
  }

  async stop(): Promise<void> {
    for (const transport of this.#transports) await transport.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
