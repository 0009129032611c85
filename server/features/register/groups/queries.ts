import type { GroupDetail, RouteRequest, RouteResponse, Trajectory } from '@trellis/contract';
import type { BureauTransaction, TrellisDatabase } from '../../../platform/database/index.ts';
import { fromRange } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { assertSeesGroup } from '../../access/authority/index.ts';
import {
  listAffiliations,
  listBestCodes,
  listCharacters,
  listProfiles,
  toDuring,
  toProfile,
} from '../schools/index.ts';
import {
  findGroup,
  listClusters,
  listEvents,
  listMembers,
  listMembershipHistory,
  pageGroups,
} from './store.ts';

export function listGroups(
  database: TrellisDatabase,
  actor: Actor,
  query: RouteRequest<'GET /api/groups'>['query'],
  today: string,
): Promise<RouteResponse<'GET /api/groups'>> {
  return database.asBureau(actor.bureauId, async (db) => ({
    ...(await pageGroups(db, {
      ...query,
      asOf: query.asOf ?? today,
      ...(actor.bureauWide ? {} : { visibleGroupIds: actor.visibleGroupIds }),
    })),
    page: query.page,
    pageSize: query.pageSize,
  }));
}

export function getGroup(
  database: TrellisDatabase,
  actor: Actor,
  groupId: string,
  asOf: string,
): Promise<GroupDetail> {
  assertSeesGroup(actor, groupId);
  return database.asBureau(actor.bureauId, (db) => loadGroup(db, groupId, asOf));
}

/** The group as it was on a day: members with what they were then, and the clusters of that day. */
export async function loadGroup(db: BureauTransaction, groupId: string, asOf: string): Promise<GroupDetail> {
  const found = await findGroup(db, groupId, asOf);
  if (!found) throw groupNotFound();
  const { governing: _governing, ...group } = found;
  const bureau = await db.selectFrom('bureau').selectAll().executeTakeFirstOrThrow();
  const members = await listMembers(db, groupId, asOf);
  const ids = members.map((member) => member.school_id);
  const profiles = await listProfiles(db, ids);
  const codes = await listBestCodes(db, ids);
  const characters = await listCharacters(db, ids);
  const holds = ({ from, to }: { from: string | null; to: string | null }) =>
    (from === null || from <= asOf) && (to === null || asOf < to);
  const clusters = (await listClusters(db, groupId)).filter((cluster) => holds(cluster.during));
  return {
    ...group,
    bureau: { id: bureau.id, name: { en: bureau.name_en, zh: bureau.name_zh } },
    asOf,
    members: members
      .flatMap((member) => {
        const own = profiles.filter((row) => row.school_id === member.school_id);
        // The database keeps memberships inside the school's life; should a day be bare, the latest profile stands in.
        const profile = own.find((row) => holds(fromRange(row.during))) ?? own.at(-1);
        return profile ? [{ member, profile }] : [];
      })
      .map(({ member, profile }) => {
        return {
          membershipId: member.id,
          schoolId: member.school_id,
          code: codes.get(member.school_id) ?? null,
          role: member.role,
          during: toDuring(member.during, member.from_precision, member.to_precision),
          startKnown: member.start_known,
          source: member.source,
          profile: toProfile(profile),
          characters: (characters.get(member.school_id) ?? [])
            .filter((character) => holds(character.during))
            .map((character) => character.name),
          clusterId: member.cluster_id,
        };
      })
      .sort(
        (a, b) => Number(b.role === 'dominant') - Number(a.role === 'dominant') || compare(a.code, b.code),
      ),
    clusters: clusters.map(({ members: dated, ...cluster }) => ({
      ...cluster,
      schoolIds: dated.filter((member) => holds(member.during)).map((member) => member.schoolId),
    })),
  };
}

const compare = (a: string | null, b: string | null) => ((a ?? '') < (b ?? '') ? -1 : 1);

export function getTrajectory(
  database: TrellisDatabase,
  actor: Actor,
  groupId: string,
  today: string,
): Promise<Trajectory> {
  assertSeesGroup(actor, groupId);
  return database.asBureau(actor.bureauId, async (db) => {
    const found = await findGroup(db, groupId, today);
    if (!found) throw groupNotFound();
    const { governing: _governing, ...group } = found;
    const memberships = await listMembershipHistory(db, groupId);
    const events = await listEvents(db, groupId);
    const ids = [
      ...new Set([...memberships.map((row) => row.school_id), ...events.flatMap((event) => event.schoolIds)]),
    ];
    const profiles = await listProfiles(db, ids);
    const codes = await listBestCodes(db, ids);
    const characters = await listCharacters(db, ids);
    return {
      group,
      events,
      schools: ids.map((id) => ({
        id,
        code: codes.get(id) ?? null,
        profiles: profiles.filter((row) => row.school_id === id).map(toProfile),
        characters: characters.get(id) ?? [],
      })),
      memberships: memberships.map((row) => ({
        schoolId: row.school_id,
        role: row.role,
        during: toDuring(row.during, row.from_precision, row.to_precision),
        startKnown: row.start_known,
        source: row.source,
      })),
      clusters: await listClusters(db, groupId),
      affiliations: await listAffiliations(db, ids),
    };
  });
}

export function groupNotFound(): AppError {
  return new AppError('not-found', {
    en: 'There is no such group, or it is outside what you may see.',
    zh: '该集团不存在，或不在您的查看范围内。',
  });
}
