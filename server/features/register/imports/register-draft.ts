/**
 * The register as it would be after an import: a copy of what is on record, on which rows are tried out one after
 * the other. Nothing here touches the database; `finish` answers the rows to insert and to change.
 *
 * Rules of the register (one governing group at a time, membership within the life of school and group, one
 * cluster at a time) are kept here first, so that a breach is a problem with its row; the database holds the same
 * rules as constraints and has the last word.
 */

import { nameKey } from '../../../../contract/template/index.ts';
import { planChanges } from './draft-plan.ts';
import {
  type Dated,
  type DraftCluster,
  type DraftCode,
  type DraftGroup,
  type DraftGroupProfile,
  type DraftMembership,
  type DraftProfile,
  type DraftSchool,
  type JoinOutcome,
  type JoinRequest,
  type Row,
  toProfile,
} from './draft-records.ts';
import { hasChinese } from './names.ts';
import {
  contains,
  earlierEnd,
  endsAfter,
  formatSpan,
  holdsOnDay,
  isEmptySpan,
  overlaps,
  parseSpan,
  type Span,
  startsBefore,
} from './spans.ts';
import type { RegisterPlan, RegisterSnapshot } from './types.ts';
import { createUuidV7 } from './uuid-v7.ts';

const GOVERNING = new Set(['education-group', 'multi-academy-trust', 'single-academy-trust']);

export class RegisterDraft {
  readonly schoolById = new Map<string, DraftSchool>();
  readonly groupById = new Map<string, DraftGroup>();
  readonly #codes = new Map<string, DraftCode[]>();
  readonly #schoolsByName = new Map<string, Set<DraftSchool>>();
  readonly #groupByCode = new Map<string, DraftGroup>();
  readonly #groupsByName = new Map<string, Set<DraftGroup>>();
  readonly #newAffiliations: Row[] = [];
  readonly #affiliations = new Set<string>();
  readonly #reliesOn = new Set<string>();
  readonly #same: Record<string, number> = {};

