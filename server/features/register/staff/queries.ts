import type {
  CareerPoint,
  ChangeCause,
  RouteRequest,
  RouteResponse,
  StaffChange,
  StaffEntryKind,
  StaffMember,
  StaffRow,
} from '@trellis/contract';
import { fromRange } from '../../../platform/database/index.ts';
import type { Parts } from './commands.ts';
import { loadStaffScope, maskStaff, staffNotFound } from './policy.ts';
import { type ChangeRow, listChanges, loadCareer, pageStaff, type RosterRow } from './read-store.ts';
import { findStaff } from './store.ts';

export function listStaff(
  { actor, database, today }: Parts,
  query: RouteRequest<'GET /api/staff'>['query'],
): Promise<RouteResponse<'GET /api/staff'>> {
  return database.asBureau(actor.bureauId, async (db) => {
    const scope = await loadStaffScope(db, actor, today);
    const { rows, total } = await pageStaff(db, scope, { ...query, asOf: query.asOf ?? today });
    return {
      items: rows.map((row) => (row.reads_in_full ? toRow(row) : maskStaff(toRow(row)))),
      total,
      page: query.page,
      pageSize: query.pageSize,
    };
  });
}

function toRow(row: RosterRow): StaffRow {
  const places = (row.postings ?? []).map((one) => ({ ...one, name: { en: one.en, zh: one.zh } }));
  const named = places.map(({ id, name, kind }) => ({ id, name, kind }));
  const home = named.find((one) => one.kind === 'home');
  return {
    id: row.id,
    masked: false,
    name: { en: row.name_en, zh: row.name_zh },
    invented: row.invented,
    number: row.staff_number,
    gender: row.gender,
    birthYear: row.birth_year,
    qualification: row.qualification,
    employed: fromRange(row.employed),
    homeSchool: home ? { id: home.id, name: home.name } : null,
    otherSchools: named.filter((one) => one.kind !== 'home').map(({ id, name }) => ({ id, name })),
    subjects: row.subjects ?? [],
    title: row.title,
    statuses: row.statuses ?? [],
    offices: row.offices ?? [],
  };
}

export function getStaffMember({ actor, database, today }: Parts, staffId: string): Promise<StaffMember> {
  return database.asBureau(actor.bureauId, async (db) => {
    const scope = await loadStaffScope(db, actor, today);
    const staff = await findStaff(db, scope, staffId);
    if (!staff?.mayRead) throw staffNotFound();
    const career = await loadCareer(db, staffId);
    const changes = (await listChanges(db, staffId)).map(toChange);
    return {
      id: staff.id,
      number: staff.number,
      name: { en: staff.nameEn, zh: staff.nameZh },
      invented: staff.invented,
      gender: staff.gender,
      birthYear: staff.birthYear,
      qualification: staff.qualification,
      employed: staff.employed,
      mayWrite: staff.mayWrite && actor.permissions.has('staff.write'),
      ...career,
      timeline: drawTimeline(staff, career, changes),
      changes: changes.slice(0, 200),
    };
  });
}

const KIND_OF_TABLE: Readonly<Record<string, StaffChange['kind']>> = {
  staff: 'person',
  posting: 'posting',
  teaching_assignment: 'assignment',
  professional_title: 'title',
  staff_status: 'status',
  office: 'office',
};
const ACTIONS = { insert: 'added', update: 'changed', delete: 'taken-back' } as const;

/** Columns that mean nothing to a reader. */
const HIDDEN = new Set([
  'bureau_id',
  'staff_id',
  'id',
  'slot',
  'line_digest',
  'object_digest',
  'place_id',
  'user_id',
  'created_at',
]);

function toChange(row: ChangeRow): StaffChange {
  const shown = (values: Record<string, unknown> | null) =>
    values && Object.fromEntries(Object.entries(values).filter(([name]) => !HIDDEN.has(name)));
  return {
    id: row.id,
    at: new Date(row.changed_at).toISOString(),
    byName: row.changed_by_name,
    cause: row.cause,
    reason: row.reason,
    kind: KIND_OF_TABLE[row.entry_kind] ?? 'person',
    entryId: row.entry_id,
    action: ACTIONS[row.action],
    before: shown(row.before),
    after: shown(row.after),
  };
}

type Career = Pick<StaffMember, 'postings' | 'assignments' | 'titles' | 'statuses' | 'offices'>;

/** Everything that began or ended, latest first; an end takes its cause from the change that brought it. */
function drawTimeline(
  staff: { id: string; employed: { from: string | null; to: string | null } },
  career: Career,
  changes: readonly StaffChange[],
): CareerPoint[] {
  const points: CareerPoint[] = [];
  const whyEnds = (entryId: string, to: string): { cause: ChangeCause; reason: string } | undefined =>
    changes.find(
      (one) =>
        one.entryId === entryId &&
        one.action === 'changed' &&
        fromRange(String(one.after?.during ?? one.after?.employed)).to === to,
    );
  const add = (
    kind: CareerPoint['kind'],
    one: {
      id: string;
      during: { from: string | null; to: string | null };
      cause: ChangeCause | null;
      decision: string | null;
    },
  ) => {
    const { from, to } = one.during;
    if (from !== null) {
      points.push({
        date: from,
        edge: 'begins',
        kind,
        entryId: one.id,
        cause: one.cause,
        reason: one.decision,
      });
    }
    if (to !== null) {
      const why = whyEnds(one.id, to);
      points.push({
        date: to,
        edge: 'ends',
        kind,
        entryId: one.id,
        cause: why?.cause ?? null,
        reason: why?.reason ?? null,
      });
    }
  };
  add('employment', { id: staff.id, during: staff.employed, cause: null, decision: null });
  const kinds: [StaffEntryKind, Career[keyof Career]][] = [
    ['posting', career.postings],
    ['title', career.titles],
    ['status', career.statuses],
    ['office', career.offices],
    ['assignment', career.assignments],
  ];
  for (const [kind, entries] of kinds) for (const one of entries) add(kind, one);
  const order = (point: CareerPoint) => `${point.date}${point.edge === 'begins' ? 1 : 0}`;
  return points.sort((a, b) => (order(a) < order(b) ? 1 : order(a) > order(b) ? -1 : 0));
}
