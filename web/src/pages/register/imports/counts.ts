import type { TFunction } from 'i18next';
import type { Format } from '../../../i18n/format.ts';

const RECORDS = [
  'schools',
  'groups',
  'memberships',
  'clusters',
  'affiliations',
  'codes',
  'profiles',
  'values',
  'links',
  'characters',
  'events',
  'rows',
];
const CHANGES = ['new', 'changed', 'ended', 'same'];

/** "7 schools new", "105 values new": what applying does, from keys such as `schools.new`. */
export function countPhrases(
  counts: Readonly<Record<string, number>>,
  t: TFunction<'imports'>,
  format: Format,
): string[] {
  const place = (key: string) => {
    const [record = '', change = ''] = key.split('.');
    const at = (list: readonly string[], one: string) =>
      list.includes(one) ? list.indexOf(one) : list.length;
    return at(CHANGES, change) * 100 + at(RECORDS, record);
  };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => place(a) - place(b))
    .map(([key, count]) => {
      const [record = '', change = 'plain'] = key.split('.');
      const number = format.number(count);
      const what = t(`records.${record}`, { count, number, defaultValue: `${number} ${record}` });
      return t(`counts.${CHANGES.includes(change) ? change : 'plain'}`, { what });
    });
}

/** Whether applying would write anything. */
export function changesAnything(counts: Readonly<Record<string, number>>): boolean {
  return Object.entries(counts).some(([key, count]) => count > 0 && !key.endsWith('.same'));
}
