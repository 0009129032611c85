import { expect, it } from 'vitest';
import { formatIn } from '../../../i18n/format.ts';
import { textsIn } from '../../../i18n/texts-for-tests.ts';
import { previewText } from './preview-words.ts';

const cells: [field: string, value: string, en: string, zh: string][] = [
  ['stage', 'primary', 'primary', '小学'],
  ['stage', 'nine-year', 'nine-year', '九年一贯制'],
  ['location', 'town', 'town', '镇区'],
  ['groupKind', 'multi-academy-trust', 'multi-academy trust', '多学园信托'],
  ['role', 'dominant', 'dominant school', '龙头校'],
  ['year', '2018', '2018/19', '2018—2019学年'],
  ['joined', '2014-09-01', '1 Sep 2014', '2014年9月1日'],
  ['stage', 'something else', 'something else', 'something else'],
  ['stage', '', '', ''],
  ['code', '2018', '2018', '2018'],
  ['variable:read_prog', '-2.6', '−2.6', '−2.6'],
  ['pupils', '1860', '1,860', '1,860'],
  ['lat', '30.628437', '30.628437', '30.628437'],
  ['pupils', 'many', 'many', 'many'],
];

const numeric = new Set(['variable:read_prog', 'pupils', 'lat']);

it.each(cells)('shows %s “%s” in the reader’s words', async (field, value, en, zh) => {
  expect(
    previewText(
      { id: field, numeric: numeric.has(field) },
      value,
      await textsIn('en', 'imports'),
      formatIn('en'),
    ),
  ).toBe(en);
  expect(
    previewText(
      { id: field, numeric: numeric.has(field) },
      value,
      await textsIn('zh', 'imports'),
      formatIn('zh'),
    ),
  ).toBe(zh);
});
