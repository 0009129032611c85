import type { RowReader } from './row-reader.ts';

/** The establishment number of an English school, unique with the one of its authority; null where a part is missing. */
export function laestabOf(reader: RowReader): string | null {
  const authority = reader.name('laCode');
  const number = reader.name('establishmentNumber');
  if (!authority || !number || !/^\d+$/.test(authority) || !/^\d{1,4}$/.test(number)) return null;
  return authority + number.padStart(4, '0');
}
