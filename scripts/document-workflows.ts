import { parse } from 'yaml';

/** A workflow that a document shows, made whole if the document shows a part of it. */
export interface DocumentWorkflow {
  /** Where its block begins in the document. */
  readonly line: number;
  readonly text: string;
}

/** The YAML blocks of a document that are a workflow, or a part of one. Other YAML is left out. */
export function workflowsIn(markdown: string): DocumentWorkflow[] {
  const blocks = markdown.matchAll(/^( *)```ya?ml\n([^]*?)^ *```$/gm);
  return [...blocks].flatMap(({ index, 1: indent = '', 2: block = '' }) => {
    const text = whole(block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
    return text === undefined ? [] : [{ line: markdown.slice(0, index).split('\n').length, text }];
  });
}

/** A part shows what matters; what is left out of it here is what every workflow has. */
const HEADER = `name: Of a document
on: push
permissions: {}
concurrency:
  group: document
  cancel-in-progress: false
`;
const JOB = `${HEADER}jobs:
  document:
    name: Of a document
    runs-on: ubuntu-24.04
    timeout-minutes: 10
`;

function whole(block: string): string | undefined {
  const content: unknown = parse(block);
  if (Array.isArray(content)) {
    return isStep(content[0]) ? `${JOB}    steps:\n${indented(block, 6)}` : undefined;
  }
  const keys = Object.keys(content ?? {});
  if (keys.includes('on') && keys.includes('jobs')) return block;
  if (keys.includes('jobs')) return HEADER + block.replaceAll(/^ {2}([\w-]+):$/gm, '$&\n    name: $1');
  if (keys.includes('steps')) return JOB + indented(block, 4);
  if (keys.includes('permissions')) return `${JOB}${indented(block, 4)}    steps: [{ run: 'true' }]\n`;
  return undefined;
}

function isStep(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('uses' in value || 'run' in value);
}

function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
}
