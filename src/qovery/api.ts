/** The operations of Qovery's API that this action uses, one line each. */
import * as v from 'valibot';
import type {
  AwsStaticCredentialsRequest,
  ClusterDnsProviderRequest,
  ClusterLockRequest,
  ContainerRegistryRequest,
  HelmRepositoryRequest,
} from 'qovery-typescript-axios';
import { type Uuid, uuid } from '../lib/ids.ts';
import { type Answer, type Call, type HttpOptions, QoveryError, QoveryHttp } from './http.ts';
import type { Patience } from '../lib/patience.ts';
import * as s from './schemas.ts';

/** Read right before and after a key is stored there. */
const URGENT = { urgent: true };

type ApiOptions = HttpOptions & { readonly organizationId: string };

export class QoveryApi {
  readonly http: QoveryHttp;
  readonly #options: ApiOptions;
  readonly #organization: Uuid;

  constructor(options: ApiOptions, http = new QoveryHttp(options)) {
    const id = uuid(options.organizationId);
    if (id === undefined) throw new Error('the id of an organisation is a UUID');
    this.http = http;
    this.#options = options;
    this.#organization = id;
  }

  /** The same, more or less patient. */
  withPatience(patience: Patience): QoveryApi {
    return new QoveryApi(this.#options, this.http.withPatience(patience));
  }

  /** The organisation itself: its plan, and what blocks its deployments. */
  async organization(): Promise<s.Organization> {
    return this.#get(
      pathTo`/organization/${this.#organization}`,
      'read the organisation',
      s.organizationSchema,
    );
  }

  /** Every service of the organisation, with its environment, project and cluster. */
  async services(): Promise<s.Service[]> {
    const path = pathTo`/organization/${this.#organization}/services`;
    return (await this.#get(path, 'list the services', s.servicesSchema)).results;
  }

  async apiTokens(): Promise<s.ApiToken[]> {
    return (
      await this.#get(
        pathTo`/organization/${this.#organization}/apiToken`,
        'list the API tokens',
        s.apiTokensSchema,
      )
    ).results;
  }

  /** Tokens with a policy of their own, which may end. */
  async policyTokens(): Promise<s.PolicyToken[]> {
    const path = pathTo`/organization/${this.#organization}/policyApiToken`;
    return (await this.#get(path, 'list the policy tokens', s.policyTokensSchema)).results;
  }

  /**
   * One page of the audit log, the newest first, and the token of the next one. The specification asks for
   * nanoseconds; Qovery's console and command line tool send Unix seconds (qovery-cli,
   * pkg/auditlog/audit_log_service.go), and so does this.
   */
  async events(
    from: number,
    continueToken?: string,
  ): Promise<{ events: s.AuditEvent[]; next: string | undefined; cut: boolean }> {
    const query = new URLSearchParams({ pageSize: '100', fromTimestamp: String(Math.floor(from / 1000)) });
    if (continueToken !== undefined) query.set('continueToken', continueToken);
    const page = await this.#get(
      `${pathTo`/organization/${this.#organization}/events`}?${query.toString()}`,
      'read the audit log',
      s.eventsSchema,
      { freeText: true },
    );
    const link = page.links?.next ?? '';
    const next = new URLSearchParams(link.slice(link.indexOf('?') + 1)).get('continueToken') || undefined;
    return { events: page.events, next, cut: page.organization_max_limit_reached === true };
  }

  /** The databases of an environment. */
  async databases(environmentId: Uuid): Promise<s.Database[]> {
    const path = pathTo`/environment/${environmentId}/database`;
    return (await this.#get(path, 'list the databases of the environment', s.databasesSchema)).results;
  }

  /** The versions that Qovery offers for a database, its own among them. */
  async databaseVersions(databaseId: Uuid): Promise<string[]> {
    const path = pathTo`/database/${databaseId}/version`;
    const { results } = await this.#get(path, 'list the versions of the database', s.versionsSchema);
    return results.map(({ name }) => name);
  }

  /** Every credential of the organisation, with the clusters that use it. */
  async credentials(): Promise<v.InferOutput<typeof s.credentialsSchema>['results']> {
    const path = pathTo`/organization/${this.#organization}/credentials`;
    return (await this.#get(path, 'list the cloud credentials', s.credentialsSchema)).results;
  }

  async awsCredential(id: Uuid): Promise<s.Credential> {
    return this.#get(
      pathTo`/organization/${this.#organization}/aws/credentials/${id}`,
      'read the cloud credential',
      s.credentialSchema,
      URGENT,
    );
  }

  /** A full replacement: `name` must be the present one. Nothing is deployed by it. */
  async editAwsCredential(id: Uuid, body: AwsStaticCredentialsRequest): Promise<void> {
    await this.#put(
      pathTo`/organization/${this.#organization}/aws/credentials/${id}`,
      body,
      'store the key in the cloud credential',
    );
  }

  async clusters(): Promise<s.Cluster[]> {
    return (
      await this.#get(
        pathTo`/organization/${this.#organization}/cluster`,
        'list the clusters',
        s.clustersSchema,
      )
    ).results;
  }

