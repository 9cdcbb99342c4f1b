import { randomUUID } from 'node:crypto';

import { accessKeyActions } from './aws/access-keys.ts';
import { authenticate } from './aws/authenticate.ts';
import { AwsError } from './aws/call.ts';
import type { Action } from './aws/call.ts';
import { stsActions } from './aws/sts.ts';
import { tagActions } from './aws/tags.ts';
import { userActions } from './aws/users.ts';
import type { Answer, Api, ApiRequest } from './exchange.ts';
import { xmlElement } from './xml.ts';
import type { XmlValue } from './xml.ts';

// IAM and STS in AWS's Query protocol: a form is posted, XML comes back. One port plays both services. The actions are
// in the folder aws/.

const NAMESPACE = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const;

const ACTIONS: Record<string, Action> = {
  ...stsActions,
  ...userActions,
  ...accessKeyActions,
  ...tagActions,
};

export const awsApi: Api = {
  describe(request) {
    const form = readForm(request);
    const operation = form['Action'] ?? 'unknown';
    const action = ACTIONS[operation];
    return { api: action?.service ?? 'iam', operation, write: action?.write ?? false, body: form };
  },

  perform(world, request) {
    const form = readForm(request);
    const name = form['Action'] ?? '';
    const service = ACTIONS[name]?.service;
    try {
      const action = ACTIONS[name];
      if (!action)
        throw new AwsError(400, 'InvalidAction', `Could not find operation ${name} in the sandbox`);
      const caller = action.unsigned ? { account: '', arn: '', userId: '' } : authenticate(world, request);
      const result = action.run({ world, form, caller });
      return success(action.service, name, result);
    } catch (error) {
      if (error instanceof AwsError) return awsFailure(error.status, error.code, error.message, service);
      throw error;
    }
  },

  failure: (status, body, api) => {
    const { code, message } = (body ?? {}) as { code?: string; message?: string };
    const service = api === 'sts' ? 'sts' : 'iam';
    return awsFailure(status, code ?? defaultCode(status), message ?? 'Injected by the sandbox', service);
  },
};

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

function awsFailure(
  status: number,
  code: string,
  message: string,
  service: keyof typeof NAMESPACE = 'iam',
): Answer {
  const fault = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
  const content = { Error: fault, RequestId: randomUUID() };
  return xmlAnswer(status, xmlElement('ErrorResponse', content, ` xmlns="${NAMESPACE[service]}"`));
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
