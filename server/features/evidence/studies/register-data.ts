/** The register as a study's source: schools by year, treated from their first year in a group. */

import type { LocalText, RouteRequest, RouteResponse } from '@trellis/contract';
import { findTemplateField } from '@trellis/contract/template';
import { sql } from 'kysely';
import type { BureauTransaction } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { type Cell, writeCsv } from '../../../platform/tables/index.ts';
import { assertMayWriteData, storeFile } from './commands.ts';
import type { StudyServices } from './study-services.ts';

/** `teachers/pupils`: a number for each pupil, so that large and small schools can be compared. */
const PER_PUPIL = '/pupils';
const PUPILS = 'pupils';

/** Schools of the bureau for its officers; for a chief principal those of the groups led, at any time. */
function schoolsSeen(actor: Actor) {
  return actor.bureauWide
    ? sql`true`
    : sql`exists (select from membership m where m.bureau_id = v.bureau_id and m.school_id = v.school_id
        and m.group_id = any(${`{${actor.ledGroupIds.join(',')}}`}::uuid[]))`;
}

const mayUseGroup = (actor: Actor, groupId: string): boolean =>
  actor.bureauWide || actor.ledGroupIds.includes(groupId);

export async function listIndicators(
  { database }: StudyServices,
  actor: Actor,
): Promise<RouteResponse<'GET /api/study-indicators'>> {
  return database.asBureau(actor.bureauId, async (db) => {
    const { rows } = await sql<{ variable: string; years: number[]; schools: number }>`
      select variable, array_agg(distinct year order by year) as years, count(distinct school_id) as schools
      from indicator_value v where bureau_id = trellis_bureau() and superseded_by is null and ${schoolsSeen(actor)}
      group by variable order by variable`.execute(db);
    const hasPupils = rows.some(({ variable }) => variable === PUPILS);
    const indicators = rows.flatMap(({ variable, years, schools }) => {
      const name = nameVariable(variable);
      const own = { id: variable, name, unit: { en: '', zh: '' }, years, schools };
      if (!hasPupils || variable === PUPILS) return [own];
      const perPupil = {
        ...own,
        id: `${variable}${PER_PUPIL}`,
        name: { en: `${name.en} per pupil`, zh: `生均${name.zh}` },
      };
      return [perPupil, own];
    });
    const groups = await listGroups(db);
    return { indicators, groups: groups.filter(({ id }) => mayUseGroup(actor, id)) };
  });
}

function nameVariable(variable: string): LocalText {
  const plain = variable.replace(/^variable:/, '');
  return findTemplateField(plain)?.name ?? { en: plain, zh: plain };
}

async function listGroups(db: BureauTransaction): Promise<{ id: string; name: LocalText }[]> {
  const { rows } = await sql<{ id: string; en: string; zh: string }>`
    select distinct on (g.id) g.id, p.name_en as en, p.name_zh as zh from education_group g
    join group_profile p on p.bureau_id = g.bureau_id and p.group_id = g.id
    where g.bureau_id = trellis_bureau() order by g.id, lower(p.during) desc nulls last`.execute(db);
  return rows.map(({ id, en, zh }) => ({ id, name: { en, zh } }));
}

export async function takeRegisterData(
  services: StudyServices,
  actor: Actor,
  studyId: string,
  request: RouteRequest<'POST /api/studies/:id/register-data'>['body'],
): Promise<void> {
  await assertMayWriteData(services, actor, studyId);
  const loaded = await services.database.asBureau(actor.bureauId, async (db) => {
    const group = (await listGroups(db)).find(({ id }) => id === request.groupId);
    if (!group || !mayUseGroup(actor, group.id)) {
      throw new AppError('not-found', {
        en: 'There is no such group, or it is outside what you may see.',
        zh: '该集团不存在，或不在您的查看范围内。',
      });
    }
    return { group, rows: await listSchoolYears(db, actor, request), starts: await listStarts(db, group.id) };
  });
  const { group, rows, starts } = loaded;
  if (rows.length === 0) {
    throw new AppError('unprocessable', {
      en: 'The register holds none of these figures for these years. Import them first, or choose others.',
      zh: '名册中没有这些年份的相应数据。请先导入，或选择其他指标。',
    });
  }
  const years = rows.map(({ year }) => year);
  const bytes = writePanel(rows, starts, request.indicators);
  const [from, to] = [Math.min(...years), Math.max(...years)];
  await storeFile(services, actor, studyId, {
    source: 'register',
    fileName: `register-${from}-${to}.csv`,
    register: { groupId: group.id, groupName: group.name, indicators: request.indicators, from, to },
    bytes,
  });
}

