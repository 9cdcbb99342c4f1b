import * as core from '@actions/core';

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
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  return line.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').replace(/^(\s*):+/, '$1').replaceAll('##[', '## [');
}
