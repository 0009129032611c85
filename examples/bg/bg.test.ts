import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { makeFiles } from './make-school-years.ts';

function readHere(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}

interface Range {
  from: string;
  to: string | null;
}

interface Register {
  bureau: { code: string; nameEn: string; nameZh: string };
  schools: {
    code: string;
    stage: string;
    history: (Range & {
      nameEn: string;
      nameZh: string;
      location: string;
      lat: number;
      lon: number;
      level: string | null;
      source: string;
    })[];
    characters: { en: string; zh: string; from: string; source: string }[];
  }[];
  groups: { code: string; nameEn: string; nameZh: string; kind: string; from: string }[];
  memberships: (Range & { group: string; school: string; role: string; source: string })[];
  clusters: (Range & { group: string; code: string; nameEn: string; nameZh: string; schools: string[] })[];
  affiliations: {
    from: string;
    to: string;
    kind: string;
    since: string;
    until: string | null;
    source: string;
  }[];
  events: {
    date: string;
    precision: string;
    kind: string;
    titleEn: string;
    titleZh: string;
    textEn: string;
    textZh: string;
    schools: string[];
    source: string;
  }[];
  undated: { textEn: string; textZh: string; schools: string[]; source: string }[];
}

const register = JSON.parse(readHere('register.json')) as Register;
const codes = register.schools.map(({ code }) => code);
const isoDate = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const han = /\p{Script=Han}/u;

function holdsOn(range: Range, date: string): boolean {
  return range.from <= date && (range.to === null || date < range.to);
}

function findOverlap(ranges: readonly Range[]): string | undefined {
  const ordered = [...ranges].sort((a, b) => a.from.localeCompare(b.from));
  for (const [index, range] of ordered.entries()) {
    const next = ordered[index + 1];
    if (range.to !== null && range.to <= range.from) return `${range.from} ends on ${range.to}`;
    if (next !== undefined && (range.to === null || range.to > next.from))
      return `${range.from} runs into ${next.from}`;
  }
  return undefined;
}

function membersOn(date: string): string[] {
  return register.memberships.filter((m) => holdsOn(m, date)).map(({ school }) => school);
}

function clustersOn(date: string): Register['clusters'] {
  return register.clusters.filter((cluster) => holdsOn(cluster, date));
}

function kilometresBetween(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const haversine =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(haversine));
}

function latestOf(code: string) {
  return register.schools.find((school) => school.code === code)!.history.at(-1)!;
}