interface SchoolYear {
  readonly school: string;
  readonly code: string;
  readonly stage: string;
  readonly year: number;
  readonly values: Readonly<Record<string, number>>;
}

async function listSchoolYears(
  db: BureauTransaction,
  actor: Actor,
  { indicators, from = 0, to = 9999 }: RouteRequest<'POST /api/studies/:id/register-data'>['body'],
): Promise<SchoolYear[]> {
  const variables = [
    ...new Set(
      indicators.flatMap((id) => (id.endsWith(PER_PUPIL) ? [id.slice(0, -PER_PUPIL.length), PUPILS] : [id])),
    ),
  ];
  const { rows } = await sql<SchoolYear>`
    select v.school_id as school, v.stage, v.year, json_object_agg(v.variable, v.value) as values,
      coalesce((select c.code from school_code c where c.bureau_id = v.bureau_id and c.school_id = v.school_id
        order by c.scheme = 'local' desc, lower(c.during) desc nulls last limit 1), v.school_id::text) as code
    from indicator_value v
    where v.bureau_id = trellis_bureau() and v.superseded_by is null and v.year between ${from} and ${to}
      and v.variable = any(${variables}::text[]) and ${schoolsSeen(actor)}
    group by v.bureau_id, v.school_id, v.stage, v.year order by code, v.stage, v.year`.execute(db);
  return rows;
}

/** By school the school year in which its first membership of the group begins. */
async function listStarts(db: BureauTransaction, groupId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ school_id: string; start: string | null }>`
    select school_id, min(lower(during))::text as start from membership
    where bureau_id = trellis_bureau() and group_id = ${groupId}::uuid group by school_id`.execute(db);
  return new Map(rows.map(({ school_id, start }) => [school_id, start === null ? 1 : startYear(start)]));
}

/** Figures of a year are those of the school year that begins in it; a member since spring counts from the autumn. */
function startYear(day: string): number {
  const year = Number(day.slice(0, 4));
  return day.slice(5) <= '09-30' ? year : year + 1;
}

function writePanel(
  rows: readonly SchoolYear[],
  starts: ReadonlyMap<string, number>,
  indicators: readonly string[],
): Uint8Array {
  const stages = new Map<string, Set<string>>();
  for (const { school, stage } of rows) stages.set(school, (stages.get(school) ?? new Set()).add(stage));
  const cells = rows.map(({ school, code, stage, year, values }): Cell[] => [
    stages.get(school)!.size > 1 ? `${code} ${stage}` : code,
    year,
    starts.get(school) ?? 0,
    (starts.get(school) ?? Number.POSITIVE_INFINITY) <= year ? 1 : 0,
    ...indicators.map((id) => readIndicator(id, values)),
  ]);
  const header = ['school', 'year', 'first_year_in_group', 'in_group', ...indicators];
  return writeCsv({ columns: header.map((name) => ({ header: name })), rows: cells });
}

function readIndicator(id: string, values: Readonly<Record<string, number>>): number | null {
  if (!id.endsWith(PER_PUPIL)) return values[id] ?? null;
  const [amount, pupils] = [values[id.slice(0, -PER_PUPIL.length)], values[PUPILS]];
  return amount === undefined || !pupils ? null : amount / pupils;
}
