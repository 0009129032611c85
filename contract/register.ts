import { z } from 'zod';
import {
  asOfQuery,
  code,
  done,
  during,
  id,
  idParams,
  isoDate,
  localText,
  nameInput,
  pageOf,
  pageQuery,
  valueSource,
} from './common.ts';
import { defineRoutes } from './route.ts';

export const stages = [
  'kindergarten',
  'primary',
  'junior',
  'senior',
  'nine-year',
  'junior-senior',
  'twelve-year',
  'middle',
  'secondary',
  'all-through',
  'sixteen-plus',
  'special',
  'vocational',
  'other',
] as const;
export const locations = ['urban', 'town', 'rural'] as const;
export const levels = ['high', 'middle', 'low'] as const;
export const membershipRoles = ['dominant', 'member'] as const;
export const groupKinds = [
  'education-group',
  'multi-academy-trust',
  'single-academy-trust',
  'federation',
  'trust',
  'sponsor',
  'other',
] as const;
export const affiliationKinds = [
  'campus-of',
  'split-from',
  'merged-into',
  'successor-of',
  'exchanges-with',
  'linked-to',
] as const;
export const eventKinds = [
  'founding',
  'campus',
  'membership',
  'cluster',
  'rule',
  'mobility',
  'policy',
  'rename',
  'other',
] as const;
export const datePrecisions = ['year', 'month', 'day'] as const;

export type Stage = (typeof stages)[number];
export type GroupKind = (typeof groupKinds)[number];

