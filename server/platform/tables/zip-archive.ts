/**
 * The ZIP container of a workbook, opened with suspicion: what the directory declares is checked
 * before anything is unpacked, and what comes out is counted while unpacking, because a directory
 * can lie. Node's zlib stops inflating at a given length, which fflate does not; its CRC tells a
 * damaged part from a whole one.
 */

import { crc32, inflateRawSync } from 'node:zlib';
import { UnreadableFileError } from './problem-list.ts';
import type { FileLimits } from './types.ts';

const END_SIGNATURE = 0x06054b50;
const DIRECTORY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const MAX_COMMENT_LENGTH = 65_535;
const STORED = 0;
const DEFLATED = 8;
const IN_ZIP64_FIELD = 0xffffffff;
const ZIP64_FIELD = 1;

interface Part {
  readonly offset: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  readonly method: number;
  readonly crc: number;
}

export interface ZipArchive {
  has(name: string): boolean;
  names(): Iterable<string>;
  /** @throws {UnreadableFileError} when the part is missing, damaged or larger than declared. */
  read(name: string): Uint8Array;
}

export function openZipArchive(bytes: Uint8Array, limits: FileLimits): ZipArchive {
  const parts = readDirectory(bytes, limits);
  let budget = limits.unpackedBytes;
  return {
    has: (name) => parts.has(name),
    names: () => parts.keys(),
    read(name) {
      const part = parts.get(name);
      if (part === undefined) throw new UnreadableFileError('damaged-file', { params: { part: name } });
      const content = unpack(bytes, name, part, Math.min(part.unpackedBytes, budget), limits);
      budget -= content.length;
      return content;
    },
  };
}

function readDirectory(bytes: Uint8Array, limits: FileLimits): Map<string, Part> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0) throw new UnreadableFileError('truncated-file');
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  let position = view.getUint32(end + 16, true);
  if (count > limits.parts) throw new UnreadableFileError('zip-bomb', { params: { parts: count } });
  if (position + size > bytes.length) throw new UnreadableFileError('truncated-file');

  const parts = new Map<string, Part>();
  let unpackedBytes = 0;
  for (let index = 0; index < count; index++) {
    if (position + 46 > bytes.length || view.getUint32(position, true) !== DIRECTORY_SIGNATURE) {
      throw new UnreadableFileError('truncated-file');
    }
    const flags = view.getUint16(position + 8, true);
    if (flags & 1) throw new UnreadableFileError('password-protected');
    const nameLength = view.getUint16(position + 28, true);
    const extraLength = view.getUint16(position + 30, true);
    const nameEnd = position + 46 + nameLength;
    const name = new TextDecoder().decode(bytes.subarray(position + 46, nameEnd)).replaceAll('\\', '/');
    const part = withZip64Sizes(view, nameEnd, extraLength, {
      method: view.getUint16(position + 10, true),
      crc: view.getUint32(position + 16, true),
      packedBytes: view.getUint32(position + 20, true),
      unpackedBytes: view.getUint32(position + 24, true),
      offset: view.getUint32(position + 42, true),
    });
    unpackedBytes += part.unpackedBytes;
    if (
      unpackedBytes > limits.unpackedBytes ||
      (part.unpackedBytes > limits.ratioFromBytes &&
        part.unpackedBytes > part.packedBytes * limits.unpackedRatio)
    ) {
      throw zipBomb(limits);
    }
    parts.set(name, part);
    position = nameEnd + extraLength + view.getUint16(position + 32, true);
  }
  return parts;
}

/** The end record stands last, but a comment of any length may follow it. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_LENGTH - MAX_COMMENT_LENGTH);
  for (let position = view.byteLength - END_LENGTH; position >= first; position--) {
    if (view.getUint32(position, true) === END_SIGNATURE) return position;
  }
  return -1;
}

/** Writers that stream put the sizes of small files into the 64-bit field, too. */
function withZip64Sizes(view: DataView, from: number, length: number, part: Part): Part {
  let { unpackedBytes, packedBytes, offset } = part;
  const end = Math.min(from + length, view.byteLength);
  for (let position = from; position + 4 <= end; ) {
    const id = view.getUint16(position, true);
    const fieldEnd = position + 4 + view.getUint16(position + 2, true);
    if (id === ZIP64_FIELD) {
      let at = position + 4;
      const take = (value: number) => {
        if (value !== IN_ZIP64_FIELD || at + 8 > Math.min(fieldEnd, end)) return value;
        at += 8;
        return Number(view.getBigUint64(at - 8, true));
      };
      unpackedBytes = take(unpackedBytes);
      packedBytes = take(packedBytes);
      offset = take(offset);
    }
    position = fieldEnd;
  }
  return { ...part, unpackedBytes, packedBytes, offset };
}

function unpack(
  bytes: Uint8Array,
  name: string,
  part: Part,
  maxBytes: number,
  limits: FileLimits,
): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { offset } = part;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL_SIGNATURE) {
    throw new UnreadableFileError('truncated-file');
  }
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const packed = bytes.subarray(start, start + part.packedBytes);
  if (packed.length < part.packedBytes) throw new UnreadableFileError('truncated-file');

  let content: Uint8Array;
  if (part.method === STORED) content = packed;
  else if (part.method === DEFLATED) content = inflate(packed, name, maxBytes, limits);
  else throw new UnreadableFileError('damaged-file', { params: { part: name } });
  if (content.length > maxBytes) throw zipBomb(limits);
  if (crc32(content) !== part.crc) throw new UnreadableFileError('damaged-file', { params: { part: name } });
  return content;
}

function inflate(packed: Uint8Array, name: string, maxBytes: number, limits: FileLimits): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw zipBomb(limits);
    throw new UnreadableFileError('damaged-file', { params: { part: name } });
  }
}

function zipBomb(limits: FileLimits): UnreadableFileError {
  const limitMb = Math.round(limits.unpackedBytes / 1024 / 1024);
  return new UnreadableFileError('zip-bomb', { params: { limitMb } });
}
