import type { Answer, Api } from './exchange.ts';
import type { FaultKind } from './faults.ts';
import { rewritten } from './rewrites.ts';

/** The answer as a fault leaves it. */
export function spoiled(api: Api, answer: Answer, fault: FaultKind | undefined): Answer {
  if (fault === 'error-after') return api.failure(500);
  if (fault === 'malformed')
    return { ...answer, status: 200, body: answer.body.slice(0, answer.body.length / 2) };
  if (typeof fault === 'object' && 'html' in fault) return pageOf(fault.html);
  if (typeof fault === 'object' && 'mutate' in fault) return rewritten(answer, fault.mutate);
  return answer;
}

/** What a proxy or a load balancer says in the place of an API. */
export function pageOf(status: number): Answer {
  const body = `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}
