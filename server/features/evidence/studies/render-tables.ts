/** The tables of an answer as lines for a terminal: balance, variances, units from the lowest to the highest, power. */

import type {
  BalanceRow,
  GroupEffectTable,
  IntraclassCorrelation,
  VarianceComponent,
} from '@trellis/engines/statistics';
import type { StudyAnswer } from './types.ts';

const SHOWN_UNITS = 5;

/** Parts of a model that have no name in the person's file. */
const PARTS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  '(Intercept)': ['intercept', '截距'],
  residual: ['residual', '残差'],
};

const namePart = (name: string, zh: boolean): string => PARTS[name]?.[zh ? 1 : 0] ?? name;

type Round = (value: number) => string;

export function renderTables(answer: StudyAnswer, round: Round, zh: boolean): string[] {
  return [
    ...renderBalance(answer, round, zh),
    ...renderVariances(answer, round, zh),
    ...renderUnits(answer, round, zh),
    ...renderPower(answer, round, zh),
  ];
}

function renderBalance({ balance }: StudyAnswer, round: Round, zh: boolean): string[] {
  if (balance === undefined) return [];
  const rows = balance as readonly BalanceRow[];
  const say = (value: BalanceRow['before']['standardisedDifference']) =>
    value.kind === 'estimated' ? round(value.value) : '—';
  return [
    zh ? '组间平衡（标准化差异，匹配前 → 匹配后）：' : 'Balance (standardised difference, before → after):',
    ...rows.map(
      ({ name, before, after }) =>
        `  ${name}: ${say(before.standardisedDifference)} → ${say(after.standardisedDifference)}`,
    ),
  ];
}

function renderVariances(
  { varianceComponents, diagnostics }: StudyAnswer,
  round: Round,
  zh: boolean,
): string[] {
  if (varianceComponents === undefined) return [];
  const shares = (diagnostics.intraclassCorrelations ?? []) as readonly IntraclassCorrelation[];
  return [
    zh ? '方差：' : 'Variances:',
    ...(varianceComponents as readonly VarianceComponent[]).map(({ level, first, second, value }) =>
      level === 'residual'
        ? `  ${namePart(level, zh)}: ${round(value)}`
        : `  ${level}, ${namePart(first, zh)}${second === undefined ? '' : ` × ${namePart(second, zh)}`}: ${round(value)}`,
    ),
    ...shares.flatMap(({ level, share }) =>
      share.kind === 'estimated'
        ? [
            zh
              ? `  “${level}”之间占全部方差 ${round(share.value)}`
              : `  share between ${level}: ${round(share.value)}`,
          ]
        : [],
    ),
  ];
}

interface LabelledTable extends Pick<GroupEffectTable, 'level' | 'part'> {
  readonly effects: readonly {
    readonly group: string | number;
    readonly effect: number;
    readonly interval: readonly [number, number];
  }[];
}

function renderUnits({ groupEffects }: StudyAnswer, round: Round, zh: boolean): string[] {
  const tables = (groupEffects ?? []) as readonly LabelledTable[];
  return tables.flatMap(({ level, part, effects }) => {
    const isLong = effects.length > 2 * SHOWN_UNITS;
    const shown = isLong ? [...effects.slice(0, SHOWN_UNITS), ...effects.slice(-SHOWN_UNITS)] : effects;
    return [
      zh
        ? `“${level}”的${namePart(part, zh)}，由低到高（共 ${effects.length} 个，全部见 --json）：`
        : `${namePart(part, zh)} of ${level}, lowest to highest (${effects.length} in all, every one with --json):`,
      ...shown.flatMap(({ group, effect, interval }, place) => [
        ...(isLong && place === SHOWN_UNITS ? ['  …'] : []),
        `  ${group}: ${round(effect)} (${round(interval[0])} ${zh ? '至' : 'to'} ${round(interval[1])})`,
      ]),
    ];
  });
}

function renderPower({ method, diagnostics }: StudyAnswer, round: Round, zh: boolean): string[] {
  if (method !== 'power') return [];
  const number = (name: string): string => round(Number(diagnostics[name]));
  const design = zh
    ? `设计：${number('clusters')} 个单位，每个约 ${number('peoplePerCluster')} 行，组内相关 ${number('intraclassCorrelation')}，设计效应 ${number('designEffect')}`
    : `Design: ${number('clusters')} units of about ${number('peoplePerCluster')} rows, intraclass correlation ${number('intraclassCorrelation')}, design effect ${number('designEffect')}`;
  if (typeof diagnostics.clustersNeeded !== 'number') return [design];
  return [
    design,
    zh
      ? `要以 ${number('wantedPower')} 的检验效能测出这一效应，需要 ${number('clustersNeeded')} 个单位`
      : `Units needed for this effect with power ${number('wantedPower')}: ${number('clustersNeeded')}`,
  ];
}
