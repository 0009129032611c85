import type { GroupRank, RouteRequest, RouteResponse } from '@trellis/contract';
import { type BalanceJudgement, judgeBalanceBy, type StandardPack } from '@trellis/engines/balance';
import type { Actor } from '../../../platform/http/index.ts';
import { judgedStagesOf, kindOfStage, storedStagesFor, toAreaSchool } from './area.ts';
import { yearsBegunBy } from './choose-year.ts';
import { getPack } from './packs.ts';
import { toEstimate } from './present.ts';
import { chooseDefaultPack } from './queries.ts';
import { refusingBadFigures } from './refuse-figures.ts';
import {
  type AreaRow,
  listAreaRows,
  listGroupMembers,
  listGroupNames,
  listSetApart,
  listStagesAndYears,
} from './store.ts';
import type { AreaSchool, BalanceServices } from './types.ts';

type RankQuery = RouteRequest<'GET /api/bureau/balance'>['query'];
type Ranking = RouteResponse<'GET /api/bureau/balance'>;

/** All groups of a bureau judged by one pack and ranked; groups that cannot be judged come last and say why. */
export async function rankGroups(
  services: BalanceServices,
  actor: Actor,
  query: RankQuery,
  today: string,
): Promise<Ranking> {
  const asOf = query.asOf ?? today;
  return services.database.asBureau(actor.bureauId, async (db) => {
    const held = await listStagesAndYears(db);
    const countByStage = new Map<string, number>();
    for (const row of held) {
      for (const stage of judgedStagesOf(row.stage))
        countByStage.set(stage, (countByStage.get(stage) ?? 0) + row.count);
    }
    const stages = [...countByStage].sort((a, b) => b[1] - a[1]).map(([stage]) => stage);
    const stage = query.stage && stages.includes(query.stage) ? query.stage : (stages[0] ?? null);
    const countByYear = new Map<number, number>();
    for (const row of held) {
      if (stage === null || !judgedStagesOf(row.stage).includes(stage)) continue;
      countByYear.set(row.year, (countByYear.get(row.year) ?? 0) + row.count);
    }
    const years = [...countByYear.keys()].sort((a, b) => a - b);
    const year = query.year && years.includes(query.year) ? query.year : chooseYear(countByYear, asOf);
    const members = new Map<string, string[]>();
    for (const member of await listGroupMembers(db, { asOf, kind: query.kind, q: query.q })) {
      const groups = members.get(member.school_id);
      if (groups) groups.push(member.group_id);
      else members.set(member.school_id, [member.group_id]);
    }
    const figures =
      stage === null || year === null ? [] : await listAreaRows(db, { stages: storedStagesFor(stage), year });
    const rows = figures.filter((row) => members.has(row.school_id));
    const variables = new Set<string>();
    for (const row of rows) for (const variable of row.variables) variables.add(variable);
    const packId = query.pack ?? (await chooseDefaultPack(db, [...variables], stage));
    const { pack } = await getPack(db, packId, [...variables].sort());
    const figured = countFigured(rows, members);
    const ranks =
      stage === null || rows.length === 0
        ? []
        : judgeRows(pack, stage, rows, members, await listSetApart(db, asOf)).filter(
            ({ groupId }) => figured.get(groupId)! >= query.minSchools,
          );
    const names = await listGroupNames(
      db,
      ranks.map((rank) => rank.groupId),
      asOf,
    );
    const complete = ranks
      .map(({ groupId, ...rank }): GroupRank => ({ ...rank, group: names.get(groupId)! }))
      .sort(comparatorFor(query));
    const start = (query.page - 1) * query.pageSize;
    return {
      items: complete.slice(start, start + query.pageSize),
      total: complete.length,
      page: query.page,
      pageSize: query.pageSize,
      packId,
      stage,
      year,
      stages,
      years,
      notJudged: complete.filter((rank) => rank.verdict === 'not-judged').length,
    };
  });
}

/**
 * The latest year begun by the day that speaks of the bureau: one with at least a tenth of the figures of the fullest. A single group
 * that is a year ahead does not make the others vanish.
 */
function chooseYear(countByYear: ReadonlyMap<number, number>, asOf: string): number | null {
  const begun = yearsBegunBy(asOf, [...countByYear.keys()]);
  const fullest = Math.max(...begun.map((year) => countByYear.get(year)!));
  const years = begun.filter((year) => countByYear.get(year)! >= fullest / 10);
  return years.length === 0 ? null : Math.max(...years);
}

/** Schools with figures by group. */
function countFigured(
  rows: readonly AreaRow[],
  members: ReadonlyMap<string, readonly string[]>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const school of new Set(rows.map((row) => row.school_id))) {
    for (const group of members.get(school)!) counts.set(group, (counts.get(group) ?? 0) + 1);
  }
  return counts;
}

