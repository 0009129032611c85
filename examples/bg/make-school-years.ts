/**
 * Writes the invented school-year figures of the BG Education Group: `school-years.csv` (2009 to 2025), and two
 * Chinese samples of the latest year, one clean and one with three mistakes.
 *
 * Run: `npx node examples/bg/make-school-years.ts`. The same script always writes the same bytes.
 *
 * Only the anchors below are chosen by hand. Between two anchors a value moves in a straight line plus a small
 * seeded jitter; in an anchor year it is exact. Floor and ground areas change only in a year with building work.
 * At the end the script recomputes the between-school variation and refuses to write files that no longer tell
 * the group's story.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const firstYear = 2009;
const lastYear = 2025;
const seed = 20_090_901;

/** Value by school year. */
type Anchors = Readonly<Record<number, number>>;

interface SchoolStory {
  code: string;
  pupils: Anchors;
  /** Per 100 pupils. */
  teachersPer100: Anchors;
  aboveQualificationPer100: Anchors;
  peArtsPer100: Anchors;
  /** Share of all teachers. */
  intermediateTitleShare: Anchors;
  /** Head counts, one per school year from `firstYear`: small numbers are told one by one. */
  backbone: readonly number[];
  /** Square metres, valid from the year given until the next. */
  teachingAreaM2: Anchors;
  sportsAreaM2: Anchors;
  equipmentYuanPerPupil: Anchors;
  multimediaRoomsPer100: Anchors;
  computersPer100: Anchors;
  booksPerPupil: Anchors;
}

