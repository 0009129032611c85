/**
 * Judges how balanced the schools of one stage are against a standard pack.
 *
 * CV = sqrt(Σ (P_i/P)(x_i − X̄)²)/X̄ with X̄ = ΣX/ΣP, judged weighted by enrolment; both coefficients are returned.
 * A missing indicator is not judged, never zero; a school without pupils is named and left out.
 * Rows per school are built when they are first read.
 *
 * Shapes: n schools × k indicators. Reproduces the definitions computed in R 4. Cost O(n k).
 */

import { findValue } from '../kernel/index.ts';
import { isFarBelow } from './compare-standard.ts';
import { EXCLUSIONS, type IndicatorColumns, type JudgedColumns, judgeColumns } from './judge-columns.ts';
import { type AreaVerdict, type IndicatorVerdict, judgeArea, judgeSchool } from './judge-verdicts.ts';
import { readSchools } from './read-schools.ts';
import type { StandardPack } from './standard-pack.ts';
import type {
  BalanceJudgement,
  ExcludedSchool,
  IndicatorJudgement,
  JudgeBalanceInput,
  SchoolJudgement,
  SchoolValue,
} from './types.ts';

/**
 * Judges the schools of one stage: every indicator, every school, and the area.
 *
 * @param input pack, stage, schools with pupils and totals, and the weighting (`enrolment` when left out)
 * @throws {EngineInputError} `duplicate-school`, `empty-school`, `not-finite`, `negative-pupils`, `negative-total`, all
 *   mistakes at once
 * @example
 * judgeBalance({ pack: cn2017Quality, stage: 'primary', schools }).verdict; // 'met', 'not-met' or 'not-judged'
 */
export function judgeBalance(input: JudgeBalanceInput): BalanceJudgement {
  const { pack, stage, schools, weighting = 'enrolment' } = input;
  const columns = readSchools(pack, schools);
  const keys = schools.map(({ school }) => school);
  return presentJudgement(pack, stage, keys, judgeColumns(pack, stage, columns, weighting));
}

/**
 * Presents judged columns as a judgement whose rows per school are built when first read.
 *
 * @param pack the standards
 * @param stage the judged stage
 * @param keys the schools' keys, in the order of the columns
 * @param judged the measured columns
 * @example
 * presentJudgement(pack, 'primary', ['a', 'b'], judgeColumns(pack, 'primary', columns, 'enrolment')).verdict;
 */
export function presentJudgement(
  pack: StandardPack,
  stage: string,
  keys: readonly string[],
  judged: JudgedColumns,
): BalanceJudgement {
  const area = judgeArea(pack, stage, judged);
  let indicators: readonly IndicatorJudgement[] | undefined;
  let schools: readonly SchoolJudgement[] | undefined;
  let excluded: readonly ExcludedSchool[] | undefined;
  return {
    packId: pack.id,
    stage,
    weighting: judged.weighting,
    verdict: area.verdict,
    reasons: area.reasons,
    schoolsCounted: judged.schoolsCounted,
    pupils: judged.pupils,
    variation: area.variation,
    ...(area.schoolRule && { schoolRule: area.schoolRule }),
    get indicators() {
      indicators ??= judged.indicators.map((columns, place) =>
        presentIndicator(columns, area.indicators[place]!, judged, keys),
      );
      return indicators;
    },
    get schools() {
      schools ??= listSchools(pack, area, judged, keys);
      return schools;
    },
    get excluded() {
      excluded ??= listExcluded(judged.exclusion, keys);
      return excluded;
    },
  };
}