/** What a school is over a range of days; a change of name, place or level starts a new row. */
export const schoolProfile = z.object({
  during,
  name: localText,
  shortName: z.string().nullable(),
  stage: z.enum(stages).nullable(),
  location: z.enum(locations).nullable(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  level: z.enum(levels).nullable(),
  source: z.string().nullable(),
});
export type SchoolProfile = z.infer<typeof schoolProfile>;

export const schoolSummary = schoolProfile.omit({ during: true, source: true }).extend({
  id,
  code: z.string().nullable(),
  groups: z.array(z.object({ id, name: localText, role: z.enum(membershipRoles) })),
});
export type SchoolSummary = z.infer<typeof schoolSummary>;

export const affiliation = z.object({
  kind: z.enum(affiliationKinds),
  fromSchool: z.object({ id, name: localText }),
  toSchool: z.object({ id, name: localText }),
  during,
  source: z.string().nullable(),
});
export type Affiliation = z.infer<typeof affiliation>;

export const schoolDetail = z.object({
  id,
  profiles: z.array(schoolProfile),
  codes: z.array(z.object({ scheme: z.string(), code: z.string(), during })),
  characters: z.array(z.object({ name: localText, during })),
  memberships: z.array(
    z.object({
      group: z.object({ id, name: localText }),
      role: z.enum(membershipRoles),
      during,
      source: z.string().nullable(),
    }),
  ),
  affiliations: z.array(affiliation),
  years: z.array(z.number().int()),
});
export type SchoolDetail = z.infer<typeof schoolDetail>;

/** One stored number with the place it came from. */
export const indicatorValue = z.object({
  stage: z.string(),
  year: z.number().int(),
  variable: z.string(),
  value: z.number(),
  source: valueSource,
});
export type IndicatorValue = z.infer<typeof indicatorValue>;

export const groupSummary = z.object({
  id,
  code: z.string(),
  kind: z.enum(groupKinds),
  name: localText,
  schoolCount: z.number().int(),
  during,
});
export type GroupSummary = z.infer<typeof groupSummary>;

export const groupMember = z.object({
  membershipId: id,
  schoolId: id,
  code: z.string().nullable(),
  role: z.enum(membershipRoles),
  during,
  startKnown: z.boolean(),
  source: z.string().nullable(),
  profile: schoolProfile,
  characters: z.array(localText),
  clusterId: id.nullable(),
});
export type GroupMember = z.infer<typeof groupMember>;

export const cluster = z.object({ id, code: z.string(), name: localText, during, schoolIds: z.array(id) });

export const groupDetail = groupSummary.extend({
  bureau: z.object({ id, name: localText }),
  asOf: isoDate,
  members: z.array(groupMember),
  clusters: z.array(cluster),
});
export type GroupDetail = z.infer<typeof groupDetail>;

export const trajectoryEvent = z.object({
  id,
  date: isoDate,
  precision: z.enum(datePrecisions),
  kind: z.enum(eventKinds),
  title: localText,
  text: localText,
  schoolIds: z.array(id),
  source: z.string(),
});
export type TrajectoryEvent = z.infer<typeof trajectoryEvent>;

/** Everything needed to draw the group as of any day without asking again. */
export const trajectory = z.object({
  group: groupSummary,
  events: z.array(trajectoryEvent),
  schools: z.array(
    z.object({
      id,
      code: z.string().nullable(),
      profiles: z.array(schoolProfile),
      characters: z.array(z.object({ name: localText, during })),
    }),
  ),
  memberships: z.array(
    z.object({
      schoolId: id,
      role: z.enum(membershipRoles),
      during,
      startKnown: z.boolean(),
      source: z.string().nullable(),
    }),
  ),
  clusters: z.array(
    z.object({
      id,
      code: z.string(),
      name: localText,
      during,
      members: z.array(z.object({ schoolId: id, during })),
    }),
  ),
  affiliations: z.array(affiliation),
});
export type Trajectory = z.infer<typeof trajectory>;

export const registerRoutes = defineRoutes({
  'GET /api/schools': {
    summary: 'Schools as of a day, searched by name or code',
    access: 'register.read',
    query: asOfQuery.extend(pageQuery.shape).extend({
      q: z.string().max(100).optional(),
      groupId: id.optional(),
      stage: z.enum(stages).optional(),
    }),
    response: pageOf(schoolSummary),
  },
  'GET /api/schools/:id': {
    summary: 'A school through time',
    access: 'register.read',
    params: idParams,
    response: schoolDetail,
  },
  'GET /api/schools/:id/values': {
    summary: "A school's indicator values with the source row of each",
    access: 'register.read',
    params: idParams,
    query: pageQuery.extend({ year: z.coerce.number().int().optional() }),
    response: pageOf(indicatorValue),
  },
  'POST /api/schools/:id/profile': {
    summary: 'Change what a school is from a day on (name, place, level); the past stays',
    access: 'register.write',
    params: idParams,
    body: z.object({
      from: isoDate,
      name: nameInput,
      shortName: z.string().max(40).nullable(),
      stage: z.enum(stages).nullable(),
      location: z.enum(locations).nullable(),
      lat: z.number().min(-90).max(90).nullable(),
      lon: z.number().min(-180).max(180).nullable(),
      level: z.enum(levels).nullable(),
      source: z.string().max(500).nullable(),
    }),
    response: done,
  },
  'GET /api/groups': {
    summary: 'Groups as of a day with their number of schools',
    access: 'register.read',
    query: asOfQuery
      .extend(pageQuery.shape)
      .extend({ q: z.string().max(100).optional(), kind: z.enum(groupKinds).optional() }),
    response: pageOf(groupSummary),
  },
  'POST /api/groups': {
    summary: 'Found a group',
    access: 'bureau.read',
    body: z.object({
      code,
      name: nameInput,
      kind: z.enum(groupKinds),
      from: isoDate,
    }),
    response: z.object({ id }),
  },
  'GET /api/groups/:id': {
    summary: 'A group and its members as of a day',
    access: 'register.read',
    params: idParams,
    query: asOfQuery,
    response: groupDetail,
  },
  'GET /api/groups/:id/trajectory': {
    summary: "The group's story: events and every dated relation",
    access: 'register.read',
    params: idParams,
    response: trajectory,
  },
  'POST /api/groups/:id/members': {
    summary: 'A school joins the group from a day',
    access: 'register.write',
    params: idParams,
    body: z.object({
      schoolId: id,
      role: z.enum(membershipRoles),
      from: isoDate,
      to: isoDate.nullable().default(null),
      source: z.string().max(500),
    }),
    response: z.object({ id }),
  },
  'POST /api/memberships/:id/end': {
    summary: 'A membership ends on a day',
    access: 'register.write',
    params: idParams,
    body: z.object({ to: isoDate, source: z.string().max(500) }),
    response: done,
  },
  'POST /api/groups/:id/clusters': {
    summary: 'Divide the group into clusters from a day; what held before ends that day',
    access: 'register.write',
    params: idParams,
    body: z.object({
      from: isoDate,
      clusters: z.array(z.object({ code, name: nameInput, schoolIds: z.array(id).min(1) })).max(50),
    }),
    response: done,
  },
  'POST /api/groups/:id/events': {
    summary: "Write an event into the group's story",
    access: 'register.write',
    params: idParams,
    body: z.object({
      date: isoDate,
      precision: z.enum(datePrecisions),
      kind: z.enum(eventKinds),
      title: nameInput,
      text: z.object({ en: z.string().max(4000), zh: z.string().max(4000) }),
      schoolIds: z.array(id).max(200),
      source: z.string().min(1).max(500),
    }),
    response: z.object({ id }),
  },
});