const stories: readonly SchoolStory[] = [
  {
    code: 'BG',
    pupils: { 2009: 1986, 2014: 1931, 2019: 1874, 2025: 1860 },
    teachersPer100: { 2009: 5.35, 2017: 5.62, 2025: 5.91 },
    aboveQualificationPer100: { 2009: 3.9, 2017: 4.75, 2025: 5.35 },
    peArtsPer100: { 2009: 0.92, 2017: 1.1, 2025: 1.18 },
    intermediateTitleShare: { 2009: 0.62, 2017: 0.64, 2025: 0.6 },
    backbone: [43, 44, 45, 47, 48, 47, 48, 49, 49, 48, 48, 47, 47, 46, 46, 45, 44],
    teachingAreaM2: { 2009: 7940, 2020: 9486 },
    sportsAreaM2: { 2009: 6180, 2020: 5760 },
    equipmentYuanPerPupil: { 2009: 1480, 2017: 2540, 2025: 3557 },
    multimediaRoomsPer100: { 2009: 1.62, 2017: 2.3, 2025: 2.74 },
    computersPer100: { 2009: 8.2, 2017: 12.4, 2025: 16.8 },
    booksPerPupil: { 2009: 24, 2017: 29, 2025: 33.4 },
  },
  {
    code: 'CB',
    pupils: { 2009: 1408, 2014: 1493, 2019: 1597, 2025: 1684 },
    teachersPer100: { 2009: 5.28, 2017: 5.5, 2025: 5.82 },
    aboveQualificationPer100: { 2009: 3.7, 2017: 4.5, 2025: 5.11 },
    peArtsPer100: { 2009: 0.85, 2017: 1.0, 2025: 1.07 },
    intermediateTitleShare: { 2009: 0.57, 2017: 0.59, 2025: 0.58 },
    backbone: [15, 15, 16, 17, 17, 18, 18, 19, 19, 20, 20, 21, 22, 22, 23, 23, 24],
    teachingAreaM2: { 2009: 8930, 2018: 10_310 },
    sportsAreaM2: { 2009: 23_940, 2016: 26_580, 2021: 31_480 },
    equipmentYuanPerPupil: { 2009: 1260, 2017: 2260, 2025: 3184 },
    multimediaRoomsPer100: { 2009: 1.5, 2017: 2.1, 2025: 2.61 },
    computersPer100: { 2009: 7.4, 2017: 11.8, 2025: 16.1 },
    booksPerPupil: { 2009: 21, 2017: 27, 2025: 31.6 },
  },
  {
    code: 'ZD',
    pupils: { 2009: 967, 2014: 1322, 2019: 1588, 2025: 1723 },
    teachersPer100: { 2009: 5.22, 2017: 5.45, 2025: 5.69 },
    aboveQualificationPer100: { 2009: 3.5, 2017: 4.35, 2025: 4.76 },
    peArtsPer100: { 2009: 0.82, 2017: 1.0, 2025: 1.1 },
    intermediateTitleShare: { 2009: 0.46, 2017: 0.53, 2025: 0.56 },
    backbone: [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 18, 19, 20, 21],
    teachingAreaM2: { 2009: 8240, 2015: 12_060 },
    sportsAreaM2: { 2009: 14_980, 2015: 17_690 },
    equipmentYuanPerPupil: { 2009: 1620, 2017: 2790, 2025: 3893 },
    multimediaRoomsPer100: { 2009: 1.86, 2017: 2.52, 2025: 3.02 },
    computersPer100: { 2009: 9.1, 2017: 13.2, 2025: 17.4 },
    booksPerPupil: { 2009: 18, 2017: 25, 2025: 30.7 },
  },
  {
    code: 'ZS',
    pupils: { 2009: 693, 2013: 662, 2016: 837, 2019: 1031, 2025: 1187 },
    teachersPer100: { 2009: 5.12, 2014: 5.2, 2017: 5.4, 2025: 5.64 },
    aboveQualificationPer100: { 2009: 2.7, 2014: 3.15, 2017: 3.85, 2025: 4.52 },
    peArtsPer100: { 2009: 0.7, 2017: 0.92, 2025: 0.97 },
    intermediateTitleShare: { 2009: 0.38, 2014: 0.42, 2019: 0.5, 2025: 0.52 },
    backbone: [1, 1, 1, 1, 1, 2, 3, 3, 4, 5, 5, 6, 6, 7, 7, 8, 8],
    teachingAreaM2: { 2009: 5280, 2018: 6790 },
    sportsAreaM2: { 2009: 8340, 2018: 9470 },
    equipmentYuanPerPupil: { 2009: 880, 2017: 1890, 2025: 2781 },
    multimediaRoomsPer100: { 2009: 1.3, 2014: 1.72, 2019: 2.42, 2025: 2.79 },
    computersPer100: { 2009: 9.8, 2017: 15.6, 2025: 21.3 },
    booksPerPupil: { 2009: 16, 2017: 23, 2025: 28.5 },
  },
  {
    code: 'CH',
    pupils: { 2009: 862, 2014: 894, 2019: 1012, 2025: 1116 },
    teachersPer100: { 2009: 5.04, 2017: 5.2, 2025: 5.57 },
    aboveQualificationPer100: { 2009: 2.6, 2017: 3.35, 2025: 4.37 },
    peArtsPer100: { 2009: 0.66, 2017: 0.8, 2025: 0.99 },
    intermediateTitleShare: { 2009: 0.39, 2017: 0.44, 2025: 0.5 },
    backbone: [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5],
    teachingAreaM2: { 2009: 4890, 2019: 5850 },
    sportsAreaM2: { 2009: 12_890, 2016: 14_610, 2022: 16_940 },
    equipmentYuanPerPupil: { 2009: 790, 2017: 1570, 2025: 2516 },
    multimediaRoomsPer100: { 2009: 1.16, 2017: 1.74, 2025: 2.42 },
    computersPer100: { 2009: 6.1, 2017: 9.6, 2025: 14.2 },
    booksPerPupil: { 2009: 15, 2017: 20, 2025: 27.2 },
  },
  {
    code: 'RM',
    pupils: { 2009: 1176, 2014: 1203, 2019: 1238, 2025: 1243 },
    teachersPer100: { 2009: 4.97, 2017: 5.12, 2025: 5.47 },
    aboveQualificationPer100: { 2009: 2.66, 2017: 3.3, 2025: 4.28 },
    peArtsPer100: { 2009: 0.58, 2017: 0.66, 2025: 0.885 },
    intermediateTitleShare: { 2009: 0.41, 2017: 0.44, 2025: 0.48 },
    backbone: [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5],
    teachingAreaM2: { 2009: 5160, 2021: 6020 },
    sportsAreaM2: { 2009: 6640 },
    equipmentYuanPerPupil: { 2009: 840, 2017: 1620, 2025: 2663 },
    multimediaRoomsPer100: { 2009: 1.1, 2017: 1.68, 2025: 2.36 },
    computersPer100: { 2009: 6.4, 2017: 9.4, 2025: 13.7 },
    booksPerPupil: { 2009: 17, 2017: 21, 2025: 26.4 },
  },
  {
    code: 'FM',
    pupils: { 2009: 706, 2014: 748, 2019: 921, 2025: 1057 },
    teachersPer100: { 2009: 5.16, 2017: 5.28, 2025: 5.68 },
    aboveQualificationPer100: { 2009: 2.5, 2017: 3.3, 2025: 4.64 },
    peArtsPer100: { 2009: 0.62, 2017: 0.8, 2025: 1.04 },
    intermediateTitleShare: { 2009: 0.35, 2017: 0.41, 2025: 0.47 },
    backbone: [0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5],
    teachingAreaM2: { 2009: 4620, 2020: 6730 },
    sportsAreaM2: { 2009: 10_970, 2017: 14_320, 2023: 16_790 },
    equipmentYuanPerPupil: { 2009: 760, 2017: 1680, 2025: 2894 },
    multimediaRoomsPer100: { 2009: 1.2, 2017: 1.86, 2025: 2.91 },
    computersPer100: { 2009: 5.8, 2017: 9.2, 2025: 14.9 },
    booksPerPupil: { 2009: 14, 2017: 20, 2025: 28.1 },
  },
];

