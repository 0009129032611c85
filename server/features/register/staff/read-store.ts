import type { ChangeCause, LocalText, StaffMember, StaffRow } from '@trellis/contract';
import { sql } from 'kysely';
import { type BureauTransaction, fromRange } from '../../../platform/database/index.ts';
import { readsInFull, type StaffScope } from './policy.ts';

export interface RosterRow {
  id: string;
  staff_number: string;
  name_en: string;
  name_zh: string;
  invented: boolean;
  gender: StaffRow['gender'];
  birth_year: number | null;
  qualification: StaffRow['qualification'];
  employed: string;
  reads_in_full: boolean;
  postings: { id: string; kind: 'home' | 'secondary'; en: string; zh: string }[] | null;
  subjects: StaffRow['subjects'] | null;
  title: StaffRow['title'];
  statuses: StaffRow['statuses'] | null;
  offices: StaffRow['offices'] | null;
}

interface RosterFilter {
  asOf: string;
  q?: string | undefined;
  schoolId?: string | undefined;
  subject?: string | undefined;
  status?: string | undefined;
  page: number;
  pageSize: number;
}

/** People posted on a day at schools the asker sees, by number; what hangs on each is read for the page only. */
export async function pageStaff(
  db: BureauTransaction,
  scope: StaffScope,
  filter: RosterFilter,
): Promise<{ rows: RosterRow[]; total: number }> {
  const day = sql`${filter.asOf}::date`;
  const seen = [...scope.ownSchoolIds, ...scope.listedSchoolIds];
  const posted = sql`select p.staff_id from posting p where p.bureau_id = trellis_bureau() and p.during @> ${day}
    ${scope.bureauWide ? sql`` : sql`and p.school_id = any(${seen}::uuid[])`}
    ${filter.schoolId ? sql`and p.school_id = ${filter.schoolId}` : sql``}`;
  const pattern = filter.q ? `%${filter.q.replace(/[\\%_]/g, '\\$&')}%` : undefined;
  const isNarrowed = filter.q || filter.subject || filter.status || filter.schoolId;
  const isWhole = scope.bureauWide && !isNarrowed;
  const where = sql.join(
    [
      sql`s.bureau_id = trellis_bureau()`,
      isWhole ? sql`${postedOn(filter.asOf)}` : sql`s.id in (${posted})`,
      ...(pattern
        ? [
            sql`s.id in (select staff_like(${filter.q}))`,
            sql`(s.name_zh ilike ${pattern} or s.name_en ilike ${pattern}
              or (s.staff_number ilike ${pattern} and ${readsInFull(scope)}))`,
          ]
        : []),
      ...(filter.subject
        ? [
            sql`s.id in (select a.staff_id from teaching_assignment a where a.bureau_id = trellis_bureau()
              and a.subject = ${filter.subject} and a.during @> ${day})`,
          ]
        : []),
      ...(filter.status
        ? [
            sql`s.id in (select t.staff_id from staff_status t where t.bureau_id = trellis_bureau()
              and ${filter.status === 'any-backbone' ? sql`t.status <> 'superfine'` : sql`t.status = ${filter.status}`}
              and t.during @> ${day})`,
          ]
        : []),
    ],
    sql` and `,
  );
  const { rows: counted } = await sql<{ total: number }>`${
    isWhole ? countPosted(filter.asOf) : sql`select count(*) as total from staff s where ${where}`
  }`.execute(db);
  const { total } = counted[0]!;
  const part = findPart(total, filter);
  if (part.limit === 0) return { rows: [], total };
  const { rows } = await sql<RosterRow>`
    select s.id, s.staff_number, s.name_en, s.name_zh, s.invented, s.gender, s.birth_year, s.qualification,
      s.employed::text as employed, ${readsInFull(scope)} as reads_in_full,
      (select json_agg(json_build_object('id', p.school_id, 'kind', p.kind, 'en', n.name_en, 'zh', n.name_zh)
          order by p.kind, p.school_id)
        from posting p join school_profile n on n.bureau_id = p.bureau_id and n.school_id = p.school_id
          and n.during @> ${day}
        where p.bureau_id = s.bureau_id and p.staff_id = s.id and p.during @> ${day}) as postings,
      (select json_agg(distinct a.subject) from teaching_assignment a where a.bureau_id = s.bureau_id
        and a.staff_id = s.id and a.during @> ${day}) as subjects,
      (select t.title from professional_title t where t.bureau_id = s.bureau_id and t.staff_id = s.id
        and t.during @> ${day}) as title,
      (select json_agg(h.status order by h.status) from staff_status h where h.bureau_id = s.bureau_id
        and h.staff_id = s.id and h.during @> ${day}) as statuses,
      (select json_agg(distinct o.office) from office o where o.bureau_id = s.bureau_id and o.staff_id = s.id
        and o.during @> ${day}) as offices
    from (select * from staff s where ${where}
      order by s.staff_number ${part.isFromEnd ? sql`desc` : sql``} limit ${part.limit} offset ${part.offset}) s
    order by s.staff_number`.execute(db);
  return { rows, total };
}

/** Walked in the order of numbers until the page is full; as a join everybody would be met first. */
const postedOn = (asOf: string) => sql`(select true from posting p where p.bureau_id = s.bureau_id
  and p.staff_id = s.id and p.during @> ${asOf}::date limit 1)`;

