import { officesByLevel, type RouteRequest, type StaffCause, type StaffEntryKind } from '@trellis/contract';
import type { BureauTransaction, TrellisDatabase } from '../../../platform/database/index.ts';
import { AppError } from '../../../platform/errors/index.ts';
import type { Actor } from '../../../platform/http/index.ts';
import {
  assertChangesStaff,
  loadStaffScope,
  mayChangeAtSchool,
  mayChangeInGroup,
  type StaffScope,
  staffNotFound,
} from './policy.ts';
import {
  assertNumberFree,
  assertOrder,
  assertPersonSane,
  assertWithinEmployment,
  assertWithinSchool,
  overlaps,
  refuse,
  refuseEnd,
  refuseOverlap,
  refuseUnknownPlace,
  refuseUnknownSubject,
} from './refusals.ts';
import {
  announceChange,
  type EntryRow,
  endEntry,
  findGroupOfPlace,
  findSchoolLife,
  findStaff,
  insertEntry,
  insertPerson,
  isNumberTaken,
  listEntries,
  type PersonValues,
  type SchoolLife,
  type StaffRecord,
  updatePerson,
  type Why,
} from './store.ts';
import { findSubject } from './words.ts';

interface Change {
  db: BureauTransaction;
  actor: Actor;
  scope: StaffScope;
  staff: StaffRecord;
}

interface Beginning {
  from: string;
  to: string | null;
  cause: StaffCause;
  decision: string;
}

/** Every change of one person: seen, allowed, one after the other, and announced with its cause. */
export function changeStaff<T>(
  parts: { database: TrellisDatabase; actor: Actor; today: string },
  staffId: string,
  why: Pick<Why, 'cause' | 'reason'>,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const { actor, database, today } = parts;
  return database.asBureau(actor.bureauId, async (db) => {
    const scope = await loadStaffScope(db, actor, today);
    const staff = await findStaff(db, scope, staffId, { lock: true });
    if (!staff?.mayRead) throw staffNotFound();
    assertChangesStaff(staff.mayWrite);
    await announceChange(db, { by: actor.userId, name: actor.name, ...why });
    return work({ db, actor, scope, staff });
  });
}

export interface Parts {
  database: TrellisDatabase;
  actor: Actor;
  today: string;
}

const toValues = (facts: RouteRequest<'POST /api/staff/:id/correct'>['body']): PersonValues => ({
  number: facts.number,
  nameEn: facts.name.en.trim(),
  nameZh: facts.name.zh.trim(),
  gender: facts.gender,
  birthYear: facts.birthYear,
  qualification: facts.qualification,
  employedFrom: facts.employedFrom,
  employedTo: facts.employedTo,
});

export function takeOn(parts: Parts, request: RouteRequest<'POST /api/staff'>['body']): Promise<string> {
  const { actor, database, today } = parts;
  return database.asBureau(actor.bureauId, async (db) => {
    const scope = await loadStaffScope(db, actor, today);
    const { posting } = request;
    assertPersonSane(request, today);
    const school = await getOwnSchool(db, scope, posting.schoolId, 'posting.schoolId');
    assertWithinSchool(school, { from: posting.from, to: request.employedTo });
    const person = toValues({ ...request, reason: '' });
    const employed = { from: person.employedFrom, to: person.employedTo };
    assertWithinEmployment({ employed, ...person }, { from: posting.from, to: request.employedTo });
    assertNumberFree(await isNumberTaken(db, person.number, null), person.number);
    await announceChange(db, {
      by: actor.userId,
      name: actor.name,
      cause: posting.cause,
      reason: posting.decision,
    });
    const staffId = await insertPerson(db, actor.bureauId, person);
    await insertEntry(
      db,
      'posting',
      { ...posting, bureauId: actor.bureauId, staffId, to: request.employedTo },
      { school_id: posting.schoolId, kind: 'home' },
    );
    return staffId;
  });
}

export function correctPerson(
  parts: Parts,
  staffId: string,
  request: RouteRequest<'POST /api/staff/:id/correct'>['body'],
): Promise<void> {
  return changeStaff(
    parts,
    staffId,
    { cause: 'correction', reason: request.reason },
    async ({ db, staff }) => {
      assertPersonSane(request, parts.today);
      const values = toValues(request);
      assertNumberFree(await isNumberTaken(db, values.number, staffId), values.number);
      const employed = { from: values.employedFrom, to: values.employedTo };
      for (const posting of await listEntries(db, staffId, 'posting')) {
        assertStillEmployed(employed, posting);
      }
      await updatePerson(db, staff.id, values);
    },
  );
}