const columns = [
  'school',
  'stage',
  'year',
  'pupils',
  'teachers',
  'teachersAboveQualification',
  'teachersBackbone',
  'teachersPeArts',
  'teachersIntermediateTitle',
  'teachingAreaM2',
  'sportsAreaM2',
  'equipmentYuan',
  'multimediaRooms',
  'computers',
  'books',
  'group',
  'cluster',
  'location',
  'lat',
  'lon',
] as const;

type Column = (typeof columns)[number];
type SchoolYear = Record<Column, string | number>;

const chineseHeader: Record<Column, string> = {
  school: '学校',
  stage: '学段',
  year: '年份',
  pupils: '学生数',
  teachers: '教师数',
  teachersAboveQualification: '高于规定学历教师数',
  teachersBackbone: '骨干教师数',
  teachersPeArts: '体育艺术专任教师数',
  teachersIntermediateTitle: '中级及以上职称教师数',
  teachingAreaM2: '教学及辅助用房面积（平方米）',
  sportsAreaM2: '体育运动场馆面积（平方米）',
  equipmentYuan: '教学仪器设备值（元）',
  multimediaRooms: '网络多媒体教室数',
  computers: '计算机台数',
  books: '图书册数',
  group: '教育集团',
  cluster: '组团',
  location: '所在地',
  lat: '纬度',
  lon: '经度',
};

const chineseValue: Record<string, string> = { primary: '小学', urban: '城区', town: '镇区', rural: '乡村' };

interface Dated {
  from: string;
  to: string | null;
}

interface Register {
  schools: {
    code: string;
    stage: string;
    history: (Dated & { location: string; lat: number; lon: number })[];
  }[];
  memberships: (Dated & { group: string; school: string })[];
  clusters: (Dated & { code: string; schools: string[] })[];
}

/** Mulberry32: a seeded generator of numbers in [0, 1). */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The value between anchors; `jitter` is the largest relative deviation, and zero in an anchor year. */
function along(anchors: Anchors, year: number, jitter: number, random: () => number): number {
  const deviation = 1 + jitter * (2 * random() - 1);
  const anchorYears = Object.keys(anchors).map(Number);
  const next = anchorYears.find((anchorYear) => anchorYear >= year);
  if (next === undefined) throw new Error(`No anchor at or after ${year}`);
  if (next === year) return anchors[next]!;
  const previous = anchorYears.findLast((anchorYear) => anchorYear < year);
  if (previous === undefined) throw new Error(`No anchor before ${year}`);
  const share = (year - previous) / (next - previous);
  return (anchors[previous]! + share * (anchors[next]! - anchors[previous]!)) * deviation;
}

