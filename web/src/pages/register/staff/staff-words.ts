import type { StaffMember } from '@trellis/contract';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type BothLanguages, type Format, useFormat } from '../../../i18n/format.ts';

/** Names of everything a record of a person can hold, in the chosen language. */
export function useStaffWords() {
  const { t } = useTranslation(['staff', 'common']);
  const format = useFormat();
  return useMemo(() => wordsOf(t, format), [t, format]);
}

type Translate = ReturnType<typeof useTranslation<['staff', 'common']>>['t'];

function wordsOf(t: Translate, format: Format) {
  const name = (text: BothLanguages) => format.text(text);
  const subject = (code: string) => t(`subject.${code}` as 'subject.chinese');
  const title = (code: string) => t(`title.${code}` as 'title.senior');
  const status = (code: string) => t(`status.${code}` as 'status.superfine');
  const office = (code: string) => t(`office.${code}` as 'office.principal');
  const grade = (number: number) => t('grade', { number: format.number(number) });
  return {
    t,
    format,
    name,
    subject,
    title,
    status,
    office,
    grade,
    gender: (code: string) => t(`gender.${code}` as 'gender.female'),
    qualification: (code: string) => t(`qualification.${code}` as 'qualification.other'),
    cause: (code: string) => t(`cause.${code}` as 'cause.other'),
    level: (code: string) => t(`level.${code}` as 'level.school'),
    kind: (code: string) => t(`kind.${code}` as 'kind.posting'),
    during: ({ from, to }: { from: string | null; to: string | null }) => {
      if (from === null) return '';
      if (to === null) return t('during.from', { from: format.day(from) });
      return t('during.fromTo', { from: format.day(from), to: format.day(to) });
    },
    posting: (one: StaffMember['postings'][number]) =>
      t(`posting.${one.kind}`, { school: name(one.school.name) }),
    lessons: (one: StaffMember['assignments'][number]) =>
      [
        subject(one.subject),
        one.grade === null ? '' : grade(one.grade),
        one.className === '' ? '' : t('class', { name: one.className }),
        one.weeklyLessons === null
          ? ''
          : t('weekly', { count: one.weeklyLessons, number: format.number(one.weeklyLessons) }),
      ]
        .filter(Boolean)
        .join(' · '),
    officeOf: (one: StaffMember['offices'][number]) =>
      [office(one.office), concerned(one, subject, grade)].filter(Boolean).join(' · '),
  };
}

/** A research group is of a subject, a grade leader of a grade; anything else stands as it was written. */
function concerned(
  one: StaffMember['offices'][number],
  subject: (code: string) => string,
  grade: (number: number) => string,
): string {
  if (one.office === 'trg-leader' && /^[a-z-]+$/.test(one.concerns)) return subject(one.concerns);
  if (one.office === 'grade-leader' && /^\d+$/.test(one.concerns)) return grade(Number(one.concerns));
  return one.concerns;
}

export type StaffWords = ReturnType<typeof useStaffWords>;
