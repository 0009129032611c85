import type { During, LocalText, StaffEntryKind } from '@trellis/contract';
import { AppError } from '../../../platform/errors/index.ts';
import type { EntryRow, SchoolLife, StaffRecord } from './store.ts';
import { subjectsInChinese, subjectsInEnglish } from './words.ts';

export const nameIn = (name: LocalText): LocalText => ({
  en: name.en || name.zh,
  zh: name.zh || name.en,
});
const personName = (staff: StaffRecord): LocalText => nameIn({ en: staff.nameEn, zh: staff.nameZh });

/** A refusal: the fact with its value, then the remedy; a form shows it at the field. */
export function refuse(path: string, fact: LocalText, remedy: LocalText): AppError {
  return refuseAs('unprocessable', path, {
    en: `${fact.en} ${remedy.en}`,
    zh: `${fact.zh}${remedy.zh}`,
  });
}

const refuseAs = (code: 'conflict' | 'unprocessable', path: string, message: LocalText): AppError =>
  new AppError(code, message, [{ path, message }]);

const spanEn = ({ from, to }: During) => `${from ?? 'an unknown day'} to ${to ?? 'today and on'}`;
const spanZh = ({ from, to }: During) => `${from ?? '（日期不详）'}起${to === null ? '至今' : `至 ${to}`}`;

export const overlaps = (a: During, b: During): boolean =>
  (a.to === null || b.from === null || b.from < a.to) && (b.to === null || a.from === null || a.from < b.to);

export function assertOrder(from: string, to: string | null): void {
  if (to === null || to > from) return;
  throw refuse(
    'to',
    {
      en: `The end (${to}) must come after the start (${from}).`,
      zh: `结束日期（${to}）必须晚于开始日期（${from}）。`,
    },
    { en: `Choose a day after ${from}.`, zh: `请选择 ${from} 之后的日期。` },
  );
}

export function assertNumberFree(taken: boolean, number: string): void {
  if (!taken) return;
  throw refuseAs('conflict', 'number', {
    en: `Another person of the bureau has number ${number}. Write the person’s own number, or open the record that exists.`,
    zh: `本局已有教职工使用编号 ${number}。请填写本人的编号，或查看已有记录。`,
  });
}

/** Birth year and employment must fit each other and the calendar. */
export function assertPersonSane(
  person: { birthYear: number | null; employedFrom: string; employedTo: string | null },
  today: string,
): void {
  const { birthYear, employedFrom, employedTo } = person;
  const latestHiring = `${Number(today.slice(0, 4)) + 2}-01-01`;
  if (employedFrom < '1900-01-01' || employedFrom >= latestHiring) {
    throw refuse(
      'employedFrom',
      {
        en: `Nobody here was taken on on ${employedFrom}.`,
        zh: `入职日期 ${employedFrom} 不合理。`,
      },
      {
        en: `Choose a day from 1900-01-01 to before ${latestHiring}.`,
        zh: `请填写 1900-01-01 至 ${latestHiring} 之前的日期。`,
      },
    );
  }
  if (employedTo !== null && employedTo <= employedFrom) {
    throw refuse(
      'employedTo',
      {
        en: `Employment cannot end on ${employedTo}: it begins on ${employedFrom}.`,
        zh: `入职日期为 ${employedFrom}，离职日期不能是 ${employedTo}。`,
      },
      {
        en: `Choose a day after ${employedFrom}, or leave it empty.`,
        zh: `请选择 ${employedFrom} 之后的日期，或留空。`,
      },
    );
  }
  const youngest = Number(employedFrom.slice(0, 4)) - 16;
  if (birthYear !== null && (birthYear < 1900 || birthYear > youngest)) {
    throw refuse(
      'birthYear',
      {
        en: `Birth year ${birthYear} cannot be: whoever was taken on on ${employedFrom} was born between 1900 and ${youngest}.`,
        zh: `出生年份 ${birthYear} 不合理：${employedFrom} 入职者应出生于 1900 年至 ${youngest} 年之间。`,
      },
      { en: 'Correct the birth year, or the day of employment.', zh: '请更正出生年份或入职日期。' },
    );
  }
}

/** Nothing about a person begins before they were taken on, or outlasts their employment. */
export function assertWithinEmployment(
  staff: Pick<StaffRecord, 'employed' | 'nameEn' | 'nameZh'>,
  span: { from: string; to: string | null },
): void {
  const name = personName(staff as StaffRecord);
  const { from: hired, to: left } = staff.employed;
  if (hired !== null && span.from < hired) {
    throw refuse(
      'from',
      {
        en: `${name.en} was taken on on ${hired}; nothing can begin on ${span.from}.`,
        zh: `${name.zh}于 ${hired} 入职，不能自 ${span.from} 起任职。`,
      },
      {
        en: `Choose a day from ${hired} on, or correct the day of employment.`,
        zh: `请选择 ${hired} 当日或之后的日期，或更正入职日期。`,
      },
    );
  }
  if (left !== null && (span.to === null || span.to > left)) {
    throw refuse(
      span.from >= left ? 'from' : 'to',
      {
        en: `The employment of ${name.en} ends on ${left}; this would last ${span.to === null ? 'on' : `until ${span.to}`}.`,
        zh: `${name.zh}的任用于 ${left} 结束，此项${span.to === null ? '没有结束日期' : `要到 ${span.to} 才结束`}。`,
      },
      { en: `Let it end on ${left} or before.`, zh: `请将结束日期定在 ${left} 或之前。` },
    );
  }
}