describe('the register of the BG Education Group', () => {
  test('names only schools and groups it holds', () => {
    expect(codes).toEqual(['BG', 'CB', 'ZD', 'ZS', 'CH', 'RM', 'FM']);
    const groups = register.groups.map(({ code }) => code);
    const named = [
      ...register.memberships.map(({ school }) => school),
      ...register.clusters.flatMap(({ schools }) => schools),
      ...register.affiliations.flatMap(({ from, to }) => [from, to]),
      ...register.events.flatMap(({ schools }) => schools),
      ...register.undated.flatMap(({ schools }) => schools),
    ];
    expect(named.filter((code) => !codes.includes(code))).toEqual([]);
    const namedGroups = [...register.memberships, ...register.clusters].map(({ group }) => group);
    expect(namedGroups.filter((code) => !groups.includes(code))).toEqual([]);
  });

  test('writes every date in full', () => {
    const dates = [
      ...register.schools.flatMap(({ history }) => history.flatMap(({ from, to }) => [from, to])),
      ...register.schools.flatMap(({ characters }) => characters.map(({ from }) => from)),
      ...register.groups.map(({ from }) => from),
      ...register.memberships.flatMap(({ from, to }) => [from, to]),
      ...register.clusters.flatMap(({ from, to }) => [from, to]),
      ...register.affiliations.flatMap(({ since, until }) => [since, until]),
      ...register.events.map(({ date }) => date),
    ].filter((date) => date !== null);
    expect(dates.filter((date) => !isoDate.test(date))).toEqual([]);
  });

  test('lets a school have one name, one membership and one cluster at a time', () => {
    for (const { code, history } of register.schools) {
      expect(findOverlap(history), `history of ${code}`).toBeUndefined();
      const memberships = register.memberships.filter(({ school }) => school === code);
      expect(findOverlap(memberships), `memberships of ${code}`).toBeUndefined();
      const clusters = register.clusters.filter(({ schools }) => schools.includes(code));
      expect(findOverlap(clusters), `clusters of ${code}`).toBeUndefined();
    }
  });

  test('has a school exist, and be a member, before it joins anything', () => {
    for (const membership of register.memberships) {
      const { history } = register.schools.find(({ code }) => code === membership.school)!;
      expect(history.some((entry) => holdsOn(entry, membership.from))).toBe(true);
    }
    for (const cluster of register.clusters) {
      expect(cluster.schools.filter((school) => !membersOn(cluster.from).includes(school))).toEqual([]);
    }
  });

  test('grows from four schools in 2009 to seven from 1 September 2017, always led by BG', () => {
    expect(membersOn('2009-08-31')).toEqual([]);
    expect(membersOn('2009-09-01')).toHaveLength(4);
    expect(membersOn('2017-08-31')).toHaveLength(4);
    expect(membersOn('2017-09-01').sort()).toEqual([...codes].sort());
    for (const date of ['2009-09-01', '2017-09-01', '2025-09-01']) {
      const dominant = register.memberships.filter((m) => holdsOn(m, date) && m.role === 'dominant');
      expect(dominant.map(({ school }) => school)).toEqual(['BG']);
    }
  });

  test('has three clusters from 2019 which hold each of the seven schools exactly once', () => {
    expect(clustersOn('2019-08-31')).toEqual([]);
    expect(clustersOn('2019-09-01').map(({ code }) => code)).toEqual(['BG-ZS', 'CB-CH', 'ZD-RM-FM']);
    const schools = clustersOn('2019-09-01').flatMap((cluster) => cluster.schools);
    expect(schools.sort()).toEqual([...codes].sort());
  });

  test('ranks BG, CB and ZD high and the other four low today', () => {
    expect(codes.filter((code) => latestOf(code).level === 'high')).toEqual(['BG', 'CB', 'ZD']);
    expect(codes.filter((code) => latestOf(code).level === 'low')).toEqual(['ZS', 'CH', 'RM', 'FM']);
  });

  test('places ZS 2.2 km from BG, once rural, and every school around Tongxiang', () => {
    expect(kilometresBetween(latestOf('BG'), latestOf('ZS'))).toBeCloseTo(2.2, 1);
    expect(register.schools.find(({ code }) => code === 'ZS')!.history[0]!.location).toBe('rural');
    for (const code of codes) {
      expect(kilometresBetween({ lat: 30.63, lon: 120.56 }, latestOf(code))).toBeLessThan(10);
    }
  });

  test('keeps ZD one school through its years as a campus and its new name', () => {
    const zd = register.schools.find(({ code }) => code === 'ZD')!;
    expect(zd.history[0]).toMatchObject({ from: '2003-09-01', to: '2007-09-01' });
    expect(register.affiliations.filter(({ from }) => from === 'ZD')).toMatchObject([
      { to: 'BG', kind: 'campus-of', since: '2003-09-01', until: '2007-09-01' },
      { to: 'BG', kind: 'split-from', since: '2007-09-01', until: null },
    ]);
  });

  test('tells every event in both languages, in order, with its source', () => {
    for (const event of register.events) {
      expect(event.titleEn, event.date).not.toMatch(han);
      expect(event.textEn, event.date).not.toMatch(han);
      expect(event.titleEn.trim().length, event.date).toBeGreaterThan(0);
      expect(event.textEn.trim().length, event.date).toBeGreaterThan(0);
      expect(event.titleZh, event.date).toMatch(han);
      expect(event.textZh, event.date).toMatch(han);
      expect(event.source, event.date).toMatch(
        /^论文 ?[§表图][^a-z]* · Thesis (§|Table|Figure)\P{Script=Han}*$/u,
      );
      expect(['year', 'month', 'day']).toContain(event.precision);
      if (event.precision === 'year') expect(event.date).toMatch(/-09-01$/);
    }
    const dates = register.events.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
  });

  test('uses only the kinds the register knows', () => {
    const eventKinds = 'founding campus membership cluster rule mobility policy rename other'.split(' ');
    expect(register.events.filter(({ kind }) => !eventKinds.includes(kind))).toEqual([]);
    const affiliationKinds = 'campus-of split-from merged-into successor-of exchanges-with'.split(' ');
    expect(register.affiliations.filter(({ kind }) => !affiliationKinds.includes(kind))).toEqual([]);
    for (const { history } of register.schools) {
      for (const { location, level } of history) {
        expect(['urban', 'town', 'rural']).toContain(location);
        expect(['high', 'low', null]).toContain(level);
      }
    }
  });

  test('names a source for every range, character and affiliation', () => {
    const sourced = [
      ...register.schools.flatMap(({ history, characters }) => [...history, ...characters]),
      ...register.memberships,
      ...register.affiliations,
      ...register.undated,
    ];
    expect(sourced.filter(({ source }) => source.trim() === '')).toEqual([]);
  });
});

