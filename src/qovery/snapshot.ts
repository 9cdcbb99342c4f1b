import type { QoveryApi } from './api.ts';

/** One look at an organisation: each list is asked for at most once, and only when somebody wants it. */
export class Snapshot {
  readonly api: QoveryApi;
  readonly credentials: () => ReturnType<QoveryApi['credentials']>;
  readonly clusters: () => ReturnType<QoveryApi['clusters']>;

  constructor(api: QoveryApi) {
    this.api = api;
    this.credentials = once(() => api.credentials());
    this.clusters = once(() => api.clusters());
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= read());
}