/** A page in the second half of the list is walked to from its end. */
function findPart(
  total: number,
  { page, pageSize }: RosterFilter,
): { isFromEnd: boolean; limit: number; offset: number } {
  const offset = (page - 1) * pageSize;
  const limit = Math.max(0, Math.min(pageSize, total - offset));
  const fromEnd = total - offset - limit;
  return fromEnd < offset ? { isFromEnd: true, limit, offset: fromEnd } : { isFromEnd: false, limit, offset };
}

/** Everybody posted on a day, counted without meeting the table of people: their home posting, or else their first. */
const countPosted = (asOf: string) => sql`
  select count(*) as total from posting p where p.bureau_id = trellis_bureau() and p.during @> ${asOf}::date
    and (p.kind = 'home' or not exists (select from posting o where o.bureau_id = p.bureau_id
      and o.staff_id = p.staff_id and o.during @> ${asOf}::date and (o.kind = 'home' or o.id < p.id)))`;

const SCHOOL_NAME = sql`left join lateral (select n.name_en, n.name_zh from school_profile n
  where n.bureau_id = e.bureau_id and n.school_id = e.school_id order by n.during desc limit 1) n on true`;

const OWN = (staffId: string) => sql`where e.bureau_id = trellis_bureau() and e.staff_id = ${staffId}
  order by lower(e.during) desc, e.id`;

interface Dated {
  id: string;
  during: string;
  cause: StaffMember['postings'][number]['cause'];
  decision: string;
}
interface Placed extends Dated {
  school_id: string;
  name_en: string;
  name_zh: string;
}

const dated = (row: Dated) => ({
  id: row.id,
  during: fromRange(row.during),
  cause: row.cause,
  decision: row.decision,
});
const placed = (row: Placed) => ({
  ...dated(row),
  school: { id: row.school_id, name: { en: row.name_en, zh: row.name_zh } },
});

const COLUMNS = sql`e.id, e.during::text as during, e.cause, e.decision`;

/** Everything dated about a person, latest first within each kind. */
export async function loadCareer(
  db: BureauTransaction,
  staffId: string,
): Promise<Pick<StaffMember, 'postings' | 'assignments' | 'titles' | 'statuses' | 'offices'>> {
  const { rows: postings } = await sql<Placed & { kind: 'home' | 'secondary' }>`
    select ${COLUMNS}, e.school_id, e.kind, n.name_en, n.name_zh from posting e ${SCHOOL_NAME} ${OWN(staffId)}`.execute(
    db,
  );
  const { rows: assignments } = await sql<
    Placed & {
      subject: StaffMember['assignments'][number]['subject'];
      grade: number | null;
      class_text: string;
      weekly_lessons: number | null;
    }
  >`
    select ${COLUMNS}, e.school_id, e.subject, e.grade, e.class_text, e.weekly_lessons, n.name_en, n.name_zh
    from teaching_assignment e ${SCHOOL_NAME} ${OWN(staffId)}`.execute(db);
  const { rows: titles } = await sql<Dated & { title: StaffMember['titles'][number]['title'] }>`
    select ${COLUMNS}, e.title from professional_title e ${OWN(staffId)}`.execute(db);
  const { rows: statuses } = await sql<Dated & { status: StaffMember['statuses'][number]['status'] }>`
    select ${COLUMNS}, e.status from staff_status e ${OWN(staffId)}`.execute(db);
  const { rows: offices } = await sql<
    Dated & {
      level: StaffMember['offices'][number]['level'];
      office: StaffMember['offices'][number]['office'];
      concerns: string;
      place_id: string;
      name_en: string;
      name_zh: string;
    }
  >`
    select ${COLUMNS}, e.level, e.office, e.concerns, e.place_id,
      coalesce(n.name_en, c.name_en, g.name_en) as name_en, coalesce(n.name_zh, c.name_zh, g.name_zh) as name_zh
    from office e ${SCHOOL_NAME}
    left join cluster c on c.bureau_id = e.bureau_id and c.id = e.cluster_id
    left join lateral (select l.name_en, l.name_zh from group_profile l
      where l.bureau_id = e.bureau_id and l.group_id = e.group_id order by l.during desc limit 1) g on true
    ${OWN(staffId)}`.execute(db);
  return {
    postings: postings.map((row) => ({ ...placed(row), kind: row.kind })),
    assignments: assignments.map((row) => ({
      ...placed(row),
      subject: row.subject,
      grade: row.grade,
      className: row.class_text,
      weeklyLessons: row.weekly_lessons,
    })),
    titles: titles.map((row) => ({ ...dated(row), title: row.title })),
    statuses: statuses.map((row) => ({ ...dated(row), status: row.status })),
    offices: offices.map((row) => ({
      ...dated(row),
      level: row.level,
      office: row.office,
      place: { id: row.place_id, name: { en: row.name_en, zh: row.name_zh } satisfies LocalText },
      concerns: row.concerns,
    })),
  };
}

export interface ChangeRow {
  id: string;
  changed_at: Date;
  changed_by_name: string;
  cause: ChangeCause;
  reason: string;
  entry_kind: string;
  entry_id: string;
  action: 'insert' | 'update' | 'delete';
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** What was changed on a person's record, latest first. */
export async function listChanges(db: BureauTransaction, staffId: string): Promise<ChangeRow[]> {
  const { rows } = await sql<ChangeRow>`
    select id, changed_at, changed_by_name, cause, reason, entry_kind, entry_id, action, before, after
    from staff_change where bureau_id = trellis_bureau() and staff_id = ${staffId} order by id desc limit 2000`.execute(
    db,
  );
  return rows;
}
