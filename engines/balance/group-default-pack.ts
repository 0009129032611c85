/**
 * The descriptive pack: any numeric columns, no standard, no limit, so no verdict; only how unequal the schools are.
 *
 * Cost O(columns).
 */

import { EngineInputError, type InputMistake } from '../kernel/index.ts';
import { cn2012Basic } from './packs/cn-2012-basic.ts';
import { cn2017Quality } from './packs/cn-2017-quality.ts';
import type { BilingualText, PackIndicator, StandardPack } from './standard-pack.ts';

/** A column of a file, with its heading where one is known. */
export interface DescriptiveVariable {
  readonly id: string;
  readonly name?: BilingualText;
  readonly unit?: BilingualText;
  readonly better?: 'higher' | 'lower';
}

const KNOWN_COLUMNS: ReadonlyMap<string, PackIndicator> = new Map(
  [...cn2012Basic.indicators, ...cn2017Quality.indicators].map((indicator) => [
    indicator.numerator,
    indicator,
  ]),
);

/**
 * Makes the pack that describes any numeric columns without judging them.
 *
 * @param variables column ids, or columns with their headings; the values are used as they stand (no denominator)
 * @throws {EngineInputError} `duplicate-id` when a column is named twice, `empty-text` when one has no name
 * @example
 * groupDefaultPack(['readingScore']).indicators[0]?.denominator; // 'none'
 */
export function groupDefaultPack(variables: readonly (string | DescriptiveVariable)[]): StandardPack {
  const seen = new Set<string>();
  const mistakes: InputMistake[] = [];
  const indicators = variables.map((variable, index): PackIndicator => {
    const column = typeof variable === 'string' ? { id: variable } : variable;
    const path = `variables[${index}]`;
    if (column.id === '')
      mistakes.push({ code: 'empty-text', message: 'A column has no name. Name it.', params: {}, path });
    if (seen.has(column.id))
      mistakes.push({
        code: 'duplicate-id',
        message: `Column ${column.id} is named twice. Maybe drop one.`,
        params: { id: column.id },
        path,
      });
    seen.add(column.id);
    return describeColumn(column);
  });
  if (mistakes.length > 0) throw new EngineInputError(mistakes);
  return {
    id: 'group-default',
    name: { en: 'Description without thresholds', zh: '描述性分析（不设标准）' },
    validFrom: '2000-01-01',
    source: {
      en: 'The columns of your own file. Nothing is demanded, so nothing is judged.',
      zh: '取自所导入文件的数值列。不设标准，因而不作判定。',
    },
    stages: [],
    indicators,
    rules: { variation: 'each' },
  };
}

function describeColumn(column: DescriptiveVariable): PackIndicator {
  const known = KNOWN_COLUMNS.get(column.id);
  const name = column.name ?? known?.shortName ?? { en: column.id, zh: column.id };
  const unit = column.unit ?? known?.numeratorUnit ?? { en: '', zh: '' };
  return {
    id: column.id,
    name,
    shortName: name,
    unit,
    numerator: column.id,
    numeratorUnit: unit,
    denominator: 'none',
    better: column.better ?? 'higher',
    confidence: 'K',
  };
}
