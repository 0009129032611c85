import type { Balance, BalanceSchool, CellExplanation, RouteRequest } from '@trellis/contract';
import { findTemplateField } from '@trellis/contract/template';
import { classifyTrend, findImprovements, judgeBalance, type StandardPack } from '@trellis/engines/balance';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { assertSeesGroup } from '../../access/authority/index.ts';
import { loadGroup } from '../../register/groups/index.ts';
import { judgedStagesOf, kindOfStage, pupilsVariableOf, toArea } from './area.ts';
import { yearsBegunBy } from './choose-year.ts';
import { DEFAULT_PACK_ID, DESCRIPTIVE_PACK_ID, getPack } from './packs.ts';
import { describeFormula, describeRule, presentIndicator, presentReason } from './present.ts';
import { refusingBadFigures } from './refuse-figures.ts';
import { type ImportSource, listImportSources, listValuesOfSchools } from './store.ts';
import type { AreaSchool, BalanceServices, StoredValue } from './types.ts';

export type BalanceQuery = RouteRequest<'GET /api/groups/:id/balance'>['query'];

interface JudgedGroup {
  balance: Balance;
  pack: StandardPack;
  area: AreaSchool[];
  values: StoredValue[];
}

export async function getBalance(
  services: BalanceServices,
  actor: Actor,
  groupId: string,
  query: BalanceQuery,
  today: string,
): Promise<Balance> {
  assertSeesGroup(actor, groupId);
  return services.database.asBureau(
    actor.bureauId,
    async (db) => (await judgeGroup(db, groupId, query, today)).balance,
  );
}

/** Loads a group's members and numbers, judges them, and gathers everything the page shows. */
export async function judgeGroup(
  db: BureauTransaction,
  groupId: string,
  query: BalanceQuery,
  today: string,
): Promise<JudgedGroup> {
  const asOf = query.asOf ?? today;
  const group = await loadGroup(db, groupId, asOf);
  // A cluster that the group does not have that day chooses nothing, like a stage or year without figures.
  const cluster = group.clusters.find(({ id }) => id === query.clusterId);
  const members = cluster ? group.members.filter((member) => member.clusterId === cluster.id) : group.members;
  const values = await listValuesOfSchools(
    db,
    members.map((member) => member.schoolId),
  );
  const { stages, years, stage, year } = chooseStageAndYear(values, query, asOf);
  const variables = [...new Set(values.map((value) => value.variable))].sort();
  const packId = query.pack ?? (await chooseDefaultPack(db, variables, stage));
  const { pack } = await getPack(db, packId, variables);
  const memberById = new Map(members.map((member) => [member.schoolId, member]));
  const areaIn = (one: number) =>
    stage === null
      ? []
      : toArea(pack, stage, one, values, (school) => kindOfStage(memberById.get(school)?.profile.stage));
  const area = year === null ? [] : areaIn(year);
  const { judgement, improvements, histories } = refusingBadFigures(
    (school) => memberById.get(school)?.profile.name,
    () => ({
      judgement: judgeBalance({ pack, stage: stage ?? '', schools: area }),
      improvements: findImprovements({ pack, stage: stage ?? '', schools: area }),
      histories: judgeYears(pack, stage ?? '', years, areaIn),
    }),
  );
  const counted = new Set(area.map((one) => one.school));
  const schools: BalanceSchool[] = judgement.schools.map((judged) => {
    const member = memberById.get(judged.school)!;
    const own = area.find((one) => one.school === judged.school)!;
    const { profile } = member;
    return {
      schoolId: judged.school,
      code: member.code,
      name: profile.name,
      shortName: profile.shortName,
      role: member.role,
      level: profile.level,
      location: profile.location,
      lat: profile.lat,
      lon: profile.lon,
      clusterId: member.clusterId,
      stage: own.storedStage,
      pupils: own.pupils ?? null,
      met: judged.met,
      of: judged.of,
      verdict: judged.verdict,
      failing: [...judged.failing],
    };
  });
  const balance: Balance = {
    group: { id: group.id, code: group.code, name: group.name },
    packId,
    packName: pack.name,
    stage,
    year,
    asOf,
    clusterId: cluster?.id ?? null,
    weighting: judgement.weighting.used,
    stages,
    years,
    clusters: group.clusters.map(({ id, name }) => ({ id, name })),
    area: { schools: judgement.schoolsCounted, pupils: judgement.pupils },
    verdict: judgement.verdict,
    reasons: judgement.reasons.map(presentReason),
    indicators: judgement.indicators.map((indicator, index) => {
      const definition = pack.indicators[index]!;
      const history = histories.get(indicator.id) ?? [];
      const trend = classifyTrend(
        history.map((point) => ({
          year: point.year,
          value: { kind: 'estimated' as const, value: point.cv },
        })),
        TREND_NOISE,
      );
      return presentIndicator({
        definition,
        judgement: indicator,
        improvement: improvements.find((one) => one.indicator === indicator.id)!,
        area,
        history,
        trend: trend.kind === 'trend' ? trend : null,
        clusterOf: (school) => memberById.get(school)?.clusterId ?? undefined,
        locationOf: (school) => memberById.get(school)?.profile.location ?? undefined,
      });
    }),
    schools,
    withoutFigures: members
      .filter((member) => !counted.has(member.schoolId))
      .map((member) => ({ schoolId: member.schoolId, name: member.profile.name })),
  };
  return { balance, pack, area, values };
}