function assertStillEmployed(employed: { from: string; to: string | null }, posting: EntryRow): void {
  const { from, to } = posting.during;
  const school = { en: posting.name.en || posting.name.zh, zh: posting.name.zh || posting.name.en };
  if (from !== null && from < employed.from) {
    throw refuse(
      'employedFrom',
      {
        en: `Employment cannot begin on ${employed.from}: the posting at ${school.en} began on ${from}.`,
        zh: `在${school.zh}的任职始于 ${from}，入职日期不能是 ${employed.from}。`,
      },
      { en: `Choose ${from} or an earlier day.`, zh: `请选择 ${from} 或更早的日期。` },
    );
  }
  if (employed.to !== null && (to === null || to > employed.to)) {
    throw refuse(
      'employedTo',
      {
        en: `Employment cannot end on ${employed.to}: the posting at ${school.en} lasts ${to === null ? 'on' : `until ${to}`}.`,
        zh: `在${school.zh}的任职${to === null ? '尚未结束' : `到 ${to} 才结束`}，离职日期不能是 ${employed.to}。`,
      },
      { en: 'End the posting first.', zh: '请先终止该任职。' },
    );
  }
}

export function appoint(
  parts: Parts,
  staffId: string,
  request: RouteRequest<'POST /api/staff/:id/postings'>['body'],
): Promise<string> {
  return changeStaff(parts, staffId, whyBegins(request), async (change) => {
    const { db, staff, scope } = change;
    await checkBeginning(change, request);
    const school = await getOwnSchool(db, scope, request.schoolId, 'schoolId');
    assertWithinSchool(school, request);
    for (const held of await listEntries(db, staffId, 'posting')) {
      if (!overlaps(held.during, request)) continue;
      const isSame = held.school_id === request.schoolId;
      const isReplaced = request.kind === 'home' && held.what === 'home' && !isSame;
      if (!isReplaced && !isSame) continue;
      if (!isReplaced || held.during.from! >= request.from) throw refuseOverlap(staff, 'posting', held);
      assertEndsThere(scope, held);
      await endEntry(db, 'posting', staffId, held, request.from);
    }
    return begin(change, 'posting', request, { school_id: request.schoolId, kind: request.kind });
  });
}

export function giveLessons(
  parts: Parts,
  staffId: string,
  request: RouteRequest<'POST /api/staff/:id/assignments'>['body'],
): Promise<string> {
  return changeStaff(parts, staffId, whyBegins(request), async (change) => {
    const { db, staff, scope } = change;
    const subject = findSubject(request.subject);
    if (!subject) throw refuseUnknownSubject(request.subject);
    await checkBeginning(change, request);
    const school = await getOwnSchool(db, scope, request.schoolId, 'schoolId');
    const there = (await listEntries(db, staffId, 'posting')).filter(
      (one) => one.school_id === request.schoolId,
    );
    assertCovered(staff, school, there, request);
    return begin(change, 'assignment', request, {
      school_id: request.schoolId,
      subject,
      grade: request.grade,
      class_text: request.className,
      weekly_lessons: request.weeklyLessons,
    });
  });
}

/** Lessons are given where one is posted, for as long. Postings come in order of time. */
function assertCovered(
  staff: StaffRecord,
  school: SchoolLife,
  postings: readonly EntryRow[],
  span: { from: string; to: string | null },
): void {
  let reached: string | null = span.from;
  for (const { during } of postings) {
    if (reached !== null && during.from! <= reached && (during.to === null || during.to > reached)) {
      reached = during.to;
      if (reached === null || (span.to !== null && reached >= span.to)) return;
    }
  }
  const name = { en: staff.nameEn || staff.nameZh, zh: staff.nameZh || staff.nameEn };
  const place = { en: school.name.en || school.name.zh, zh: school.name.zh || school.name.en };
  const until = reached !== null && reached > span.from ? reached : null;
  throw refuse(
    until === null ? 'from' : 'to',
    until === null
      ? {
          en: `${name.en} is not posted at ${place.en} on ${span.from}.`,
          zh: `${name.zh}在 ${span.from} 并未任职于${place.zh}。`,
        }
      : {
          en: `The posting of ${name.en} at ${place.en} ends on ${until}.`,
          zh: `${name.zh}在${place.zh}的任职于 ${until} 结束。`,
        },
    until === null
      ? { en: 'Appoint the person there first, or choose another day.', zh: '请先办理任职，或选择其他日期。' }
      : { en: `Let the lessons end on ${until} or before.`, zh: `请将任课结束日期定在 ${until} 或之前。` },
  );
}

export function enterTitle(
  parts: Parts,
  staffId: string,
  request: RouteRequest<'POST /api/staff/:id/titles'>['body'],
): Promise<string> {
  return changeStaff(parts, staffId, whyBegins(request), async (change) => {
    const { db, staff } = change;
    await checkBeginning(change, request);
    for (const held of await listEntries(db, staffId, 'title')) {
      if (!overlaps(held.during, request)) continue;
      if (held.during.from! >= request.from || held.what === request.title) {
        throw refuseOverlap(staff, 'title', held);
      }
      await endEntry(db, 'title', staffId, held, request.from);
    }
    return begin(change, 'title', request, { title: request.title });
  });
}

