/** Credentials that hold no AWS key: what they are, and what a person can do about their age. Pure. */
import type { Credential } from '../qovery/schemas.ts';

/** By `object_type` (Qovery/qovery-openapi-spec, ClusterCredentials). */
const WORDS: Readonly<Record<string, string>> = {
  AZURE: "Azure: the application and its secret are Qovery's, so there is nothing of yours to rotate.",
  GCP: 'a Google Cloud key: Qovery does not tell which one, and calls such keys legacy. Move the credential, and Artifact Registry, to workload identity federation.',
  GCP_WORKLOAD_IDENTITY_FEDERATION:
    'Google Cloud workload identity federation: no key to rotate, as Qovery recommends.',
  SCW: 'a Scaleway key: Scaleway has static keys only, without deactivation and last use, so it is changed by hand. Operation review names everything that holds it, and the services to redeploy.',
  EKS_ANYWHERE_VSPHERE:
    'EKS Anywhere: its password cannot be read, so no key can be stored there safely by the API. Change it in the Qovery console.',
};

/** A sentence or two. */
export function wordsFor({ object_type: type }: Credential): string {
  return WORDS[type] ?? `${type || 'a kind that Qovery does not tell'}: operation rotate is not for it.`;
}