function presentIndicator(
  columns: IndicatorColumns,
  verdict: IndicatorVerdict,
  judged: JudgedColumns,
  keys: readonly string[],
): IndicatorJudgement {
  const { measures, standard } = columns;
  let schools: readonly SchoolValue[] | undefined;
  let excluded: readonly ExcludedSchool[] | undefined;
  // Written out, not spread: thousands of groups are presented at once.
  const indicator: Mutable<IndicatorJudgement> = {
    id: columns.indicator.id,
    schoolsCounted: measures.count,
    schoolsMissing: judged.schoolsCounted - measures.count,
    weight: measures.weight,
    mean: measures.mean,
    standardDeviation: measures.standardDeviation,
    lowest: measures.lowest,
    highest: measures.highest,
    cv: measures.cv,
    cvUnweighted: measures.cvUnweighted,
    verdict: verdict.verdict,
    gini: measures.gini,
    theilT: measures.theilT,
    theilL: measures.theilL,
    generalizedEntropy2: measures.generalizedEntropy2,
    hoover: measures.hoover,
    atkinson: measures.atkinson,
    highestToLowest: measures.highestToLowest,
    p90ToP10: measures.p90ToP10,
    get schools() {
      schools ??= listValues(columns, keys);
      return schools;
    },
    get excluded() {
      excluded ??= [...listExcluded(judged.exclusion, keys), ...listMissing(columns, judged, keys)];
      return excluded;
    },
  };
  if (verdict.reason !== undefined) indicator.reason = verdict.reason;
  if (verdict.cvLimit !== undefined) indicator.cvLimit = verdict.cvLimit;
  if (standard !== undefined) {
    indicator.standard = standard;
    indicator.schoolsMet = columns.schoolsMet;
  }
  return indicator;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

function listValues(columns: IndicatorColumns, keys: readonly string[]): readonly SchoolValue[] {
  const { standard, met, weight, indicator, measures } = columns;
  const mean = findValue(measures.mean) ?? 0;
  const { sumOfSquares } = measures;
  return Array.from(columns.rows, (row, place) => {
    const value = columns.value[place]!;
    const square = weight[place]! * (value - mean) ** 2;
    const base = {
      school: keys[row]!,
      value,
      weight: weight[place]!,
      shareOfVariation: sumOfSquares > 0 ? square / sumOfSquares : 0,
    };
    if (standard === undefined || met === undefined) return base;
    const shareOfStandard = indicator.better === 'higher' ? value / standard : standard / value;
    return {
      ...base,
      standard,
      met: met[place] === 1,
      ...(Number.isFinite(shareOfStandard) && { shareOfStandard }),
    };
  });
}

function listExcluded(exclusion: Uint8Array, keys: readonly string[]): ExcludedSchool[] {
  const excluded: ExcludedSchool[] = [];
  exclusion.forEach((code, row) => {
    if (code !== 0) excluded.push({ school: keys[row]!, reason: EXCLUSIONS[code - 1]! });
  });
  return excluded;
}

function listMissing(
  columns: IndicatorColumns,
  judged: JudgedColumns,
  keys: readonly string[],
): ExcludedSchool[] {
  const missing: ExcludedSchool[] = [];
  const divides = columns.indicator.denominator !== 'none';
  let place = 0;
  for (let row = 0; row < keys.length; row++) {
    if (columns.rows[place] === row) {
      place++;
    } else if (judged.exclusion[row] === 0) {
      const hasPupils = judged.hasPupils && judged.pupilsKnown?.[row] !== 0;
      const reason = divides && !hasPupils ? 'no-pupil-count' : 'value-missing';
      missing.push({ school: keys[row]!, reason });
    }
  }
  return missing;
}

function listSchools(
  pack: StandardPack,
  area: AreaVerdict,
  judged: JudgedColumns,
  keys: readonly string[],
): readonly SchoolJudgement[] {
  const notes = keys.map(() => ({
    failing: [] as string[],
    farBelow: [] as string[],
    missing: [] as string[],
  }));
  const remaining = pack.rules.school?.remainingAtLeast ?? 1;
  for (const { indicator, rows, met, value, standard } of judged.indicators) {
    if (met === undefined || standard === undefined) continue;
    let place = 0;
    for (let row = 0; row < keys.length; row++) {
      if (rows[place] !== row) {
        notes[row]!.missing.push(indicator.id);
        continue;
      }
      if (met[place] === 0) {
        notes[row]!.failing.push(indicator.id);
        if (isFarBelow(indicator.better, value[place]!, standard, remaining))
          notes[row]!.farBelow.push(indicator.id);
      }
      place++;
    }
  }
  const rule = area.schoolRule === undefined ? undefined : pack.rules.school;
  const list: SchoolJudgement[] = [];
  for (let row = 0; row < keys.length; row++) {
    if (judged.exclusion[row] !== 0) continue;
    const { met, farBelow, missing } = judged;
    list.push({
      school: keys[row]!,
      met: met[row]!,
      of: judged.standards,
      verdict: judgeSchool(rule, judged.standards, met[row]!, farBelow[row]!, missing[row]!),
      ...notes[row]!,
    });
  }
  return list;
}
