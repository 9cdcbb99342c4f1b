import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Configuration, EnvironmentDeploymentHistoryApi, EnvironmentLogsApi } from 'qovery-typescript-axios';

import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { Environment } from '../../sandbox/records.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme, qovery } from '../support/clients.ts';

let sandbox: Sandbox;
let preview: Environment;
let configuration: Configuration;
beforeEach(async () => {
  sandbox = await startSandbox();
  preview = sandbox.world.addEnvironment({ name: 'preview-42', cluster: acme(sandbox).cluster });
  const token = acme(sandbox).organization.tokens[0]?.value;
  configuration = new Configuration({ basePath: sandbox.qoveryUrl, apiKey: `Token ${token}` });
});
afterEach(() => sandbox.stop());

/** How its deployment of now ends, and the error that its log then shows, as Qovery's own client reads it. */
async function deploy(): Promise<{ state: string; tag: string | undefined }> {
  sandbox.world.startEnvironmentDeployment(preview.id, 5 * MINUTE);
  sandbox.clock.advance(6 * MINUTE);
  const { state } = sandbox.world.environment(preview.id);
  const { data } = await new EnvironmentLogsApi(configuration).listEnvironmentLogs(preview.id);
  expect(data[0]).toMatchObject({
    type: 'info',
    message: { safe_message: expect.stringContaining('preview-42') },
    details: { cluster_id: preview.clusterId, execution_id: preview.lastDeploymentId },
  });
  return { state, tag: data.find(({ type }) => type === 'error')?.error?.tag };
}

test('builds that fail say so, again and again, and touch no key', async () => {
  const { world } = sandbox;
  world.failBuilds(preview.id);
  const failed = { state: 'BUILD_ERROR', tag: 'BUILDER_DOCKER_CANNOT_BUILD_CONTAINER_IMAGE' };
  expect([await deploy(), await deploy()]).toEqual([failed, failed]);
  expect(world.outages).toEqual([]);
  world.failBuilds(preview.id, false);
  expect(await deploy()).toEqual({ state: 'DEPLOYED', tag: undefined });
});

test('a deployment ends as scripted, with its tag and text', async () => {
  const { world } = sandbox;
  world.nextEnvironmentOutcome(preview.id, 'DEPLOYMENT_ERROR');
  expect(await deploy()).toEqual({ state: 'DEPLOYMENT_ERROR', tag: 'HELM_CHARTS_DEPLOY_ERROR' });
  const log = 'denied: Your authorization token has expired. Reauthenticate and try again.';
  world.nextEnvironmentOutcome(preview.id, {
    status: 'DEPLOYMENT_ERROR',
    tag: 'DOCKER_PULL_IMAGE_ERROR',
    log,
  });
  expect(await deploy()).toEqual({ state: 'DEPLOYMENT_ERROR', tag: 'DOCKER_PULL_IMAGE_ERROR' });
  const { body } = await qovery(sandbox, `GET /environment/${preview.id}/logs`);
  expect(body).toMatchObject([{ type: 'info' }, { type: 'error', error: { user_log_message: log } }]);
});

test("the cluster's dead key is told by the log of the environment", async () => {
  const { world } = sandbox;
  world.nextEnvironmentOutcome(preview.id, 'CANCELED');
  world.setKeyStatus(acme(sandbox).key.id, 'Inactive');
  expect(await deploy()).toEqual({
    state: 'DEPLOYMENT_ERROR',
    tag: 'CLOUD_PROVIDER_CLIENT_INVALID_CREDENTIALS',
  });
  world.setKeyStatus(acme(sandbox).key.id, 'Active');
  // What was scripted is still to come.
  expect(await deploy()).toEqual({ state: 'CANCELED', tag: undefined });
});

test('the log has the last 1,000 lines', async () => {
  for (let i = 0; i < 1200; i += 1)
    preview.logs.push({ type: 'info', step: 'Deploy', at: sandbox.world.now, text: `line ${i}` });
  const { data } = await new EnvironmentLogsApi(configuration).listEnvironmentLogs(preview.id);
  expect([data.length, data[0]?.message?.safe_message]).toEqual([1000, 'line 200']);
});

test('the history has twenty deployments a page, the newest first', async () => {
  const { world } = sandbox;
  world.failBuilds(preview.id);
  for (let i = 0; i < 24; i += 1) {
    world.startEnvironmentDeployment(preview.id, MINUTE);
    sandbox.clock.advance(HOUR);
    world.settle();
  }
  world.failBuilds(preview.id, false);
  await qovery(sandbox, `POST /environment/${preview.id}/redeploy`);
  const api = new EnvironmentDeploymentHistoryApi(configuration);
  const { data: first } = await api.listEnvironmentDeploymentHistory(preview.id);
  expect([first.page, first.page_size, first.results?.length]).toEqual([1, 20, 20]);
  expect(first.results?.[0]).toMatchObject({
    status: 'DEPLOYMENT_QUEUED',
    origin: 'API',
    triggered_by: 'maintenance',
  });
  expect(first.results?.[1]).toMatchObject({ status: 'BUILD_ERROR', triggered_by: 'ada@example.com' });
  const times = (first.results ?? []).map(({ created_at }) => Date.parse(created_at));
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  const oldest = preview.history[20];
  const { data: second } = await api.listEnvironmentDeploymentHistory(preview.id, oldest?.id);
  expect([second.page, second.results?.length, second.results?.[0]?.id]).toEqual([2, 5, oldest?.id]);
  // Either may be read at the turn of a millisecond.
  const took = Date.parse(second.results?.[0]?.updated_at ?? '') - (oldest?.at ?? 0);
  expect(Math.abs(took - MINUTE)).toBeLessThan(SECOND);
  expect(
    (await qovery(sandbox, `GET /environment/${preview.id}/deploymentHistory?startId=nothing`)).status,
  ).toBe(404);
});

test('an environment of another organisation has neither', async () => {
  const { world } = sandbox;
  const organization = world.addOrganization({ name: 'Other' });
  const cluster = world.addCluster({ name: 'theirs', organization });
  const theirs = world.addEnvironment({ name: 'theirs', cluster });
  for (const what of ['logs', 'deploymentHistory'])
    expect((await qovery(sandbox, `GET /environment/${theirs.id}/${what}`)).status).toBe(404);
  sandbox.clock.advance(DAY);
});