function judgeRows(
  pack: StandardPack,
  stage: string,
  rows: readonly AreaRow[],
  members: ReadonlyMap<string, readonly string[]>,
  setApart: ReadonlyMap<string, string>,
): (Omit<GroupRank, 'group'> & { groupId: string })[] {
  const groupOfKey = new Map<string, string>();
  const schools: AreaSchool[] = [];
  // A through-school may have a row for the stage itself beside the one for all its stages: the first counts.
  const seen = new Set<string>();
  for (const row of [...rows].sort((a, b) => Number(b.stage === stage) - Number(a.stage === stage))) {
    if (seen.has(row.school_id)) continue;
    seen.add(row.school_id);
    const values: Record<string, number> = {};
    row.variables.forEach((variable, index) => {
      values[variable] = row.amounts[index]!;
    });
    const kind = kindOfStage(setApart.get(row.school_id));
    for (const group of members.get(row.school_id)!) {
      // A school may stand in two groups (a federation beside a trust), so the key names both.
      const key = `${group}/${row.school_id}`;
      schools.push(toAreaSchool(pack, stage, { school: key, kind }, row.stage, values));
      groupOfKey.set(key, group);
    }
  }
  const judgements = refusingBadFigures(
    () => undefined,
    () => judgeBalanceBy({ pack, stage, schools, groupOf: ({ school }) => groupOfKey.get(school) }),
  );
  return [...judgements].map(([groupId, judgement]) => toRank(groupId, pack, judgement));
}

function toRank(
  groupId: string,
  pack: StandardPack,
  judgement: BalanceJudgement,
): Omit<GroupRank, 'group'> & { groupId: string } {
  const cvs = judgement.indicators.map((indicator) => ({
    indicatorId: indicator.id,
    cv: toEstimate(indicator.cv),
  }));
  const known = cvs.filter((one): one is { indicatorId: string; cv: number } => typeof one.cv === 'number');
  const worst = known.reduce<{ indicatorId: string; cv: number } | undefined>(
    (most, one) => (most === undefined || one.cv > most.cv ? one : most),
    undefined,
  );
  const reason = judgement.verdict === 'not-judged' ? judgement.reasons[0]?.code : undefined;
  return {
    groupId,
    schools: judgement.schoolsCounted,
    pupils: judgement.pupils,
    verdict: judgement.verdict,
    ...(reason === undefined ? {} : { reason }),
    indicatorsOver: judgement.indicators.filter((indicator) => indicator.verdict === 'not-met').length,
    indicatorsJudged: judgement.indicators.filter((indicator) => indicator.verdict !== 'not-judged').length,
    schoolsMet: judgement.schoolRule?.met ?? 0,
    meanCv:
      known.length > 0
        ? known.reduce((sum, one) => sum + one.cv, 0) / known.length
        : (cvs[0]?.cv ?? { kind: 'not-estimable', reason: 'no-indicators' }),
    meanCvOf: known.length,
    worst: worst
      ? { ...worst, name: pack.indicators.find((indicator) => indicator.id === worst.indicatorId)!.name }
      : null,
    cvs,
  };
}

function comparatorFor(query: RankQuery): (a: GroupRank, b: GroupRank) => number {
  const nameOf = (rank: GroupRank) => rank.group.name.zh || rank.group.name.en;
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  /** The id settles what two groups of one name leave open, so that no page repeats or drops one. */
  const byName = (a: GroupRank, b: GroupRank) =>
    compare(nameOf(a), nameOf(b)) || compare(a.group.id, b.group.id);
  const lastWhenNotJudged = (a: GroupRank, b: GroupRank) =>
    query.indicator ? 0 : Number(a.verdict === 'not-judged') - Number(b.verdict === 'not-judged');
  /** What cannot be estimated comes last. */
  const cvOf = (rank: GroupRank): number => {
    const cv = query.indicator
      ? rank.cvs.find((one) => one.indicatorId === query.indicator)?.cv
      : rank.meanCv;
    return typeof cv === 'number' ? cv : -1;
  };
  switch (query.sort) {
    case 'name':
      return byName;
    case 'schools':
      return (a, b) => b.schools - a.schools || byName(a, b);
    case 'meanCv':
      return (a, b) => lastWhenNotJudged(a, b) || cvOf(b) - cvOf(a) || byName(a, b);
    default:
      return (a, b) =>
        lastWhenNotJudged(a, b) ||
        (query.indicator ? 0 : b.indicatorsOver - a.indicatorsOver) ||
        cvOf(b) - cvOf(a) ||
        byName(a, b);
  }
}
