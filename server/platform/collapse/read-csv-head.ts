/** The first line of a delimited file: encoding, delimiter, headers, and where the rows begin. */

import { readSync } from 'node:fs';

const HEAD_BYTES = 1 << 18;
const DELIMITERS = [',', '\t', ';', '|'];

export interface CsvHead {
  readonly headers: readonly string[];
  readonly delimiter: string;
  readonly encoding: 'utf-8' | 'gb18030';
  /** Offset of the first byte behind the header's line. */
  readonly rowsStart: number;
  /** The rows that fit the first bytes, to look at before the scan. */
  readonly sample: Uint8Array;
}

/** Undefined when the file does not begin like delimited text. */
export function readCsvHead(file: number): CsvHead | undefined {
  const buffer = new Uint8Array(HEAD_BYTES);
  const length = readSync(file, buffer, 0, HEAD_BYTES, 0);
  const bytes = buffer.subarray(0, length);
  if (bytes.includes(0)) return undefined;
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const lineEnd = bytes.indexOf(10, start);
  if (lineEnd < 0) return undefined;
  const encoding = isUtf8(bytes, length === HEAD_BYTES) ? 'utf-8' : 'gb18030';
  const line = new TextDecoder(encoding).decode(bytes.subarray(start, lineEnd)).replace(/\r$/, '');
  const delimiter = mostFrequentDelimiter(line);
  const headers = splitLine(line, delimiter);
  return (
    headers && { headers, delimiter, encoding, rowsStart: lineEnd + 1, sample: bytes.subarray(lineEnd + 1) }
  );
}

function isUtf8(bytes: Uint8Array, isCut: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return true;
  } catch {
    return false;
  }
}

function mostFrequentDelimiter(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

function splitLine(line: string, delimiter: string): string[] | undefined {
  const headers: string[] = [];
  let rest = line;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    const field = quoted?.[0] ?? rest.slice(0, Math.max(0, indexOrEnd(rest, delimiter)));
    headers.push((quoted ? quoted[1]!.replaceAll('""', '"') : field).trim());
    rest = rest.slice(field.length);
    if (rest === '') return headers;
    if (!rest.startsWith(delimiter)) return undefined;
    rest = rest.slice(delimiter.length);
  }
}

const indexOrEnd = (text: string, part: string): number => {
  const index = text.indexOf(part);
  return index < 0 ? text.length : index;
};
