import type { FileLimits } from './types.ts';

/**
 * What is read at most. The HTTP door stops a stream at `fileBytes`; the reader checks again.
 * England's whole school register (50,000 rows, 130 columns, 60 MB) is beyond it on purpose: such a
 * file takes a gigabyte of memory as a table; leave out columns first.
 */
export const FILE_LIMITS: FileLimits = {
  fileBytes: 50 * 1024 * 1024,
  unpackedBytes: 200 * 1024 * 1024,
  unpackedRatio: 200,
  ratioFromBytes: 10 * 1024 * 1024,
  parts: 2000,
  cells: 3_000_000,
  columns: 2000,
};
