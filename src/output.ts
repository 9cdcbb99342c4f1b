import * as core from '@actions/core';
import type { Secrets } from './secrets.ts';

/** Where a run speaks: the job's log, its outputs, its summary. */
export interface Output {
  /** Opens a fold in the log, closing the one before. */
  group(title: string): void;
  endGroup(): void;
  info(line: string): void;
  notice(line: string): void;
  warning(line: string): void;
  error(line: string): void;
  mask(value: string): void;
  set(name: string, value: string): void;
  summary(markdown: string): Promise<void>;
  fail(): void;
}

/** The same output, with every secret removed from what is said: the last border before the log. */
export function redacting(output: Output, secrets: Secrets): Output {
  const clean = (text: string): string => secrets.redact(text);
  return {
    ...output,
    group: (title) => output.group(clean(title)),
    info: (line) => output.info(clean(line)),
    notice: (line) => output.notice(clean(line)),
    warning: (line) => output.warning(clean(line)),
    error: (line) => output.error(clean(line)),
    set: (name, value) => output.set(name, clean(value)),
    summary: (markdown) => output.summary(clean(markdown)),
  };
}

export function githubOutput(): Output {
  let open = false;
  const endGroup = (): void => {
    if (open) core.endGroup();
    open = false;
  };
  return {
    group(title) {
      endGroup();
      core.startGroup(printable(title));
      open = true;
    },
    endGroup,
    info: (line) => core.info(printable(line)),
    notice: (line) => core.notice(printable(line)),
    warning: (line) => core.warning(printable(line)),
    error: (line) => core.error(printable(line)),
    mask: (value) => core.setSecret(value),
    set: (name, value) => core.setOutput(name, value),
    summary: async (markdown) => {
      await core.summary.addRaw(markdown, true).write();
    },
    fail: () => {
      process.exitCode = core.ExitCode.Failure;
    },
  };
}

/**
 * A line of log that cannot become a workflow command: the runner obeys any line that starts with `::`
 * (or holds the older `##[`), and names come from outside.
 */
function printable(line: string): string {
  return line
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/^(\s*):+/, '$1')
    .replaceAll('##[', '## [');
}