/** A posting lies within its school's life. */
export function assertWithinSchool(school: SchoolLife, span: { from: string; to: string | null }): void {
  const holds = school.spans.find(
    (life) => (life.from === null || life.from <= span.from) && (life.to === null || span.from < life.to),
  );
  const name = nameIn(school.name);
  if (!holds) {
    const opens = school.spans.find((life) => life.from !== null && life.from > span.from)?.from;
    const closed = school.spans.findLast((life) => life.to !== null && life.to <= span.from)?.to;
    throw refuse(
      'from',
      opens
        ? {
            en: `${name.en} opens on ${opens}; nobody can be posted there from ${span.from}.`,
            zh: `${name.zh}于 ${opens} 设立，不能自 ${span.from} 起在该校任职。`,
          }
        : {
            en: `${name.en} closed on ${closed}; nobody can be posted there from ${span.from}.`,
            zh: `${name.zh}已于 ${closed} 撤销，不能自 ${span.from} 起在该校任职。`,
          },
      opens
        ? { en: `Choose ${opens} or a later day.`, zh: `请选择 ${opens} 或之后的日期。` }
        : { en: 'Choose a day before, or another school.', zh: '请选择更早的日期，或另选学校。' },
    );
  }
  if (holds.to !== null && (span.to === null || span.to > holds.to)) {
    throw refuse(
      'to',
      {
        en: `${name.en} closes on ${holds.to}; a posting there cannot last ${span.to === null ? 'without an end' : `until ${span.to}`}.`,
        zh: `${name.zh}于 ${holds.to} 撤销，任职不能${span.to === null ? '没有结束日期' : `延续到 ${span.to}`}。`,
      },
      { en: `Give ${holds.to} or an earlier day as its end.`, zh: `请将结束日期定为 ${holds.to} 或更早。` },
    );
  }
}

/** What already stands in the way of something new, with its days. */
export function refuseOverlap(staff: StaffRecord, kind: StaffEntryKind, held: EntryRow): AppError {
  const name = personName(staff);
  const school = nameIn(held.name);
  const en = {
    posting: `a ${held.what} posting at ${school.en}`,
    assignment: `these lessons at ${school.en}`,
    title: `the title “${held.what}”`,
    status: `the honour “${held.what}”`,
    office: `the office “${held.what}”`,
  }[kind];
  const zh = {
    posting: `在${school.zh}的${held.what === 'home' ? '主校任职' : '兼校任职'}`,
    assignment: `在${school.zh}的这项任课`,
    title: '专业技术职称',
    status: '该称号',
    office: '该职务',
  }[kind];
  return refuseAs('conflict', 'from', {
    en: `${name.en} has ${en} from ${spanEn(held.during)}, which overlaps. End it first, or choose days outside it.`,
    zh: `${name.zh}已有${zh}（${spanZh(held.during)}），时间重叠。请先将其终止，或选择其他日期。`,
  });
}

export function refuseUnknownSubject(written: string): AppError {
  return refuse(
    'subject',
    { en: `There is no subject “${written}”.`, zh: `没有“${written}”这一学科。` },
    { en: `Choose one of: ${subjectsInEnglish()}.`, zh: `请从以下学科中选择：${subjectsInChinese()}。` },
  );
}

export function refuseUnknownPlace(path: string): AppError {
  return refuse(
    path,
    {
      en: 'There is no such place, or it is outside what you may change.',
      zh: '该单位不存在，或不在您的管理范围内。',
    },
    {
      en: 'Choose one of yours, or ask a bureau officer to make this change.',
      zh: '请选择您管理的单位，或请教育局管理人员办理。',
    },
  );
}

export function refuseEnd(entry: EntryRow, to: string): AppError {
  return refuse(
    'to',
    {
      en: `It runs from ${spanEn(entry.during)}; it cannot end on ${to}.`,
      zh: `该项自${spanZh(entry.during)}，不能在 ${to} 结束。`,
    },
    {
      en: `Choose a later day than ${entry.during.from}, within that time; its first day itself takes it back.`,
      zh: `请选择其间晚于 ${entry.during.from} 的日期；选择首日即表示撤回。`,
    },
  );
}
