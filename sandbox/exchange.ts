import type { IncomingHttpHeaders } from 'node:http';

import type { World } from './world.ts';

// What the server and the APIs it serves have in common.

export interface ApiRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string;
}

export interface Description {
  readonly api: 'qovery' | 'iam' | 'sts' | 'eks' | 'rds' | 'servicequotas' | 'github';
  /** `editAWSCredentials`, `CreateAccessKey`: the name that the API's own document gives it. */
  readonly operation: string;
  readonly write: boolean;
  readonly body: unknown;
}

export interface Api {
  describe: (request: ApiRequest) => Description;
  /** Takes effect at once, and without waiting: two requests never mix. */
  perform: (world: World, request: ApiRequest) => Answer;
  /** An error in the own form of the API; of AWS's, `api` says which. */
  failure: (status: number, body?: unknown, api?: Description['api']) => Answer;
}
