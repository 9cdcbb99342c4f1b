// What GitHub's log viewer makes of a step's output: workflow commands become titles and labels, masked values stars.

const LABELS: Record<string, string> = {
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
  debug: 'Debug: ',
};

/** Shows one line of output after another; `undefined` for lines that a reader does not see. */
export function logRenderer(): (line: string) => string | undefined {
  const masked: string[] = [];
  return (line) => {
    const [, command, value] = /^::([\w-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? [];
    const text = hide(unescape(value ?? line), command === 'add-mask' ? [] : masked);
    switch (command) {
      case undefined:
        return text;
      case 'add-mask':
        if (text !== '') masked.push(text);
        return undefined;
      case 'group':
        return `\n${text}`;
      case 'error':
      case 'warning':
      case 'notice':
      case 'debug':
        return `${LABELS[command]}${text}`;
      default:
        return undefined; // endgroup, stop-commands, …
    }
  };
}

/** The whole output as a reader sees it. */
export function renderLog(stdout: string): string {
  const render = logRenderer();
  return stdout
    .split('\n')
    .map(render)
    .filter((line) => line !== undefined)
    .join('\n');
}

/** The output without the lines that tell the runner what to mask: no secret may be in the rest. */
export function withoutMasks(stdout: string): string {
  return stdout
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
}

function unescape(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function hide(text: string, masked: string[]): string {
  return masked.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}
