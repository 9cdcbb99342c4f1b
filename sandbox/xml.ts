/** What an XML element can hold: text, elements, or a list in the way of AWS's Query protocol (`<member>`). */
export type XmlValue = string | number | boolean | undefined | XmlValue[] | { [name: string]: XmlValue };

export function xmlElement(name: string, value: XmlValue, attributes = ''): string {
  if (value === undefined) return '';
  return `<${name}${attributes}>${xmlContent(value)}</${name}>`;
}

function xmlContent(value: XmlValue): string {
  if (Array.isArray(value)) return value.map((member) => xmlElement('member', member)).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, child]) => xmlElement(name, child))
      .join('');
  }
  return escape(String(value));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
