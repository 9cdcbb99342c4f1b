import { randomUUID } from 'node:crypto';

import { accessKeyActions } from './aws/access-keys.ts';
import { authenticate } from './aws/authenticate.ts';
import { AwsError } from './aws/call.ts';
import type { Action } from './aws/call.ts';
import { eksRoute } from './aws/eks.ts';
import { rdsActions } from './aws/rds.ts';
import type { RegionalCall } from './aws/regional.ts';
import { serviceQuotasActions, TARGET } from './aws/service-quotas.ts';
import { stsActions } from './aws/sts.ts';
import { tagActions } from './aws/tags.ts';
import { userActions } from './aws/users.ts';
import type { Answer, Api, ApiRequest, Description } from './exchange.ts';
import { readSignature } from './sigv4.ts';
import { xmlElement } from './xml.ts';
import type { XmlValue } from './xml.ts';
import type { World } from './world.ts';

// One port plays all services of AWS. IAM, STS and RDS speak the Query protocol: a form is posted, XML comes back. Service
// Quotas speaks JSON 1.1, with the operation in a header, and EKS REST-JSON. The actions are in the folder aws/.

const NAMESPACE = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
  rds: 'http://rds.amazonaws.com/doc/2014-10-31/',
} as const;

const ACTIONS: Record<string, Action> = {
  ...stsActions,
  ...userActions,
  ...accessKeyActions,
  ...tagActions,
};

export const awsApi: Api = {
  describe(request) {
    const { method, url } = request;
    const route = eksRoute(method, url.pathname);
    if (route) return { api: 'eks', operation: route.operation, write: false, body: readJson(request) };
    const target = targetOf(request);
    if (target !== undefined)
      return { api: 'servicequotas', operation: target, write: false, body: readJson(request) };
    const form = readForm(request);
    const operation = form['Action'] ?? 'unknown';
    const action = ACTIONS[operation];
    const api = operation in rdsActions ? 'rds' : (action?.service ?? 'iam');
    return { api, operation, write: action?.write ?? false, body: form };
  },

  perform(world, request) {
    const { api } = awsApi.describe(request);
    try {
      return api === 'eks' || api === 'servicequotas'
        ? performJson(world, request)
        : performQuery(world, request);
    } catch (error) {
      if (error instanceof AwsError) return failureOf(api, error.status, error.code, error.message);
      throw error;
    }
  },

  failure: (status, body, api) => {
    const { code, message } = (body ?? {}) as { code?: string; message?: string };
    return failureOf(api, status, code ?? defaultCode(status), message ?? 'Injected by the sandbox');
  },
};

function performQuery(world: World, request: ApiRequest): Answer {
  const form = readForm(request);
  const name = form['Action'] ?? '';
  const describe = rdsActions[name];
  if (describe) return success('rds', name, describe({ ...regional(world, request), form }));
  const action = ACTIONS[name];
  if (!action) throw new AwsError(400, 'InvalidAction', `Could not find operation ${name} in the sandbox`);
  const caller = action.unsigned ? { account: '', arn: '', userId: '' } : authenticate(world, request);
  return success(action.service, name, action.run({ world, form, caller }));
}

function performJson(world: World, request: ApiRequest): Answer {
  const { method, url } = request;
  const call = { ...regional(world, request), query: url.searchParams, body: readJson(request) };
  const route = eksRoute(method, url.pathname);
  if (route) return jsonAnswer(200, route.run(call));
  const target = targetOf(request) ?? '';
  const action = serviceQuotasActions[target];
  if (!action) throw new AwsError(400, 'UnknownOperationException', `There is no ${target} in the sandbox`);
  return jsonAnswer(200, action(call), 'application/x-amz-json-1.1');
}

function regional(world: World, request: ApiRequest): RegionalCall {
  const caller = authenticate(world, request);
  return { world, caller, region: readSignature(request.headers.authorization)?.region ?? '' };
}

function targetOf({ headers }: ApiRequest): string | undefined {
  return TARGET.exec(String(headers['x-amz-target'] ?? ''))?.[1];
}

function readJson({ body }: ApiRequest): Record<string, unknown> {
  return body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
}

function readForm(request: ApiRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(request.body));
}

function success(service: keyof typeof NAMESPACE, action: string, result: XmlValue): Answer {
  const content = {
    ...(result !== undefined && { [`${action}Result`]: result }),
    ResponseMetadata: { RequestId: randomUUID() },
  };
  return xmlAnswer(200, xmlElement(`${action}Response`, content, ` xmlns="${NAMESPACE[service]}"`));
}

function failureOf(
  api: Description['api'] | undefined,
  status: number,
  code: string,
  message: string,
): Answer {
  // The JSON protocols call the refusal an exception, as they call all errors.
  const exception = code === 'AccessDenied' ? `${code}Exception` : code;
  if (api === 'eks') {
    const answer = jsonAnswer(status, { message });
    return { ...answer, headers: { ...answer.headers, 'x-amzn-errortype': `${exception}:` } };
  }
  if (api === 'servicequotas')
    return jsonAnswer(
      status === 403 ? 400 : status,
      { __type: exception, Message: message },
      'application/x-amz-json-1.1',
    );
  const fault = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
  const content = { Error: fault, RequestId: randomUUID() };
  const namespace = NAMESPACE[api === 'sts' || api === 'rds' ? api : 'iam'];
  return xmlAnswer(status, xmlElement('ErrorResponse', content, ` xmlns="${namespace}"`));
}

function jsonAnswer(status: number, body: unknown, type = 'application/json'): Answer {
  return {
    status,
    headers: { 'content-type': type, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}

function xmlAnswer(status: number, xml: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
    body: `${xml}\n`,
  };
}

function defaultCode(status: number): string {
  if (status === 403) return 'AccessDenied';
  if (status === 429 || status === 400) return 'Throttling';
  return status === 503 ? 'ServiceUnavailable' : 'ServiceFailure';
}
