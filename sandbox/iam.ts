import { newAccessKeyId, newPrincipalId, newSecret, newToken } from './identifiers.ts';
import type { Quirks } from './quirks.ts';

export interface KeyPair {
  readonly id: string;
  readonly secret: string;
}

/** A copy of the pair alone: what Qovery keeps. */
export function pairOf({ id, secret }: KeyPair): KeyPair {
  return { id, secret };
}

export type KeyStatus = 'Active' | 'Inactive';

export interface AccessKey extends KeyPair {
  readonly account: string;
  readonly userName: string;
  readonly createdAt: number;
  /** Every status it ever had, oldest first: answers that lag read an earlier one. */
  readonly history: { at: number; status: KeyStatus | 'Deleted' }[];
  lastUsed?: { at: number; service: string; region: string };
}

export interface User {
  readonly account: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly userId: string;
  readonly createdAt: number;
  /** By lower-case key: IAM's tag keys keep their case, but two cannot differ in case alone. */
  readonly tags: Map<string, { key: string; value: string }>;
}

/** Temporary credentials of an assumed role. */
export interface Session {
  readonly accessKeyId: string;
  readonly secret: string;
  readonly token: string;
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  expiresAt: number;
  /** What AWS calls its end: `ExpiredToken`, or of some services `RequestExpired`. */
  endsAs?: 'ExpiredToken' | 'RequestExpired';
}

/** What an account answers to everything, until then. */
export interface AccountRefusal {
  readonly until: number;
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What one AWS knows, all accounts together: users, access keys, roles and sessions. No protocol here, see aws.ts. */
export class Iam {
  readonly users: User[] = [];
  readonly sessions: Session[] = [];
  readonly identityTokens = new Map<string, { audience: string; expiresAt: number }>();
  /** Every secret that ever was: none of them may show up in a log. */
  readonly secrets: string[] = [];
  readonly #keys = new Map<string, AccessKey>();
  /** Principals that may do nothing but what is listed. */
  readonly #allowedOnly = new Map<string, string[]>();
  /** The roles that GitHub's jobs may take. As long as there is none, they may take any. */
  readonly #roles = new Set<string>();
  readonly #refusing = new Map<string, AccountRefusal>();
  readonly #denied: { action: string; principal: string | undefined }[] = [];
  readonly #now: () => number;
  readonly #quirks: Quirks;

  constructor(now: () => number, quirks: Quirks) {
    this.#now = now;
    this.#quirks = quirks;
  }

  addUser(name: string, account: string, path = '/'): User {
    const user: User = {
      account,
      name,
      path,
      arn: `arn:aws:iam::${account}:user${path}${name}`,
      userId: newPrincipalId('AIDA'),
      createdAt: this.#now(),
      tags: new Map(),
    };
    this.users.push(user);
    return user;
  }

  user(account: string, name: string): User | undefined {
    return this.users.find((user) => user.account === account && user.name === name);
  }

  /** `pair`: a key that another IAM made, which this one is told of. */
  addKey(
    user: User,
    status: KeyStatus = 'Active',
    createdAt = this.#now(),
    pair: KeyPair = { id: newAccessKeyId(user.account), secret: newSecret() },
  ): AccessKey {
    const key: AccessKey = {
      ...pair,
      account: user.account,
      userName: user.name,
      createdAt,
      history: [{ at: createdAt, status }],
    };
    this.#keys.set(key.id, key);
    this.secrets.push(key.secret);
    return key;
  }

  key(id: string): AccessKey | undefined {
    return this.#keys.get(id);
  }

