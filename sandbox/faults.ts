/** One request that reached the sandbox. `status` is undefined until it is answered, and stays so if it never is. */
export interface RecordedRequest {
  /** Its number, from 1. */
  readonly n: number;
  readonly api: 'qovery' | 'iam' | 'sts' | 'eks' | 'rds' | 'servicequotas' | 'github';
  /** The operation's official name: `editAWSCredentials`, `CreateAccessKey`, `issues/create`. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** `?pageSize=100`, or empty. */
  readonly query: string;
  readonly write: boolean;
  /** JSON of Qovery and GitHub, the form of AWS. Holds secrets. */
  readonly body: unknown;
  readonly authorizationScheme: string | undefined;
  readonly userAgent: string | undefined;
  /** By the sandbox's clock. */
  readonly at: number;
  status: number | undefined;
}

export type FaultKind =
  /**
   * Refused before it takes effect. For AWS, `body` is `{ code, message }`. Headers may depend on the time of the answer.
   * Ready-made ones are in fault-kinds.ts.
   */
  | { status: number; body?: unknown; headers?: Headers | ((now: number) => Headers) }
  /** It takes effect, and answers 500. */
  | 'error-after'
  /** It takes effect, and the answer is lost with the connection. */
  | 'lost'
  /** The connection breaks before it takes effect. */
  | 'reset'
  /**
   * Never answered, and the action's timers need not wait for it in real time; or answered after so many real
   * milliseconds. It has taken effect or has not.
   */
  | { hang: 'before' | 'after'; forMs?: number }
  /** It takes effect, and answers 200 with half a body. */
  | 'malformed'
  /** It takes effect, and the connection breaks in the middle of the body. */
  | 'cut'
  /** It takes effect, and the second half of the body never comes. */
  | 'stall'
  /** A proxy answers with a page of its own; the request never got through, or its answer did not. */
  | { html: number; effect?: true }
  /** It takes effect, and the answer is changed: JSON of Qovery, XML text of AWS. */
  | { mutate: (body: unknown) => unknown }
  /** So much time passes, on the sandbox's clock, before it takes effect. */
  | { passMs: number }
  /** It takes effect, and a byte of its answer comes each time that so much time of the sandbox has passed. */
  | { dripMs: number }
  /** It takes effect, and so many blanks come before its answer: still a valid one, but a huge one. */
  | { bloat: number }
  /** It takes effect, and the answer is compressed, although nobody asked for it. */
  | { encode: 'gzip' | 'br' | 'deflate' }
  /** It takes effect, and the `Date` of the answer is so many milliseconds off, or is not there. */
  | { date: number | 'absent' };

type Headers = Record<string, string>;

export interface Fault {
  /** Which requests. `nth` counts those of that operation from now on, the first being 1. */
  match: ((request: RecordedRequest) => boolean) | { operation: string; nth?: number };
  /** To how many of them it happens; once, if not said. */
  times?: number;
  /** A storm: it happens to each of them (or to `times`) until so much time of the sandbox has passed since the first. */
  lastsMs?: number;
  kind: FaultKind;
}

export class Faults {
  #armed: { fault: Fault; seen: number; left: number; until: number | undefined }[] = [];

  add(fault: Fault): void {
    const left = fault.times ?? (fault.lastsMs === undefined ? 1 : Infinity);
    this.#armed.push({ fault, seen: 0, left, until: undefined });
  }

  clear(): void {
    this.#armed = [];
  }

  /** What happens to this request, and uses it up. */
  take(request: RecordedRequest): FaultKind | undefined {
    let chosen: FaultKind | undefined;
    for (const armed of this.#armed) {
      const { match } = armed.fault;
      const matches = typeof match === 'function' ? match(request) : match.operation === request.operation;
      if (!matches) continue;
      armed.seen += 1;
      const first = typeof match === 'function' ? 1 : (match.nth ?? 1);
      if (chosen !== undefined || armed.left === 0 || armed.seen < first) continue;
      armed.until ??= request.at + (armed.fault.lastsMs ?? Infinity);
      if (request.at >= armed.until) continue;
      armed.left -= 1;
      chosen = armed.fault.kind;
    }
    return chosen;
  }
}
