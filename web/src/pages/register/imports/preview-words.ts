import type { TFunction } from 'i18next';
import type { Format } from '../../../i18n/format.ts';

/** Fields of fixed choice, by the words their choices have on screen. */
const CHOICES: Readonly<Record<string, string>> = {
  stage: 'stage',
  location: 'location',
  groupKind: 'groupKind',
  role: 'membershipRole',
};

/** A cell as it was understood, in the reader's words: 小学 for "primary", 1 Sep 2019 for 2019-09-01. */
export function previewText(
  { id, numeric }: { id: string; numeric: boolean },
  value: string,
  t: TFunction<'imports'>,
  format: Format,
): string {
  const kind = CHOICES[id];
  if (kind !== undefined) return t(`common:${kind}.${value}`, { defaultValue: value });
  if (id === 'year' && /^\d{4}$/.test(value)) return format.schoolYear(Number(value));
  // As exact as the file is; a cell that could not be read stays as it was written.
  if (numeric && /^-?\d+(\.\d+)?$/.test(value)) return format.number(Number(value), { atMost: 6 });
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? format.day(value) : value;
}
