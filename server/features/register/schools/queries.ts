import type { RouteRequest, RouteResponse } from '@trellis/contract';
import type { TrellisDatabase } from '../../../platform/database/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { assertSeesSchool, schoolNotFound } from './policy.ts';
import {
  listAffiliations,
  listBestCodes,
  listCharacters,
  listCodes,
  listGroupsOfSchools,
  listMemberships,
  listProfiles,
  listYears,
  pageSchools,
  pageValues,
  toProfile,
} from './store.ts';

export async function listSchools(
  database: TrellisDatabase,
  actor: Actor,
  query: RouteRequest<'GET /api/schools'>['query'],
  today: string,
): Promise<RouteResponse<'GET /api/schools'>> {
  const asOf = query.asOf ?? today;
  return database.asBureau(actor.bureauId, async (db) => {
    const { rows, total } = await pageSchools(db, {
      ...query,
      asOf,
      ...(actor.bureauWide
        ? {}
        : {
            visibleGroupIds: actor.visibleGroupIds,
            visibleSchoolIds: actor.authorities
              .filter((one) => one.scopeKind === 'school')
              .map((one) => one.scopeId),
          }),
    });
    const ids = rows.map((row) => row.school_id);
    const codes = await listBestCodes(db, ids);
    const groups = await listGroupsOfSchools(db, ids, asOf);
    return {
      items: rows.map((row) => {
        const { during: _during, source: _source, ...profile } = toProfile(row);
        return {
          ...profile,
          id: row.school_id,
          code: codes.get(row.school_id) ?? null,
          groups: groups.get(row.school_id) ?? [],
        };
      }),
      total,
      page: query.page,
      pageSize: query.pageSize,
    };
  });
}

export async function getSchool(
  database: TrellisDatabase,
  actor: Actor,
  schoolId: string,
  today: string,
): Promise<RouteResponse<'GET /api/schools/:id'>> {
  return database.asBureau(actor.bureauId, async (db) => {
    await assertSeesSchool(db, actor, schoolId, today);
    const profiles = await listProfiles(db, [schoolId]);
    if (profiles.length === 0) throw schoolNotFound();
    return {
      id: schoolId,
      profiles: profiles.map(toProfile),
      codes: await listCodes(db, schoolId),
      characters: (await listCharacters(db, [schoolId])).get(schoolId) ?? [],
      memberships: await listMemberships(db, schoolId),
      affiliations: await listAffiliations(db, [schoolId]),
      years: await listYears(db, schoolId),
    };
  });
}

export async function listSchoolValues(
  database: TrellisDatabase,
  actor: Actor,
  schoolId: string,
  query: RouteRequest<'GET /api/schools/:id/values'>['query'],
  today: string,
): Promise<RouteResponse<'GET /api/schools/:id/values'>> {
  return database.asBureau(actor.bureauId, async (db) => {
    await assertSeesSchool(db, actor, schoolId, today);
    return { ...(await pageValues(db, schoolId, query)), page: query.page, pageSize: query.pageSize };
  });
}
