/** Where a run speaks: the job's log, its outputs, its summary. */
import { statSync, truncateSync } from 'node:fs';
import * as core from '@actions/core';
import { messageOf } from './errors.ts';
import { Secrets } from './secrets.ts';
import { visible } from './text.ts';

export interface Output {
  /** Opens a fold in the log, closing the one before. */
  group(title: string): void;
  endGroup(): void;
  info(line: string): void;
  notice(line: string): void;
  /** A line break in a warning or an error is one in its annotation, too. */
  warning(text: string): void;
  error(text: string): void;
  mask(value: string): void;
  set(name: string, value: string): void;
  /** Adds Markdown to the job summary. */
  summary(markdown: string): Promise<void>;
  /** The run ends with exit code 1. */
  fail(): void;
}

/**
 * An output that tells no secret and never throws: reporting may neither hide nor end what it reports. What cannot be
 * written is warned of, once for each reason; a closed log is told nobody.
 */
export function dependable(plain: Output): { readonly output: Output; readonly secrets: Secrets } {
  const tried = (write: () => void, failed: (error: unknown) => void = () => undefined): void => {
    try {
      write();
    } catch (error) {
      failed(error);
    }
  };
  const secrets = new Secrets((value) => tried(() => plain.mask(value)));
  const clean = (text: string): string => secrets.redact(text);
  const told = new Set<string>();
  const warnOf = (what: string) => (error: unknown) => {
    const why = messageOf(error);
    if (told.has(why)) return;
    told.add(why);
    output.warning(`${what} could not be written: ${why}. Nothing else is affected.`);
  };
  const output: Output = {
    group: (title) => tried(() => plain.group(clean(title))),
    endGroup: () => tried(() => plain.endGroup()),
    info: (line) => tried(() => plain.info(clean(line))),
    notice: (line) => tried(() => plain.notice(clean(line))),
    warning: (text) => tried(() => plain.warning(clean(text))),
    error: (text) => tried(() => plain.error(clean(text))),
    mask: (value) => tried(() => plain.mask(value)),
    set: (name, value) => tried(() => plain.set(name, clean(value)), warnOf(`The output '${name}'`)),
    summary: async (markdown) => {
      try {
        await plain.summary(clean(markdown));
      } catch (error) {
        warnOf('The job summary')(error);
      }
    },
    fail: () => plain.fail(),
  };
  return { output, secrets };
}

/** @param outputFile the runner's file for outputs; without one, @actions/core would print them into the log */
export function githubOutput(outputFile: string | undefined): Output {
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
    warning: (text) => core.warning(printableLines(text)),
    error: (text) => core.error(printableLines(text)),
    mask: (value) => core.setSecret(value),
    set(name, value) {
      if (outputFile === undefined) throw new Error('GITHUB_OUTPUT is not set');
      const { size } = statSync(outputFile);
      try {
        core.setOutput(name, value);
      } catch (error) {
        // On a full disk half an output may be there, and the runner would refuse the whole file.
        if (statSync(outputFile).size > size) truncateSync(outputFile, size);
        throw error;
      }
    },
    async summary(markdown) {
      try {
        await core.summary.addRaw(markdown, true).write();
      } finally {
        core.summary.emptyBuffer();
      }
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
  return visible(line)
    .replace(/^(\s*):+/, '$1')
    .replaceAll('##[', '## [');
}

function printableLines(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}