type Row = Record<string, string>;

function parse(text: string): Row[] {
  const [header = [], ...lines] = text
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(header.map((column, index) => [column, line[index] ?? ''])));
}

const rows = parse(readHere('school-years.csv'));
const rowsIn = (year: number) => rows.filter((row) => row.year === String(year));
const years = Array.from({ length: 17 }, (_, index) => 2009 + index);

/** Enrolment-weighted, from the totals: CV² = Σ (X_i² / P_i) · P / (Σ X_i)² − 1. */
function variationIn(year: number, column: string): number {
  let pupils = 0;
  let total = 0;
  let squares = 0;
  for (const row of rowsIn(year)) {
    pupils += Number(row.pupils);
    total += Number(row[column]);
    squares += Number(row[column]) ** 2 / Number(row.pupils);
  }
  return Math.sqrt((squares * pupils) / total ** 2 - 1);
}

function ratioOf(row: Row, column: string, perPupils: number): number {
  return (Number(row[column]) / Number(row.pupils)) * perPupils;
}

const evenIndicators = [
  ['teachersAboveQualification', 4.2, 100],
  ['teachersPeArts', 0.9, 100],
  ['teachingAreaM2', 4.5, 1],
  ['equipmentYuan', 2000, 1],
  ['multimediaRooms', 2.3, 100],
] as const;