/** The value of the latest step at or before the year. */
function stepAt(steps: Anchors, year: number): number {
  const step = Object.keys(steps)
    .map(Number)
    .findLast((from) => from <= year);
  if (step === undefined) throw new Error(`No step at or before ${year}`);
  return steps[step]!;
}

function holdsOn(range: Dated, date: string): boolean {
  return range.from <= date && (range.to === null || date < range.to);
}

/** One row for each school and school year, in the order of the columns. */
function makeSchoolYears(register: Register): SchoolYear[] {
  const rows: SchoolYear[] = [];
  for (const [schoolIndex, story] of stories.entries()) {
    const random = createRandom(seed + schoolIndex);
    const school = register.schools.find(({ code }) => code === story.code);
    if (school === undefined) throw new Error(`${story.code} is not in the register`);
    let stock = { multimediaRooms: 0, computers: 0, books: 0 };
    for (let year = firstYear; year <= lastYear; year++) {
      const date = `${year}-09-01`;
      const as = school.history.find((entry) => holdsOn(entry, date));
      if (as === undefined) continue;
      const pupils = Math.round(along(story.pupils, year, 0.008, random));
      const per100 = (anchors: Anchors, jitter: number) =>
        Math.round((along(anchors, year, jitter, random) * pupils) / 100);
      const teachers = per100(story.teachersPer100, 0.008);
      const teachersAboveQualification = per100(story.aboveQualificationPer100, 0.01);
      const teachersPeArts = per100(story.peArtsPer100, 0.02);
      const teachersIntermediateTitle = Math.round(
        along(story.intermediateTitleShare, year, 0.015, random) * teachers,
      );
      const equipment = along(story.equipmentYuanPerPupil, year, 0.02, random) * pupils;
      // Rooms, computers and books are bought and kept: a school's stock does not fall when its intake does.
      stock = {
        multimediaRooms: Math.max(stock.multimediaRooms, per100(story.multimediaRoomsPer100, 0.01)),
        computers: Math.max(stock.computers, per100(story.computersPer100, 0.02)),
        books: Math.max(stock.books, Math.round(along(story.booksPerPupil, year, 0.01, random) * pupils)),
      };
      const backbone = story.backbone[year - firstYear];
      if (backbone === undefined) throw new Error(`${story.code} has no backbone count in ${year}`);
      rows.push({
        school: story.code,
        stage: school.stage,
        year,
        pupils,
        teachers,
        teachersAboveQualification,
        teachersBackbone: backbone,
        teachersPeArts,
        teachersIntermediateTitle,
        teachingAreaM2: stepAt(story.teachingAreaM2, year),
        sportsAreaM2: stepAt(story.sportsAreaM2, year),
        equipmentYuan: Math.round(equipment / 100) * 100,
        multimediaRooms: stock.multimediaRooms,
        computers: stock.computers,
        books: stock.books,
        group: register.memberships.find((m) => m.school === story.code && holdsOn(m, date))?.group ?? '',
        cluster:
          register.clusters.find((c) => c.schools.includes(story.code) && holdsOn(c, date))?.code ?? '',
        location: as.location,
        lat: as.lat,
        lon: as.lon,
      });
    }
  }
  return rows;
}

/** Enrolment-weighted coefficient of variation: sqrt(Σ (P_i / P)(x_i − X̄)²) / X̄ with x_i = X_i / P_i. */
function weightedVariation(rows: readonly SchoolYear[], column: Column): number {
  const pupils = rows.reduce((sum, row) => sum + Number(row.pupils), 0);
  const mean = rows.reduce((sum, row) => sum + Number(row[column]), 0) / pupils;
  const variance = rows.reduce(
    (sum, row) =>
      sum + (Number(row.pupils) / pupils) * (Number(row[column]) / Number(row.pupils) - mean) ** 2,
    0,
  );
  return Math.sqrt(variance) / mean;
}

