/**
 * The invented people of the worked example: the same every time, drawn from a fixed seed. Each school has as many
 * teachers, backbone teachers and teachers with an intermediate title as its latest row of figures says.
 */
import { randomUUID } from 'node:crypto';
import { createRandomNumbers } from '@trellis/engines/kernel';
import type { NewEntries, NewPerson } from '../features/register/staff/index.ts';
import { toRange } from '../platform/database/index.ts';
import { FEMALE_GIVEN, MALE_GIVEN, SURNAMES } from './demo-names.ts';

export interface DemoSchool {
  code: string;
  id: string;
  /** First day of its life on record. */
  opened: string;
  teachers: number;
  backbone: number;
  intermediateTitle: number;
  peAndArts: number;
}

export interface DemoPeople {
  people: NewPerson[];
  entries: NewEntries;
}

/** Real account names of the demo by the place they hold, so that their own record opens. */
export type DemoHolder = { nameZh: string; nameEn: string; gender: 'female' | 'male'; userId: string };

const SEED = 20140901;
const LAST_YEAR = 2025;
const INVENTED = '示例，人物为虚构 · Example, invented';
const EXCHANGE = '2014年与结对学校互派六年级教师（示例）· Grade Six exchange (example)';
const MOVE = '集团内教师流动（示例）· Mobility (example)';
const BEGINS_WITH_RECORDS = '名册自此日起记载（示例）· Register begins (example)';
const NEIGHBOURS: Readonly<Record<string, readonly string[]>> = {
  BG: ['ZS'],
  ZS: ['BG'],
  CB: ['CH'],
  CH: ['CB'],
  ZD: ['RM', 'FM'],
  RM: ['ZD', 'FM'],
  FM: ['ZD', 'RM'],
};
/** About one in ten of ZS's teachers went, and as many came. */
const EXCHANGED = 7;
const RETIRED = 6;
const ARTS = ['physical-education', 'music', 'fine-arts'] as const;
/** A subject as often as its share of teachers in a hundred. */
const OTHER_SUBJECTS = Object.entries({
  chinese: 45,
  mathematics: 28,
  english: 11,
  science: 7,
  'morality-and-law': 5,
  'information-technology': 4,
}).flatMap(([subject, share]) => Array.from({ length: share }, () => subject));
const WEEKLY: Readonly<Record<string, number>> = { chinese: 12, mathematics: 12, english: 14, music: 12 };
/** The division that each school's principal leads, since the document of 2015 or since the school joined. */
const DIVISIONS: Readonly<Record<string, readonly [string, string]>> = {
  ZS: ['教学 · teaching', '2015-07-02'],
  ZD: ['总务 · general affairs', '2015-07-02'],
  CB: ['服务 · services', '2015-07-02'],
  FM: ['安全 · safety', '2017-09-01'],
  CH: ['德育 · moral education', '2017-09-01'],
  RM: ['科研 · research', '2017-09-01'],
};

interface Drawn {
  id: string;
  school: DemoSchool;
  hired: number;
  subject: string;
  since: string;
  retires: boolean;
}

