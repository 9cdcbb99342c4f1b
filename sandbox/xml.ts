/**
 * What an XML element can hold: text, elements, or a list in the way of AWS's Query protocol (`<member>`, or the name that
 * a service gives its members).
 */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | XmlValue[]
  | { named: string; members: XmlValue[] }
  | { [name: string]: XmlValue };

export function xmlElement(name: string, value: XmlValue, attributes = ''): string {
  if (value === undefined) return '';
  return `<${name}${attributes}>${xmlContent(value)}</${name}>`;
}

function xmlContent(value: XmlValue): string {
  if (Array.isArray(value)) return listContent('member', value);
  if (typeof value === 'object') {
    const { named, members } = value;
    if (typeof named === 'string' && Array.isArray(members)) return listContent(named, members);
    return Object.entries(value)
      .map(([name, child]) => xmlElement(name, child))
      .join('');
  }
  return escape(String(value));
}

function listContent(name: string, members: XmlValue[]): string {
  return members.map((member) => xmlElement(name, member)).join('');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
