/**
 * Recognises the errors of cloud providers in the infrastructure logs of clusters, and says what to do about them.
 * Pure.
 *
 * text.ts makes a text readable, passages.ts finds where an error may be (by words.ts), each cloud reads the form of its
 * errors and looks their codes up in its tables (aws/, gcp/, azure/, scaleway.ts), find.ts decides which of several
 * readings holds, advice.ts says it to a person.
 */
import { isProblem, textsOf } from '../qovery/log.ts';
import type { ClusterLog } from '../qovery/schemas.ts';
import { aws } from './aws/index.ts';
import { azure } from './azure/index.ts';
import { type Found, errorsIn, mostPressing } from './find.ts';
import { gcp } from './gcp/index.ts';
import { Memory } from './memory.ts';
import type { Cloud, LogProblem, Place, ProviderError } from './model.ts';
import { saidByQovery } from './qovery.ts';
import { scaleway } from './scaleway.ts';

export { headline } from './advice.ts';
export { eksPage, rdsPage } from './aws/places.ts';
export type { Kind, LogProblem, Place, ProviderError } from './model.ts';
export { type PreflightCheck, preflight } from './preflight.ts';
export { type QuotaUse, nameOfQuota, quotaInUse } from './quota-in-use.ts';

const CLOUDS: readonly Cloud[] = [aws, gcp, azure, scaleway];
/** Qovery's console shows 500 lines; a log of several runs has more. */
const MAX_LINES = 10_000;

/** The one error that a text tells of: of several, the most pressing. */
export function recognise(text: string, place: Place): ProviderError | undefined {
  return mostPressing(told([text], place, new Memory()));
}

/**
 * What a cluster's log tells of, newest first. Only errors and warnings count, and failed preflight checks, which
 * Qovery may print as information.
 */
export function problemsInLog(lines: readonly ClusterLog[], place: Place): LogProblem[] {
  const found = new Map<string, LogProblem>();
  const memory = new Memory<readonly Found[]>();
  const timed = lines
    .slice(-MAX_LINES)
    .map((line) => ({ line, at: timeOf(line) }))
    .reverse()
    .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
  for (const { line, at } of timed) {
    const texts = textsOf(line).filter((text) => isProblem(line) || text.includes('[FAIL]'));
    for (const { error, key } of told(texts, place, memory)) {
      const { count = 0, ...newest } = found.get(key) ?? { error, at };
      found.set(key, { ...newest, count: count + 1 });
    }
  }
  return [...found.values()];
}

/**
 * The errors of the texts of one line. A text that says little counts only where no other says more, and the words of
 * Qovery only where the provider says nothing.
 */
function told(texts: readonly string[], place: Place, memory: Memory<readonly Found[]>): readonly Found[] {
  const clouds = cloudsOf(place);
  const read = texts.map((text) => errorsIn(text, place, clouds, memory));
  const clear = read.filter((found) => found.some(({ vague }) => !vague));
  if (clear.length > 0) return clear.flat().filter(({ ofQovery }) => !ofQovery);
  const provider = read.flat().filter(({ ofQovery }) => !ofQovery);
  return provider.length > 0 ? provider : read.flat().slice(0, 1);
}

/** The cloud of the cluster, and what Qovery says of it; all clouds where it is none of ours. */
function cloudsOf({ provider }: Place): readonly Cloud[] {
  const own = CLOUDS.find(({ qovery }) => qovery === provider.toUpperCase());
  return own === undefined ? CLOUDS : [own, { ...own, find: saidByQovery, ofQovery: true }];
}

function timeOf({ timestamp }: ClusterLog): number | undefined {
  const at = Date.parse(timestamp ?? '');
  return Number.isNaN(at) ? undefined : at;
}
