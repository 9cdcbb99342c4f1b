/**
 * Why a deployment failed, as far as its log shows: were credentials refused? Only that brings a key back, so what is
 * no more than likely is none. Pure.
 */
import type { Evidence } from '../../qovery/log.ts';

/** `unreadable`: the log says nothing, or not enough. It may have been the key. */
export type Cause = 'refused-credentials' | 'other-cause' | 'unreadable';

/** Of one failure: everything that its log tells. */
export function causeOf(log: readonly Evidence[]): Cause {
  if (log.some(witnessesRefusal)) return 'refused-credentials';
  const errors = log.filter(({ isError }) => isError);
  const tellsNothing = ({ tag, texts }: Evidence): boolean =>
    !texts.some(hasWords) && (tag === '' || NAMES_NO_CAUSE.test(nameOf(tag)));
  if (errors.some((line) => line.tag !== '' && tellsNothing(line))) return 'unreadable';
  return errors.every(tellsNothing) ? 'unreadable' : 'other-cause';
}

/** Whether this line witnesses that credentials of AWS, or of a registry, were refused. */
export function witnessesRefusal({ tag, texts }: Pick<Evidence, 'tag' | 'texts'>): boolean {
  const name = nameOf(tag);
  if (REFUSED_TAGS.has(name)) return true;
  return texts.map(plain).some((text) => {
    // What a build prints is written by its owner, who may use keys of his own: only ECR's refusals count.
    if (name.startsWith('BUILDER')) return ECR.test(text) && isDenied(text);
    if (isRefusedByAws(text)) return true;
    return IMAGE_TAGS.has(name) && isDenied(text) && (ECR.test(text) || !OTHER_REGISTRY.test(text));
  });
}

/** Tags of Qovery's engine (Qovery/engine, src/errors/mod.rs). What a registry with a dead key says is among them. */
const REFUSED_TAGS = new Set(
  [
    'TERRAFORM_INVALID_CREDENTIALS',
    'CLOUD_PROVIDER_CLIENT_INVALID_CREDENTIALS',
    'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
    'CONTAINER_REGISTRY_INVALID_INFORMATION',
    'CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS',
    'DNS_PROVIDER_INVALID_CREDENTIALS',
  ].map(nameOf),
);
/** Refused or not, by their text. */
const IMAGE_TAGS = new Set(
  ['DOCKER_PULL_IMAGE_ERROR', 'DOCKER_PUSH_IMAGE_ERROR', 'DOCKER_ERROR'].map(nameOf),
);
/** Tags that tell what was done, and not why it failed: without a text, it may have been the credentials. */
const NAMES_NO_CAUSE =
  /^(DOCKER|CONTAINERREGISTRY|HELM|AWSSDK|OBJECTSTORAGECANNOT)|^TERRAFORM\w*(ERROR|PIPELINE)$|CREDENTIAL|UNKNOWN/;

/** Case and separators do not matter: `TerraformInvalidCredentials` is the engine's own name of the first. */
function nameOf(tag: string): string {
  return tag.toUpperCase().replace(/[^A-Z0-9]/g, '');
}

/** Error codes of AWS for a key that it does not know or accept (AWS docs, "Common error types"; STS, EC2, S3). */
const CODES = [
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
];
const PHRASES = [
  'security token included in the request is invalid',
  'security token included in the request is expired',
  'provided token has expired',
  'AWS Access Key Id you provided does not exist',
  'not able to validate the provided access credentials',
  'request signature we calculated does not match',
  'no valid credential sources found',
  'no basic auth credentials',
  'your authorization token has expired',
];
const CODE = new RegExp(`\\b(${CODES.join('|')})\\b`, 'i');
/** Long enough to be what they are, even where a line was broken in the middle of a word. */
const UNBROKEN = [...CODES.filter((code) => code.length > 15), ...PHRASES].map(unbroken);

function isRefusedByAws(text: string): boolean {
  const whole = unbroken(text);
  return CODE.test(text) || UNBROKEN.some((words) => whole.includes(words));
}

const DENIED =
  /(?<!permission )\bdenied\b|no basic auth|\bunauthorized\b|authentication required|expired token|token (has|is) expired/i;
/** AWS knew who asked: a missing permission, and no dead key. */
const KNOWN_CALLER = /not authorized to perform/i;

function isDenied(text: string): boolean {
  return isRefusedByAws(text) || (DENIED.test(text) && !KNOWN_CALLER.test(text));
}

const ECR = /\.dkr[.-]ecr[.-]/i;
/** Registries that no AWS key opens. */
const OTHER_REGISTRY =
  /\b(docker\.io|ghcr\.io|quay\.io|gcr\.io|pkg\.dev|azurecr\.io|mcr\.microsoft\.com|scw\.cloud|registry\.gitlab\.com|registry\.k8s\.io|registry\.digitalocean\.com)\b/i;

/** On one line, without colours, frames and escaped line breaks. */
function plain(text: string): string {
  return text
    .replace(/(\p{Cc}|\\u001b|\\x1b)\[[0-9;]*m/giu, '')
    .replace(/\\[nrt]/g, ' ')
    .replace(/[\s\u2500-\u257f]+/g, ' ')
    .trim();
}

function unbroken(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function hasWords(text: string): boolean {
  return /\p{L}/u.test(text);
}
