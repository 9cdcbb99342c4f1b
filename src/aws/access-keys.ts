/** IAM access keys and the tags of their user: thin, typed, and always with the user named. */
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  type GetAccessKeyLastUsedCommandOutput,
  ListAccessKeysCommand,
  ListUserTagsCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { Problem } from '../lib/errors.ts';
import { type AccessKeyId, accessKeyId } from '../lib/ids.ts';
import type { Patience } from '../lib/patience.ts';
import type { AwsClients } from './types.ts';
import { AwsError, malformed } from './error.ts';
import type { Permit } from './permit.ts';

export interface AccessKey {
  readonly id: AccessKeyId;
  /** `Active`, `Inactive`, or a status that did not exist when this was written: such a key is not touched. */
  readonly status: string;
  readonly createdAt: number;
}

export interface NewAccessKey extends AccessKey {
  readonly secret: string;
}

export interface KeyUse {
  /** The IAM user that owns the key. */
  readonly userName: string;
  /** Undefined: AWS knows of no use. AWS records only the first use within 15 minutes. */
  readonly last: { readonly at: number; readonly service: string; readonly region: string } | undefined;
}

/** `gone`: AWS says that there is no such key. `denied`: it is gone, or this run may not ask. */
export type KeyOwner = ({ readonly is: 'known' } & KeyUse) | { readonly is: 'gone' | 'denied' };

export class AccessKeys {
  readonly #clients: AwsClients;

  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  /** The same, more or less patient. */
  withPatience(patience: Patience): AccessKeys {
    return new AccessKeys(this.#clients.withPatience(patience));
  }

  async list(user: string): Promise<AccessKey[]> {
    const keys: AccessKey[] = [];
    let marker: string | undefined;
    do {
      const answer = await this.#clients.ask(`list the access keys of ${user}`, (options) =>
        this.#clients.iam.send(new ListAccessKeysCommand({ UserName: user, Marker: marker }), options),
      );
      if (answer.AccessKeyMetadata === undefined) throw malformed('ListAccessKeys');
      for (const { AccessKeyId, Status, CreateDate } of answer.AccessKeyMetadata) {
        const id = accessKeyId(AccessKeyId ?? '');
        if (id === undefined || !Status || !CreateDate) throw malformed('ListAccessKeys');
        keys.push({ id, status: Status, createdAt: CreateDate.getTime() });
      }
      marker = answer.IsTruncated ? answer.Marker : undefined;
    } while (marker !== undefined);
    return keys;
  }