describe('the school years of the BG Education Group', () => {
  test('has one row for each of the seven schools in every school year from 2009 to 2025', () => {
    expect(rows).toHaveLength(7 * 17);
    for (const year of years) expect(rowsIn(year).map(({ school }) => school)).toEqual(codes);
  });

  test('is what the script writes', () => {
    for (const [name, text] of Object.entries(makeFiles(register))) expect(readHere(name), name).toBe(text);
  });

  test('agrees with the register on group, cluster, place and location', () => {
    for (const row of rows) {
      const date = `${row.year}-09-01`;
      const school = row.school ?? '';
      expect(row.group).toBe(membersOn(date).includes(school) ? 'BG-GROUP' : '');
      const cluster = clustersOn(date).find(({ schools }) => schools.includes(school));
      expect(row.cluster).toBe(cluster?.code ?? '');
      const { history, stage } = register.schools.find(({ code }) => code === school)!;
      const entry = history.find((candidate) => holdsOn(candidate, date))!;
      expect([row.stage, row.location, Number(row.lat), Number(row.lon)]).toEqual([
        stage,
        entry.location,
        entry.lat,
        entry.lon,
      ]);
    }
  });

  test('counts people, rooms and things in whole numbers, and no part larger than its whole', () => {
    const counts = ['pupils', 'teachers', 'teachersBackbone', 'multimediaRooms', 'computers', 'books'];
    for (const row of rows) {
      for (const column of counts) expect(row[column], column).toMatch(/^\d+$/);
      for (const part of Object.keys(row).filter((column) => /^teachers./.test(column))) {
        expect(row[part]).toMatch(/^\d+$/);
        expect(Number(row[part])).toBeLessThanOrEqual(Number(row.teachers));
      }
    }
  });

  test('gives BG more than 1,800 pupils and more than 100 teachers, and no school more than 2,000 pupils', () => {
    for (const row of rows.filter(({ school }) => school === 'BG')) {
      expect(Number(row.pupils)).toBeGreaterThan(1800);
      expect(Number(row.teachers)).toBeGreaterThan(100);
    }
    for (const row of rows) expect(Number(row.pupils)).toBeLessThanOrEqual(2000);
    expect(rowsIn(2025).reduce((sum, row) => sum + Number(row.pupils), 0)).toBe(9870);
  });

  test('has two of seven indicators over the limit of 0.50 in 2025', () => {
    expect(variationIn(2025, 'teachersBackbone')).toBeCloseTo(0.62, 2);
    expect(variationIn(2025, 'sportsAreaM2')).toBeCloseTo(0.53, 2);
    for (const [column] of evenIndicators) expect(variationIn(2025, column), column).toBeLessThan(0.2);
  });

  test('brings backbone teachers closer every year from 2016', () => {
    for (const year of years.filter((candidate) => candidate >= 2016 && candidate < 2025)) {
      const [now, next] = [variationIn(year, 'teachersBackbone'), variationIn(year + 1, 'teachersBackbone')];
      expect(next, String(year)).toBeLessThan(now);
    }
  });

  test('is within the limit for backbone teachers once five of them move from BG to the four weak schools', () => {
    const counts = new Map(rowsIn(2025).map((row) => [row.school, row]));
    const moved = [...counts.values()].map((row) => ({ ...row }));
    for (const to of ['RM', 'CH', 'RM', 'FM', 'CH']) {
      const [giver, taker] = ['BG', to].map((code) => moved.find(({ school }) => school === code)!);
      giver!.teachersBackbone = String(Number(giver!.teachersBackbone) - 1);
      taker!.teachersBackbone = String(Number(taker!.teachersBackbone) + 1);
    }
    const pupils = moved.reduce((sum, row) => sum + Number(row.pupils), 0);
    const mean = moved.reduce((sum, row) => sum + Number(row.teachersBackbone), 0) / pupils;
    const variance = moved.reduce(
      (sum, row) => sum + (Number(row.pupils) / pupils) * (ratioOf(row, 'teachersBackbone', 1) - mean) ** 2,
      0,
    );
    expect(Math.sqrt(variance) / mean).toBeLessThanOrEqual(0.5);
  });

  test('has every school reach the five even standards in 2025, but RM one PE or arts teacher short', () => {
    for (const row of rowsIn(2025)) {
      for (const [column, standard, perPupils] of evenIndicators) {
        const missing = Math.ceil((standard * Number(row.pupils)) / perPupils - Number(row[column]));
        if (row.school === 'RM' && column === 'teachersPeArts') expect(missing).toBe(1);
        else expect(missing, `${row.school} ${column}`).toBeLessThanOrEqual(0);
      }
    }
  });

  test('leaves BG and RM, in the crowded old town, the least sports area and CB the most', () => {
    const ordered = rowsIn(2025).sort(
      (a, b) => ratioOf(a, 'sportsAreaM2', 1) - ratioOf(b, 'sportsAreaM2', 1),
    );
    expect(ordered.slice(0, 2).map(({ school }) => school)).toEqual(['BG', 'RM']);
    expect(ordered.at(-1)!.school).toBe('CB');
  });

  test('shows the schools outside the group weaker than its members before they join', () => {
    for (const column of ['teachersAboveQualification', 'teachersBackbone', 'equipmentYuan']) {
      const pooled = (inside: boolean) => {
        const some = rowsIn(2016).filter(({ group }) => (group !== '') === inside);
        const sum = (name: string) => some.reduce((total, row) => total + Number(row[name]), 0);
        return sum(column) / sum('pupils');
      };
      expect(pooled(false), column).toBeLessThan(pooled(true));
    }
  });
});

describe('the Chinese samples', () => {
  const columns = Object.keys(rows[0]!);
  const clean = parse(readHere('seven-schools.zh.csv'));
  const mistaken = parse(readHere('seven-schools-with-mistakes.zh.csv'));

  test('hold the latest year under Chinese headers', () => {
    expect(Object.keys(clean[0]!)).toHaveLength(columns.length);
    for (const header of Object.keys(clean[0]!)) expect(header).toMatch(han);
    for (const [index, row] of rowsIn(2025).entries()) {
      expect(clean[index]!.学校).toBe(row.school);
      expect(clean[index]!.学生数).toBe(row.pupils);
      expect(clean[index]!.骨干教师数).toBe(row.teachersBackbone);
      expect(clean[index]!.学段).toBe('小学');
    }
  });

  test('differ in exactly three cells, each a mistake a principal makes', () => {
    const differing = clean.flatMap((row, index) =>
      Object.keys(row)
        .filter((header) => row[header] !== mistaken[index]![header])
        .map((header) => [row.学校, header, mistaken[index]![header]]),
    );
    expect(differing).toEqual([
      ['BG', '学生数', '１，８６０'],
      ['ZS', '学段', '小学部'],
      ['FM', '骨干教师数', '65'],
    ]);
    const fm = mistaken.find((row) => row.学校 === 'FM')!;
    expect(Number(fm.骨干教师数)).toBeGreaterThan(Number(fm.教师数));
  });
});
