import { z } from 'zod';
import {
  asOfQuery,
  done,
  during,
  id,
  idParams,
  isoDate,
  localText,
  nameInput,
  pageOf,
  pageQuery,
} from './common.ts';
import { defineRoutes } from './route.ts';

export const genders = ['female', 'male'] as const;
export const qualifications = ['doctorate', 'master', 'bachelor', 'college', 'secondary', 'other'] as const;
export const postingKinds = ['home', 'secondary'] as const;
/** Why something about a person begins. */
export const staffCauses = ['recruitment', 'mobility', 'promotion', 'transfer', 'other'] as const;
/** Why something about a person changes or ends. */
export const changeCauses = [...staffCauses, 'leaving', 'correction'] as const;
/** The ladder of professional titles, lowest first: 三级, 二级, 一级, 高级, 正高级教师. */
export const professionalTitles = [
  'third-grade',
  'second-grade',
  'first-grade',
  'senior',
  'professor-level',
] as const;
/** Backbone teachers of county, city and province (县级, 市级, 省级骨干教师), and Superfine Teachers (特级教师). */
export const staffStatuses = ['backbone-county', 'backbone-city', 'backbone-province', 'superfine'] as const;
export const officeLevels = ['school', 'division', 'cluster', 'group'] as const;
/** Offices by the level at which they are held. */
export const officesByLevel = {
  school: [
    'principal',
    'vice-principal',
    'party-secretary',
    'director-of-teaching',
    'director-of-moral-education',
    'director-of-general-affairs',
    'trg-leader',
    'grade-leader',
    'head-teacher',
  ],
  division: ['division-principal', 'division-deputy'],
  cluster: ['cluster-leader'],
  group: ['chief-principal', 'vice-chief-principal', 'committee-secretary'],
} as const satisfies Record<(typeof officeLevels)[number], readonly string[]>;
export const offices = [
  ...officesByLevel.school,
  ...officesByLevel.division,
  ...officesByLevel.cluster,
  ...officesByLevel.group,
] as const;
export const subjects = [
  'chinese',
  'mathematics',
  'english',
  'science',
  'morality-and-law',
  'physical-education',
  'music',
  'fine-arts',
  'information-technology',
  'labour',
  'integrated-practice',
  'mental-health',
  'calligraphy',
  'physics',
  'chemistry',
  'biology',
  'history',
  'geography',
  'politics',
  'other',
] as const;
export const staffEntryKinds = ['posting', 'assignment', 'title', 'status', 'office'] as const;

export type StaffCause = (typeof staffCauses)[number];
export type ChangeCause = (typeof changeCauses)[number];
export type Office = (typeof offices)[number];
export type OfficeLevel = (typeof officeLevels)[number];
export type Subject = (typeof subjects)[number];
export type StaffEntryKind = (typeof staffEntryKinds)[number];

const named = z.object({ id, name: localText });

/** A person on a list as of a day. What the asker may not read is null, and `masked` says so. */
export const staffRow = z.object({
  id,
  masked: z.boolean(),
  name: localText,
  invented: z.boolean(),
  number: z.string().nullable(),
  gender: z.enum(genders).nullable(),
  birthYear: z.number().int().nullable(),
  qualification: z.enum(qualifications).nullable(),
  employed: during.nullable(),
  homeSchool: named.nullable(),
  otherSchools: z.array(named),
  subjects: z.array(z.enum(subjects)),
  title: z.enum(professionalTitles).nullable(),
  statuses: z.array(z.enum(staffStatuses)),
  offices: z.array(z.enum(offices)),
});
export type StaffRow = z.infer<typeof staffRow>;

/** What every dated thing about a person has: when, why, and the words of the decision. */
const entry = z.object({ id, during, cause: z.enum(staffCauses), decision: z.string() });

export const staffPosting = entry.extend({ school: named, kind: z.enum(postingKinds) });
export const teachingAssignment = entry.extend({
  school: named,
  subject: z.enum(subjects),
  grade: z.number().int().nullable(),
  className: z.string(),
  weeklyLessons: z.number().nullable(),
});
export const heldTitle = entry.extend({ title: z.enum(professionalTitles) });
export const heldStatus = entry.extend({ status: z.enum(staffStatuses) });
export const heldOffice = entry.extend({
  level: z.enum(officeLevels),
  office: z.enum(offices),
  /** The school, cluster or group whose office it is; for a division, its group. */
  place: named,
  concerns: z.string(),
});

/** One point on a career: something began or ended, and why. */
export const careerPoint = z.object({
  date: isoDate,
  edge: z.enum(['begins', 'ends']),
  kind: z.enum([...staffEntryKinds, 'employment']),
  entryId: id,
  cause: z.enum(changeCauses).nullable(),
  reason: z.string().nullable(),
});
export type CareerPoint = z.infer<typeof careerPoint>;