  /** The status of every cluster of the organisation, in one request. */
  async clusterStatuses(): Promise<s.ClusterStatus[]> {
    const path = pathTo`/organization/${this.#organization}/cluster/status`;
    return (await this.#get(path, 'read the statuses of the clusters', s.clusterStatusesSchema)).results;
  }

  async advancedSettings(id: Uuid): Promise<s.AdvancedSettings> {
    const path = pathTo`/organization/${this.#organization}/cluster/${id}/advancedSettings`;
    return this.#get(path, 'read the advanced settings of the cluster', s.advancedSettingsSchema);
  }

  /** Those of a new cluster. */
  async defaultAdvancedSettings(): Promise<s.AdvancedSettings> {
    const what = 'read the default advanced settings';
    return this.#get('/defaultClusterAdvancedSettings', what, s.advancedSettingsSchema);
  }

  /**
   * Deploys the cluster. Never repeated: a second one would count too. The specification says 201,
   * Qovery's own CLI expects 200: any 2xx is a yes.
   */
  async deployCluster(id: Uuid): Promise<void> {
    const path = pathTo`/organization/${this.#organization}/cluster/${id}/deploy`;
    await this.http.send({ method: 'POST', path, what: 'deploy the cluster', repeatable: false });
  }

  /** `undefined` where the cluster has none (404). */
  async dnsProvider(clusterId: Uuid): Promise<s.DnsProvider | undefined> {
    const path = pathTo`/cluster/${clusterId}/dnsProvider`;
    try {
      return (await this.#get(path, "read the cluster's DNS provider", s.dnsProviderSchema)).dns_provider;
    } catch (error) {
      if (error instanceof QoveryError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** A full replacement. Needs an Enterprise plan. */
  async editDnsProvider(clusterId: Uuid, body: ClusterDnsProviderRequest): Promise<void> {
    const path = pathTo`/cluster/${clusterId}/dnsProvider`;
    await this.#put(path, body, "store the key in the cluster's DNS provider");
  }

  async registries(): Promise<s.Registry[]> {
    const path = pathTo`/organization/${this.#organization}/containerRegistry`;
    return (await this.#get(path, 'list the container registries', s.registriesSchema)).results;
  }

  async registryServices(id: Uuid): Promise<s.AssociatedService[]> {
    const path = pathTo`/organization/${this.#organization}/containerRegistry/${id}/associatedServices`;
    return (await this.#get(path, 'list the services of the container registry', s.associatedServicesSchema))
      .results;
  }

  async registry(id: Uuid): Promise<s.Registry> {
    return this.#get(
      pathTo`/organization/${this.#organization}/containerRegistry/${id}`,
      'read the container registry',
      s.registrySchema,
      URGENT,
    );
  }

  async editRegistry(id: Uuid, body: ContainerRegistryRequest): Promise<void> {
    await this.#put(
      pathTo`/organization/${this.#organization}/containerRegistry/${id}`,
      body,
      'store the key in the container registry',
    );
  }

  async helmRepositories(): Promise<s.HelmRepository[]> {
    const path = pathTo`/organization/${this.#organization}/helmRepository`;
    return (await this.#get(path, 'list the Helm repositories', s.helmRepositoriesSchema)).results;
  }

  async helmRepositoryServices(id: Uuid): Promise<s.AssociatedService[]> {
    const path = pathTo`/organization/${this.#organization}/helmRepository/${id}/associatedServices`;
    return (await this.#get(path, 'list the services of the Helm repository', s.associatedServicesSchema))
      .results;
  }

  async helmRepository(id: Uuid): Promise<s.HelmRepository> {
    return this.#get(
      pathTo`/organization/${this.#organization}/helmRepository/${id}`,
      'read the Helm repository',
      s.helmRepositorySchema,
      URGENT,
    );
  }

  async editHelmRepository(id: Uuid, body: HelmRepositoryRequest): Promise<void> {
    await this.#put(
      pathTo`/organization/${this.#organization}/helmRepository/${id}`,
      body,
      'store the key in the Helm repository',
    );
  }

  /** The environments that run on a cluster, with their projects. */
  async environments(clusterId: Uuid): Promise<v.InferOutput<typeof s.clusterEnvironmentsSchema>['results']> {
    const path = pathTo`/cluster/${clusterId}/environments`;
    return (await this.#get(path, 'list the environments of the cluster', s.clusterEnvironmentsSchema))
      .results;
  }

  /** The status of every environment of a project, in one request. */
  async environmentStatuses(projectId: Uuid): Promise<s.EnvironmentStatus[]> {
    const path = pathTo`/project/${projectId}/environment/status`;
    return (await this.#get(path, 'read the statuses of the environments', s.environmentStatusesSchema))
      .results;
  }

  async environmentStatus(id: Uuid): Promise<s.EnvironmentStatus> {
    const path = pathTo`/environment/${id}/status`;
    return this.#get(path, 'read the status of the environment', s.environmentStatusSchema);
  }

  /** Redeploys an environment and returns the id of the deployment. Never repeated. */
  async redeployEnvironment(id: Uuid): Promise<string | undefined> {
    const call: Call = {
      method: 'POST',
      path: pathTo`/environment/${id}/redeploy`,
      what: 'redeploy the environment',
      repeatable: false,
    };
    return (
      checked(call, await this.http.send(call), s.environmentStatusSchema).deployment_request_id ?? undefined
    );
  }

  async deploymentStatus(requestId: string): Promise<string> {
    const path = `/environment/deploymentStatus?deploymentRequestId=${encodeURIComponent(requestId)}`;
    return (await this.#get(path, 'read the status of the deployment', s.deploymentStatusSchema)).status;
  }

  /** The infrastructure log of a cluster: without pages, the latest run as far as is known. */
  async clusterLogs(clusterId: Uuid): Promise<v.InferOutput<typeof s.clusterLogsSchema>['results']> {
    const path = pathTo`/organization/${this.#organization}/cluster/${clusterId}/logs`;
    return (await this.#get(path, "read the cluster's log", s.clusterLogsSchema, { freeText: true })).results;
  }

  /** The log of an environment's deployments: its last 1,000 lines. */
  async environmentLogs(environmentId: Uuid): Promise<s.LogLine[]> {
    const path = pathTo`/environment/${environmentId}/logs`;
    return this.#get(path, "read the environment's log", s.environmentLogsSchema, { freeText: true });
  }

  async locks(): Promise<s.Lock[]> {
    return (
      await this.#get(
        pathTo`/organization/${this.#organization}/lock`,
        'list the locks of the clusters',
        s.locksSchema,
      )
    ).results;
  }

  /** Not repeated: whether locking twice is an error is not documented. The caller reads back. */
  async lockCluster(id: Uuid, body: ClusterLockRequest): Promise<void> {
    await this.http.send({
      method: 'POST',
      path: pathTo`/cluster/${id}/lock`,
      body,
      what: 'lock the cluster',
      repeatable: false,
    });
  }

  async unlockCluster(id: Uuid): Promise<void> {
    await this.http.send({
      method: 'DELETE',
      path: pathTo`/cluster/${id}/lock`,
      what: 'unlock the cluster',
      repeatable: true,
    });
  }

  close(): void {
    this.http.close();
  }

  async #get<S extends v.GenericSchema>(
    path: string,
    what: string,
    schema: S,
    more: Pick<Call, 'urgent' | 'freeText'> = {},
  ): Promise<v.InferOutput<S>> {
    const call: Call = { method: 'GET', path, what, repeatable: true, ...more };
    return checked(call, await this.http.send(call), schema);
  }

  async #put(path: string, body: object, what: string): Promise<void> {
    await this.http.send({ method: 'PUT', path, body, what, repeatable: true });
  }
}

/** Of ids alone, so that no answer of Qovery's can send a request elsewhere. */
function pathTo(parts: TemplateStringsArray, ...ids: readonly Uuid[]): string {
  return String.raw(parts, ...ids.map((id) => encodeURIComponent(id)));
}

/** Says where the answer differs from what we rely on, never what it holds. */
function checked<S extends v.GenericSchema>(call: Call, answer: Answer, schema: S): v.InferOutput<S> {
  const result = v.safeParse(schema, answer.body);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const where = v.getDotPath(issue) ?? 'the answer';
  throw new QoveryError(
    call.what,
    answer.status,
    `malformed answer: at ${where}, expected ${issue.expected ?? 'another value'}`,
  );
}
