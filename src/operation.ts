/** What every operation is given, and what it returns. */
import type { AwsOptions } from './aws/types.ts';
import type { IssueFindings } from './lib/issue-findings.ts';
import type { Output } from './lib/output.ts';
import type { QoveryApi } from './qovery/api.ts';

/** What an operation that asks Qovery and AWS is given. */
export interface OperationContext extends AwsOptions {
  readonly api: QoveryApi;
  readonly output: Output;
}

/** How an operation ends; `run.ts` turns it into outputs, summary and exit code. */
export interface Outcome {
  /** The output `result`. `failed` makes the run fail. */
  readonly result: string;
  /** Other outputs by name, as they are written. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The output `report`: everything the summary says, for programs and auditors. */
  readonly report: Readonly<Record<string, unknown>>;
  /** Markdown. */
  readonly summary: string;
  /** Each becomes one error annotation: what failed, what is true now, what to do next. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** The last lines of the log, where nothing is wrong. */
  readonly notes: readonly string[];
  /** Whether a person has to see to something, by which an issue is open or closed. Absent: issues are left alone. */
  readonly attention?: boolean;
  /** What an issue tells apart from one run to the next. Absent: what was found is not known. */
  readonly findings?: IssueFindings;
}