/** One change on record: who wrote it, when, why, and what stood before and after. */
export const staffChange = z.object({
  id,
  at: z.string(),
  byName: z.string(),
  cause: z.enum(changeCauses),
  reason: z.string(),
  kind: z.enum([...staffEntryKinds, 'person']),
  entryId: id,
  action: z.enum(['added', 'changed', 'taken-back']),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
});
export type StaffChange = z.infer<typeof staffChange>;

export const staffMember = z.object({
  id,
  number: z.string(),
  name: localText,
  invented: z.boolean(),
  gender: z.enum(genders).nullable(),
  birthYear: z.number().int().nullable(),
  qualification: z.enum(qualifications).nullable(),
  employed: during,
  /** Whether the asker may change this person's record. */
  mayWrite: z.boolean(),
  postings: z.array(staffPosting),
  assignments: z.array(teachingAssignment),
  titles: z.array(heldTitle),
  statuses: z.array(heldStatus),
  offices: z.array(heldOffice),
  /** Everything dated, latest first. */
  timeline: z.array(careerPoint),
  /** The latest 200 changes on record, latest first. */
  changes: z.array(staffChange),
});
export type StaffMember = z.infer<typeof staffMember>;

const decision = z.string().trim().min(1).max(500);
const begins = {
  from: isoDate,
  to: isoDate.nullable().default(null),
  cause: z.enum(staffCauses),
  decision,
};

/** Facts of a person; sanity of years and dates is refused by the server in words, with the value. */
const personFacts = {
  number: z.string().trim().min(1).max(40),
  name: nameInput,
  gender: z.enum(genders).nullable(),
  birthYear: z.number().int().nullable(),
  qualification: z.enum(qualifications).nullable(),
  employedFrom: isoDate,
  employedTo: isoDate.nullable().default(null),
};

export const staffRoutes = defineRoutes({
  'GET /api/staff': {
    summary: 'People who work in schools one may see, as of a day, searched by name or number',
    access: 'staff.read',
    query: asOfQuery.extend(pageQuery.shape).extend({
      q: z.string().max(100).optional(),
      schoolId: id.optional(),
      subject: z.enum(subjects).optional(),
      status: z.enum([...staffStatuses, 'any-backbone']).optional(),
    }),
    response: pageOf(staffRow),
  },
  'GET /api/staff/:id': {
    summary: "A person's career: every posting, lesson, title, honour and office, with its cause and changes",
    access: 'staff.read',
    params: idParams,
    response: staffMember,
  },
  'POST /api/staff': {
    summary: 'Take a person on: who they are, and their first home school',
    access: 'staff.write',
    body: z.object({
      ...personFacts,
      posting: z.object({ schoolId: id, from: isoDate, cause: z.enum(staffCauses), decision }),
    }),
    response: z.object({ id }),
  },
  'POST /api/staff/:id/correct': {
    summary: 'Correct what is written of a person; what stood before stays on record',
    access: 'staff.write',
    params: idParams,
    body: z.object({ ...personFacts, reason: decision }),
    response: done,
  },
  'POST /api/staff/:id/postings': {
    summary: 'Appoint to a school from a day; a new home school ends the old one the day before',
    access: 'staff.write',
    params: idParams,
    body: z.object({ schoolId: id, kind: z.enum(postingKinds), ...begins }),
    response: z.object({ id }),
  },
  'POST /api/staff/:id/assignments': {
    summary: 'Give lessons of a subject at a school of the person’s, from a day',
    access: 'staff.write',
    params: idParams,
    body: z.object({
      schoolId: id,
      subject: z.string().trim().min(1).max(60),
      grade: z.number().int().min(1).max(12).nullable(),
      className: z.string().trim().max(60),
      weeklyLessons: z.number().min(0).max(40).nullable(),
      ...begins,
    }),
    response: z.object({ id }),
  },
  'POST /api/staff/:id/titles': {
    summary: 'Enter a professional title from a day; the one held before ends the day before',
    access: 'staff.write',
    params: idParams,
    body: z.object({ title: z.enum(professionalTitles), ...begins }),
    response: z.object({ id }),
  },
  'POST /api/staff/:id/statuses': {
    summary: 'Enter that a person is a backbone or Superfine teacher from a day',
    access: 'staff.write',
    params: idParams,
    body: z.object({ status: z.enum(staffStatuses), ...begins }),
    response: z.object({ id }),
  },
  'POST /api/staff/:id/offices': {
    summary: 'Give an office at a school, division, cluster or group from a day',
    access: 'staff.write',
    params: idParams,
    body: z.object({
      level: z.enum(officeLevels),
      office: z.enum(offices),
      placeId: id,
      concerns: z.string().trim().max(100).default(''),
      ...begins,
    }),
    response: z.object({ id }),
  },
  'POST /api/staff/:id/ends': {
    summary:
      'End a posting, lessons, title, honour or office on a day; on its first day, take it back as given by mistake',
    access: 'staff.write',
    params: idParams,
    body: z.object({
      kind: z.enum(staffEntryKinds),
      entryId: id,
      to: isoDate,
      cause: z.enum(changeCauses),
      reason: decision,
    }),
    response: done,
  },
});
