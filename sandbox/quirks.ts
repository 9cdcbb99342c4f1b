import { MINUTE, SECOND } from './clock.ts';

/**
 * What public sources leave open, or what differs between days and accounts.
 * Qovery's side is what its OpenAPI document (github.com/Qovery/qovery-openapi-spec), command line tool
 * (github.com/Qovery/qovery-cli) and Terraform provider say, where they disagree or are silent.
 */
export interface Quirks {
  /** How long a cluster's deployment waits in the queue, and then takes. Qovery's guide says 5 to 10 minutes. */
  queueMs: number;
  deployMs: number;
  /** How long a redeployment of an environment takes. */
  environmentDeployMs: number;
  /** Answer of a deployment that was accepted: the OpenAPI document says 201, the command line tool accepts only 200. */
  deployAccepted: 200 | 201;
  /** When `last_execution_id` changes. */
  executionIdAt: 'queue' | 'start';
  /** Which moment of a deployment `last_deployment_date` is. */
  deploymentDateAt: 'start' | 'end';
  /** How many status reads after a deployment was accepted still answer the state before it. */
  staleStatusReads: number;
  /** Answer to a deployment while another one runs; undocumented. */
  deployWhileBusy: 400 | 409;
  /** Whether a lock, which keeps maintenance away, also refuses a user's deployment; undocumented. */
  lockedDeploy: 'allowed' | 'refused';
  /** Answer to a second lock, and to the removal of a lock that is not there; undocumented. */
  lockTwice: 'overwrite' | 'conflict';
  unlockUnlocked: 404 | 204;
  /** Qovery answers 403 for some objects that do not exist (terraform-provider-qovery, client/apierrors). */
  unknownId: 403 | 404;
  /** Qovery's Terraform provider sends an empty `type` with AWS credentials, and they are stored. */
  blankCredentialType: 'refused' | 'tolerated';
  /** Whether storing a key in a credential asks AWS if it works; undocumented. */
  storingProvesKey: boolean;
  /** Whether editing a registry asks AWS if its key works, as adding one does; undocumented. */
  registryEditProvesKey: boolean;
  /**
   * How the engine tags a registry whose key AWS refuses: while it reads what it is asked for (Qovery/engine,
   * engine_request.rs), or when it logs in.
   */
  deadRegistryTag: 'CONTAINER_REGISTRY_INVALID_INFORMATION' | 'CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS';
  /** Answer to an edit of a DNS provider where the plan does not have it; undocumented. */
  dnsProviderRefused: 400 | 403;
  /** Whether registries linked to a cluster take over the key of its credential when that is edited; undocumented. */
  registriesFollowCredential: boolean;
  /** Error texts that repeat the request, secret included. */
  errorsEchoRequest: boolean;
  /** A new access key is unknown to AWS for so long. */
  newKeyLagMs: number;
  /** ListAccessKeys answers what was true so long ago. */
  listLagMs: number;
  /** GetAccessKeyLastUsed of a key that does not exist, or is another account's. */
  unknownKeyLastUsed: 'AccessDenied' | 'NoSuchEntity';
}

export const DEFAULT_QUIRKS: Readonly<Quirks> = {
  queueMs: 20 * SECOND,
  deployMs: 8 * MINUTE,
  environmentDeployMs: 5 * MINUTE,
  deployAccepted: 200,
  executionIdAt: 'queue',
  deploymentDateAt: 'end',
  staleStatusReads: 0,
  deployWhileBusy: 400,
  lockedDeploy: 'allowed',
  lockTwice: 'overwrite',
  unlockUnlocked: 404,
  unknownId: 404,
  blankCredentialType: 'tolerated',
  storingProvesKey: false,
  registryEditProvesKey: false,
  deadRegistryTag: 'CONTAINER_REGISTRY_INVALID_INFORMATION',
  dnsProviderRefused: 403,
  registriesFollowCredential: false,
  errorsEchoRequest: false,
  newKeyLagMs: 0,
  listLagMs: 0,
  unknownKeyLastUsed: 'AccessDenied',
};