export function inventStaff(
  schools: readonly DemoSchool[],
  groupId: string,
  holders: Readonly<Partial<Record<'BG' | 'ZS' | 'RM', DemoHolder>>>,
): DemoPeople {
  const random = createRandomNumbers(SEED);
  const below = (end: number) => Math.floor(random() * end);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)]!;
  const schoolByCode = new Map(schools.map((one) => [one.code, one]));
  const people: NewPerson[] = [];
  const entries: NewEntries = { postings: [], assignments: [], titles: [], statuses: [], offices: [] };
  const hiredIn = new Map<number, number>();
  const day = (year: number, rest = '09-01') => `${year}-${rest}`;
  const later = (a: string, b: string) => (a > b ? a : b);

  const addPerson = (hired: number, leaves: string | null, holder?: DemoHolder): NewPerson => {
    const count = (hiredIn.get(hired) ?? 0) + 1;
    hiredIn.set(hired, count);
    const gender = holder?.gender ?? (random() < 0.76 ? 'female' : 'male');
    const surname = pick(SURNAMES);
    const given = pick(gender === 'female' ? FEMALE_GIVEN : MALE_GIVEN);
    const person: NewPerson = {
      id: randomUUID(),
      number: `TX${hired}${String(count).padStart(3, '0')}`,
      nameZh: holder?.nameZh ?? `${surname.zh}${given.zh}`,
      nameEn: holder?.nameEn ?? `${surname.en} ${given.en}`,
      gender,
      birthYear: hired - 21 - below(3),
      qualification: hired >= 2005 || random() < 0.55 ? (random() < 0.07 ? 'master' : 'bachelor') : 'college',
      employed: toRange(day(hired), leaves),
      invented: true,
      userId: holder?.userId ?? null,
    };
    people.push(person);
    return person;
  };
  const subjectOf = (index: number, school: DemoSchool): string => {
    if (index < school.peAndArts) return ARTS[index % ARTS.length]!;
    return OTHER_SUBJECTS[below(OTHER_SUBJECTS.length)]!;
  };

  const drawn: Drawn[] = [];
  for (const school of schools) {
    let sent = 0;
    for (let index = 0; index < school.teachers + RETIRED; index++) {
      const retires = index >= school.teachers;
      const holder = index === school.peAndArts ? holders[school.code as 'BG'] : undefined;
      const opened = Number(school.opened.slice(0, 4));
      const hired = retires ? 1977 + below(6) : holder ? 1996 : LAST_YEAR - Math.floor(35 * random() ** 1.15);
      const leaves = retires ? day(Math.max(hired + 36, opened + 3), '07-01') : null;
      const person = addPerson(hired, leaves, holder);
      const exchanged =
        !retires &&
        !holder &&
        (school.code === 'BG' || school.code === 'ZS') &&
        sent < EXCHANGED &&
        hired <= 2008 &&
        index >= school.peAndArts;
      if (exchanged) sent++;
      const origin = exchanged
        ? schoolByCode.get(NEIGHBOURS[school.code]![0]!)!
        : !retires && !holder && hired <= 2012 && random() < 0.14
          ? schoolByCode.get(pick(NEIGHBOURS[school.code] ?? [school.code]))
          : undefined;
      const moved = exchanged ? '2014-09-01' : day(Math.min(LAST_YEAR, Math.max(hired + 6, 2017) + below(9)));
      const since = origin ? moved : later(day(hired), school.opened);
      const first = origin ?? school;
      const firstFrom = later(day(hired), first.opened);
      const firstCause = firstFrom === day(hired) ? 'recruitment' : 'other';
      const subject = subjectOf(index, school);
      entries.postings.push({
        staffId: person.id,
        schoolId: first.id,
        kind: 'home',
        during: toRange(firstFrom, origin ? moved : leaves),
        cause: firstCause,
        decision: firstCause === 'other' ? BEGINS_WITH_RECORDS : INVENTED,
      });
      if (origin) {
        const decision = exchanged ? EXCHANGE : MOVE;
        entries.postings.push({
          staffId: person.id,
          schoolId: school.id,
          kind: 'home',
          during: toRange(moved, null),
          cause: 'mobility',
          decision,
        });
        if (exchanged) {
          const six = { subject, grade: 6, className: '', weeklyLessons: WEEKLY[subject] ?? 13 };
          entries.assignments.push(
            {
              ...six,
              staffId: person.id,
              schoolId: origin.id,
              during: toRange(later('2013-09-01', firstFrom), moved),
              cause: 'other',
              decision: INVENTED,
            },
            {
              ...six,
              staffId: person.id,
              schoolId: school.id,
              during: toRange(moved, '2015-07-01'),
              cause: 'mobility',
              decision,
            },
          );
        }
      }
      if (!retires) {
        const grade = 1 + below(6);
        entries.assignments.push({
          staffId: person.id,
          schoolId: school.id,
          subject,
          grade,
          className: `${grade}(${1 + below(6)})`,
          weeklyLessons: WEEKLY[subject] ?? 14,
          during: toRange(later(since, day(2022 + below(4))), null),
          cause: 'other',
          decision: INVENTED,
        });
      }
      drawn.push({ id: person.id, school, hired, subject, since, retires });
    }
  }
  for (const school of schools) {
    const own = drawn.filter((one) => one.school === school && !one.retires);
    addTitlesAndHonours(own, school, entries, below, day);
    addOffices(own, school, groupId, entries, holders);
  }
  return { people, entries };
}

const COMMON = { cause: 'promotion', decision: INVENTED } as const;

