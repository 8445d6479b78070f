/** An element of a parsed XML document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN = /<\?xml [^?]*\?>\s*|<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /([\w:.-]+)="([^"]*)"/g;

/** Parses the XML that we write (elements, attributes, text); throws where it is not well-formed. */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', attributes: new Map(), children: [], text: '' };
  const open = [root];
  let end = 0;
  for (const match of source.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const [, closing, name, attributes, empty, text] = match;
    const parent = open[open.length - 1];
    if (text !== undefined) parent.text += unescape(text);
    else if (name !== undefined && closing === '/') {
      if (parent.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
      open.pop();
    } else if (name !== undefined) {
      const pairs = [...attributes.matchAll(ATTRIBUTE)].map(([, key, value]): [string, string] => [
        key,
        unescape(value),
      ]);
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`<${name}> repeats an attribute`);
      const element: XmlElement = { name, attributes: new Map(pairs), children: [], text: '' };
      parent.children.push(element);
      if (empty === '') open.push(element);
    }
  }
  if (end !== source.length) throw new Error(`not XML from ${JSON.stringify(source.slice(end, end + 40))}`);
  if (open.length !== 1 || root.children.length !== 1) throw new Error('there should be one element, closed');
  return root.children[0];
}

/** All elements of this name below (and with) an element. */
export function elements(element: XmlElement, name: string): XmlElement[] {
  return [...(element.name === name ? [element] : []), ...element.children.flatMap((child) => elements(child, name))];
}

function unescape(text: string): string {
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new Error('a character that XML forbids');
  return text.replace(/&(?:#(\d+)|(\w+));|[&<>]/g, (whole, code: string | undefined, name: string | undefined) => {
    const known = code === undefined ? ENTITIES.get(name ?? '') : String.fromCodePoint(Number(code));
    if (known === undefined) throw new Error(`unescaped ${whole}`);
    return known;
  });
}

const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);
