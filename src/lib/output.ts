// The parts of @actions/core that write commands. Its entry loads an HTTP client too, which is most of a run's start.
import { issue, issueCommand } from '../../node_modules/@actions/core/lib/command.js';
import {
  issueFileCommand,
  prepareKeyValueMessage,
} from '../../node_modules/@actions/core/lib/file-command.js';
import { summary } from '../../node_modules/@actions/core/lib/summary.js';
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
    if (open) issue('endgroup');
    open = false;
  };
  return {
    group(title) {
      endGroup();
      issue('group', printable(title));
      open = true;
    },
    endGroup,
    info: (line) => void process.stdout.write(`${printable(line)}\n`),
    notice: (line) => issue('notice', printable(line)),
    warning: (line) => issue('warning', printable(line)),
    error: (line) => issue('error', printable(line)),
    mask: (value) => issueCommand('add-mask', {}, value),
    set: (name, value) => issueFileCommand('OUTPUT', prepareKeyValueMessage(name, value)),
    summary: async (markdown) => {
      await summary.addRaw(markdown, true).write();
    },
    fail: () => {
      process.exitCode = 1;
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
