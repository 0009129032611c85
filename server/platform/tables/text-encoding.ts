/**
 * Bytes of a text file to text, without guessing what cannot be told.
 *
 * A byte order mark decides; then strict UTF-8; then GB18030 (which contains GBK and GB2312), but
 * only when what comes out looks like Chinese as people write it: nearly all its double bytes in
 * the GB2312 area. A Western single-byte file often happens to be valid GBK and would become rare
 * characters; such a file is refused and the person names its encoding.
 *
 * Node's own decoder carries GB18030 (full ICU), so no conversion table is loaded.
 */

import { isUtf8 } from 'node:buffer';
import type { ProblemList } from './problem-list.ts';
import { UnreadableFileError } from './problem-list.ts';

/** Share of double-byte characters that must lie in the GB2312 area. */
const MIN_COMMON_SHARE = 0.9;

export function decodeText(
  bytes: Uint8Array,
  encoding: string | undefined,
  problems: ProblemList,
): { text: string; encoding: string } {
  if (encoding !== undefined && encoding !== '') return decodeAs(bytes, encoding);

  const [first, second] = bytes;
  // The mark of UTF-32 begins like that of UTF-16.
  if (first === 0xff && second === 0xfe && bytes[2] === 0 && bytes[3] === 0)
    throw wrongEncoding(bytes, 'UTF-8', 0);
  if (first === 0xff && second === 0xfe) return decodeAs(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return decodeAs(bytes, 'utf-16be');
  if (bytes.subarray(0, 4096).includes(0)) throw new UnreadableFileError('not-a-spreadsheet');
  if (isUtf8(bytes)) return { text: new TextDecoder('utf-8').decode(bytes), encoding: 'utf-8' };

  const bad = findInvalidUtf8(bytes);
  const hasNonAsciiBefore = bytes.subarray(0, bad).some((byte) => byte >= 0x80);
  // Whole multi-byte characters all the way and half a one at the end: cut off, not another encoding.
  if (bad >= bytes.length - 3 && hasNonAsciiBefore) {
    throw new UnreadableFileError('truncated-file', { row: lineOf(bytes, bad) });
  }
  const text = decodeStrictly(bytes, 'gb18030');
  if (text !== undefined && isCommonChinese(bytes)) {
    problems.add('encoding-detected', { params: { encoding: 'GB18030' } });
    return { text, encoding: 'gb18030' };
  }
  throw wrongEncoding(bytes, 'UTF-8', bad);
}

function decodeAs(bytes: Uint8Array, label: string): { text: string; encoding: string } {
  let encoding: string;
  try {
    encoding = new TextDecoder(label.trim()).encoding;
  } catch {
    throw new UnreadableFileError('unknown-encoding', { value: label });
  }
  // GBK is read with its superset: files called GBK often hold characters only GB18030 has.
  if (encoding === 'gbk') encoding = 'gb18030';
  const text = decodeStrictly(bytes, encoding);
  if (text !== undefined) return { text, encoding };
  const bad = encoding === 'utf-8' ? findInvalidUtf8(bytes) : findUndecodable(bytes, encoding);
  throw wrongEncoding(bytes, encoding.toUpperCase(), bad);
}

function decodeStrictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function wrongEncoding(bytes: Uint8Array, encoding: string, position: number): UnreadableFileError {
  const byte = bytes[position] ?? 0;
  return new UnreadableFileError('wrong-encoding', {
    params: {
      encoding,
      byte: position + 1,
      byteHex: `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
      line: lineOf(bytes, position),
    },
  });
}

function lineOf(bytes: Uint8Array, position: number): number {
  let line = 1;
  for (let i = 0; i < position; i++) if (bytes[i] === 0x0a) line++;
  return line;
}

/** Position of the first byte that breaks UTF-8. */
function findInvalidUtf8(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; ) {
    const byte = bytes[i] as number;
    const length = byte < 0x80 ? 1 : byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : 4;
    if (length > 1 && !isUtf8(bytes.subarray(i, i + length))) return i;
    if (length === 4 && (byte < 0xf0 || byte > 0xf4)) return i;
    i += length;
  }
  return bytes.length;
}

/** Position at which a decoder first gives up, by halving the prefix that still decodes. */
function findUndecodable(bytes: Uint8Array, encoding: string): number {
  const decodes = (length: number) => {
    try {
      // A prefix may end inside a character: only bytes that are wrong for certain count.
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, length), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(middle)) good = middle;
    else bad = middle;
  }
  return good;
}

function isCommonChinese(bytes: Uint8Array): boolean {
  let all = 0;
  let common = 0;
  for (let i = 0; i < bytes.length; i++) {
    const lead = bytes[i] as number;
    if (lead < 0x81) continue;
    const trail = bytes[i + 1] ?? 0;
    all++;
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1) common++;
    // Four-byte characters have a digit second.
    i += trail >= 0x30 && trail <= 0x39 ? 3 : 1;
  }
  return all > 0 && common / all >= MIN_COMMON_SHARE;
}
