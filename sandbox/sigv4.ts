import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

// AWS Signature Version 4 (AWS, "Create a signed AWS API request"). The date of a signature is not
// checked: the AWS CLI, which knows nothing of the sandbox's clock, must be able to talk to it.

export interface Signature {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: string[];
  readonly value: string;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const PATTERN =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;

export function readSignature(header: string | undefined): Signature | undefined {
  const match = PATTERN.exec(header ?? '');
  if (!match) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', signedHeaders = '', value = ''] = match;
  return { accessKeyId, date, region, service, signedHeaders: signedHeaders.split(';'), value };
}

export function isSignedWith(secret: string, signature: Signature, request: SignedRequest): boolean {
  return signatureOf(secret, signature, request) === signature.value;
}

/** The signature of a request; `scope` says by whom, when and for what. */
export function signatureOf(secret: string, scope: Omit<Signature, 'value'>, request: SignedRequest): string {
  const { date, region, service } = scope;
  const scopeText = `${date}/${region}/${service}/aws4_request`;
  const time = String(request.headers['x-amz-date'] ?? '');
  const toSign = ['AWS4-HMAC-SHA256', time, scopeText, sha256(canonicalRequest(scope, request))].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
}

function canonicalRequest(signature: Omit<Signature, 'value'>, request: SignedRequest): string {
  const query = [...request.url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = signature.signedHeaders.map((name) => {
    const value = String(request.headers[name] ?? '');
    return `${name}:${value.trim().replace(/ +/g, ' ')}\n`;
  });
  return [
    request.method,
    request.url.pathname,
    query,
    headers.join(''),
    signature.signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
