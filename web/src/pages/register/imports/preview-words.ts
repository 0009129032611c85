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
export function previewText(field: string, value: string, t: TFunction<'imports'>, format: Format): string {
  const kind = CHOICES[field];
  if (kind !== undefined) return t(`common:${kind}.${value}`, { defaultValue: value });
  if (field === 'year' && /^\d{4}$/.test(value)) return format.schoolYear(Number(value));
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? format.day(value) : value;
}
