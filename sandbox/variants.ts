// Answers with less in them, for `onAnswer`: what an optional field may be in a world that is not ours.

export const LACKS = ['absent', 'null', 'empty', 'other case', 'blanks'] as const;
export type Lack = (typeof LACKS)[number];

const REMOVED = Symbol('removed');

/** Every field of a JSON value, as a path: `results[].config.access_key_id`. */
export function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one) => fieldsOf(one, `${path}[]`)))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    const own = path === '' ? name : `${path}.${name}`;
    return [own, ...fieldsOf(child, own)];
  });
}

/** Changes a field in place, wherever it is. Whether anything changed: a number has no other case. */
export function lessen(body: unknown, path: string, lack: Lack): boolean {
  const [step = '', ...rest] = path.replaceAll('[]', '.[]').replace(/^\./, '').split('.');
  if (step === '[]') {
    if (!Array.isArray(body)) return false;
    return body.map((one) => lessen(one, rest.join('.'), lack)).some(Boolean);
  }
  if (typeof body !== 'object' || body === null || !(step in body)) return false;
  const fields = body as Record<string, unknown>;
  if (rest.length > 0) return lessen(fields[step], rest.join('.'), lack);
  const before = fields[step];
  const after = lessened(before, lack);
  if (after === REMOVED) delete fields[step];
  else fields[step] = after;
  return after !== before;
}

function lessened(value: unknown, lack: Lack): unknown {
  switch (lack) {
    case 'absent':
      return REMOVED;
    case 'null':
      return null;
    case 'empty':
      if (typeof value === 'string') return '';
      if (Array.isArray(value)) return value.length === 0 ? value : [];
      return typeof value === 'object' && value !== null ? {} : value;
    case 'other case':
      return typeof value === 'string' ? otherCase(value) : value;
    case 'blanks':
      return typeof value === 'string' ? ` ${value} ` : value;
  }
}

function otherCase(text: string): string {
  const lower = text.toLowerCase();
  return lower === text ? text.toUpperCase() : lower;
}

/** The same for the elements of this name in an XML answer of AWS, which know no null. */
export function lessenXml(xml: string, element: string, lack: Exclude<Lack, 'null'>): string {
  return xml.replace(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'), (whole, content: string) => {
    if (lack === 'absent') return '';
    if (lack === 'empty') return `<${element}/>`;
    if (content.includes('<')) return whole;
    return `<${element}>${lack === 'blanks' ? ` ${content} ` : otherCase(content)}</${element}>`;
  });
}