/** The most experienced hold an intermediate title or more, and the backbone teachers are among them. */
function addTitlesAndHonours(
  own: readonly Drawn[],
  school: DemoSchool,
  entries: NewEntries,
  below: (end: number) => number,
  day: (year: number, rest?: string) => string,
): void {
  const ranked = [...own].sort((a, b) => a.hired - b.hired);
  for (const [index, one] of ranked.entries()) {
    const hasIntermediate = index < school.intermediateTitle;
    const second = one.hired + 1;
    const first = Math.min(LAST_YEAR, second + 5 + below(3));
    const senior = Math.min(LAST_YEAR, first + 7 + below(4));
    const isSenior = hasIntermediate && index % 6 === 1 && senior < LAST_YEAR;
    const steps: [string, number][] = [
      ['third-grade', one.hired],
      ...(second < LAST_YEAR ? [['second-grade', second] as [string, number]] : []),
      ...(hasIntermediate ? [['first-grade', Math.max(first, second + 1)] as [string, number]] : []),
      ...(isSenior ? [['senior', Math.max(senior, first + 2)] as [string, number]] : []),
    ];
    for (const [step, [title, year]] of steps.entries()) {
      const next = steps[step + 1];
      const during = toRange(day(year), next ? day(next[1]) : null);
      entries.titles.push({ staffId: one.id, title, during, ...COMMON });
    }
    if (index < school.backbone) {
      const level = index % 10 === 3 ? 'province' : index % 4 === 2 ? 'city' : 'county';
      const during = toRange(day(Math.max(2009, Math.min(2024, one.hired + 9 + below(6)))), null);
      entries.statuses.push({ staffId: one.id, status: `backbone-${level}`, during, ...COMMON });
    }
  }
  if (school.backbone > 20) {
    const during = toRange('2016-09-01', null);
    entries.statuses.push({ staffId: ranked[0]!.id, status: 'superfine', during, ...COMMON });
  }
}

function addOffices(
  own: readonly Drawn[],
  school: DemoSchool,
  groupId: string,
  entries: NewEntries,
  holders: Readonly<Partial<Record<string, DemoHolder>>>,
): void {
  const ranked = [...own].sort((a, b) => a.hired - b.hired);
  const holder = own[school.peAndArts]!;
  const leads = holders[school.code] !== undefined && school.code !== 'RM';
  const free = ranked.filter((one) => one !== holder);
  const principal = leads ? holder : free.shift()!;
  const give = (one: Drawn, office: string, from: string, concerns = '') =>
    entries.offices.push({
      ...COMMON,
      staffId: one.id,
      level: 'school',
      office,
      schoolId: school.id,
      groupId: null,
      clusterId: null,
      concerns,
      during: toRange(from > one.since ? from : one.since, null),
    });
  const giveInGroup = (one: Drawn, level: string, office: string, from: string, concerns = '') =>
    entries.offices.push({
      ...COMMON,
      staffId: one.id,
      level,
      office,
      schoolId: null,
      groupId,
      clusterId: null,
      concerns,
      during: toRange(from > one.since ? from : one.since, null),
    });
  give(principal, 'principal', '2012-09-01');
  const vice = free.shift()!;
  give(vice, 'vice-principal', '2014-09-01');
  give(free.shift()!, 'director-of-teaching', '2016-09-01');
  give(free.shift()!, 'director-of-moral-education', '2016-09-01');
  give(free.shift()!, 'director-of-general-affairs', '2016-09-01');
  for (const subject of ['chinese', 'mathematics', 'english']) {
    const leader = free.find((one) => one.subject === subject);
    if (leader) give(free.splice(free.indexOf(leader), 1)[0]!, 'trg-leader', '2018-09-01', subject);
  }
  for (let grade = 1; grade <= 6; grade++) {
    const leader = free.find((one) => one.subject === 'chinese' || one.subject === 'mathematics');
    if (leader) give(free.splice(free.indexOf(leader), 1)[0]!, 'grade-leader', '2020-09-01', String(grade));
  }
  for (const one of free) {
    const lessons = entries.assignments.find(
      (given) => given.staffId === one.id && given.during.endsWith(',)'),
    );
    if (one.subject === 'chinese' && lessons) give(one, 'head-teacher', '2023-09-01', lessons.className);
  }
  if (school.code === 'BG') {
    giveInGroup(principal, 'group', 'chief-principal', '2012-09-01');
    giveInGroup(vice, 'division', 'division-principal', '2015-07-02', '学生事务 · student affairs');
  }
  const division = DIVISIONS[school.code];
  if (division) giveInGroup(principal, 'division', 'division-principal', division[1], division[0]);
}
