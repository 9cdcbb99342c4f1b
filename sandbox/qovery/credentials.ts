import { credentialAnswer } from '../answers.ts';
import type { Credential } from '../records.ts';
import type { World } from '../world.ts';
import { objectOf, pair, text } from './body.ts';
import type { Fields } from './body.ts';
import { credentialOf, event, isAws, list, ok, own, QoveryError, route } from './call.ts';
import type { Call, Result, Route } from './call.ts';

export const credentialRoutes: Route[] = [
  route(
    'GET /organization/:organization/credentials',
    'listOrganizationCredentials',
    listOrganizationCredentials,
  ),
  route('GET /organization/:organization/aws/credentials', 'listAWSCredentials', listAwsCredentials),
  route('GET /organization/:organization/aws/credentials/:credential', 'getAWSCredentials', (call) =>
    ok(credentialAnswer(credentialOf(call))),
  ),
  route(
    'PUT /organization/:organization/aws/credentials/:credential',
    'editAWSCredentials',
    editAwsCredentials,
  ),
];

function listOrganizationCredentials(call: Call): Result {
  const results = own(call, call.world.credentials).map((credential) => ({
    credential: credentialAnswer(credential),
    clusters: call.world
      .clustersOf(credential)
      .map(({ id, name, cloudProvider }) => ({ id, name, cloud_provider: cloudProvider })),
  }));
  return list(results);
}

function listAwsCredentials(call: Call): Result {
  return list(own(call, call.world.credentials).filter(isAws).map(credentialAnswer));
}

/** A full replacement, which deploys nothing: clusters take it up at their next deployment. */
function editAwsCredentials(call: Call): Result {
  const { world } = call;
  const credential = credentialOf(call);
  const edited = readCredential(world, objectOf(call.body, 'body'));
  if (world.quirks.storingProvesKey && edited.key && world.iam.problemWith(edited.key)) {
    throw new QoveryError(400, 'Invalid credentials: AWS does not accept this key');
  }
  Object.assign(credential, edited);
  if (world.quirks.registriesFollowCredential) {
    const clusterIds = world.clustersOf(credential).map(({ id }) => id);
    for (const registry of world.registries) {
      if (registry.clusterId && clusterIds.includes(registry.clusterId)) registry.key = edited.key;
    }
  }
  event(
    call,
    'UPDATE',
    'ORGANIZATION',
    credential,
    'CLOUD_PROVIDER_CREDENTIALS',
    credentialAnswer(credential),
  );
  return ok(credentialAnswer(credential));
}

function readCredential(world: World, fields: Fields): Pick<Credential, 'name' | 'kind' | 'key' | 'details'> {
  const blank = fields['type'] === '' && world.quirks.blankCredentialType === 'tolerated';
  const type = blank ? 'AWS_STATIC' : text(fields, 'type');
  const name = text(fields, 'name');
  switch (type) {
    case 'AWS_STATIC':
      return { name, kind: 'AWS', key: pair(fields), details: {} };
    case 'AWS_ROLE':
      return { name, kind: 'AWS_ROLE', key: undefined, details: { role_arn: text(fields, 'role_arn') } };
    case 'EKS_ANYWHERE_VSPHERE_STATIC': {
      text(fields, 'vsphere_password');
      const details = { vsphere_user: text(fields, 'vsphere_user') };
      return { name, kind: 'EKS_ANYWHERE_VSPHERE', key: pair(fields), details };
    }
    case 'EKS_ANYWHERE_VSPHERE_ROLE': {
      text(fields, 'vsphere_password');
      const details = { vsphere_user: text(fields, 'vsphere_user'), role_arn: text(fields, 'role_arn') };
      return { name, kind: 'EKS_ANYWHERE_VSPHERE', key: undefined, details };
    }
    default:
      throw new QoveryError(400, `type ${type} is unknown`);
  }
}
