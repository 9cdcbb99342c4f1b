import { describe, expect, test } from '@jest/globals';
import type { Evidence } from '../../src/qovery/log.ts';
import { causeOf, witnessesRefusal } from '../../src/rotation/decide/witness.ts';

const line = (tag: string, ...texts: string[]): Evidence => ({ isError: true, tag, texts, at: undefined });
const warning = (...texts: string[]): Evidence => ({ ...line('', ...texts), isError: false });

/** Texts as AWS, Terraform and Docker write them. */
const STS =
  'operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.';
const NO_BASIC_AUTH =
  'Get "https://123456789012.dkr.ecr.eu-west-3.amazonaws.com/v2/shop/manifests/1": no basic auth credentials';
const EXPIRED = 'denied: Your authorization token has expired. Reauthenticate and try again.';
const TYPO =
  "pull access denied for docker.io/library/ngnix, repository does not exist or may require 'docker login': denied: requested access to the resource is denied";

describe('credentials were refused', () => {
  test.each([
    'TERRAFORM_INVALID_CREDENTIALS',
    'CLOUD_PROVIDER_CLIENT_INVALID_CREDENTIALS',
    'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
    'CONTAINER_REGISTRY_INVALID_INFORMATION',
    'CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS',
    'DNS_PROVIDER_INVALID_CREDENTIALS',
    ' terraform_invalid_credentials ',
    'TerraformInvalidCredentials',
  ])('by the tag alone: %s', (tag) => {
    expect(causeOf([line(tag)])).toBe('refused-credentials');
    expect(causeOf([line('BUILDER_ERROR', 'npm ERR!'), line(tag), warning('…')])).toBe('refused-credentials');
  });

  test.each([
    STS,
    'api error InvalidAccessKeyId: The AWS Access Key Id you provided does not exist in our records.',
    'UnrecognizedClientException: The security token included in the request is invalid',
    'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.',
    'AuthFailure: AWS was not able to validate the provided access credentials',
    'An error occurred (ExpiredToken) when calling the AssumeRole operation',
    'ExpiredTokenException: The security token included in the request is expired',
    'Error: No valid credential sources found',
    NO_BASIC_AUTH,
    EXPIRED,
  ])('by the text, whatever the tag: %s', (text) => {
    for (const tag of ['', 'TERRAFORM_UNKNOWN_ERROR', 'HELM_CHARTS_DEPLOY_ERROR', 'A_TAG_OF_TOMORROW'])
      expect(causeOf([line(tag, text)])).toBe('refused-credentials');
    expect(causeOf([warning('waiting', text)])).toBe('refused-credentials');
    expect(causeOf([line('', text.toUpperCase())])).toBe('refused-credentials');
    expect(causeOf([line('', text.toLowerCase())])).toBe('refused-credentials');
    const framed = text.split(' ').join('\n\u001b[31m│\u001b[0m ');
    expect(causeOf([line('', `Error: ${framed}\n╵`)])).toBe('refused-credentials');
    expect(causeOf([line('', JSON.stringify({ error: text.split(' ').join('\n') }))])).toBe(
      'refused-credentials',
    );
  });

  test('by a long code that a line break cuts in two', () => {
    expect(witnessesRefusal(line('', 'api error InvalidClient\n  TokenId'))).toBe(true);
  });

  test.each(['DOCKER_PULL_IMAGE_ERROR', 'DOCKER_PUSH_IMAGE_ERROR', 'docker_push_image_error'])(
    '%s, where the text says so',
    (tag) => {
      for (const text of [
        EXPIRED,
        NO_BASIC_AUTH,
        STS,
        'denied: requested access to the resource is denied',
        'denied for 123456789012.dkr.ecr.eu-west-3.amazonaws.com/shop, mirrored from docker.io/library/nginx: denied',
        'unauthorized: authentication required',
        'the token is expired',
      ])
        expect([text, causeOf([line(tag, text)])]).toEqual([text, 'refused-credentials']);
    },
  );

  test('while an image was built, by ECR alone', () => {
    const build = 'BUILDER_DOCKER_CANNOT_BUILD_CONTAINER_IMAGE';
    expect(causeOf([line(build, `failed to push: ${NO_BASIC_AUTH}`)])).toBe('refused-credentials');
    expect(causeOf([line(build, `RUN aws s3 cp: ${STS}`)])).toBe('other-cause');
    expect(causeOf([line(build, 'npm ERR! 403 denied')])).toBe('other-cause');
  });
});

describe('another cause', () => {
  test.each([
    ['BUILDER_DOCKER_CANNOT_BUILD_CONTAINER_IMAGE', 'npm ERR! code ELIFECYCLE'],
    ['BUILDER_CLONING_REPOSITORY_ERROR', ''],
    ['CLIENT_SERVICE_FAILED_TO_START', 'CrashLoopBackOff: back-off restarting failed container'],
    ['JOB_FAILURE', 'the job failed: backoff limit exceeded'],
    ['HELM_DEPLOY_TIMEOUT', 'Liveness probe failed: HTTP probe failed with statuscode: 500'],
    ['TERRAFORM_CLOUD_PROVIDER_QUOTAS_REACHED', ''],
    ['TERRAFORM_UNKNOWN_ERROR', 'api error VpcLimitExceeded: The maximum number of VPCs has been reached.'],
    ['NOT_ENOUGH_RESOURCES_TO_DEPLOY_ENVIRONMENT', 'Insufficient capacity'],
    ['TERRAFORM_NOT_ENOUGH_PERMISSIONS', 'UnauthorizedOperation: You are not authorized to perform this'],
    ['DOCKER_PULL_IMAGE_ERROR', 'manifest for 123456789012.dkr.ecr.eu-west-3.amazonaws.com/shop:9 not found'],
    ['DOCKER_PULL_IMAGE_ERROR', TYPO],
    ['DOCKER_PUSH_IMAGE_ERROR', 'dial unix /var/run/docker.sock: connect: permission denied'],
    [
      'DOCKER_PUSH_IMAGE_ERROR',
      'denied: User: arn:aws:iam::123456789012:user/qovery is not authorized to perform: ecr:InitiateLayerUpload',
    ],
    ['', 'OAuthFailure: the login page of the application answered 500'],
  ])('%s: %s', (tag, text) => {
    expect(causeOf([line(tag, ...(text === '' ? [] : [text]))])).toBe('other-cause');
  });
});

describe('unreadable', () => {
  test.each([
    ['an empty log', []],
    ['warnings alone', [warning('Waiting for the pods')]],
    ['an error without a word', [line('')]],
    ['an error that is dots', [line('', '…')]],
    ['a tag that names no cause', [line('UNKNOWN')]],
    ['an image that was not pulled, without a text', [line('DOCKER_PULL_IMAGE_ERROR')]],
    ['the same beside a general text', [line('DOCKER_PULL_IMAGE_ERROR'), line('', 'The deployment failed')]],
    ['a failed plan, without a text', [line('TERRAFORM_PLAN_ERROR')]],
  ])('%s', (_, log) => expect(causeOf(log)).toBe('unreadable'));
});
