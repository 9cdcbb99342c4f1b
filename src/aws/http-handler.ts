/** The SDK's requests over the one transport of this action: its proxies, its limits, and the servers' time. */
import type { HttpHandlerOptions, HttpRequest, HttpResponse, RequestHandler } from '@smithy/types';
import type { Secrets } from '../lib/secrets.ts';
import type { ServerClock } from '../lib/server-clock.ts';
import type { Transport } from '../lib/transport.ts';

/** Of a request that nobody gave a time: those of the SDK's own providers of credentials. */
const TIMEOUT = 20_000;

export interface HandlerContext {
  readonly transport: Transport;
  readonly clock: ServerClock;
  readonly secrets: Secrets;
}

/** @returns what the SDK's clients take as `requestHandler` (smithy-typescript, `HttpHandler`) */
export function httpHandler({ transport, clock, secrets }: HandlerContext): RequestHandler<
  HttpRequest,
  HttpResponse,
  HttpHandlerOptions
> & {
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
} {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, { abortSignal, requestTimeout = TIMEOUT } = {}) {
      const url = urlOf(request);
      const hear = clock.ask(url.host);
      const answer = await transport.send({
        url,
        method: request.method,
        headers: request.headers,
        // The Query protocol sends a string.
        ...(request.body === undefined ? {} : { body: request.body as string }),
        timeout: requestTimeout,
        signal: (abortSignal as AbortSignal | undefined) ?? new AbortController().signal,
      });
      const { status, headers } = answer;
      // A page of a proxy tells the proxy's time.
      if (headers['x-amzn-requestid'] !== undefined) hear(headers);
      // An error may quote the request. What is no error brings the secrets themselves.
      const body = status < 300 ? answer.body : Buffer.from(secrets.redactError(answer.body.toString()));
      return {
        response: {
          statusCode: status,
          headers: headers as Record<string, string>,
          // Whole, so the SDK collects nothing (smithy-typescript, `collectBody`).
          body,
        },
      };
    },
    // Both are asked for by the SDK's type; there is nothing to configure.
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function urlOf({ protocol, hostname, port, path, query = {} }: HttpRequest): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query))
    for (const one of [value].flat()) url.searchParams.append(name, one ?? '');
  return url;
}