  /** The user's keys that exist at that time, oldest first. */
  keysOf(user: User, at = this.#now()): AccessKey[] {
    return [...this.#keys.values()]
      .filter((key) => key.account === user.account && key.userName === user.name)
      .filter((key) => ['Active', 'Inactive'].includes(this.statusOf(key, at) ?? ''))
      .sort((a, b) => a.createdAt - b.createdAt);
  }

  statusOf(key: AccessKey, at = this.#now()): KeyStatus | 'Deleted' | undefined {
    return key.history.findLast((change) => change.at <= at)?.status;
  }

  setStatus(key: AccessKey, status: KeyStatus | 'Deleted'): void {
    key.history.push({ at: this.#now(), status });
  }

  /** Why AWS would refuse this pair now, or undefined if it works. */
  problemWith(pair: KeyPair): string | undefined {
    const key = this.#keys.get(pair.id);
    if (!key) return 'no such key';
    const status = this.statusOf(key);
    if (status !== 'Active') return status === 'Inactive' ? 'key is inactive' : 'key is deleted';
    if (!this.hasPropagated(key)) return 'key is too new';
    return key.secret === pair.secret ? undefined : 'secret is wrong';
  }

  /** IAM is eventually consistent: AWS documents that new access keys take time to be known everywhere. */
  hasPropagated(key: AccessKey): boolean {
    return this.#now() >= key.createdAt + this.#quirks.newKeyLagMs;
  }

  /**
   * Notes a use. AWS: "when an access key is used more than once in a 15-minute span, only the first use is recorded"
   * (IAM user guide, credential reports).
   */
  recordUse(key: AccessKey, service: string, region: string): void {
    const at = this.#now();
    if (key.lastUsed && at - key.lastUsed.at < 15 * 60 * 1000) return;
    key.lastUsed = { at, service, region };
  }

  addSession(roleArn: string, sessionName: string, expiresAt = Infinity): Session {
    const [, , , , account = '', role = ''] = roleArn.split(':');
    const roleName = role.split('/').at(-1) ?? '';
    const session: Session = {
      accessKeyId: newAccessKeyId(account, 'ASIA'),
      secret: newSecret(),
      token: newToken(356),
      account,
      arn: `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`,
      userId: `${newPrincipalId('AROA')}:${sessionName}`,
      expiresAt,
    };
    this.sessions.push(session);
    this.secrets.push(session.secret, session.token);
    return session;
  }

  /** A token such as GitHub gives a job: signed by nobody here, valid for five minutes. */
  issueIdentityToken(audience: string): string {
    const expiresAt = this.#now() + 5 * 60 * 1000;
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = {
      aud: audience,
      sub: 'repo:acme/infrastructure:ref:refs/heads/main',
      exp: Math.floor(expiresAt / 1000),
    };
    const token = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${newToken(86).replace(/[+/]/g, '_')}`;
    this.identityTokens.set(token, { audience, expiresAt });
    this.secrets.push(token);
    return token;
  }

  /** From now on this action (`iam:DeleteAccessKey`) is denied, to everybody or to one ARN. */
  deny(action: string, principal?: string): void {
    this.#denied.push({ action, principal });
  }

  allow(action: string): void {
    for (let i = this.#denied.length - 1; i >= 0; i--)
      if (this.#denied[i]?.action === action) this.#denied.splice(i, 1);
  }

  /** From now on this ARN may do these things, and nothing else. */
  allowOnly(principal: string, actions: string[]): void {
    this.#allowedOnly.set(principal, actions);
  }

  /** A role that trusts GitHub. From the first one on, jobs can take those that were added, and no other. */
  addRole(account: string, name: string): string {
    const arn = `arn:aws:iam::${account}:role/${name}`;
    this.#roles.add(arn);
    return arn;
  }

  hasRole(arn: string): boolean {
    return this.#roles.size === 0 || this.#roles.has(arn);
  }

  /** A whole account that refuses everything for a while. */
  refuseAccount(account: string, refusal: AccountRefusal): void {
    this.#refusing.set(account, refusal);
  }

  refusalOf(account: string): AccountRefusal | undefined {
    const refusal = this.#refusing.get(account);
    return refusal && this.#now() < refusal.until ? refusal : undefined;
  }

  isDenied(action: string, principal: string): boolean {
    if (this.#allowedOnly.get(principal)?.includes(action) === false) return true;
    return this.#denied.some((rule) => rule.action === action && (rule.principal ?? principal) === principal);
  }
}