/** A change of the variation smaller than it is ever printed counts as none. */
const TREND_NOISE = 0.0005;

function chooseStageAndYear(values: readonly StoredValue[], query: BalanceQuery, asOf: string) {
  const countByStage = new Map<string, number>();
  for (const value of values) {
    for (const stage of judgedStagesOf(value.stage)) {
      countByStage.set(stage, (countByStage.get(stage) ?? 0) + 1);
    }
  }
  const stages = [...countByStage].sort((a, b) => b[1] - a[1]).map(([stage]) => stage);
  const stage = query.stage && stages.includes(query.stage) ? query.stage : (stages[0] ?? null);
  const years = [
    ...new Set(
      values
        .filter((value) => stage !== null && judgedStagesOf(value.stage).includes(stage))
        .map((value) => value.year),
    ),
  ].sort((a, b) => a - b);
  const year =
    query.year && years.includes(query.year) ? query.year : (yearsBegunBy(asOf, years).at(-1) ?? null);
  return { stages, years, stage, year };
}

/** The standard in force when it can judge what the register holds, else plain description. */
export async function chooseDefaultPack(
  db: BureauTransaction,
  variables: readonly string[],
  stage: string | null,
): Promise<string> {
  const { pack } = await getPack(db, DEFAULT_PACK_ID, variables);
  const judges =
    variables.length === 0 ||
    (pack.indicators.some((indicator) => variables.includes(indicator.numerator)) &&
      variables.includes('pupils') &&
      (stage === null || pack.stages.includes(stage)));
  return judges ? DEFAULT_PACK_ID : DESCRIPTIVE_PACK_ID;
}

/** The variation of every indicator in every year, over the same schools: a change is never one of membership. */
function judgeYears(
  pack: StandardPack,
  stage: string,
  years: readonly number[],
  areaIn: (year: number) => AreaSchool[],
): Map<string, { year: number; cv: number }[]> {
  const histories = new Map<string, { year: number; cv: number }[]>();
  for (const year of years) {
    for (const indicator of judgeBalance({ pack, stage, schools: areaIn(year) }).indicators) {
      if (indicator.cv.kind !== 'estimated') continue;
      const points = histories.get(indicator.id) ?? [];
      points.push({ year, cv: indicator.cv.value });
      histories.set(indicator.id, points);
    }
  }
  return histories;
}

/** One cell laid open: formula, inputs with their source rows, standard, rule. */
export async function explainCell(
  services: BalanceServices,
  actor: Actor,
  groupId: string,
  query: RouteRequest<'GET /api/groups/:id/balance/cell'>['query'],
  today: string,
): Promise<CellExplanation> {
  assertSeesGroup(actor, groupId);
  return services.database.asBureau(actor.bureauId, async (db) => {
    const { balance, pack, area, values } = await judgeGroup(db, groupId, query, today);
    const definition = pack.indicators.find((indicator) => indicator.id === query.indicatorId);
    const indicator = balance.indicators.find((one) => one.id === query.indicatorId);
    const cell = indicator?.schools.find((one) => one.schoolId === query.schoolId);
    const school = balance.schools.find((one) => one.schoolId === query.schoolId);
    const own = area.find((one) => one.school === query.schoolId);
    if (!definition || !indicator || !cell || !school || !own) {
      throw new AppError('not-found', {
        en: 'This school has no value for this indicator in the chosen year.',
        zh: '该校在所选年份没有此项指标的数据。',
      });
    }
    const isDivided = own.storedStage !== balance.stage;
    const wanted =
      definition.denominator === 'none'
        ? [definition.numerator]
        : isDivided
          ? [definition.numerator, ...judgedStagesOf(own.storedStage).map(pupilsVariableOf)]
          : [definition.numerator, 'pupils'];
    const stored = values.filter(
      (value) =>
        value.schoolId === query.schoolId &&
        value.year === balance.year &&
        value.stage === own.storedStage &&
        wanted.includes(value.variable),
    );
    const sources = await listImportSources(db, [...new Set(stored.map((value) => value.importId))]);
    return {
      school: { id: school.schoolId, name: school.name },
      indicatorId: indicator.id,
      value: cell.value,
      formula: describeFormula(definition, cell, own),
      inputs: wanted.flatMap((variable) => {
        const value = stored.find((one) => one.variable === variable);
        if (!value) return [];
        const isNumerator = variable === definition.numerator;
        return [
          {
            variable,
            name: findTemplateField(variable)?.name ?? { en: variable, zh: variable },
            value: isNumerator ? cell.total : value.value,
            ...(isNumerator && isDivided ? { splitFrom: value.value } : {}),
            source: describeSource(value, sources.get(value.importId)!),
          },
        ];
      }),
      standard: indicator.standard ?? null,
      rule: describeRule(pack, definition, balance.stage),
    };
  });
}

/** The cell a number came from: that of the sheet of fixes where one took the place of the file's. */
function describeSource(
  value: StoredValue,
  source: ImportSource,
): CellExplanation['inputs'][number]['source'] {
  const place = { importId: value.importId, column: value.sourceColumn, importedAt: source.importedAt };
  const { fileName, sheet } = source;
  if (value.fixed === null) {
    return { ...place, file: 0, fileName, sheet, row: value.sourceRow, corrects: null };
  }
  return {
    ...place,
    file: value.fixed.file,
    ...source.fixes.get(value.fixed.file)!,
    row: value.fixed.row,
    corrects: { fileName, row: value.sourceRow },
  };
}
