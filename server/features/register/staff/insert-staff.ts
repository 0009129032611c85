import { type BureauTransaction, insertRows } from '../../../platform/database/index.ts';
import { announceChange, type Why } from './store.ts';

export interface NewPerson {
  id: string;
  number: string;
  nameEn: string;
  nameZh: string;
  gender: string | null;
  birthYear: number | null;
  qualification: string | null;
  employed: string;
  invented: boolean;
  userId: string | null;
}

/** A dated thing without its own columns: whose, over which range, why. */
interface NewEntry {
  staffId: string;
  during: string;
  cause: string;
  decision: string;
}

export interface NewEntries {
  postings: (NewEntry & { schoolId: string; kind: 'home' | 'secondary' })[];
  assignments: (NewEntry & {
    schoolId: string;
    subject: string;
    grade: number | null;
    className: string;
    weeklyLessons: number | null;
  })[];
  titles: (NewEntry & { title: string })[];
  statuses: (NewEntry & { status: string })[];
  offices: (NewEntry & {
    level: string;
    office: string;
    schoolId: string | null;
    groupId: string | null;
    clusterId: string | null;
    concerns: string;
  })[];
}

const ENTRY = {
  bureau_id: 'uuid',
  staff_id: 'uuid',
  during: 'daterange',
  cause: 'text',
  decision: 'text',
} as const;

/** Many people with their careers at once; every rule of the register holds. Call inside the transaction. */
export async function insertStaff(
  db: BureauTransaction,
  bureauId: string,
  people: readonly NewPerson[],
  entries: NewEntries,
  why: Why,
): Promise<void> {
  await announceChange(db, why);
  const common = (one: NewEntry) => [bureauId, one.staffId, one.during, one.cause, one.decision];
  await insertRows(
    db,
    'staff',
    {
      bureau_id: 'uuid',
      id: 'uuid',
      staff_number: 'text',
      name_en: 'text',
      name_zh: 'text',
      gender: 'text',
      birth_year: 'integer',
      qualification: 'text',
      employed: 'daterange',
      invented: 'boolean',
      user_id: 'text',
    },
    people.map((one) => [
      bureauId,
      one.id,
      one.number,
      one.nameEn,
      one.nameZh,
      one.gender,
      one.birthYear,
      one.qualification,
      one.employed,
      one.invented,
      one.userId,
    ]),
  );
  await insertRows(
    db,
    'posting',
    { ...ENTRY, school_id: 'uuid', kind: 'text' },
    entries.postings.map((one) => [...common(one), one.schoolId, one.kind]),
  );
  await insertRows(
    db,
    'teaching_assignment',
    {
      ...ENTRY,
      school_id: 'uuid',
      subject: 'text',
      grade: 'integer',
      class_text: 'text',
      weekly_lessons: 'double precision',
    },
    entries.assignments.map((one) => [
      ...common(one),
      one.schoolId,
      one.subject,
      one.grade,
      one.className,
      one.weeklyLessons,
    ]),
  );
  await insertRows(
    db,
    'professional_title',
    { ...ENTRY, title: 'text' },
    entries.titles.map((one) => [...common(one), one.title]),
  );
  await insertRows(
    db,
    'staff_status',
    { ...ENTRY, status: 'text' },
    entries.statuses.map((one) => [...common(one), one.status]),
  );
  await insertRows(
    db,
    'office',
    {
      ...ENTRY,
      level: 'text',
      office: 'text',
      school_id: 'uuid',
      group_id: 'uuid',
      cluster_id: 'uuid',
      concerns: 'text',
    },
    entries.offices.map((one) => [
      ...common(one),
      one.level,
      one.office,
      one.schoolId,
      one.groupId,
      one.clusterId,
      one.concerns,
    ]),
  );
}