  /**
   * A single attempt, unless AWS was too busy to look at it: a lost answer leaves a key whose secret nobody knows, and a
   * second attempt would hide it.
   */
  async create(user: string): Promise<NewAccessKey> {
    const { AccessKey: key } = await this.#clients.ask(
      `create an access key for ${user}`,
      (options) => this.#clients.iam.send(new CreateAccessKeyCommand({ UserName: user }), options),
      { repeat: 'if-later' },
    );
    const id = accessKeyId(key?.AccessKeyId ?? '');
    if (id === undefined || !key?.SecretAccessKey || !key.Status || !key.CreateDate)
      throw malformed('CreateAccessKey');
    return {
      id,
      secret: key.SecretAccessKey,
      status: key.Status,
      createdAt: key.CreateDate.getTime(),
    };
  }

  async activate({ user, key }: Permit<'activate'>): Promise<void> {
    await this.#setStatus(user, key, 'Active');
  }

  async deactivate({ user, key }: Permit<'deactivate'>): Promise<void> {
    await this.#setStatus(user, key, 'Inactive');
  }

  /** A key that is gone already is a success: an answer may have been lost. */
  async delete({ user, key }: Permit<'delete'>): Promise<void> {
    try {
      await this.#delete(user, key);
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'NoSuchEntity')) throw error;
    }
  }

  /** `undefined` for a key that AWS does not know, or does not tell of. */
  async use(keyId: AccessKeyId): Promise<KeyUse | undefined> {
    const owner = await this.ownerOf(keyId);
    return owner.is === 'known' ? owner : undefined;
  }

  /** AWS answers AccessDenied for a key that is gone, too, where a policy names users instead of a star. */
  async ownerOf(keyId: AccessKeyId): Promise<KeyOwner> {
    let answer: GetAccessKeyLastUsedCommandOutput;
    try {
      answer = await this.#clients.ask(
        `tell the last use of the key ${keyId} (iam:GetAccessKeyLastUsed)`,
        (options) => this.#clients.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: keyId }), options),
      );
    } catch (error) {
      if (error instanceof AwsError && error.code === 'NoSuchEntity') return { is: 'gone' };
      if (error instanceof AwsError && error.code === 'AccessDenied' && !error.deniedByOrganization)
        return { is: 'denied' };
      throw error;
    }
    if (!answer.UserName || !answer.AccessKeyLastUsed) throw malformed('GetAccessKeyLastUsed');
    const {
      LastUsedDate: at,
      ServiceName: service = 'N/A',
      Region: region = 'N/A',
    } = answer.AccessKeyLastUsed;
    return {
      is: 'known',
      userName: answer.UserName,
      last: at === undefined ? undefined : { at: at.getTime(), service, region },
    };
  }

  async tags(user: string): Promise<ReadonlyMap<string, string>> {
    const tags = new Map<string, string>();
    let marker: string | undefined;
    do {
      const answer = await this.#clients.ask(`read the tags of ${user} (iam:ListUserTags)`, (options) =>
        this.#clients.iam.send(new ListUserTagsCommand({ UserName: user, Marker: marker }), options),
      );
      if (answer.Tags === undefined) throw malformed('ListUserTags');
      for (const { Key, Value } of answer.Tags) if (Key !== undefined) tags.set(Key, Value ?? '');
      marker = answer.IsTruncated ? answer.Marker : undefined;
    } while (marker !== undefined);
    return tags;
  }

  async tag(user: string, tags: Readonly<Record<string, string>>): Promise<void> {
    const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.#clients.ask(`write the journal as tags of ${user} (iam:TagUser)`, (options) =>
      this.#clients.iam.send(new TagUserCommand({ UserName: user, Tags: list }), options),
    );
  }

  async untag(user: string, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#clients.ask(`remove tags of ${user} (iam:UntagUser)`, (options) =>
      this.#clients.iam.send(new UntagUserCommand({ UserName: user, TagKeys: [...keys] }), options),
    );
  }

  /**
   * Finds out, without a change, whether we may deactivate, delete and remove tags: IAM checks permissions before
   * existence. No key has this id (key ids have no digit 0), and no user this tag: it needs no permit.
   *
   * @throws {Problem} that names everything that is missing
   */
  async checkPermissions(user: string): Promise<void> {
    const nobodys = accessKeyId('AKIA0000000000000000') as AccessKeyId;
    const probes: Readonly<Record<string, () => Promise<void>>> = {
      'iam:UpdateAccessKey': () => this.#setStatus(user, nobodys, 'Inactive'),
      'iam:DeleteAccessKey': () => this.#delete(user, nobodys),
      'iam:UntagUser': () => this.untag(user, ['qovery-rotation:probe']),
    };
    const missing: string[] = [];
    for (const [action, probe] of Object.entries(probes)) {
      try {
        await probe();
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (error.code === 'AccessDenied') missing.push(action);
        else if (error.code !== 'NoSuchEntity') throw error;
      }
    }
    if (missing.length === 0) return;
    throw new Problem(
      `The AWS role or user of this run may not rotate the keys of the IAM user ${user}: AWS denies it ${missing.join(', ')} (AccessDenied).`,
      'Allow that, and run again. Whether keys may be created and tags be written (iam:CreateAccessKey, iam:TagUser) cannot be tried without doing it. Nothing was changed.',
    );
  }

  async #setStatus(user: string, keyId: AccessKeyId, status: 'Active' | 'Inactive'): Promise<void> {
    await this.#clients.ask(
      `${status === 'Active' ? 'activate' : 'deactivate'} the access key ${keyId}`,
      (options) =>
        this.#clients.iam.send(
          new UpdateAccessKeyCommand({ UserName: user, AccessKeyId: keyId, Status: status }),
          options,
        ),
    );
  }

  /** Without a permit, as {@link #setStatus} is: {@link checkPermissions} calls both with an id that no key has. */
  async #delete(user: string, keyId: AccessKeyId): Promise<void> {
    await this.#clients.ask(`delete the access key ${keyId}`, (options) =>
      this.#clients.iam.send(new DeleteAccessKeyCommand({ UserName: user, AccessKeyId: keyId }), options),
    );
  }
}