  constructor(snapshot: RegisterSnapshot) {
    for (const row of snapshot.schools) this.#keepSchool(row.id, row.import_id, false);
    for (const row of snapshot.schoolProfiles) {
      const school = this.schoolById.get(row.school_id)!;
      school.profiles.push(toProfile(row));
      this.#keepName(this.#schoolsByName, school, row.name_en, row.name_zh);
    }
    for (const row of snapshot.schoolCodes) {
      this.#keepCode({
        scheme: row.scheme,
        code: row.code,
        school: this.schoolById.get(row.school_id)!,
        span: parseSpan(row.during),
        stored: { ...row },
      });
    }
    for (const row of snapshot.groups) this.#keepGroup(row.id, row.import_id, false, row.code, row.kind);
    for (const row of snapshot.groupProfiles) {
      const group = this.groupById.get(row.group_id)!;
      group.profiles.push({
        span: parseSpan(row.during),
        stored: { ...row },
        nameEn: row.name_en,
        nameZh: row.name_zh,
        startKnown: row.start_known,
      });
      this.#keepName(this.#groupsByName, group, row.name_en, row.name_zh);
    }
    for (const row of snapshot.memberships) {
      this.#keepMembership({
        id: row.id,
        school: this.schoolById.get(row.school_id)!,
        group: this.groupById.get(row.group_id)!,
        role: row.role as 'dominant' | 'member',
        startKnown: row.start_known,
        span: parseSpan(row.during),
        stored: { ...row },
        row: null,
      });
    }
    const clusterById = new Map<string, DraftCluster>();
    for (const row of snapshot.clusters) {
      const group = this.groupById.get(row.group_id)!;
      const cluster = {
        id: row.id,
        isNew: false,
        importId: row.import_id,
        group,
        code: row.code,
        nameEn: row.name_en,
        nameZh: row.name_zh,
        span: parseSpan(row.during),
        stored: { ...row },
      };
      clusterById.set(row.id, cluster);
      group.clusters.push(cluster);
    }
    for (const row of snapshot.clusterMemberships) {
      const school = this.schoolById.get(row.school_id)!;
      school.clusterMemberships.push({
        school,
        cluster: clusterById.get(row.cluster_id)!,
        span: parseSpan(row.during),
        stored: { ...row },
      });
    }
    for (const { school_id, year } of snapshot.latestYears) this.schoolById.get(school_id)!.latestYear = year;
    for (const row of snapshot.affiliations) this.#affiliations.add(affiliationKey(row));
    for (const school of this.schoolById.values()) sortDated(school.profiles);
    for (const group of this.groupById.values()) sortDated(group.profiles);
  }

  #keepSchool(id: string, importId: string | null, isNew: boolean): DraftSchool {
    const school: DraftSchool = {
      id,
      isNew,
      importId,
      latestYear: null,
      profiles: [],
      codes: [],
      memberships: [],
      clusterMemberships: [],
    };
    this.schoolById.set(id, school);
    return school;
  }

  #keepGroup(id: string, importId: string | null, isNew: boolean, code: string, kind: string): DraftGroup {
    const governing = GOVERNING.has(kind);
    const group: DraftGroup = {
      id,
      isNew,
      importId,
      code,
      kind,
      governing,
      profiles: [],
      memberships: [],
      clusters: [],
    };
    this.groupById.set(id, group);
    this.#groupByCode.set(code, group);
    return group;
  }

  #keepName<T>(index: Map<string, Set<T>>, entity: T, ...names: string[]): void {
    for (const name of names) {
      if (name === '') continue;
      const key = nameKey(name);
      const found = index.get(key);
      if (found) found.add(entity);
      else index.set(key, new Set([entity]));
    }
  }

  #keepCode(code: DraftCode): void {
    const found = this.#codes.get(code.code);
    if (found) found.push(code);
    else this.#codes.set(code.code, [code]);
    code.school.codes.push(code);
  }

  #keepMembership(membership: DraftMembership): void {
    membership.school.memberships.push(membership);
    membership.group.memberships.push(membership);
  }

  #note(kind: string): void {
    this.#same[kind] = (this.#same[kind] ?? 0) + 1;
  }

  /** Marks a record on which the import builds. */
  relyOn(importId: unknown): void {
    if (typeof importId === 'string') this.#reliesOn.add(importId);
  }

  /** The school with a code; without a scheme any scheme counts. Where a code passed on, the holder of the day. */
  findSchoolByCode(code: string, scheme: string | null, day: string | null): DraftSchool | undefined {
    const found = (this.#codes.get(code) ?? []).filter((one) => scheme === null || one.scheme === scheme);
    const holder =
      found.length > 1 && day !== null ? found.find((one) => holdsOnDay(one.span, day)) : undefined;
    const held = holder ?? found.at(-1);
    this.relyOn(held?.stored?.import_id);
    this.relyOn(held?.school.importId);
    return held?.school;
  }

  findSchoolsByName(name: string): DraftSchool[] {
    return [...(this.#schoolsByName.get(nameKey(name)) ?? [])];
  }

  findGroupByCode(code: string): DraftGroup | undefined {
    const group = this.#groupByCode.get(code);
    if (group) this.relyOn(group.importId);
    return group;
  }

  findGroupsByName(name: string): DraftGroup[] {
    return [...(this.#groupsByName.get(nameKey(name)) ?? [])];
  }

  addSchool(profiles: readonly Omit<DraftProfile, 'stored'>[]): DraftSchool {
    const school = this.#keepSchool(createUuidV7(), null, true);
    for (const profile of profiles) {
      school.profiles.push({ ...profile, stored: null });
      this.#keepName(this.#schoolsByName, school, profile.nameEn, profile.nameZh);
    }
    sortDated(school.profiles);
    return school;
  }

  addGroup(code: string, kind: string, profile: Omit<DraftGroupProfile, 'stored'>): DraftGroup {
    const group = this.#keepGroup(createUuidV7(), null, true, code, kind);
    group.profiles.push({ ...profile, stored: null });
    this.#keepName(this.#groupsByName, group, profile.nameEn, profile.nameZh);
    return group;
  }

  /** @returns the school that holds the code already, if it is another one. */
  addCode(school: DraftSchool, scheme: string, code: string, span: Span): DraftSchool | undefined {
    for (const known of this.#codes.get(code) ?? []) {
      if (known.scheme !== scheme || !overlaps(known.span, span)) continue;
      if (known.school !== school) return known.school;
      this.#note('codes');
      return undefined;
    }
    this.#keepCode({ scheme, code, school, span, stored: null });
    return undefined;
  }

  /** Fills what the register does not know of a school; what it knows stays. */
  fillSchool(
    school: DraftSchool,
    day: string,
    facts: Partial<Pick<DraftProfile, 'stage' | 'location' | 'lat' | 'lon'>>,
  ): void {
    const profile = school.profiles.find((one) => holdsOnDay(one.span, day)) ?? school.profiles.at(-1);
    if (!profile) return;
    profile.stage ??= facts.stage ?? null;
    profile.location ??= facts.location ?? null;
    if (profile.lat === null && facts.lat != null && facts.lon != null) {
      profile.lat = facts.lat;
      profile.lon = facts.lon;
    }
  }

  /** Moves the start of a school's or group's records back to a day, where it was not known. */
  reachBack(profiles: { span: Span; startKnown: boolean }[], from: string | null): boolean {
    const first = profiles[0]!;
    if (!startsBefore(from, first.span.from)) return true;
    if (first.startKnown) return false;
    first.span = { from, to: first.span.to };
    return true;
  }

  /**
   * Ends a group, with the memberships and clusters that reach beyond.
   *
   * @returns a member that joins only later, which stands against it.
   */
  closeGroup(group: DraftGroup, to: string): DraftMembership | undefined {
    const last = group.profiles.at(-1)!;
    if (!endsAfter(last.span.to, to)) return undefined;
    const later = group.memberships.find(({ span }) => !startsBefore(span.from, to));
    if (later || !startsBefore(last.span.from, to)) return later;
    last.span = { from: last.span.from, to };
    for (const membership of group.memberships) this.#endMembership(membership, to);
    for (const cluster of group.clusters) {
      if (startsBefore(cluster.span.from, to)) {
        cluster.span = { from: cluster.span.from, to: earlierEnd(cluster.span.to, to) };
      }
    }
    return undefined;
  }

  /** Ends a school, with its memberships; one that joins a group only later goes on. */
  closeSchool(school: DraftSchool, to: string): void {
    const last = school.profiles.at(-1)!;
    if (!endsAfter(last.span.to, to) || !startsBefore(last.span.from, to)) return;
    if (school.memberships.some(({ span }) => !startsBefore(span.from, to))) return;
    last.span = { from: last.span.from, to };
    for (const membership of school.memberships) this.#endMembership(membership, to);
  }

  /** A school that was taken for closed goes on, under a code that followed. */
  reopenSchool(school: DraftSchool): void {
    const last = school.profiles.at(-1)!;
    last.span = { from: last.span.from, to: null };
  }

  #endMembership(membership: DraftMembership, to: string): void {
    if (!endsAfter(membership.span.to, to) || !startsBefore(membership.span.from, to)) return;
    membership.span = { from: membership.span.from, to };
    for (const inCluster of membership.school.clusterMemberships) {
      if (inCluster.cluster.group !== membership.group || !startsBefore(inCluster.span.from, to)) continue;
      inCluster.span = { from: inCluster.span.from, to: earlierEnd(inCluster.span.to, to) };
    }
  }

  /** The code ends on a day: the school goes on under another one. */
  endCode(code: DraftCode, to: string): void {
    if (startsBefore(code.span.from, to) && endsAfter(code.span.to, to))
      code.span = { from: code.span.from, to };
  }

  startCode(code: DraftCode, from: string): void {
    if (code.span.from === null && startsBefore(code.span.from, from) && endsAfter(code.span.to, from)) {
      code.span = { from, to: code.span.to };
    }
  }

  /** Makes a school a member, or finds that it is one; answers what stands against it. */
  joinGroup(request: JoinRequest): JoinOutcome {
    const { school, group, startKnown, row } = request;
    const role = request.role ?? 'member';
    let { from, to } = request.span;

    // Within the life of the group and of the school.
    const groupStart = group.profiles[0]!;
    if (startsBefore(from, groupStart.span.from) && !this.reachBack(group.profiles, from))
      from = groupStart.span.from;
    const schoolStart = school.profiles[0]!;
    if (startsBefore(from, schoolStart.span.from) && !this.reachBack(school.profiles, from)) {
      if (from !== null && startKnown) return { kind: 'before-school', founded: schoolStart.span.from! };
      from = schoolStart.span.from;
    }
    const groupEnd = group.profiles.at(-1)!.span.to;
    const schoolEnd = school.profiles.at(-1)!.span.to;
    if (groupEnd !== null && from !== null && from >= groupEnd)
      return { kind: 'group-closed', closed: groupEnd };
    if (schoolEnd !== null && from !== null && from >= schoolEnd)
      return { kind: 'school-closed', closed: schoolEnd };
    to = earlierEnd(earlierEnd(to, groupEnd), schoolEnd);
    let span: Span = { from, to };
    // It ended before the group or the school, as they are on record, began.
    if (isEmptySpan(span)) {
      const groupFrom = groupStart.span.from;
      return groupFrom !== null && from === groupFrom
        ? { kind: 'before-group', founded: groupFrom }
        : { kind: 'before-school', founded: from! };
    }

    // The same membership told again, or told more exactly.
    for (const known of school.memberships) {
      if (known.group !== group || !overlaps(known.span, span)) continue;
      this.relyOn(known.stored?.import_id);
      if (startKnown && known.startKnown && known.span.from !== span.from)
        return { kind: 'overlapping', other: known };
      if (startKnown && !known.startKnown && this.#mayStartOn(known, span.from)) {
        known.span = { from: span.from, to: known.span.to };
        known.startKnown = true;
      } else if (!startKnown && !known.startKnown && startsBefore(span.from, known.span.from)) {
        if (this.#findRival(school, group, { from: span.from, to: known.span.to }, known) === undefined) {
          known.span = { from: span.from, to: known.span.to };
        }
      }
      if (request.span.to !== null) this.#endMembership(known, request.span.to);
      this.#note('memberships');
      return { kind: 'done' };
    }

    // One governing group at a time. A start or end that is not known gives way to what is on record.
    for (
      let rival = this.#findRival(school, group, span);
      rival;
      rival = this.#findRival(school, group, span)
    ) {
      if (!startKnown && span.from === null && rival.span.to !== null && endsAfter(span.to, rival.span.to)) {
        span = { from: rival.span.to, to: span.to };
      } else if (!startKnown && rival.span.from !== null && startsBefore(span.from, rival.span.from)) {
        span = { from: span.from, to: rival.span.from };
      } else {
        return { kind: 'overlapping', other: rival };
      }
      if (isEmptySpan(span)) return { kind: 'overlapping', other: rival };
    }
    if (role === 'dominant') {
      const other = group.memberships.find((one) => one.role === 'dominant' && overlaps(one.span, span));
      if (other) return { kind: 'second-dominant', other };
    }
    this.#keepMembership({ id: createUuidV7(), school, group, role, span, startKnown, stored: null, row });
    return { kind: 'done' };
  }

  #mayStartOn(known: DraftMembership, from: string | null): boolean {
    const span = { from, to: known.span.to };
    if (isEmptySpan(span) || this.#findRival(known.school, known.group, span, known)) return false;
    return known.school.clusterMemberships.every(
      (one) =>
        one.cluster.group !== known.group || !overlaps(one.span, known.span) || contains(span, one.span),
    );
  }

  #findRival(
    school: DraftSchool,
    group: DraftGroup,
    span: Span,
    except?: DraftMembership,
  ): DraftMembership | undefined {
    return school.memberships.find(
      (one) =>
        one !== except &&
        overlaps(one.span, span) &&
        (one.group === group || (one.group.governing && group.governing)),
    );
  }

  /** Puts a member school into a cluster of its group; answers the cluster that stands against it. */
  joinCluster(school: DraftSchool, group: DraftGroup, name: string, wanted: Span): DraftCluster | undefined {
    const membership =
      school.memberships.find((one) => one.group === group && contains(one.span, wanted)) ??
      school.memberships.find((one) => one.group === group && overlaps(one.span, wanted));
    if (!membership) return undefined;
    let span: Span = {
      from: startsBefore(wanted.from, membership.span.from) ? membership.span.from : wanted.from,
      to: earlierEnd(wanted.to, membership.span.to),
    };
    const key = nameKey(name);
    let cluster = group.clusters.find(
      (one) =>
        (nameKey(one.code) === key || nameKey(one.nameEn) === key || nameKey(one.nameZh) === key) &&
        overlaps(one.span, span),
    );
    if (!cluster) {
      const isChinese = hasChinese(name);
      cluster = {
        id: createUuidV7(),
        isNew: true,
        importId: null,
        group,
        code: name,
        nameEn: isChinese ? '' : name,
        nameZh: isChinese ? name : '',
        span: { ...span },
        stored: null,
      };
      group.clusters.push(cluster);
    } else {
      this.relyOn(cluster.importId);
      if (cluster.isNew) {
        cluster.span = {
          from: startsBefore(span.from, cluster.span.from) ? span.from : cluster.span.from,
          to: endsAfter(span.to, cluster.span.to) ? span.to : cluster.span.to,
        };
      } else {
        span = {
          from: startsBefore(span.from, cluster.span.from) ? cluster.span.from : span.from,
          to: earlierEnd(span.to, cluster.span.to),
        };
      }
    }
    for (const known of school.clusterMemberships) {
      if (known.cluster.group !== group || !overlaps(known.span, span)) continue;
      this.relyOn(known.stored?.import_id);
      if (known.cluster === cluster) {
        this.#note('clusterMemberships');
        return undefined;
      }
      if (known.span.from !== null && startsBefore(span.from, known.span.from))
        span = { from: span.from, to: known.span.from };
      else return known.cluster;
    }
    if (!isEmptySpan(span)) school.clusterMemberships.push({ school, cluster, span, stored: null });
    return undefined;
  }

  addAffiliation(from: DraftSchool, to: DraftSchool, kind: string, span: Span): void {
    const row = { from_school_id: from.id, to_school_id: to.id, kind, during: formatSpan(span) };
    if (from === to) return;
    if (this.#affiliations.has(affiliationKey(row))) {
      this.#note('affiliations');
      return;
    }
    this.#affiliations.add(affiliationKey(row));
    this.#newAffiliations.push(row);
  }
  /** Rows to insert and to change, and how many of each kind. */
  finish(): Omit<RegisterPlan, 'newSchoolValues' | 'knownSchoolValues'> {
    const plan = planChanges(
      this.schoolById.values(),
      this.groupById.values(),
      this.#newAffiliations,
      this.#same,
    );
    for (const { before } of plan.changes) this.relyOn(before.import_id);
    return { ...plan, reliesOn: [...this.#reliesOn] };
  }
}

function sortDated(rows: Dated[]): void {
  rows.sort((a, b) => (startsBefore(a.span.from, b.span.from) ? -1 : 1));
}

function affiliationKey(row: { from_school_id: unknown; to_school_id: unknown; kind: unknown }): string {
  return `${row.from_school_id}>${row.to_school_id}:${row.kind}`;
}
