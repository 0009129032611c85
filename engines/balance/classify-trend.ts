/**
 * The last unbroken run of a yearly series, as data for a sentence such as "narrowed every year since 2019".
 *
 * A step compares two neighbouring years that have a value. `since` is the first year of the run of equal directions
 * that ends with the last year. Cost O(n log n).
 */

import { EngineInputError } from '../kernel/index.ts';
import type { Trend, YearPoint } from './year-types.ts';

type Direction = Extract<Trend, { kind: 'trend' }>['direction'];

/**
 * Classifies the trend of a yearly value, of the coefficient of variation as a rule.
 *
 * @param points one for each year, in any order; a year without an estimate is skipped and named
 * @param smallestChange changes up to this size count as none, in the unit of the value; 0 when left out
 * @throws {EngineInputError} `duplicate-year`, `not-finite`
 * @example
 * classifyTrend([
 *   { year: 2018, value: { kind: 'estimated', value: 0.7 } },
 *   { year: 2019, value: { kind: 'estimated', value: 0.8 } },
 *   { year: 2020, value: { kind: 'estimated', value: 0.6 } },
 * ]); // narrowing since 2019, one step, not monotone
 */
export function classifyTrend(points: readonly YearPoint[], smallestChange = 0): Trend {
  const seen = new Set<number>();
  for (const { year, value } of points) {
    if (seen.has(year))
      throw new EngineInputError({
        code: 'duplicate-year',
        message: `The year ${year} appears twice. Keep one value for each year.`,
        params: { year },
      });
    seen.add(year);
    if (!Number.isFinite(year) || (value.kind === 'estimated' && !Number.isFinite(value.value)))
      throw new EngineInputError({
        code: 'not-finite',
        message: `The year ${year} has a value that is not a number. Say not-estimable instead.`,
        params: { year: String(year) },
      });
  }
  const sorted = [...points].sort((a, b) => a.year - b.year);
  const known: { year: number; value: number }[] = [];
  const missing: number[] = [];
  for (const { year, value } of sorted) {
    if (value.kind === 'estimated') known.push({ year, value: value.value });
    else missing.push(year);
  }
  const first = known[0];
  const last = known.at(-1);
  if (first === undefined || last === undefined || known.length < 2)
    return { kind: 'not-estimable', reason: 'fewer-than-two-years' };
  const directions = known
    .slice(1)
    .map((point, place) => nameStep(point.value - known[place]!.value, smallestChange));
  const direction = directions.at(-1)!;
  let start = directions.length - 1;
  while (start > 0 && directions[start - 1] === direction) start--;
  return {
    kind: 'trend',
    direction,
    since: known[start]!.year,
    steps: directions.length - start,
    monotone: start === 0,
    first,
    last,
    change: last.value - first.value,
    missingYears: missing.filter((year) => year > first.year && year < last.year),
  };
}

function nameStep(change: number, smallestChange: number): Direction {
  if (Math.abs(change) <= smallestChange) return 'steady';
  return change < 0 ? 'narrowing' : 'widening';
}
