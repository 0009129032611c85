/**
 * Walks through the XML of a workbook part. A sheet of 600,000 cells has two million tags, so
 * nothing is built: the caller gets the tag's own text and asks it for the attributes it wants.
 * A document type declaration is refused outright: that is where entities are declared, and no
 * spreadsheet program writes one. Namespace prefixes are dropped.
 */

import { UnreadableFileError } from './problem-list.ts';

export interface XmlHandlers {
  /** `tag` is everything between the angle brackets, for `attribute`. */
  open(name: string, tag: string): void;
  /** Called for self-closing tags, too. */
  close(name: string): void;
  /** Entities are replaced. */
  text?(text: string): void;
}

const SLASH = 47;

export function scanXml(xml: string, part: string, handlers: XmlHandlers): void {
  let position = 0;
  for (;;) {
    const open = xml.indexOf('<', position);
    if (open < 0) return;
    if (open > position && handlers.text) handlers.text(decodeEntities(xml.slice(position, open)));
    const next = xml.charCodeAt(open + 1);
    if (next === 33 /* ! */) {
      position = skipDeclaration(xml, open, part, handlers);
      continue;
    }
    if (next === 63 /* ? */) {
      position = endOf(xml, '?>', open, part);
      continue;
    }
    let close = xml.indexOf('>', open);
    // An attribute may hold a plain ">": then the quotation marks before it do not pair up.
    while (close >= 0 && !hasPairedQuotes(xml, open, close)) close = xml.indexOf('>', close + 1);
    if (close < 0) throw new UnreadableFileError('damaged-file', { params: { part } });
    position = close + 1;
    if (next === SLASH) {
      handlers.close(localName(xml, open + 2, close));
      continue;
    }
    const isEmpty = xml.charCodeAt(close - 1) === SLASH;
    const tagEnd = isEmpty ? close - 1 : close;
    const name = localName(xml, open + 1, tagEnd);
    handlers.open(name, xml.slice(open + 1, tagEnd));
    if (isEmpty) handlers.close(name);
  }
}

/** Value of an attribute, entities replaced; undefined when the tag has none of that name. */
export function attribute(tag: string, name: string): string | undefined {
  const plain = tag.indexOf(` ${name}="`);
  if (plain >= 0) {
    const from = plain + name.length + 3;
    return decodeEntities(tag.slice(from, tag.indexOf('"', from)));
  }
  // The slow way, for prefixes, single quotation marks and blanks around "=": most tags lack the name.
  if (!tag.includes(`${name}=`) && !tag.includes(`${name} `)) return undefined;
  const match = attributePattern(name).exec(tag);
  const value = match?.[1] ?? match?.[2];
  return value === undefined ? undefined : decodeEntities(value);
}

const PATTERNS = new Map<string, RegExp>();

function attributePattern(name: string): RegExp {
  let pattern = PATTERNS.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`\\s(?:\\w+:)?${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
    PATTERNS.set(name, pattern);
  }
  return pattern;
}

function skipDeclaration(xml: string, open: number, part: string, handlers: XmlHandlers): number {
  if (xml.startsWith('<!--', open)) return endOf(xml, '-->', open, part);
  if (xml.startsWith('<![CDATA[', open)) {
    const end = endOf(xml, ']]>', open, part);
    handlers.text?.(xml.slice(open + 9, end - 3));
    return end;
  }
  throw new UnreadableFileError('unsafe-content', { params: { part } });
}

function endOf(xml: string, mark: string, from: number, part: string): number {
  const at = xml.indexOf(mark, from);
  if (at < 0) throw new UnreadableFileError('damaged-file', { params: { part } });
  return at + mark.length;
}

function hasPairedQuotes(xml: string, from: number, to: number): boolean {
  let quote = 0;
  for (let i = from; i < to; i++) {
    const code = xml.charCodeAt(i);
    if (quote === 0) {
      if (code === 34 || code === 39) quote = code;
    } else if (code === quote) quote = 0;
  }
  return quote === 0;
}

function localName(xml: string, from: number, to: number): string {
  let start = from;
  let end = from;
  for (; end < to; end++) {
    const code = xml.charCodeAt(end);
    if (code <= 32 || code === SLASH) break;
    if (code === 58 /* : */) start = end + 1;
  }
  return xml.slice(start, end);
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
