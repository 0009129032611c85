import type { RouteRequest } from '@trellis/contract';
import type { BureauTransaction, TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import { assertLeadsGroup } from '../../access/authority/index.ts';
import { groupNotFound } from './queries.ts';
import {
  endClustersOn,
  endMembership,
  findGroup,
  findMembership,
  insertCluster,
  insertEvent,
  insertGroup,
  insertMembership,
  listMembers,
  listUnknownSchools,
} from './store.ts';

export function foundGroup(
  database: TrellisDatabase,
  actor: Actor,
  request: RouteRequest<'POST /api/groups'>['body'],
): Promise<string> {
  return database.asBureau(actor.bureauId, (db) =>
    insertGroup(db, actor.bureauId, {
      code: request.code.trim(),
      kind: request.kind,
      nameEn: request.name.en.trim(),
      nameZh: request.name.zh.trim(),
      from: request.from,
      source: null,
    }),
  );
}

export function addMember(
  database: TrellisDatabase,
  actor: Actor,
  groupId: string,
  request: RouteRequest<'POST /api/groups/:id/members'>['body'],
): Promise<string> {
  assertLeadsGroup(actor, groupId);
  return database.asBureau(actor.bureauId, async (db) => {
    const group = await findGroup(db, groupId, request.from);
    if (!group) throw groupNotFound();
    assertOrder(request.from, request.to);
    await assertSchoolsKnown(db, [request.schoolId], 'schoolId');
    return insertMembership(db, actor.bureauId, {
      groupId,
      schoolId: request.schoolId,
      governing: group.governing,
      role: request.role,
      from: request.from,
      to: request.to,
      source: request.source,
    });
  });
}

export function endMember(
  database: TrellisDatabase,
  actor: Actor,
  membershipId: string,
  request: RouteRequest<'POST /api/memberships/:id/end'>['body'],
): Promise<void> {
  return database.asBureau(actor.bureauId, async (db) => {
    const membership = await findMembership(db, membershipId);
    if (!membership) {
      throw new AppError('not-found', { en: 'There is no such membership.', zh: '没有这条成员关系。' });
    }
    assertLeadsGroup(actor, membership.groupId);
    const { from, to } = membership.during;
    if ((from !== null && request.to <= from) || (to !== null && request.to > to)) {
      throw new AppError(
        'unprocessable',
        {
          en: `The membership runs from ${from ?? 'an unknown day'} to ${to ?? 'today and on'}; it cannot end on ${request.to}.`,
          zh: `该成员关系自${from ?? '（日期不详）'}起${to ? `至 ${to}` : '至今'}，不能在 ${request.to} 结束。`,
        },
        [
          {
            path: 'to',
            message: { en: 'Choose a day within the membership.', zh: '请选择成员关系期间的日期。' },
          },
        ],
      );
    }
    await endMembership(db, { id: membershipId, ...membership }, request.to, request.source);
  });
}

export function divideIntoClusters(
  database: TrellisDatabase,
  actor: Actor,
  groupId: string,
  request: RouteRequest<'POST /api/groups/:id/clusters'>['body'],
): Promise<void> {
  assertLeadsGroup(actor, groupId);
  return database.asBureau(actor.bureauId, async (db) => {
    if (!(await findGroup(db, groupId, request.from))) throw groupNotFound();
    await assertMembersOn(db, groupId, request);
    const to = await endClustersOn(db, groupId, request.from);
    for (const cluster of request.clusters) {
      await insertCluster(db, actor.bureauId, {
        groupId,
        code: cluster.code.trim(),
        nameEn: cluster.name.en.trim(),
        nameZh: cluster.name.zh.trim(),
        from: request.from,
        to,
        schoolIds: cluster.schoolIds,
      });
    }
  });
}

async function assertMembersOn(
  db: BureauTransaction,
  groupId: string,
  request: RouteRequest<'POST /api/groups/:id/clusters'>['body'],
): Promise<void> {
  const members = new Set((await listMembers(db, groupId, request.from)).map((member) => member.school_id));
  const seen = new Set<string>();
  for (const [index, cluster] of request.clusters.entries()) {
    for (const schoolId of cluster.schoolIds) {
      const path = `clusters.${index}.schoolIds`;
      if (!members.has(schoolId)) {
        throw new AppError(
          'unprocessable',
          {
            en: `Cluster ${cluster.code} names a school that is not a member on ${request.from}.`,
            zh: `组团 ${cluster.code} 中有学校在 ${request.from} 还不是成员校。`,
          },
          [{ path, message: { en: 'Choose members of that day.', zh: '请选择当日的成员校。' } }],
        );
      }
      if (seen.has(schoolId)) {
        throw new AppError(
          'unprocessable',
          {
            en: `Cluster ${cluster.code} names a school that is in another cluster already.`,
            zh: `组团 ${cluster.code} 中有学校已编入其他组团。`,
          },
          [
            {
              path,
              message: { en: 'A school is in one cluster at a time.', zh: '一所学校只能属于一个组团。' },
            },
          ],
        );
      }
      seen.add(schoolId);
    }
  }
}

export function writeEvent(
  database: TrellisDatabase,
  actor: Actor,
  groupId: string,
  request: RouteRequest<'POST /api/groups/:id/events'>['body'],
): Promise<string> {
  assertLeadsGroup(actor, groupId);
  return database.asBureau(actor.bureauId, async (db) => {
    if (!(await findGroup(db, groupId, request.date))) throw groupNotFound();
    const schoolIds = [...new Set(request.schoolIds)];
    await assertSchoolsKnown(db, schoolIds, 'schoolIds');
    return insertEvent(db, actor.bureauId, {
      groupId,
      date: request.date,
      precision: request.precision,
      kind: request.kind,
      titleEn: request.title.en.trim(),
      titleZh: request.title.zh.trim(),
      textEn: request.text.en.trim(),
      textZh: request.text.zh.trim(),
      source: request.source,
      schoolIds,
      createdBy: actor.userId,
    });
  });
}

async function assertSchoolsKnown(
  db: BureauTransaction,
  schoolIds: readonly string[],
  path: string,
): Promise<void> {
  if ((await listUnknownSchools(db, schoolIds)).length > 0) {
    throw new AppError('unprocessable', { en: 'There is no such school.', zh: '该学校不存在。' }, [
      { path, message: { en: 'Choose a school of the register.', zh: '请从名册中选择学校。' } },
    ]);
  }
}

function assertOrder(from: string, to: string | null): void {
  if (to !== null && to <= from) {
    throw new AppError(
      'unprocessable',
      {
        en: `The end (${to}) must come after the start (${from}).`,
        zh: `结束日期（${to}）必须晚于开始日期（${from}）。`,
      },
      [{ path: 'to', message: { en: `Choose a day after ${from}.`, zh: `请选择 ${from} 之后的日期。` } }],
    );
  }
}
