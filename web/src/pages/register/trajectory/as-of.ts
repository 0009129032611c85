import type { Trajectory, TrajectoryEvent } from '@trellis/contract';
import { dayNumber, holdsOn, spanOf } from './days.ts';

export type TrajectorySchool = Trajectory['schools'][number];
export type TrajectoryProfile = TrajectorySchool['profiles'][number];
export type TrajectoryCluster = Trajectory['clusters'][number];
export type TrajectoryMembership = Trajectory['memberships'][number];

export interface MemberAsOf {
  readonly school: TrajectorySchool;
  readonly profile: TrajectoryProfile;
  readonly role: 'dominant' | 'member';
  readonly membership: TrajectoryMembership;
  readonly cluster: TrajectoryCluster | null;
}

/** The group as it was on a day, read from the whole trajectory. */
export interface GroupAsOf {
  readonly members: readonly MemberAsOf[];
  /** Schools of the story that exist on the day and are not members. */
  readonly others: readonly { school: TrajectorySchool; profile: TrajectoryProfile }[];
  readonly clusters: readonly TrajectoryCluster[];
  readonly affiliations: Trajectory['affiliations'];
}

/** What the school is called and where it is on a day: the nearest earlier profile, else the first one. */
export function profileAsOf(school: TrajectorySchool, isoDate: string): TrajectoryProfile | null {
  return (
    school.profiles.find((profile) => holdsOn(profile.during, isoDate)) ??
    school.profiles.findLast((profile) => (profile.during.from ?? '') <= isoDate) ??
    school.profiles[0] ??
    null
  );
}

export function groupAsOf(trajectory: Trajectory, isoDate: string): GroupAsOf {
  const schoolById = new Map(trajectory.schools.map((school) => [school.id, school]));
  const clusters = trajectory.clusters.filter((cluster) => holdsOn(cluster.during, isoDate));
  const clusterBySchool = new Map<string, TrajectoryCluster>();
  for (const cluster of clusters) {
    for (const member of cluster.members) {
      if (holdsOn(member.during, isoDate)) clusterBySchool.set(member.schoolId, cluster);
    }
  }
  const members: MemberAsOf[] = [];
  for (const membership of trajectory.memberships) {
    if (!holdsOn(membership.during, isoDate)) continue;
    const school = schoolById.get(membership.schoolId);
    const profile = school === undefined ? null : profileAsOf(school, isoDate);
    if (school === undefined || profile === null) continue;
    members.push({
      school,
      profile,
      role: membership.role,
      membership,
      cluster: clusterBySchool.get(school.id) ?? null,
    });
  }
  const order = new Map(laneOrder(trajectory).map((school, index) => [school.id, index]));
  members.sort((a, b) => (order.get(a.school.id) ?? 0) - (order.get(b.school.id) ?? 0));
  const memberIds = new Set(members.map(({ school }) => school.id));
  const others = trajectory.schools.flatMap((school) => {
    const profile = school.profiles.find((one) => holdsOn(one.during, isoDate));
    return profile === undefined || memberIds.has(school.id) ? [] : [{ school, profile }];
  });
  return {
    members,
    others,
    clusters: clusters.filter((cluster) => members.some((member) => member.cluster?.id === cluster.id)),
    affiliations: trajectory.affiliations.filter(({ during }) => holdsOn(during, isoDate)),
  };
}

/** Lanes from top to bottom: the dominant school, then by the day of joining, then by the last cluster and code. */
export function laneOrder(trajectory: Trajectory): TrajectorySchool[] {
  const rank = (school: TrajectorySchool): [number, string, string] => {
    const own = trajectory.memberships.filter(({ schoolId }) => schoolId === school.id);
    const dominant = own.some(({ role }) => role === 'dominant') ? 0 : 1;
    const first = own.map(({ during }) => during.from ?? '').sort()[0] ?? '9999';
    return [own.length === 0 ? 2 : dominant, first, school.code ?? ''];
  };
  return [...trajectory.schools].sort((a, b) => {
    const [a1, a2, a3] = rank(a);
    const [b1, b2, b3] = rank(b);
    return a1 - b1 || a2.localeCompare(b2) || a3.localeCompare(b3);
  });
}

/** Events in the order in which they are told. */
export function eventsInOrder(events: readonly TrajectoryEvent[]): TrajectoryEvent[] {
  return [...events].sort((a, b) => a.date.localeCompare(b.date) || a.kind.localeCompare(b.kind));
}

/** Events that cover the day; when none does, the last ones before it. */
export function currentEvents(events: readonly TrajectoryEvent[], isoDate: string): ReadonlySet<string> {
  const day = dayNumber(isoDate);
  const covering = events.filter(({ date, precision }) => {
    const span = spanOf(date, precision);
    return span.from <= day && day < span.to;
  });
  if (covering.length > 0) return new Set(covering.map(({ id }) => id));
  const last = eventsInOrder(events).findLast(({ date }) => date <= isoDate);
  if (last === undefined) return new Set();
  return new Set(events.filter(({ date }) => date === last.date).map(({ id }) => id));
}

/** Days on which something is told, or on which members or clusters change. */
export function turningDates(trajectory: Trajectory, events: readonly TrajectoryEvent[]): string[] {
  const dates = [
    ...events.map(({ date }) => date),
    ...trajectory.memberships.flatMap(({ during }) => [during.from, during.to]),
    ...trajectory.clusters.flatMap(({ during }) => [during.from, during.to]),
  ];
  return [...new Set(dates.filter((date): date is string => date !== null))].sort();
}

/** The nearest other of these dates, oldest first, before or after a day. */
export function neighbourDate(
  dates: readonly string[],
  isoDate: string,
  direction: 'before' | 'after',
): string | null {
  return (
    (direction === 'after'
      ? dates.find((date) => date > isoDate)
      : dates.findLast((date) => date < isoDate)) ?? null
  );
}

/** Every date the axis has to hold. */
export function structuralDates(trajectory: Trajectory): string[] {
  const dates: (string | null)[] = [
    ...trajectory.events.map(({ date }) => date),
    ...trajectory.memberships.flatMap(({ during }) => [during.from, during.to]),
    ...trajectory.clusters.flatMap(({ during }) => [during.from, during.to]),
    ...trajectory.affiliations.flatMap(({ during }) => [during.from, during.to]),
    ...trajectory.schools.flatMap(({ profiles }) => profiles.slice(1).map(({ during }) => during.from)),
    trajectory.group.during.from,
    trajectory.group.during.to,
  ];
  return dates.filter((date): date is string => date !== null);
}