/** The seven indicators of the pack cn-2017-quality, primary: column, standard, and the number of pupils it is per. */
const qualityIndicators = [
  { column: 'teachersAboveQualification', standard: 4.2, perPupils: 100 },
  { column: 'teachersBackbone', standard: 1, perPupils: 100 },
  { column: 'teachersPeArts', standard: 0.9, perPupils: 100 },
  { column: 'teachingAreaM2', standard: 4.5, perPupils: 1 },
  { column: 'sportsAreaM2', standard: 7.5, perPupils: 1 },
  { column: 'equipmentYuan', standard: 2000, perPupils: 1 },
  { column: 'multimediaRooms', standard: 2.3, perPupils: 100 },
] as const satisfies readonly { column: Column; standard: number; perPupils: number }[];

/** What the figures must keep telling; each broken sentence is returned. */
function listBrokenSentences(rows: readonly SchoolYear[]): string[] {
  const broken: string[] = [];
  const demand = (holds: boolean, sentence: string) => {
    if (!holds) broken.push(sentence);
  };
  const variationIn = (year: number, column: Column) =>
    weightedVariation(
      rows.filter((row) => row.year === year),
      column,
    );
  const near = (value: number, target: number) => Math.abs(value - target) <= 0.01;
  for (const { column } of qualityIndicators) {
    const variation = variationIn(lastYear, column);
    if (column === 'teachersBackbone') demand(near(variation, 0.62), `backbone ${variation} is not 0.62`);
    else if (column === 'sportsAreaM2') demand(near(variation, 0.53), `sports area ${variation} is not 0.53`);
    else demand(variation < 0.2, `${column} ${variation} is not well under 0.50`);
  }
  for (let year = 2016; year < lastYear; year++) {
    const [now, next] = [variationIn(year, 'teachersBackbone'), variationIn(year + 1, 'teachersBackbone')];
    demand(next < now, `backbone variation rises from ${now} in ${year} to ${next}`);
  }
  for (const row of rows.filter(({ year }) => year === lastYear)) {
    for (const { column, standard, perPupils } of qualityIndicators) {
      if (column === 'teachersBackbone' || column === 'sportsAreaM2') continue;
      const reaches = (Number(row[column]) / Number(row.pupils)) * perPupils >= standard;
      const exception = row.school === 'RM' && column === 'teachersPeArts';
      demand(
        reaches !== exception,
        `${row.school} ${reaches ? 'reaches' : 'misses'} the standard of ${column}`,
      );
    }
  }
  return broken;
}

function toCsv(header: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  return `${[header, ...lines].map((line) => line.join(',')).join('\n')}\n`;
}

/** The text of each file this script writes, by file name. */
export function makeFiles(register: Register): Record<string, string> {
  const rows = makeSchoolYears(register);
  const broken = listBrokenSentences(rows);
  if (broken.length > 0) throw new Error(broken.join('\n'));
  const latest = rows.filter(({ year }) => year === lastYear);
  const inChinese = (row: SchoolYear) => columns.map((column) => chineseValue[row[column]] ?? row[column]);
  const chineseColumns = columns.map((column) => chineseHeader[column]);
  const withMistakes = latest.map((row) => {
    const line = inChinese(row);
    if (row.school === 'BG') line[columns.indexOf('pupils')] = '１，８６０';
    if (row.school === 'ZS') line[columns.indexOf('stage')] = '小学部';
    if (row.school === 'FM') line[columns.indexOf('teachersBackbone')] = 65;
    return line;
  });
  // Excel on a Chinese Windows reads a CSV as GBK unless it opens with a byte-order mark.
  const byteOrderMark = '\uFEFF';
  return {
    'school-years.csv': toCsv(
      columns,
      rows.map((row) => columns.map((column) => row[column])),
    ),
    'seven-schools.zh.csv': byteOrderMark + toCsv(chineseColumns, latest.map(inChinese)),
    'seven-schools-with-mistakes.zh.csv': byteOrderMark + toCsv(chineseColumns, withMistakes),
  };
}

if (import.meta.main) {
  const here = new URL('.', import.meta.url);
  const register = JSON.parse(readFileSync(new URL('register.json', here), 'utf8')) as Register;
  for (const [name, text] of Object.entries(makeFiles(register))) writeFileSync(new URL(name, here), text);
}