export function enterStatus(
  parts: Parts,
  staffId: string,
  request: RouteRequest<'POST /api/staff/:id/statuses'>['body'],
): Promise<string> {
  return changeStaff(parts, staffId, whyBegins(request), async (change) => {
    await checkBeginning(change, request);
    const held = (await listEntries(change.db, staffId, 'status')).find(
      (one) => one.what === request.status && overlaps(one.during, request),
    );
    if (held) throw refuseOverlap(change.staff, 'status', held);
    return begin(change, 'status', request, { status: request.status });
  });
}

export function giveOffice(
  parts: Parts,
  staffId: string,
  request: RouteRequest<'POST /api/staff/:id/offices'>['body'],
): Promise<string> {
  return changeStaff(parts, staffId, whyBegins(request), async (change) => {
    const { db, scope } = change;
    const { level, office, placeId, concerns } = request;
    const known: readonly string[] = officesByLevel[level];
    if (!known.includes(office)) {
      throw refuse(
        'office',
        { en: `The office “${office}” is not held at the level “${level}”.`, zh: '该职务不属于所选层级。' },
        { en: `Choose one of: ${known.join(', ')}.`, zh: '请选择该层级的职务。' },
      );
    }
    if (level === 'division' && concerns === '') {
      throw refuse(
        'concerns',
        { en: 'An office in a division is of one division.', zh: '条线职务须对应具体条线。' },
        { en: 'Name the division, such as “teaching”.', zh: '请填写条线名称，如“教学”。' },
      );
    }
    await checkBeginning(change, request);
    const place: Record<string, string | null> = {};
    if (level === 'school') {
      assertWithinSchool(await getOwnSchool(db, scope, placeId, 'placeId'), request);
      place.school_id = placeId;
    } else {
      const groupId = await findGroupOfPlace(db, level, placeId);
      if (groupId === undefined || !mayChangeInGroup(scope, groupId)) throw refuseUnknownPlace('placeId');
      place.group_id = groupId;
      if (level === 'cluster') place.cluster_id = placeId;
    }
    return begin(change, 'office', request, { level, office, concerns, ...place });
  });
}

export function endOne(
  parts: Parts,
  staffId: string,
  request: RouteRequest<'POST /api/staff/:id/ends'>['body'],
): Promise<void> {
  const why = { cause: request.cause, reason: request.reason };
  return changeStaff(parts, staffId, why, async ({ db, scope }) => {
    const entry = (await listEntries(db, staffId, request.kind)).find((one) => one.id === request.entryId);
    if (!entry) {
      throw new AppError('not-found', {
        en: 'There is no such entry on this person’s record. Load the page again.',
        zh: '该教职工没有这条记录。请刷新页面。',
      });
    }
    assertEndsThere(scope, entry);
    const { from, to } = entry.during;
    if (request.to < from! || (to !== null && request.to >= to)) throw refuseEnd(entry, request.to);
    await endEntry(db, request.kind, staffId, entry, request.to);
  });
}

const whyBegins = ({ cause, decision }: Beginning) => ({ cause, reason: decision });

async function checkBeginning({ staff }: Change, span: Beginning): Promise<void> {
  assertOrder(span.from, span.to);
  assertWithinEmployment(staff, span);
}

function begin(
  { db, actor, staff }: Change,
  kind: StaffEntryKind,
  { from, to, cause, decision }: Beginning,
  values: Readonly<Record<string, string | number | null>>,
): Promise<string> {
  const entry = { bureauId: actor.bureauId, staffId: staff.id, from, to, cause, decision };
  return insertEntry(db, kind, entry, values);
}

async function getOwnSchool(
  db: BureauTransaction,
  scope: StaffScope,
  schoolId: string,
  path: string,
): Promise<SchoolLife> {
  const school = mayChangeAtSchool(scope, schoolId) ? await findSchoolLife(db, schoolId) : undefined;
  if (!school) throw refuseUnknownPlace(path);
  return school;
}

/** What stands at a school or in a group is ended by whoever answers for it. */
function assertEndsThere(scope: StaffScope, entry: EntryRow): void {
  const isOwn =
    entry.school_id !== null
      ? mayChangeAtSchool(scope, entry.school_id)
      : entry.group_id === null || mayChangeInGroup(scope, entry.group_id);
  if (isOwn) return;
  const place = { en: entry.name.en || entry.name.zh, zh: entry.name.zh || entry.name.en };
  throw new AppError('not-allowed', {
    en: `This would end something at ${place.en || 'the group'}, which is not yours to change. Ask the chief principal or a bureau officer.`,
    zh: `此操作会终止${place.zh || '集团'}的记录，不在您的管理范围内。请联系总校长或教育局管理人员。`,
  });
}
